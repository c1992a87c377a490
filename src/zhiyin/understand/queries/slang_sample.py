"""What a change of slang does to what was heard lately, before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.science.understand.reading import Reading
from zhiyin.science.understand.slang.comparing import differences
from zhiyin.science.understand.slang.words import Slang
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.newest_voices import LONGEST, SAMPLE, SHOWN, around, newest_voices
from zhiyin.understand.queries.shown import shown_words
from zhiyin.understand.queries.slang import read_slang


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
    signals, texts = newest_voices(actor, size)
    found = differences(
        texts,
        before,
        draft,
        lambda chosen: analyser.read_saying(chosen, before),
        lambda chosen: analyser.read_saying(chosen, draft),
    )
    shown = found[:SHOWN]
    words = shown_words(actor, [signals[one.text] for one in shown])
    quotes = []
    for one in shown:
        key = signals[one.text].pk
        quotes.append(SlangQuote(key, *around(words[key][:LONGEST], one.spans), one.before, one.after))
    return SlangSample(len(texts), len(found), tuple(quotes))
