"""Everything the models look at, read once: who there is, what they bought, when they were heard, how they felt.

Twenty million rows become a few flat arrays; nothing is asked for customer by customer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

from zhiyin.collect.models import Event, Signal
from zhiyin.customers.models import Consent, Customer, Restriction, Standing
from zhiyin.customers.queries.consents import consents_for
from zhiyin.journal.columns import rows_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOBODY = -1


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
    """One row a person: the latest scores (NaN: none), days since they were last heard (NaN), and the value tier so
    far. `nps` on 0–10, `csat` and `rating` on 1–5."""

    nps: Floats
    csat: Floats
    rating: Floats
    heard_days_ago: Floats
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

    @property
    def judged(self) -> Bools:
        """Who is judged."""
        return ~self.refused


def gather(today: date) -> Material:
    """Read it all, up to the end of `today`."""
    day = (today - date(1970, 1, 1)).days
    people, nodes, roots = _people()
    refused = np.isin(people, np.array(_refused(), dtype=np.int64))
    heard_who, heard_day = _heard(people, nodes, roots)
    return Material(
        people, refused, _bought(people, nodes, roots, day), heard_who, heard_day, _felt(people, day), day
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


def _refused() -> list[int]:
    asked = set(
        Consent.objects.filter(purpose__code="profiling").values_list("customer__person_id", flat=True)
    ) | set(Restriction.objects.values_list("customer__person_id", flat=True))
    return [person for person, word in consents_for(asked, "profiling", "").items() if not word.allowed]


def _places(customers: Ints, nodes: Ints, roots: Ints) -> Ints:
    """The persons' places of customers; NOBODY for one that was met after the persons were read."""
    at = np.minimum(np.searchsorted(nodes, customers), len(nodes) - 1)
    return np.where(nodes[at] == customers, roots[at], NOBODY)


def _columns(rows: "QuerySet[Any, Any]") -> Iterator[tuple[list[Any], ...]]:
    for part in rows_of(rows):
        yield tuple(list(column) for column in zip(*part, strict=True))


def _days(moments: list[Any]) -> Ints:
    """Days since 1970-01-01 in the organisation's zone, of times as the driver gives them."""
    if moments and isinstance(moments[0], datetime):
        utc = pa.array(moments, pa.timestamp("us", tz="UTC"))
    else:
        utc = pa.array(moments, pa.string()).cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))
    local = pc.local_timestamp(utc.cast(pa.timestamp("us", tz=settings.TIME_ZONE)))
    days: Ints = local.cast(pa.date32()).cast(pa.int32()).to_numpy(zero_copy_only=False).astype(np.int64)
    return days


def _bought(people: Ints, nodes: Ints, roots: Ints, today: int) -> Bought:
    rows = (
        Event.objects.filter(
            Q(kind="paid") | Q(kind="refunded"), customer__isnull=False, amount__isnull=False
        )
        .annotate(moment=Coalesce("occurred_at", "occurred_at"), money=Cast("amount", FloatField()))
        .values_list("customer_id", "moment", "money", "product", "is_discounted", "order")
    )
    places: dict[str, int] = {"": NOBODY}
    parts: list[tuple[Any, ...]] = []
    for customer, moment, money, product, reduced, order in _columns(rows):
        for name in set(product):
            places.setdefault(name, len(places) - 1)
        parts.append(
            (
                _places(np.array(customer, dtype=np.int64), nodes, roots),
                _days(moment),
                np.array(money, dtype=np.float64),
                np.array([places[name] for name in product], dtype=np.int64),
                np.array([-1 if one is None else int(one) for one in reduced], dtype=np.int8),
                np.array([hash(one) if one else 0 for one in order], dtype=np.int64),
            )
        )
    kinds = (np.int64, np.int64, np.float64, np.int64, np.int8, np.int64)
    gathered = (
        np.concatenate([part[place] for part in parts]) if parts else np.empty(0, kind)
        for place, kind in enumerate(kinds)
    )
    who, day, amount, product, discounted, numbers = gathered
    parts.clear()
    kept = (who != NOBODY) & (day <= today)
    names = tuple(list(places)[1:])
    return Bought(who[kept], day[kept], amount[kept], product[kept], discounted[kept], numbers[kept], names)


def _heard(people: Ints, nodes: Ints, roots: Ints) -> tuple[Ints, Ints]:
    rows = (
        Signal.objects.filter(customer__isnull=False, population="customer", identity="known")
        .annotate(moment=Coalesce("occurred_at", "occurred_at"))
        .values_list("customer_id", "moment")
    )
    who, day = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for customer, moment in _columns(rows):
        who.append(_places(np.array(customer, dtype=np.int64), nodes, roots))
        day.append(_days(moment))
    found, days = np.concatenate(who), np.concatenate(day)
    return found[found != NOBODY], days[found != NOBODY]


def _felt(people: Ints, today: int) -> Felt:
    nps, csat, rating, ago = (np.full(len(people), np.nan) for _ in range(4))
    tier = [""] * len(people)
    rows = Standing.objects.filter(customer__person_id=F("customer_id")).annotate(
        moment=Coalesce("last_heard_at", "last_heard_at")
    )
    columns = rows.values_list("customer_id", "nps", "csat", "rating", "moment", "value_tier")
    for customer, to_recommend, satisfied, stars, heard, before in _columns(columns):
        at = np.searchsorted(people, np.array(customer, dtype=np.int64))
        known = (at < len(people)) & (people[np.minimum(at, len(people) - 1)] == np.array(customer))
        for target, values in ((nps, to_recommend), (csat, satisfied), (rating, stars)):
            target[at[known]] = np.array(values, dtype=np.float64)[known]
        told = [place for place, moment in enumerate(heard) if moment is not None and known[place]]
        ago[at[told]] = (
            today - _days([heard[place] for place in told]).astype(np.float64) if told else ago[at[told]]
        )
        for place, name in enumerate(before):
            if name and known[place]:
                tier[int(at[place])] = name
    return Felt(nps, csat, rating, ago, tier)
