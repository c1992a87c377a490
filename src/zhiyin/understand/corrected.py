"""A person's word in the place of an analyser's: what a reading says once its corrections are in it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from zhiyin.science.understand.sentiment import MIXED, NEGATIVE, NEUTRAL, POSITIVE

SENTIMENT, ASPECT, ANNOTATION, COPY = "sentiment", "aspect", "annotation", "copy"
FIELDS: Final = (SENTIMENT, ASPECT, ANNOTATION, COPY)
SENTIMENT_OF: Final = {NEGATIVE: -1.0, NEUTRAL: 0.0, MIXED: 0.0, POSITIVE: 1.0}
"""What a person's label counts as, −1 to 1."""
FEELINGS: Final = (NEGATIVE, NEUTRAL, POSITIVE)
"""How a text can feel about one aspect."""
PERSON: Final = "person"
"""The rule of what a person said."""
UNCLEAR: Final = "unclear"
"""What a coder says of a text whose feeling cannot be told."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a text: `mentions` and `annotations` as `Reading` keeps them."""

    sentiment: float | None
    label: str
    mentions: list[dict[str, Any]]
    annotations: list[dict[str, Any]]

    def kept(self) -> dict[str, Any]:
        """As `Reading.machine` keeps it."""
        return {name: getattr(self, name) for name in ("sentiment", "label", "mentions", "annotations")}


@dataclass(frozen=True, slots=True)
class Word:
    """One correction.

    `sentiment`: the label. `aspect`: `key` is its code, the value how the text feels about it, None when it is not
    spoken of. `annotation`: `key` is kind:code, the value whether the text shows it.
    `copy`: no key, the value False: it is no copy of another text. That is no matter of the reading itself.
    """

    field: str
    key: str
    value: str | bool | None


def whole(title: str, text: str) -> str:
    """The words of a signal as they are read; offsets of mentions and annotations point into this."""
    return f"{title}\n{text}" if title and text else title or text


def digest(words: str) -> str:
    """By which a correction knows the words it is about: when a source changes them, it no longer holds."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def is_held_out(words: str) -> bool:
    """Whether texts of this digest are kept from every training here, to measure what was learnt: a fifth, for good."""
    return int(words[:8], 16) % 5 == 0


def corrected(said: Said, words: Iterable[Word]) -> Said:
    """`said` with every word in its place. What a person added has no span and is sure."""
    sentiment, label = said.sentiment, said.label
    mentions, annotations = list(said.mentions), list(said.annotations)
    for word in words:
        if word.field == SENTIMENT:
            label = str(word.value)
            sentiment = SENTIMENT_OF[label]
        elif word.field == ASPECT:
            mentions = _aspect(mentions, word.key, word.value)
        elif word.field == ANNOTATION:
            annotations = _annotation(annotations, word.key, shown=word.value is True)
    return Said(sentiment, label, mentions, annotations)


def _aspect(mentions: list[dict[str, Any]], code: str, value: str | bool | None) -> list[dict[str, Any]]:
    others = [one for one in mentions if one["aspect"] != code]
    if value is None:
        return others
    feeling = SENTIMENT_OF[str(value)]
    said = {"sentiment": feeling, "opinion": None, "confidence": 1.0, "rule": PERSON}
    same = [{**one, **said} for one in mentions if one["aspect"] == code]
    added = same or [{"aspect": code, "start": 0, "end": 0, **said}]
    return sorted(others + added, key=lambda one: one["start"])


def _annotation(annotations: list[dict[str, Any]], key: str, *, shown: bool) -> list[dict[str, Any]]:
    kind, _, code = key.partition(":")
    found = [one for one in annotations if (one["kind"], one["code"]) == (kind, code)]
    if not shown:
        return [one for one in annotations if one not in found]
    if found:
        return annotations
    added = {
        "kind": kind,
        "code": code,
        "start": 0,
        "end": 0,
        "strength": 1.0,
        "confidence": 1.0,
        "rule": PERSON,
    }
    return [*annotations, added]
