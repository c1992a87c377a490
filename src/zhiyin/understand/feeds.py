"""Readings for the lake: what was understood of each signal, with people's corrections in their place."""

from dataclasses import dataclass
from typing import Any

import orjson

from zhiyin.collect.feeds import Selection, chosen
from zhiyin.journal.columns import rows_of
from zhiyin.science.understand.sentiment import NEGATIVE, NEUTRAL, POSITIVE, label_of
from zhiyin.understand.models import Correction, Reading

# What a person's label counts as.
SENTIMENT_OF = {NEGATIVE: -1.0, NEUTRAL: 0.0, POSITIVE: 1.0}
_NO_MENTIONS: tuple[Any, ...] = ("[]", [], None)


@dataclass(frozen=True, slots=True)
class Understood:
    """Columns of equal length per group: what holds for signals, and each aspect that a signal mentions, once.

    `revision` is the revision that was read; a person's word holds for every revision and has None there.
    """

    signal_id: list[int]
    revision: list[int | None]
    language: list[str]
    sentiment: list[float | None]
    label: list[str]
    mentioning: list[int]  # the signal
    mentioning_revision: list[int | None]
    aspect: list[str]
    aspect_sentiment: list[float]  # -1..1, the mean over the aspect's mentions in this signal
    aspect_label: list[str]


def readings(selection: Selection) -> Understood:
    """What was understood of these signals."""
    corrected = _corrections(selection)
    found = Understood([], [], [], [], [], [], [], [], [], [])
    columns = Reading.objects.values_list(
        "signal_id", "revision", "language", "sentiment", "label", "mentions"
    )
    for part in chosen(columns, selection, "signal__"):
        for rows in rows_of(part):
            _add(
                found,
                [_corrected(row, corrected.pop(row[0])) if row[0] in corrected else row for row in rows],
            )
    # never read, but a person has said what it says
    _add(found, [_corrected((key, None, "", None, "", []), word) for key, word in corrected.items()])
    return found


@dataclass(slots=True)
class _Word:
    sentiment: float | None
    aspects: dict[str, float | None]  # None: not mentioned, says the person


def _corrections(selection: Selection) -> dict[int, _Word]:
    found: dict[int, _Word] = {}
    columns = Correction.objects.order_by("id").values_list("signal_id", "field", "value")
    for part in chosen(columns, selection, "signal__"):
        for rows in rows_of(part):
            for key, field, raw in rows:
                word = found.setdefault(key, _Word(None, {}))
                value = orjson.loads(raw) if isinstance(raw, str | bytes) else raw
                if field == "sentiment":
                    word.sentiment = _number(value)
                else:
                    word.aspects[value["aspect"]] = _number(value.get("sentiment"))
    return found


def _number(value: Any) -> float | None:
    return SENTIMENT_OF[value] if isinstance(value, str) else None if value is None else float(value)


def _by_aspect(mentions: list[dict[str, Any]]) -> dict[str, float]:
    """Aspect -> the mean sentiment of its mentions."""
    if len(mentions) == 1:
        return {mentions[0]["aspect"]: mentions[0]["sentiment"]}
    sums: dict[str, list[float]] = {}
    for mention in mentions:
        sums.setdefault(mention["aspect"], []).append(mention["sentiment"])
    return {aspect: sum(values) / len(values) for aspect, values in sums.items()}


def _corrected(row: tuple[Any, ...], word: _Word) -> tuple[Any, ...]:
    """A reading's row with the person's word in its place."""
    key, revision, language, sentiment, label, mentions = row
    if word.sentiment is not None:
        sentiment, label = word.sentiment, label_of((word.sentiment + 1) / 2)
    aspects: dict[str, float | None] = {**_by_aspect(_parsed([mentions])[0]), **word.aspects}
    said = [{"aspect": aspect, "sentiment": value} for aspect, value in aspects.items() if value is not None]
    return key, revision, language, sentiment, label, said


def _add(found: Understood, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    keys, revisions, languages, sentiments, labels, all_mentions = zip(*rows, strict=True)
    found.signal_id.extend(keys)
    found.revision.extend(revisions)
    found.language.extend(languages)
    found.sentiment.extend(sentiments)
    found.label.extend(labels)
    said = [row for row in zip(keys, revisions, all_mentions, strict=True) if row[2] not in _NO_MENTIONS]
    for (key, revision, _), mentions in zip(said, _parsed([row[2] for row in said]), strict=True):
        for aspect, value in _by_aspect(mentions).items():
            found.mentioning.append(key)
            found.mentioning_revision.append(revision)
            found.aspect.append(aspect)
            found.aspect_sentiment.append(value)
    labelled = len(found.aspect_label)
    found.aspect_label.extend(label_of((value + 1) / 2) for value in found.aspect_sentiment[labelled:])


def _parsed(mentions: list[Any]) -> list[list[dict[str, Any]]]:
    """Lists of mentions: read as one document where the database gives text, which is much faster."""
    if all(isinstance(text, str) for text in mentions):
        whole: list[list[dict[str, Any]]] = orjson.loads(f"[{','.join(mentions)}]")
        return whole
    return [orjson.loads(text) if isinstance(text, str) else text for text in mentions]
