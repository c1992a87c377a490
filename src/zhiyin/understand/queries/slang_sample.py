"""What a change of slang does to what was heard lately, before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhiyin.accounts.actor import Actor
from zhiyin.science.understand.reading import Reading
from zhiyin.science.understand.slang.comparing import Difference, differences
from zhiyin.science.understand.slang.words import Slang
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.shown import shown_words
from zhiyin.understand.queries.slang import read_slang
from zhiyin.understand.queries.voices import readable_signals, words_of

SAMPLE: Final = 200
SHOWN: Final = 12
LONGEST: Final = 4_000
AROUND: Final = 90


@dataclass(frozen=True, slots=True)
class SlangQuote:
    """A voice that would be read otherwise: the words around what changes (`mentions` as the theme's `evidence` takes
    them, names of staff masked), and both readings of the whole."""

    signal_id: int
    words: str
    mentions: tuple[Mapping[str, Any], ...]
    before: Reading
    after: Reading


@dataclass(frozen=True, slots=True)
class SlangSample:
    """Of `texts` voices `differ` would be read otherwise; `quotes` are the newest of them."""

    texts: int
    differ: int
    quotes: tuple[SlangQuote, ...]


def read_slang_sample(actor: Actor, draft: Slang, *, size: int = SAMPLE) -> SlangSample:
    """Reads the newest voices that the actor may read (up to SAMPLE) with slang as it holds and as drafted.

    Needs `settings.manage` everywhere and `voice.read`. Only voices that hold a word that changes are read.
    """
    before = read_slang(actor).slang
    actor.require("voice.read")
    newest = readable_signals(actor).exclude(text="", title="").order_by("-occurred_at", "-pk")
    signals = list(newest.select_related("reading")[: max(0, min(size, SAMPLE))])
    texts = [words_of(signal)[:LONGEST] for signal in signals]
    found = differences(
        texts,
        before,
        draft,
        lambda chosen: analyser.read_saying(chosen, before),
        lambda chosen: analyser.read_saying(chosen, draft),
    )
    shown = found[:SHOWN]
    words = shown_words(actor, [signals[one.text] for one in shown])
    quotes = (_quote(signals[one.text].pk, words[signals[one.text].pk][:LONGEST], one) for one in shown)
    return SlangSample(len(texts), len(found), tuple(quotes))


def _quote(signal_id: int, text: str, one: Difference) -> SlangQuote:
    """The words around the first span; the other spans as far as they lie in it."""
    first = one.spans[0]
    begin, end = max(0, first[0] - AROUND), min(len(text), first[1] + AROUND)
    before, after = ("…" if begin else ""), ("…" if end < len(text) else "")
    shift = len(before) - begin
    inside = [span for span in one.spans if begin <= span[0] and span[1] <= end]
    marks = tuple({"start": a + shift, "end": b + shift, "sentiment": 0.0} for a, b in inside)
    return SlangQuote(signal_id, before + text[begin:end] + after, marks, one.before, one.after)
