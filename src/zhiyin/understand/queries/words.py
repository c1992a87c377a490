"""A word in its contexts, as far as the actor may read: places, what stands beside it, what sets feelings apart."""

from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import Invalid
from zhiyin.science.language.search import query_phrases
from zhiyin.science.understand.concordance import (
    MOST_QUERY,
    Collocate,
    Concordance,
    Key,
    collocates,
    concordance,
    key_words,
)
from zhiyin.understand.queries.voices import Filters, newest_words

MOST_TEXTS: Final = 5_000
MOST_LINES: Final = 200
MOST_BESIDE: Final = 30
MOST_KEYS: Final = 20


@dataclass(frozen=True, slots=True)
class InContext:
    """Where a word stands. `signals[line.text]` is the signal of a line; `labels` how it feels. `more`: only the
    newest texts were looked at; `withheld`: protected voices were left out."""

    found: Concordance
    beside: tuple[Collocate, ...]
    signals: list[int]
    labels: list[str]
    more: bool
    withheld: bool


@dataclass(frozen=True, slots=True)
class Apart:
    """The words that unhappy texts use more than happy ones do, and the other way round."""

    unhappy: tuple[Key, ...]
    happy: tuple[Key, ...]
    texts: tuple[int, int]  # unhappy, happy
    more: bool


def in_context(actor: Actor, filters: Filters, word: str, *, sort: str, width: int = 30) -> InContext:
    """Of the newest texts that hold the word. Raises as `list_voices`, and Invalid for what cannot be looked up."""
    actor.require("voice.read")
    if not word.strip():
        raise Invalid(_("Give a word or a phrase to look up."))
    if len(word) > MOST_QUERY:
        raise Invalid(_("Look up a word or a phrase of up to %(most)s characters.") % {"most": MOST_QUERY})
    if not query_phrases(word):
        raise Invalid(
            _("Give at least one character, letter or digit: marks and emoji alone are not looked up.")
        )
    words = newest_words(actor, replace(filters, query=word), MOST_TEXTS)
    found = concordance(words.texts, word, width=width, sort=sort, most=MOST_LINES)
    return InContext(
        found,
        collocates(words.texts, word, most=MOST_BESIDE),
        words.ids,
        words.labels,
        words.more,
        words.withheld,
    )


def words_apart(actor: Actor, filters: Filters) -> Apart:
    """Of the newest texts that fit. Raises as `list_voices`."""
    words = newest_words(actor, filters, MOST_TEXTS)
    bad = [text for text, label in zip(words.texts, words.labels, strict=True) if label == "negative"]
    good = [text for text, label in zip(words.texts, words.labels, strict=True) if label == "positive"]
    keys = key_words(bad, good, most=4 * MOST_KEYS)
    sure = [key for key in keys if key.p < 0.05]
    return Apart(
        tuple(key for key in sure if key.log_ratio > 0)[:MOST_KEYS],
        tuple(key for key in sure if key.log_ratio < 0)[:MOST_KEYS],
        (len(bad), len(good)),
        words.more,
    )
