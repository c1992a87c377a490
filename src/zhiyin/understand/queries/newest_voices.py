"""The newest voices, on which a change of what is read is tried before it is saved, and the words around what changes."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.understand.queries.voices import readable_signals, words_of

SAMPLE: Final = 200
"""Voices: few enough to be read with both versions while a person who edits waits."""
SHOWN: Final = 12
"""Quotes, of each kind of change."""
LONGEST: Final = 4_000
"""Characters of a voice that are read."""
AROUND: Final = 90
"""Characters shown on each side of what changes."""

Span = tuple[int, int]


def newest_voices(actor: Actor, size: int) -> tuple[list[Signal], list[str]]:
    """The newest signals with words that the actor may read (`size`, up to SAMPLE) with their readings, and the words
    (up to LONGEST of each). Not to be shown: see `shown`. Raises Forbidden without `voice.read`."""
    actor.require("voice.read")
    newest = readable_signals(actor).exclude(text="", title="").order_by("-occurred_at", "-pk")
    signals = list(newest.select_related("reading")[: max(0, min(size, SAMPLE))])
    return signals, [words_of(signal)[:LONGEST] for signal in signals]


def around(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Mapping[str, Any], ...]]:
    """The words around the first of these spans, and the spans as far as they lie in them, as the theme's `evidence`
    takes them."""
    first = spans[0]
    begin, end = max(0, first[0] - AROUND), min(len(text), first[1] + AROUND)
    before, after = ("…" if begin else ""), ("…" if end < len(text) else "")
    shift = len(before) - begin
    inside = [span for span in spans if begin <= span[0] and span[1] <= end]
    marks = tuple({"start": a + shift, "end": b + shift, "sentiment": 0.0} for a, b in inside)
    return before + text[begin:end] + after, marks
