"""The list of customers: found by name or key, narrowed, in order, a page at a time; nothing is counted through."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import read_tree
from zhiyin.customers.models import Customer, Membership, Segment
from zhiyin.customers.phrases.judgements import VALUE_TIERS
from zhiyin.customers.phrases.profiles import TIERS, named
from zhiyin.customers.queries.finding import keyed_persons
from zhiyin.customers.queries.people import visible_people
from zhiyin.customers.visibility import meetings
from zhiyin.journal.errors import BadCursor, Invalid
from zhiyin.journal.reach import read_moment, read_number

__all__ = ["PeopleFilters", "PersonPage", "PersonRow", "list_people", "visible_people"]

LONGEST_SEARCH: Final = 100
FEW: Final = 5_000  # records of each kind at the reader's units, up to which the people in them are named
COMMON: Final = 5_000  # customers of one tier, from which on the tier's index helps no more
LONG_AGO: Final = datetime(1900, 1, 2, tzinfo=UTC)
SHOWN_SEGMENTS: Final = 3
SORTS: Final = {
    "heard": "standing__last_heard_at",
    "value": "standing__value",
    "risk": "standing__churn_risk",
}
NAMELESS: Final = "~"  # the part of a cursor that says: those of whom the sorted value is unknown, at the end


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What the list is narrowed to; empty means everybody who may be seen.

    `search` is the beginning of a name, or a whole number, mobile or address. `unheard_days`: nothing heard for so
    long. `risk`: the least churn risk, 0..1. `sort`: heard, value, risk or name; "" is name for a search, else heard.
    """

    search: str = ""
    segment: str = ""
    tier: str = ""
    value_tier: str = ""
    unheard_days: int | None = None
    risk: float | None = None
    sort: str = ""

    @property
    def is_empty(self) -> bool:
        return self == PeopleFilters(sort=self.sort)

    @property
    def order(self) -> str:
        return self.sort or ("name" if self.search else "heard")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the list. Nulls: not known, or not enough data."""

    id: int
    name: str
    tier: str
    tier_label: str
    value_tier: str
    value_tier_label: str
    segments: tuple[str, ...]
    last_heard_at: datetime | None
    signals: int
    nps: float | None
    sentiment: float | None
    purchases: int
    value: float | None
    value_low: float | None
    value_high: float | None
    churn_risk: float | None
    created_at: datetime

    @property
    def risk_percent(self) -> float | None:
        return None if self.churn_risk is None else 100 * self.churn_risk


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One page; `older` is the cursor of the next one, "" at the end."""

    people: list[PersonRow]
    older: str = ""


def list_people(actor: Actor, filters: PeopleFilters, *, cursor: str = "", limit: int = 50) -> PersonPage:
    """The persons that fit, `limit` at a time. Raises Forbidden, Invalid (sort), BadCursor."""
    if filters.sort not in ("", "name", *SORTS):
        raise Invalid(field="sort")
    people = _narrowed(_in_sight(actor), filters)
    if filters.order == "name":
        found, marks = _by_name(people, cursor, limit + 1)
    else:
        field = SORTS[filters.order]
        found, marks = _by_standing(people, field, _silence(filters), cursor, limit + 1)
    older = marks[limit - 1] if len(found) > limit else ""
    return PersonPage(_rows(found[:limit]), older)


def _in_sight(actor: Actor) -> QuerySet[Customer]:
    """Whom the actor may see; where few were met at their units, those are named, else each is looked at in turn."""
    people = visible_people(actor)
    paths = actor.paths("personal.read")
    if "" in paths:
        return people
    tree = read_tree()
    units = {node.id for node in tree.nodes if node.path.startswith(paths)}
    units |= {node.id for path, node in tree.by_former_path.items() if path.startswith(paths)}
    met: set[int] = set()
    for rows in meetings():
        here = rows.filter(unit_id__in=units, customer_id__isnull=False).order_by()
        some = list(here.values_list("customer_id", flat=True)[: FEW + 1])
        if len(some) > FEW:
            return people
        met.update(some)
    persons = set(Customer.objects.filter(id__in=met).values_list("person_id", flat=True))
    return people.filter(id__in=persons)


def _silence(filters: PeopleFilters) -> datetime | None:
    days = filters.unheard_days
    return None if days is None else timezone.now() - timedelta(days=days)


def _narrowed(people: QuerySet[Customer], filters: PeopleFilters) -> QuerySet[Customer]:
    people = people.select_related("standing")
    if filters.search:
        people = _searched(people, filters.search)
    if filters.segment:
        held = Membership.objects.filter(
            segment__code=filters.segment, until__isnull=True, customer__person_id=OuterRef("id")
        )
        people = people.filter(Exists(held))
    if filters.tier:
        people = _of_tier(people, filters.tier)
    if filters.value_tier:
        people = people.filter(standing__value_tier=filters.value_tier)
    silence = _silence(filters)
    if silence is not None and filters.order != "heard":
        people = people.annotate(heard=Coalesce("standing__last_heard_at", Value(LONG_AGO)))
        people = people.filter(heard__lt=silence)
    if filters.risk is not None:
        people = people.filter(standing__churn_risk__gte=filters.risk)
    return people


def _of_tier(people: QuerySet[Customer], tier: str) -> QuerySet[Customer]:
    """Few of a tier are looked up; of many, the list's own order is walked until the page is full."""
    if Customer.objects.filter(tier=tier)[:COMMON].count() < COMMON:
        return people.filter(tier=tier)
    return people.annotate(any_tier=Concat("tier", Value(""))).filter(any_tier=tier)


def _searched(people: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """By a whole key where one is known, else by the beginning of the name, of any of a person's customers."""
    text = unicodedata.normalize("NFC", text.replace("\x00", "").strip())[:LONGEST_SEARCH]
    keyed = keyed_persons(text)
    if keyed:
        return people.filter(id__in=keyed)
    beginnings = Q()
    for spelled in {text, text.title(), text.upper(), text.lower()}:
        beginnings |= _begins(spelled)
    return people.filter(beginnings)


def _begins(text: str) -> Q:
    """The condition that the index on names answers, on either database."""
    if connection.vendor == "sqlite":
        return Q(name__gte=text, name__lt=f"{text}\U0010ffff")
    return Q(name__startswith=text)


def _by_name(people: QuerySet[Customer], cursor: str, most: int) -> tuple[list[Customer], list[str]]:
    if cursor:
        name, _, key = cursor.rpartition("~")
        people = people.filter(name__gte=name).filter(Q(name__gt=name) | Q(id__gt=read_number(key)))
    found = list(people.order_by("name", "id")[:most])
    return found, [f"{one.name}~{one.pk}" for one in found]


def _by_standing(
    people: QuerySet[Customer], field: str, silence: datetime | None, cursor: str, most: int
) -> tuple[list[Customer], list[str]]:
    """Those with a value, the greatest first; then those without, the newest key first. Each walks an index."""
    by_time = field == SORTS["heard"]
    found: list[Customer] = []
    if not cursor.startswith(NAMELESS):
        known = people.filter(**{f"{field}__isnull": False})
        if by_time and silence is not None:
            known = known.filter(standing__last_heard_at__lt=silence)
        if cursor:
            value, key = _mark(cursor, is_time=by_time)
            known = known.filter(**{f"{field}__lte": value}).filter(
                Q(**{f"{field}__lt": value}) | Q(standing__customer_id__lt=key)
            )
        found = list(known.order_by(f"-{field}", "-standing__customer_id")[:most])
    marks = [f"{_text(_value(one, field))}~{one.pk}" for one in found]
    if len(found) < most:
        unknown = people.filter(Q(standing__isnull=True) | Q(**{f"{field}__isnull": True}))
        if cursor.startswith(NAMELESS):
            unknown = unknown.filter(id__lt=read_number(cursor[1:]))
        rest = list(unknown.order_by("-id")[: most - len(found)])
        found += rest
        marks += [f"{NAMELESS}{one.pk}" for one in rest]
    return found, marks


def _value(person: Customer, field: str) -> Any:
    return getattr(person.standing, field.removeprefix("standing__"))


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else repr(float(value))


def _mark(cursor: str, *, is_time: bool) -> tuple[Any, int]:
    text, _, key = cursor.rpartition("~")
    try:
        value: Any = read_moment(text) if is_time else float(text)
    except ValueError:
        raise BadCursor(cursor=cursor[:60]) from None
    return value, read_number(key)


def _rows(people: Iterable[Customer]) -> list[PersonRow]:
    people = list(people)
    groups: dict[int, list[str]] = {}
    held = Membership.objects.filter(
        customer__person_id__in=[one.pk for one in people], until__isnull=True, segment__is_active=True
    ).order_by("segment__name")
    for person, name in held.values_list("customer__person_id", "segment__name"):
        if name not in groups.setdefault(person, []):
            groups[person].append(name)
    return [_row(one, groups.get(one.pk, [])) for one in people]


def _row(person: Customer, segments: list[str]) -> PersonRow:
    standing = getattr(person, "standing", None)
    value_tier = standing.value_tier if standing else ""
    return PersonRow(
        id=person.pk,
        name=person.name,
        tier=person.tier,
        tier_label=named(person.tier, TIERS) if person.tier else "",
        value_tier=value_tier,
        value_tier_label=named(value_tier, VALUE_TIERS) if value_tier else "",
        segments=tuple(segments[:SHOWN_SEGMENTS]),
        last_heard_at=standing.last_heard_at if standing else None,
        signals=standing.signals if standing else 0,
        nps=standing.nps if standing else None,
        sentiment=standing.sentiment if standing else None,
        purchases=standing.purchases if standing else 0,
        value=standing.value if standing else None,
        value_low=standing.value_low if standing else None,
        value_high=standing.value_high if standing else None,
        churn_risk=standing.churn_risk if standing else None,
        created_at=person.created_at,
    )


def anybody_known() -> bool:
    """Whether there is any customer at all."""
    return Customer.objects.exists()


def segment_choices() -> list[tuple[str, str]]:
    """(code, name) of the segments in use."""
    return list(Segment.objects.filter(is_active=True).order_by("name").values_list("code", "name"))


def tiers_in_use() -> list[str]:
    """Tiers that some customer has, read off the index one by one."""
    found: list[str] = []
    last = ""
    while len(found) < 20:
        after = Customer.objects.filter(tier__gt=last).order_by("tier").values_list("tier", flat=True).first()
        if after is None:
            break
        found.append(after)
        last = after
    return found
