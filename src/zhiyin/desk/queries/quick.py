"""Correcting a voice where it stands in a list: the feeling of the whole and of what it speaks of, in one click."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import read_tree
from zhiyin.desk.phrases import SENTIMENTS, aspect_names, named
from zhiyin.desk.queries.lines import Choice, Quick, VoiceLine
from zhiyin.understand.corrected import ASPECT, FEELINGS, SENTIMENT, SENTIMENT_OF
from zhiyin.understand.queries.corrections import corrections_of
from zhiyin.understand.queries.voices import Voice

NOT_SPOKEN_OF = "not_spoken_of"
_SURE = 0.1  # from how far off 0 an arrow is shown


@dataclass(frozen=True, slots=True)
class Word:
    """One correction as a button carries it: field|key|value; `value` "" takes the correction back."""

    field: str
    key: str
    value: str

    @classmethod
    def of(cls, text: str) -> "Word":
        field, _bar, rest = text.partition("|")
        key, _bar, value = rest.partition("|")
        return cls(field, key, value)

    def __str__(self) -> str:
        return f"{self.field}|{self.key}|{self.value}"


def standing(actor: Actor, signal_id: int, word: Word) -> Word:
    """What to say to undo `word`: the correction that stands now, or that there is none.

    Raises Forbidden without `voice.read`, NotFound out of sight.
    """
    for one in corrections_of(actor, signal_id):
        if (one.field, one.key) == (word.field, word.key) and one.holds:
            value = NOT_SPOKEN_OF if one.value is None else str(one.value)
            return Word(word.field, word.key, value)
    return Word(word.field, word.key, "")


def with_quick(actor: Actor, lines: list[VoiceLine]) -> list[VoiceLine]:
    """The lines with what their reader may correct: those that were read, where the reader may say so."""
    paths = actor.paths("voice.correct")
    if not paths:
        return lines
    units, names = read_tree().by_id, aspect_names()
    return [
        replace(line, quick=_quick(line.voice, names))
        if line.voice.label and units[line.voice.unit_id].path.startswith(paths)
        else line
        for line in lines
    ]


def _quick(voice: Voice, names: Mapping[str, str]) -> Quick:
    found: dict[str, float] = {}
    for mention in voice.mentions:
        found.setdefault(mention["aspect"], float(mention.get("sentiment") or 0.0))
    whole = [
        Choice(str(Word(SENTIMENT, "", code)), named(code, SENTIMENTS), code == voice.label)
        for code in SENTIMENT_OF
    ]
    about = [
        (
            names.get(aspect, aspect),
            [
                Choice(str(Word(ASPECT, aspect, code)), named(code, SENTIMENTS), code == _feeling(value))
                for code in FEELINGS
            ],
            str(Word(ASPECT, aspect, NOT_SPOKEN_OF)),
        )
        for aspect, value in found.items()
    ]
    return Quick(whole, about)


def _feeling(value: float) -> str:
    return "positive" if value > _SURE else "negative" if value < -_SURE else "neutral"
