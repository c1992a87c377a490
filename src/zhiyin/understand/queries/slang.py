"""What slang means here: own words, shipped words, and the dictionary that texts are read with."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from zhiyin.accounts.actor import Actor
from zhiyin.science.understand.aspects.dictionary import Dictionary, as_found
from zhiyin.science.understand.slang.shipped import Shipped, shipped
from zhiyin.science.understand.slang.words import LISTS, Slang
from zhiyin.science.understand.taxonomies.composing import compose
from zhiyin.science.understand.taxonomies.taxonomy import Taxonomy
from zhiyin.understand.models import KnownSlang
from zhiyin.understand.queries.taxonomies import current_dictionary, current_taxonomies

NOTHING: Final = Slang()


@dataclass(frozen=True, slots=True)
class KeptSlang:
    """The lists as they are set, and who set them when; all empty while nobody has."""

    slang: Slang = NOTHING
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShippedRow:
    """A shipped word: whether it is switched off, and its own meaning where it has one, which stands in its place."""

    shipped: Shipped
    is_off: bool
    own_meaning: str

    @property
    def is_on(self) -> bool:
        """Whether it counts as it is shipped."""
        return not (self.is_off or self.own_meaning)


def read_slang(actor: Actor) -> KeptSlang:
    """As it is set. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    row = KnownSlang.objects.first()
    return KeptSlang() if row is None else KeptSlang(slang_of(row), row.changed_by, row.changed_at)


def list_shipped(actor: Actor, *, query: str = "", meaning: str = "") -> list[ShippedRow]:
    """The shipped words of slang that hold the query (as texts are read) and have this meaning; "" is any. Needs
    `settings.manage` everywhere."""
    kept = read_slang(actor).slang
    own = {found: meaning for word, meaning in kept.own() for found in as_found([word]).values()}
    off = set(as_found(kept.off).values())
    plain = query.strip().casefold()
    wanted = as_found([plain]).get(plain, plain) if plain else ""
    return [
        ShippedRow(one, one.found in off, own.get(one.found, ""))
        for one in shipped()
        if (not meaning or one.meaning == meaning) and (wanted in one.found or plain in one.word)
    ]


def slang_of(row: KnownSlang) -> Slang:
    """The lists of a row."""
    return Slang(**{name: tuple(row.content.get(name, ())) for name in LISTS})


def current_words() -> Dictionary:
    """What texts are read with: the taxonomies that are on, and slang; remembered until somebody changes one. Two small
    queries."""
    slang = _current_slang()
    return current_dictionary() if slang == NOTHING else words_with(slang)


def words_with(slang: Slang) -> Dictionary:
    """The same with another meaning of slang."""
    return _composed(current_taxonomies(), slang)


@lru_cache(maxsize=4)
def _composed(taxonomies: tuple[Taxonomy, ...], slang: Slang) -> Dictionary:
    return compose(taxonomies, slang)


def _current_slang() -> Slang:
    row = KnownSlang.objects.values_list("pk", "changed_at").first()
    return NOTHING if row is None else _content(*row)


@lru_cache(maxsize=2)
def _content(key: int, changed_at: datetime) -> Slang:
    del changed_at  # what is remembered is remembered by it
    return slang_of(KnownSlang.objects.get(pk=key))
