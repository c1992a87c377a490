"""Target customers, and what is known of the people behind them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Avg, Count, QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Customer, Membership, Standing
from zhiyin.journeys.errors import NoSuchPersona
from zhiyin.journeys.models import Persona

FEWEST: Final = 5
"""Below so many answers no mean is shown: it would be somebody's own answer."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over the members who have a value, and how many those are; no value when they are too few."""

    name: str
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class PersonaRow:
    """A persona with its data: `size` persons, `share` of all (0 to 1); None without a segment."""

    code: str
    name: str
    summary: str
    segment: str
    segment_name: str
    needs: tuple[str, ...]
    pains: tuple[str, ...]
    expectations: tuple[str, ...]
    brand_words: tuple[str, ...]
    version: int
    changed_by: str
    changed_at: datetime
    size: int | None
    share: float | None
    means: tuple[Mean, ...]
    may_change: bool

    @property
    def percent(self) -> float | None:
        return None if self.share is None else 100 * self.share


MEANS: Final = ("nps", "csat", "rating", "purchases", "spent", "churn_risk")


def list_personas(actor: Actor) -> list[PersonaRow]:
    """Every persona in its order. Needs `measures.read` everywhere: the figures are the whole organisation's."""
    actor.require("measures.read", "")
    people = Customer.objects.filter(standing__isnull=False).count()
    rows = Persona.objects.select_related("segment").order_by("position", "id")
    return [_row(actor, one, people) for one in rows]


def read_persona(actor: Actor, code: str) -> PersonaRow:
    """One persona. Needs `measures.read` everywhere. Raises NoSuchPersona."""
    actor.require("measures.read", "")
    persona = Persona.objects.select_related("segment").filter(code=code).first()
    if persona is None:
        raise NoSuchPersona()
    return _row(actor, persona, Customer.objects.filter(standing__isnull=False).count())


def _row(actor: Actor, persona: Persona, people: int) -> PersonaRow:
    size: int | None = None
    means: tuple[Mean, ...] = ()
    if persona.segment is not None:
        current = Membership.objects.filter(segment=persona.segment, until__isnull=True)
        size = current.values("customer__person_id").distinct().count()
        means = _means(Standing.objects.filter(customer__in=current.values("customer__person_id")))
    return PersonaRow(
        code=persona.code,
        name=persona.name,
        summary=persona.summary,
        segment=persona.segment.code if persona.segment else "",
        segment_name=persona.segment.name if persona.segment else "",
        needs=tuple(persona.needs),
        pains=tuple(persona.pains),
        expectations=tuple(persona.expectations),
        brand_words=tuple(persona.brand_words),
        version=persona.version,
        changed_by=persona.changed_by,
        changed_at=persona.changed_at,
        size=size,
        share=size / people if size is not None and people else None,
        means=means,
        may_change=actor.may("customers.manage", ""),
    )


def _means(standings: QuerySet[Standing]) -> tuple[Mean, ...]:
    asked = {f"{name}_mean": Avg(name) for name in MEANS} | {f"{name}_n": Count(name) for name in MEANS}
    found = standings.aggregate(**asked)
    return tuple(
        Mean(name, found[f"{name}_mean"] if found[f"{name}_n"] >= FEWEST else None, found[f"{name}_n"])
        for name in MEANS
    )
