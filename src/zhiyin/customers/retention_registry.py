"""How long records are kept. Every room says here what it can forget; who may set the days does so on one page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

# Forget records of before a moment, at most so many; how many were forgotten. Fewer than asked: none are left.
Forget = Callable[[datetime, int], int]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of record with the days it is kept unless a rule says otherwise; None is for ever."""

    kind: str
    label: "str | Promise"
    days: int | None
    forget: Forget


_kept: dict[str, Kept] = {}


def keeps(kind: str, label: "str | Promise", *, days: int | None) -> Callable[[Forget], Forget]:
    """Register a function that forgets records of a kind. It runs in a transaction of its own for each batch."""

    def register(forget: Forget) -> Forget:
        _kept[kind] = Kept(kind, label, days, forget)
        return forget

    return register


def kinds() -> tuple[Kept, ...]:
    """Every kind, in the order in which rooms named them."""
    return tuple(_kept.values())
