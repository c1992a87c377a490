"""Voices made ready to be shown: codes in words, scores with their scales."""

from dataclasses import dataclass

from zhiyin.desk.phrases import CHANNELS, IDENTITIES, KINDS, TIERS, mentions_in_words, named, score_in_words
from zhiyin.understand.queries.voices import Score, Voice


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """A voice and what stands under it."""

    voice: Voice
    scores: list[str]
    channel: str
    kind: str
    tier: str
    identity: str
    aspects: list[tuple[str, str]]


def scores_in_words(scores: tuple[Score, ...]) -> list[str]:
    return [score_in_words(s.construct, s.item, s.role, s.value, s.high) for s in scores]


def as_line(voice: Voice) -> VoiceLine:
    return VoiceLine(
        voice,
        scores_in_words(voice.scores),
        named(voice.channel, CHANNELS),
        named(voice.kind, KINDS),
        named(voice.tier, TIERS) if voice.tier else "",
        "" if voice.identity == "known" else named(voice.identity, IDENTITIES),
        mentions_in_words(voice.mentions),
    )
