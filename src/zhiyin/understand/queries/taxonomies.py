"""Taxonomies as people here set them, their versions, and the dictionary that texts are read with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import Max

from zhiyin.accounts.actor import Actor
from zhiyin.science.understand.aspects.dictionary import Dictionary
from zhiyin.science.understand.taxonomies.composing import compose
from zhiyin.science.understand.taxonomies.content import from_content
from zhiyin.science.understand.taxonomies.defaults import default, defaults
from zhiyin.science.understand.taxonomies.taxonomy import Taxonomy
from zhiyin.understand.errors import NoSuchTaxonomy, NoSuchTaxonomyVersion
from zhiyin.understand.models import TaxonomyVersion

ON_AT_FIRST: Final = ("six_factors",)
AS_SHIPPED: Final = 0
"""The number of the version that nobody here made."""


@dataclass(frozen=True, slots=True)
class TaxonomyRow:
    """A taxonomy as it holds: `number` is 0 and `by` empty while nobody changed it; `is_changed`: its content is not
    the shipped one; `is_shipped`: there is a shipped one to go back to."""

    taxonomy: Taxonomy
    is_on: bool
    number: int
    is_changed: bool
    is_shipped: bool
    by: str = ""
    at: datetime | None = None

    @property
    def code(self) -> str:
        return self.taxonomy.code


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: who made it when, and what it changed (`models.TaxonomyVersion.changed`)."""

    number: int
    is_on: bool
    is_shipped: bool
    changed: dict[str, Any]
    by: str
    at: datetime | None


def list_taxonomies(actor: Actor) -> list[TaxonomyRow]:
    """All taxonomies, the shipped ones first. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    return kept_taxonomies()


def read_taxonomy(actor: Actor, code: str) -> TaxonomyRow:
    """One taxonomy. Needs `settings.manage` everywhere. Raises NoSuchTaxonomy."""
    found = next((row for row in list_taxonomies(actor) if row.code == code), None)
    if found is None:
        raise NoSuchTaxonomy()
    return found


def list_versions(actor: Actor, code: str) -> list[VersionRow]:
    """The versions of a taxonomy, the newest first; the shipped one, with number 0, last."""
    row = read_taxonomy(actor, code)
    made = TaxonomyVersion.objects.filter(taxonomy=code).order_by("-number")
    found = [
        VersionRow(one.number, one.is_on, one.content is None, one.changed, one.by, one.at) for one in made
    ]
    if row.is_shipped:
        found.append(VersionRow(AS_SHIPPED, code in ON_AT_FIRST, True, {}, "", None))
    return found


def read_version(actor: Actor, code: str, number: int) -> Taxonomy:
    """A taxonomy as it was in a version. Raises NoSuchTaxonomy, NoSuchTaxonomyVersion."""
    row = read_taxonomy(actor, code)
    shipped = default(code)
    if number == AS_SHIPPED and row.is_shipped and shipped is not None:
        return shipped
    made = TaxonomyVersion.objects.filter(taxonomy=code, number=number).first()
    if made is None:
        raise NoSuchTaxonomyVersion()
    return _taxonomy(made)


def kept_taxonomies() -> list[TaxonomyRow]:
    """All taxonomies as they hold, for readers and actions."""
    newest = TaxonomyVersion.objects.order_by("taxonomy", "-number")
    made: dict[str, TaxonomyVersion] = {}
    for one in newest:
        made.setdefault(one.taxonomy, one)
    rows = [
        _row(made.pop(one.code))
        if one.code in made
        else TaxonomyRow(one, one.code in ON_AT_FIRST, 0, False, True)
        for one in defaults()
    ]
    return rows + [_row(one) for one in made.values()]


def current_taxonomies() -> tuple[Taxonomy, ...]:
    """Those that are on, as they hold; remembered until somebody changes one."""
    return _current(*_state())[0]


def current_dictionary() -> Dictionary:
    """The dictionary with every taxonomy that is on; remembered until somebody changes one. One small query."""
    return _current(*_state())[1]


def category_names(taxonomies: Iterable[Taxonomy], language: str) -> dict[str, str]:
    """Full code of each category of these -> what it is called."""
    return {
        taxonomy.full(one.code): one.name(language) for taxonomy in taxonomies for one in taxonomy.categories
    }


def categories_above() -> dict[str, tuple[str, ...]]:
    """Full code of each category that lies below others -> the full codes of those, the nearest first."""
    return {
        taxonomy.full(one.code): tuple(taxonomy.full(code) for code in above)
        for taxonomy in current_taxonomies()
        for one in taxonomy.categories
        if (above := taxonomy.ancestors(one.code))
    }


def version() -> str:
    """Changes when a text may be read otherwise: goes into the name of the analyser."""
    return current_dictionary().version


def _state() -> tuple[int | None, datetime | None]:
    newest = TaxonomyVersion.objects.aggregate(id=Max("id"), at=Max("at"))
    return newest["id"], newest["at"]


@lru_cache(maxsize=2)
def _current(newest: int | None, at: datetime | None) -> tuple[tuple[Taxonomy, ...], Dictionary]:
    del newest, at  # what is remembered is remembered by them
    on = tuple(row.taxonomy for row in kept_taxonomies() if row.is_on)
    return on, compose(on)


def _taxonomy(made: TaxonomyVersion) -> Taxonomy:
    if made.content is not None:
        return from_content(made.taxonomy, made.content)
    return default(made.taxonomy) or Taxonomy(made.taxonomy, made.taxonomy, made.taxonomy)


def _row(made: TaxonomyVersion) -> TaxonomyRow:
    shipped = default(made.taxonomy)
    return TaxonomyRow(
        _taxonomy(made),
        made.is_on,
        made.number,
        made.content is not None,
        shipped is not None,
        made.by,
        made.at,
    )


def names_of(row: TaxonomyRow, codes: Sequence[str], language: str) -> list[str]:
    """What categories are called; those that are gone keep their code."""
    found = (row.taxonomy.category(code) for code in codes)
    return [one.name(language) if one else code for one, code in zip(found, codes, strict=True)]
