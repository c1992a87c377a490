"""Where people stand, from what was heard of them and what they did: the live part of `Standing`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber, TruncDate

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Answer, Event, Signal
from zhiyin.customers.actions.sort_people import sort_people
from zhiyin.customers.models import Customer, Standing
from zhiyin.understand.queries.fields import CONSTRUCT_FIELDS
from zhiyin.understand.queries.ratings import RANK

CHUNK: Final = 5_000

LIVE: Final = (
    "signals", "first_heard_at", "last_heard_at", "sentiment",
    *CONSTRUCT_FIELDS, *(f"{name}_at" for name in CONSTRUCT_FIELDS),
    "purchases", "spent", "refunds", "products", "first_bought_at", "last_bought_at",
)  # fmt: skip
"""The columns of Standing that are written here; the others are judged by models."""

_PERSON: Final = "customer__person_id"


def bring_up_to_date(actor: Actor, *, customers: Iterable[int] | None = None) -> int:
    """Find anew where these customers' persons stand (everybody if None), and sort them into segments.

    Needs `customers.manage` everywhere. A few queries for 5,000 persons; doing the same again changes nothing.
    Looks at what known customers said: voices that were given confidentially stay out, since a segment would name
    who gave them. Returns how many persons it looked at.
    """
    actor.require("customers.manage", "")
    people = _persons(customers)
    for start in range(0, len(people), CHUNK):
        chunk = people[start : start + CHUNK]
        with transaction.atomic():
            Standing.objects.bulk_create(
                standings(chunk), update_conflicts=True, unique_fields=["customer"], update_fields=list(LIVE)
            )
            joined = Customer.objects.filter(person_id__in=chunk).exclude(id=F("person_id"))
            Standing.objects.filter(customer__in=joined.values("id")).delete()
        sort_people(actor, people=chunk)
    return len(people)


def _persons(customers: Iterable[int] | None) -> list[int]:
    if customers is None:
        roots = Customer.objects.filter(person_id=F("id"))
        return list(roots.order_by("id").values_list("id", flat=True))
    ids, found = sorted(set(customers)), set[int]()
    for start in range(0, len(ids), CHUNK):
        nodes = Customer.objects.filter(id__in=ids[start : start + CHUNK])
        found.update(nodes.values_list("person_id", flat=True))
    return sorted(found)


def standings(people: Sequence[int]) -> list[Standing]:
    """The live columns for up to CHUNK persons, none of them saved."""
    found = {person: Standing(customer_id=person) for person in people}
    heard = Signal.objects.filter(
        **{f"{_PERSON}__in": people}, population="customer", identity="known"
    )  # fmt: skip
    for person, count, first, last in (
        heard.order_by()
        .values(_PERSON)
        .annotate(n=Count("pk"), first=Min("occurred_at"), last=Max("occurred_at"))
    ).values_list(_PERSON, "n", "first", "last"):
        standing = found[person]
        standing.signals, standing.first_heard_at, standing.last_heard_at = count, first, last
    for person, construct, value, at in _latest_scores(people):
        setattr(found[person], construct, value)
        setattr(found[person], f"{construct}_at", at)
    for person, sentiment in _latest(heard.filter(reading__sentiment__isnull=False), "reading__sentiment"):
        found[person].sentiment = sentiment
    _add_events(found, people)
    return list(found.values())


def _latest(signals: QuerySet[Signal], column: str) -> QuerySet[Signal, tuple[int, Any]]:
    newest = Window(
        RowNumber(), partition_by=[F(_PERSON)], order_by=[F("occurred_at").desc(), F("pk").desc()]
    )
    return signals.annotate(place=newest).filter(place=1).order_by().values_list(_PERSON, column)


def _latest_scores(people: Sequence[int]) -> QuerySet[Answer, tuple[int, str, float, datetime]]:
    """Of each construct the value that the newest signal with one gave to it, as `ratings` ranks them, and when."""
    person = f"signal__{_PERSON}"
    given = Answer.objects.filter(
        **{f"{person}__in": people},
        signal__population="customer",
        signal__identity="known",
        construct__in=CONSTRUCT_FIELDS,
        role="plain",
        status="answered",
        value__isnull=False,
    )
    newest = Window(
        RowNumber(),
        partition_by=[F(person), F("construct")],
        order_by=[
            F("signal__occurred_at").desc(),
            F("signal_id").desc(),
            RANK.asc(),
            F("value").asc(),
        ],
    )
    latest = given.annotate(place=newest).filter(place=1).order_by()
    return latest.values_list(person, "construct", "value", "signal__occurred_at")


def _add_events(found: dict[int, Standing], people: Sequence[int]) -> None:
    paid, refunded = Q(kind="paid"), Q(kind="refunded")
    zone = ZoneInfo(settings.TIME_ZONE)
    rows = (
        Event.objects.filter(paid | refunded, **{f"{_PERSON}__in": people})
        .order_by()
        .values(_PERSON)
        .annotate(
            days=Count(TruncDate("occurred_at", tzinfo=zone), distinct=True, filter=paid),
            spent=Sum("amount"),
            refunds=Count("pk", filter=refunded),
            products=Count("product", distinct=True, filter=paid & ~Q(product="")),
            first=Min("occurred_at", filter=paid),
            last=Max("occurred_at", filter=paid),
        )
        .values_list(_PERSON, "days", "spent", "refunds", "products", "first", "last")
    )
    for person, days, spent, refunds, products, first, last in rows:
        _bought(found[person], days, float(spent or 0), refunds, products, first, last)


def _bought(
    standing: Standing,
    days: int,
    spent: float,
    refunds: int,
    products: int,
    first: datetime | None,
    last: datetime | None,
) -> None:
    standing.purchases, standing.spent, standing.refunds, standing.products = days, spent, refunds, products
    standing.first_bought_at, standing.last_bought_at = first, last
