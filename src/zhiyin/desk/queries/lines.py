"""Voices made ready to be shown: codes in words, scores with their scales."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhiyin.desk.phrases import CHANNELS, IDENTITIES, KINDS, TIERS, mentions_in_words, named, score_in_words
from zhiyin.journeys.queries.touchpoints import touchpoint_names
from zhiyin.understand.queries.voices import Score, Voice


@dataclass(frozen=True, slots=True)
class Choice:
    """A label that can be given by one click: what the button says to the server, its name, whether it stands."""

    word: str
    name: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Quick:
    """What a reader may correct at once: the whole, and (aspect, feelings, "not spoken of") of what is spoken of."""

    whole: list[Choice]
    about: list[tuple[str, list[Choice], str]]


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A voice and what stands under it; `quick` where it may be corrected in its place."""

    voice: Voice
    scores: list[str]
    channel: str
    kind: str
    tier: str
    identity: str
    aspects: list[tuple[str, str]]
    quick: Quick | None = None


SHORT = 40


def scores_in_words(
    scores: tuple[Score, ...], touchpoints: Mapping[str, str], *, whole: bool = False
) -> list[str]:
    """Each score with what was asked: `whole` in the question's own words, else as short as it is clear.

    The only recommendation, satisfaction or effort of a voice needs no wording; a second one does.
    """
    often = Counter(score.construct for score in scores)
    told = []
    for score in scores:
        label = score.label
        if not whole:
            plain = score.construct in ("nps", "csat", "ces") and often[score.construct] == 1
            label = "" if plain else label if len(label) <= SHORT else f"{label[: SHORT - 1]}…"
        told.append(
            score_in_words(
                score.construct, score.item, score.role, score.value, score.high, touchpoints, label
            )
        )
    return told


def as_lines(voices: Iterable[Voice]) -> list[VoiceLine]:
    """The voices of one page."""
    touchpoints = touchpoint_names()
    return [as_line(voice, touchpoints) for voice in voices]


def as_line(voice: Voice, touchpoints: Mapping[str, str]) -> VoiceLine:
    return VoiceLine(
        voice,
        scores_in_words(voice.scores, touchpoints),
        named(voice.channel, CHANNELS),
        named(voice.kind, KINDS),
        named(voice.tier, TIERS) if voice.tier else "",
        "" if voice.identity == "known" else named(voice.identity, IDENTITIES),
        mentions_in_words(voice.mentions),
    )
