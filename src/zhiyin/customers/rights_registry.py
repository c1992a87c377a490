"""Where data about a person lies. Every room says so here, for the export of what is held and for its erasure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

# Rooms that point to records of others let go first; who the person is, is forgotten last.
FIRST, USUAL, LATE, LAST = 10, 50, 70, 99


@dataclass(frozen=True, slots=True)
class Key:
    """A key by which a source knows the person; `value` in its normal form."""

    kind: str
    scope: str
    value: str


@dataclass(frozen=True, slots=True)
class Person:
    """Everything by which records of one person are found: customers joined to one, their keys, their names."""

    person_id: int
    customer_ids: tuple[int, ...]
    keys: tuple[Key, ...] = ()  # without those that many people share
    names: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What stands for this person and nobody else in a text or a cell, keys before names."""
        values = [key.value for key in self.keys if len(key.value) >= 3]
        return tuple(dict.fromkeys([*values, *(name for name in self.names if len(name) >= 2)]))


class NotNow(Exception):
    """The place cannot be cleared at the moment: it is tried again after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


Export = Callable[[Person], Iterable[dict[str, Any]]]
# One step in the caller's transaction: how many records it touched, 0 when none are left.
Erase = Callable[[Person], int]
# Clears what deleted records leave behind. Keeps its notes in the dict; the dict it returns goes on the certificate.
# Raises NotNow.
Cleanse = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Holding:
    """One place with records of persons: how they are shown to the person, how they are taken away."""

    place: str
    order: int
    export: Export | None
    erase: Erase | None


@dataclass(frozen=True, slots=True)
class Marks:
    """Keyed hashes of what must not come back: those made since a moment, and making them again."""

    since: Callable[[datetime], list[str]]
    again: Callable[[list[str]], None]


_marks: list[Marks] = []
_naming: list[type[Model]] = []
_holdings: dict[str, Holding] = {}
_cleansers: dict[str, Cleanse] = {}


def holds(
    place: str, *, order: int = USUAL, export: Export | None = None, erase: Erase | None = None
) -> None:
    """Register a place, e.g. "collect.signals". customers.phrases.rights has its words."""
    _holdings[place] = Holding(place, order, export, erase)


def names_customers(*models: type[Model]) -> None:
    """Register models with a `customer_id` that is no visible relation: whom their rows name is known to somebody."""
    _naming.extend(models)


def naming_customers() -> tuple[type[Model], ...]:
    """Every model registered so."""
    return tuple(_naming)


def cleanses(place: str, cleanse: Cleanse) -> None:
    """Register what clears the remains of deleted records: old files, free pages."""
    _cleansers[place] = cleanse


def holdings() -> tuple[Holding, ...]:
    """Every place, in the order in which it is cleared."""
    return tuple(sorted(_holdings.values(), key=lambda one: (one.order, one.place)))


def cleansers() -> dict[str, Cleanse]:
    """Place -> what clears its remains."""
    return dict(_cleansers)


def remembers(marks: Marks) -> None:
    """Register the marks that a room leaves where something was erased."""
    _marks.append(marks)


def marks() -> tuple[Marks, ...]:
    """Every room's marks."""
    return tuple(_marks)
