"""A text with the evidence of its reading in it: sentences, each cut into pieces with what they show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

from zhiyin.desk.phrases import SENTIMENTS, aspect_names, named
from zhiyin.theme import wording
from zhiyin.understand.phrases.annotations import label_of
from zhiyin.understand.queries.voice import ReadingFacts
from zhiyin.understand.queries.voices import Voice

SIGNS: Final = {"positive": "▲", "negative": "▼", "mixed": "◆", "neutral": "–"}
TONES: Final = {"positive": "pos", "negative": "neg"}
LEAST: Final = 0.1
"""A feeling nearer to 0 has no side."""
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that show the same: `classes` of the mark (none: nothing is shown), `title` what it is, in words."""

    text: str
    classes: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class SentenceShown:
    """One sentence, or what stands between two (then without a label)."""

    pieces: list[Piece]
    label: str = ""
    sign: str = ""
    tone: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The text, and which kinds of evidence it holds: what a legend has to explain."""

    sentences: list[SentenceShown]
    signs: list[tuple[str, str, str]] = field(default_factory=list)  # sign, tone, label
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: str  # asp, op, tgt, an
    tone: str
    title: str


def shown(voice: Voice, reading: ReadingFacts | None) -> Shown:
    """The words of a voice with all that its reading shows in them."""
    words = voice.words
    spans = [one for one in _spans(voice, reading) if 0 <= one.start < one.end <= len(words)]
    parts = [
        one for one in (reading.sentences if reading else ()) if 0 <= one["start"] < one["end"] <= len(words)
    ]
    sentences: list[SentenceShown] = []
    at = 0
    for part in parts:
        if part["start"] < at:
            continue
        if part["start"] > at:
            sentences.append(SentenceShown(_pieces(words, at, part["start"], spans)))
        at = part["end"]
        label = named(part["label"], SENTIMENTS)
        sentences.append(
            SentenceShown(
                _pieces(words, part["start"], at, spans),
                label,
                SIGNS.get(part["label"], ""),
                TONES.get(part["label"], ""),
                _told(label, part["sentiment"], part["confidence"]),
            )
        )
    if at < len(words):
        sentences.append(SentenceShown(_pieces(words, at, len(words), spans)))
    signs = dict.fromkeys((one.sign, one.tone, one.label) for one in sentences if one.sign)
    return Shown(sentences, list(signs), frozenset(one.kind for one in spans))


def rows(voice: Voice, reading: ReadingFacts | None) -> list[dict[str, Any]]:
    """What is spoken of, with its evidence: the aspects, and what no aspect fits."""
    names = aspect_names()
    beyond = [one for one in (reading.targets if reading else ()) if not one["aspect"]]
    return [
        {
            "aspect": names.get(one["aspect"], one["aspect"]),
            "words": voice.words[one["start"] : one["end"]],
            "opinion": _within(voice.words, one.get("opinion")),
            "sentiment": one["sentiment"],
            "surety": 100 * one["confidence"] if one.get("confidence") is not None else None,
            "rule": one.get("rule", "aspect.tagger" if not one["aspect"] else ""),
        }
        for one in (*voice.mentions, *beyond)
    ]


def _spans(voice: Voice, reading: ReadingFacts | None) -> Iterator[_Span]:
    names = aspect_names()
    for one in voice.mentions:
        tone = _tone(one["sentiment"])
        title = _told(names.get(one["aspect"], one["aspect"]), one["sentiment"], one.get("confidence"))
        yield _Span(one["start"], one["end"], "asp", tone, title)
        if one.get("opinion"):
            yield _says_so(one["opinion"], tone)
    for one in reading.targets if reading else ():
        if not one["aspect"]:
            tone = _tone(one["sentiment"])
            title = _told(_("spoken of"), one["sentiment"], one["confidence"])
            yield _Span(one["start"], one["end"], "tgt", tone, title)
            if one["opinion"]:
                yield _says_so(one["opinion"], tone)
    for one in voice.annotations:
        # of the text as a whole there is nothing to mark
        if one["end"] - one["start"] < len(voice.words):
            title = f"{label_of(one['kind'], one['code'])} · {wording.number(100 * one['confidence'])}%"
            yield _Span(one["start"], one["end"], "an", "", title)


def _says_so(span: Sequence[int], tone: str) -> _Span:
    return _Span(span[0], span[1], "op", tone, _("says so"))


def _pieces(words: str, start: int, end: int, spans: Sequence[_Span]) -> list[Piece]:
    """The characters [start, end), cut wherever a span begins or ends."""
    mine = [one for one in spans if one.start < end and one.end > start]
    cuts = sorted({start, end, *(cut for one in mine for cut in (one.start, one.end) if start < cut < end)})
    return [_piece(words[low:high], low, mine) for low, high in pairwise(cuts)]


def _piece(text: str, at: int, spans: Iterable[_Span]) -> Piece:
    over = [one for one in spans if one.start <= at < one.end]
    if not over or not text.strip():
        return Piece(text)
    # the aspect's colour wins over that of words which judge another
    tones = [one.tone for one in sorted(over, key=lambda one: one.kind != "asp") if one.tone]
    classes = dict.fromkeys([*(one.kind for one in over), *tones[:1]])
    return Piece(text, " ".join(classes), " · ".join(dict.fromkeys(one.title for one in over)))


def _tone(feeling: float) -> str:
    return "neg" if feeling < -LEAST else "pos" if feeling > LEAST else ""


def _told(name: str, feeling: float, sure: float | None) -> str:
    """Service −0.72, 81% sure."""
    told = f"{name} {wording.signed(feeling, 2)}"
    if sure is None:
        return told
    return _("%(reading)s, %(percent)s%% sure") % {"reading": told, "percent": wording.number(100 * sure)}


def _within(words: str, span: Sequence[int] | None) -> str:
    return words[span[0] : span[1]] if span else ""
