"""Everything the models look at, read once: who there is, what they bought, when they were heard, how they felt.

Twenty million rows become a few flat arrays; nothing is asked for customer by customer.
"""

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

from zhiyin.collect.models import Event, Signal
from zhiyin.customers.models import Consent, Customer, Restriction, Standing
from zhiyin.customers.queries.consents import consents_for, is_allowed_unasked
from zhiyin.journal.columns import rows_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOBODY = -1
PURPOSE = "profiling"
SCALES = ("nps", "csat", "rating")
ASKED_AT_ONCE = 5_000


@dataclass(frozen=True)
class Bought:
    """One row a payment (negative: money given back): the person's place, the day since 1970-01-01 in the
    organisation's zone, the amount, the product's place (-1: not told), whether reduced (1, 0, -1 not told), a number
    shared by the lines of one order (0: not told)."""

    who: Ints
    day: Ints
    amount: Floats
    product: Ints
    discounted: NDArray[np.int8]
    order: Ints
    products: tuple[str, ...]


@dataclass(frozen=True)
class Felt:
    """One row a person: the latest score on each of SCALES and how many days ago it was given (NaN: none), and the
    value tier so far. `nps` on 0–10, `csat` and `rating` on 1–5."""

    scores: dict[str, Floats]
    days_ago: dict[str, Floats]
    tier: list[str]


@dataclass(frozen=True)
class Material:
    """`people` are the persons, ascending; rows of others name them by their place. `refused` objected to automated
    judgement or are restricted: nothing of them is judged, and no model learns from them."""

    people: Ints
    refused: Bools
    bought: Bought
    heard_who: Ints
    heard_day: Ints
    felt: Felt
    today: int
    nodes: Ints
    roots: Ints

    @property
    def judged(self) -> Bools:
        """Who is judged."""
        return ~self.refused

    def places(self, customers: Ints) -> Ints:
        """The persons' places of customers; NOBODY for one that was met after the persons were read."""
        return _places(customers, self.nodes, self.roots)


def gather(today: date) -> Material:
    """Read it all, up to the end of `today`."""
    day = (today - date(1970, 1, 1)).days
    # Millions of rows come and go: looking through them for cycles would take as long as reading them.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _gathered(day)
    finally:
        if collects:
            gc.enable()


def _gathered(day: int) -> Material:
    people, nodes, roots = _people()
    heard_who, heard_day = _heard(nodes, roots)
    return Material(
        people,
        who_refuses(people),
        _bought(nodes, roots, day),
        heard_who,
        heard_day,
        _felt(people, day),
        day,
        nodes,
        roots,
    )


def _people() -> tuple[Ints, Ints, Ints]:
    """Persons, ascending; every customer, ascending, with the place of their person."""
    rows = [
        np.array(part, dtype=np.int64) for part in rows_of(Customer.objects.values_list("id", "person_id"))
    ]
    pairs = np.concatenate(rows) if rows else np.empty((0, 2), np.int64)
    pairs = pairs[np.argsort(pairs[:, 0])]
    people = np.unique(pairs[:, 1])
    return people, pairs[:, 0], np.searchsorted(people, pairs[:, 1])


def who_refuses(people: Ints) -> Bools:
    """Which of these persons (ascending) may not be judged, as things stand now. Only those who said something or are
    restricted are asked about one by one; all others are as the purpose is for whoever never said a word."""
    refused = np.full(len(people), not is_allowed_unasked(PURPOSE))
    if not len(people):
        return refused
    # a subquery and no join: SQLite begins a join at the purpose and walks through everybody's words
    nodes = Customer.objects.filter(person_id__range=(int(people[0]), int(people[-1]))).values("id")
    spoke = Consent.objects.filter(purpose__code=PURPOSE, customer__in=nodes)
    restricted = Restriction.objects.filter(customer__in=nodes)
    asked = sorted(
        {
            *spoke.values_list("customer__person_id", flat=True),
            *restricted.values_list("customer__person_id", flat=True),
        }
    )
    for start in range(0, len(asked), ASKED_AT_ONCE):
        for person, word in consents_for(asked[start : start + ASKED_AT_ONCE], PURPOSE, "").items():
            at = int(np.searchsorted(people, person))
            if at < len(people) and people[at] == person:
                refused[at] = not word.allowed
    return refused


def _places(customers: Ints, nodes: Ints, roots: Ints) -> Ints:
    """The persons' places of customers; NOBODY for one that was met after the persons were read."""
    if not len(nodes):
        return np.full(len(customers), NOBODY)
    at = np.minimum(np.searchsorted(nodes, customers), len(nodes) - 1)
    return np.where(nodes[at] == customers, roots[at], NOBODY)


def _columns(rows: "QuerySet[Any, Any]") -> Iterator[tuple[list[Any], ...]]:
    for part in rows_of(rows):
        yield tuple(list(column) for column in zip(*part, strict=True))


def days_of(moments: list[Any]) -> Ints:
    """Days since 1970-01-01 in the organisation's zone, of times as the driver gives them."""
    import pyarrow as pa  # noqa: PLC0415  (slow to import; every process loads this module, few judge people)
    import pyarrow.compute as pc  # noqa: PLC0415

    if moments and isinstance(moments[0], datetime):
        utc = pa.array(moments, pa.timestamp("us", tz="UTC"))
    else:
        utc = pa.array(moments, pa.string()).cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
    local = pc.local_timestamp(utc.cast(pa.timestamp("us", tz=settings.TIME_ZONE)))
    days: Ints = local.cast(pa.date32()).cast(pa.int32()).to_numpy(zero_copy_only=False).astype(np.int64)
    return days


def _bought(nodes: Ints, roots: Ints, today: int) -> Bought:
    rows = (
        Event.objects.filter(
            Q(kind="paid") | Q(kind="refunded"), customer__isnull=False, amount__isnull=False
        )
        .annotate(moment=Coalesce("occurred_at", "occurred_at"), money=Cast("amount", FloatField()))
        .values_list("customer_id", "moment", "money", "product", "is_discounted", "order")
    )
    places: dict[str, int] = {"": NOBODY}
    parts: list[tuple[Any, ...]] = []
    for customer, moment, money, what, reduced, order in _columns(rows):
        for name in set(what):
            places.setdefault(name, len(places) - 1)
        parts.append(
            (
                _places(np.array(customer, dtype=np.int64), nodes, roots),
                days_of(moment),
                np.array(money, dtype=np.float64),
                np.array([places[name] for name in what], dtype=np.int64),
                np.array([-1 if one is None else int(one) for one in reduced], dtype=np.int8),
                np.array([hash(one) if one else 0 for one in order], dtype=np.int64),
            )
        )
    kinds = (np.int64, np.int64, np.float64, np.int64, np.int8, np.int64)
    gathered = (
        np.concatenate([part[place] for part in parts]) if parts else np.empty(0, kind)
        for place, kind in enumerate(kinds)
    )
    who, day, amount, told, discounted, numbers = gathered
    parts.clear()
    kept = (who != NOBODY) & (day <= today)
    names = tuple(sorted(name for name in places if name))
    # By name, so that the order in which rows are read decides nothing.
    by_name = {name: place for place, name in enumerate(names)}
    anew = np.array([by_name[name] for name in list(places)[1:]] + [NOBODY], dtype=np.int64)
    product: Ints = anew[told]
    return Bought(who[kept], day[kept], amount[kept], product[kept], discounted[kept], numbers[kept], names)


def _heard(nodes: Ints, roots: Ints) -> tuple[Ints, Ints]:
    rows = (
        Signal.objects.filter(customer__isnull=False, population="customer", identity="known")
        .annotate(moment=Coalesce("occurred_at", "occurred_at"))
        .values_list("customer_id", "moment")
    )
    who, day = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for customer, moment in _columns(rows):
        who.append(_places(np.array(customer, dtype=np.int64), nodes, roots))
        day.append(days_of(moment))
    found, days = np.concatenate(who), np.concatenate(day)
    return found[found != NOBODY], days[found != NOBODY]


def _felt(people: Ints, today: int) -> Felt:
    scores = {scale: np.full(len(people), np.nan) for scale in SCALES}
    days_ago = {scale: np.full(len(people), np.nan) for scale in SCALES}
    tier = [""] * len(people)
    rows = Standing.objects.filter(customer__person_id=F("customer_id")).values_list(
        "customer_id", "value_tier", *SCALES, *(f"{scale}_at" for scale in SCALES)
    )
    for customer, before, *told in _columns(rows):
        at = np.searchsorted(people, np.array(customer, dtype=np.int64))
        known = (at < len(people)) & (people[np.minimum(at, len(people) - 1)] == np.array(customer))
        for scale, values, moments in zip(SCALES, told, told[len(SCALES) :], strict=False):
            scores[scale][at[known]] = np.array(values, dtype=np.float64)[known]
            dated = np.array([moment is not None for moment in moments]) & known
            given = days_of([moments[place] for place in np.flatnonzero(dated).tolist()])
            days_ago[scale][at[dated]] = (today - given).astype(np.float64)
        for place, name in enumerate(before):
            if name and known[place]:
                tier[int(at[place])] = name
    return Felt(scores, days_ago, tier)
