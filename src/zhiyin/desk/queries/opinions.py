"""What voices say of a topic in their own words: their evidence, and the phrases that come up most."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from zhiyin.accounts.actor import Actor
from zhiyin.desk.queries.lines import VoiceLine, as_lines
from zhiyin.facts.reading import Snapshot
from zhiyin.measure.queries.quotes import quoted
from zhiyin.measure.queries.topics import About, kind_of
from zhiyin.science.understand.sentiment import label_of
from zhiyin.understand.queries.voices import Voice, voices_of

LOOKED_AT: Final = 300
"""The newest voices in which phrases are counted."""
PHRASES: Final = 12
QUOTES: Final = 5
SPARE: Final = 4
"""Times as many as are shown are looked up: the same words are quoted once."""
LONGEST: Final = 24


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that people use of a topic, in how many of the voices looked at."""

    words: str
    voices: int


@dataclass(frozen=True, slots=True)
class Quotes:
    """Voices with the evidence about the topic alone. `withheld`: protected ones of too few people are left out."""

    lines: tuple[VoiceLine, ...]
    withheld: bool


@dataclass(frozen=True, slots=True)
class Opinions:
    """The phrases of the newest `of` voices, by how they feel."""

    unhappy: tuple[Phrase, ...]
    happy: tuple[Phrase, ...]
    of: int


def quotes(
    actor: Actor, about: About, code: str, feeling: str, *, at: Snapshot, most: int = QUOTES
) -> Quotes:
    """The newest voices that speak of a topic with this feeling ("negative", "positive", "" for any)."""
    found = quoted(actor, about, code, feeling, most=SPARE * most, at=at)  # type: ignore[arg-type]
    different: dict[str, Voice] = {}
    for voice in voices_of(actor, found.ids):
        different.setdefault(voice.words.strip(), voice)
    chosen = [replace(voice, mentions=_evidence(voice, code)) for voice in list(different.values())[:most]]
    return Quotes(tuple(as_lines(chosen)), found.withheld)


def opinions(actor: Actor, about: About, code: str, *, at: Snapshot) -> Opinions:
    """The phrases that come up most in what is said of a topic, by how they feel about it."""
    found = quoted(actor, about, code, most=LOOKED_AT, at=at)
    voices = voices_of(actor, found.ids)
    counted: dict[str, Counter[str]] = {"negative": Counter(), "positive": Counter()}
    for voice in voices:
        said = {
            (label_of((one["sentiment"] + 1) / 2), voice.words[one["start"] : one["end"]].strip())
            for one in _evidence(voice, code)
        }
        for feeling, words in said:
            if feeling in counted and 1 < len(words) <= LONGEST:
                counted[feeling][words] += 1
    unhappy, happy = (
        tuple(Phrase(words, times) for words, times in counted[feeling].most_common(PHRASES))
        for feeling in ("negative", "positive")
    )
    return Opinions(unhappy, happy, len(voices))


def _evidence(voice: Voice, code: str) -> Sequence[Mapping[str, Any]]:
    """The places that speak of the topic, as mentions; those of an annotation feel as the voice does."""
    match kind_of(code):
        case "aspect":
            return [one for one in voice.mentions if one["aspect"] == code]
        case "category":
            return [one for one in voice.mentions if code in one.get("categories", ())]
    kind, _, inner = code.partition(":")
    return [
        {"aspect": "", "start": one["start"], "end": one["end"], "sentiment": voice.sentiment or 0.0}
        for one in voice.annotations
        if (one["kind"], one["code"]) == (kind, inner)
    ]


def condition_of(code: str, feeling: str = "") -> str:
    """The condition under which the inbox shows these voices."""
    label = f' && label == "{feeling}"' if feeling else ""
    match kind_of(code):
        case "aspect":
            return f'any(aspects, name == "{code}"{label})'
        case "category":
            return f'any(categories, code == "{code}"{label})'
    kind, _, inner = code.partition(":")
    return f'any(annotations, kind == "{kind}" && code == "{inner}")'
