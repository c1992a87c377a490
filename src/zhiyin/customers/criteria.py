"""What a criterion about a customer may speak of, and the people for whom it holds.

The subject is the person: what was said of them, where they stand (`Standing`), the segments they are in. What they
said and did lies in rooms above, which register it here: `any(events, …)` and `count(events, "30d", …)` then look at
the records of all customers that are this person. There is no third reading: the lake knows no profiles.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any as Anything
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import NullIf
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from zhiyin.customers.models import Customer, Interest, Membership, Restriction, Segment
from zhiyin.science.terms import (
    Count,
    CriteriaError,
    Criterion,
    Field,
    Subject,
    Type,
    calls,
    fields_used,
    leaves,
    moves,
    parse,
    predicate,
)
from zhiyin.science.terms.lowering import COMPARISONS
from zhiyin.science.terms.nodes import Any, Call, Name
from zhiyin.search.conditions import HowMany, Members, Path, Paths, condition
from zhiyin.search.errors import BadCondition

SEGMENTS: Final = "segments"
_AGE: Final = "age"

COUNTED: Final = ("voices", "purchases", "refunds", "products", "spent")
"""Of Standing: none is 0, also where nothing was ever written."""
_VALUES: Final = {
    "nps": "would recommend, 0–10; the latest",
    "csat": "satisfaction, 1–5; the latest",
    "ces": "ease, 1–7; the latest",
    "rating": "rating; the latest",
    "sentiment": "feeling of the latest words, −1 to 1",
    "recency_score": "RFM: how recently, 1–5",
    "frequency_score": "RFM: how often, 1–5",
    "monetary_score": "RFM: how much, 1–5",
    "alive": "probability of still being a customer",
    "expected_purchases": "purchases to be expected",
    "value": "lifetime value",
    "churn_risk": "probability of leaving",
}
_CODES: Final = {
    "rfm_group": "RFM group",
    "value_tier": "value tier",
    "loyalty": "loyalty",
    "relation": "kind of relation",
}
_TIMES: Final = {
    "first_heard_at": "first voice",
    "last_heard_at": "latest voice",
    "first_bought_at": "first purchase",
    "last_bought_at": "latest purchase",
}

CUSTOMER_SUBJECT: Final = Subject(
    "customer",
    (
        Field("tier", Type.TEXT, label="tier"),
        Field("language", Type.TEXT, label="language"),
        Field(_AGE, Type.NUMBER, label="age in years"),
        Field("is_known", Type.BOOLEAN, nullable=False, label="known by more than a device"),
        Field("met_at", Type.TIME, nullable=False, label="since when we know them"),
        Field("attributes.*", Type.TEXT, label="attribute"),
        Field("numbers.*", Type.NUMBER, label="attribute that is a number"),
        Field("voices", Type.NUMBER, nullable=False, label="voices heard"),
        Field("purchases", Type.NUMBER, nullable=False, label="days with a purchase"),
        Field("spent", Type.NUMBER, nullable=False, label="amount spent"),
        Field("refunds", Type.NUMBER, nullable=False, label="refunds"),
        Field("products", Type.NUMBER, nullable=False, label="different products"),
        *(Field(name, Type.TIME, label=label) for name, label in _TIMES.items()),
        *(Field(name, Type.NUMBER, label=label) for name, label in _VALUES.items()),
        *(Field(name, Type.TEXT, label=label) for name, label in _CODES.items()),
        Field("is_silent", Type.BOOLEAN, label="says nothing"),
    ),
    (
        Subject(
            SEGMENTS,
            (
                Field("code", Type.TEXT, nullable=False, label="segment's code"),
                Field("name", Type.TEXT, nullable=False, label="segment's name"),
            ),
        ),
        Subject("interests", (Field("name", Type.TEXT, nullable=False, label="interest"),)),
    ),
)
"""Fields of a person; those that rooms above register are added by `customer_subject`."""


@dataclass(frozen=True)
class Records:
    """Records of customers in a room above: `rows` with a `customer`, and the moment `at` by which they are counted."""

    subject: Subject
    rows: Callable[[], QuerySet[Anything]]
    at: str
    paths: Mapping[str, Path]
    collections: Mapping[str, Members] = field(default_factory=dict)


_records: dict[str, Records] = {}


def records_of_customers(records: Records) -> None:
    """Register records that criteria about customers may look into and count."""
    _records[records.subject.name] = records


class _Age:
    """Whole years since `born_on`, compared by the day on which somebody of that age was born at the latest."""

    def __init__(self, today: date) -> None:
        self.today = today

    def test(self, sign: str, value: Anything) -> Q:
        known = Q(born_on__isnull=False)
        if sign == "null":
            return ~known if value else known
        if sign == "in":
            found = Q(pk__in=[])
            for one in value:
                found |= self.test("==", one)
            return found
        if sign == "==":
            whole = value == math.floor(value)
            return self._at_least(int(value)) & self._below(int(value) + 1) if whole else Q(pk__in=[])
        years = math.floor(value) + 1 if sign in (">", "<=") else math.ceil(value)
        return self._at_least(years) if sign in (">", ">=") else self._below(years)

    def _at_least(self, years: int) -> Q:
        born = self._born(years)
        return Q(born_on__isnull=False, born_on__lte=born) if born else Q(pk__in=[])

    def _below(self, years: int) -> Q:
        born = self._born(years)
        return Q(born_on__isnull=False, born_on__gt=born) if born else Q(born_on__isnull=False)

    def _born(self, years: int) -> date | None:
        """The latest birthday of somebody so old; None when nobody can be."""
        year = self.today.year - years
        if year < 1:
            return None
        if year > date.max.year:
            return date.max
        try:
            return self.today.replace(year=year)
        except ValueError:  # 29 February in a year without one
            return date(year, 2, 28)


class _Scanned(Func):
    """A column that is looked at row by row. Of several conditions SQLite takes one by its index, if there is one, and
    fetches the rows of half a million entries one after the other; reading the whole table takes a tenth of that.
    """

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Anything
    ) -> tuple[str, tuple[str | int, ...]]:
        sql, params = self.as_sql(compiler, connection, template="+%(expressions)s", **extra)
        return sql, tuple(params)


class _OrNone:
    """A number of Standing that is 0 where there is none."""

    def __init__(self, path: str) -> None:
        self.path = path

    def test(self, sign: str, value: Anything) -> Q:
        if sign == "null":
            return Q(pk__in=[]) if value else Q()
        lookup = {"==": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "in": "in"}[sign]
        numbers = [Value(float(one)) for one in value] if sign == "in" else Value(float(value))
        found = Q(**{f"{self.path}__{lookup}": numbers, f"{self.path}__isnull": False})
        holds = 0 in value if sign == "in" else COMPARISONS[sign](0, value)  # type: ignore[index]
        return Q(**{f"{self.path}__isnull": True}) | found if holds else found


def _paths(now: datetime, among: Sequence[int] | None) -> Paths:
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    fields: dict[str, Path] = {
        "tier": NullIf("tier", Value("")),
        "language": NullIf("language", Value("")),
        _AGE: _Age(today),
        "is_known": "is_known",
        "met_at": "created_at",
        "attributes": "attributes",
        "numbers": "attributes",
        "is_silent": _Scanned(F("standing__is_silent")),
        **{name: _OrNone(f"standing__{_column(name)}") for name in COUNTED},
        **{name: _Scanned(F(f"standing__{name}")) for name in (*_TIMES, *_VALUES)},
        **{name: NullIf(F(f"standing__{name}"), Value("")) for name in _CODES},
    }
    current = Membership.objects.filter(until__isnull=True, segment__is_active=True)
    of_person = "customer__person_id"
    if among is not None:
        current = current.filter(customer__person_id__in=among)
    collections = {
        SEGMENTS: Members(
            current, of_person, {"code": "segment__code", "name": "segment__name"}, at_once=True
        ),
        "interests": Members(Interest.objects.all(), of_person, {"name": "name"}),
        **{
            name: Members(one.rows(), of_person, one.paths, collections=one.collections)
            for name, one in _records.items()
        },
    }
    return Paths(fields, collections)


def _column(name: str) -> str:
    return "signals" if name == "voices" else name


def customer_subject(segments: Iterable[str] | None = None) -> Subject:
    """The subject with what rooms above know of people; with codes of segments, others are refused."""
    collections = []
    for collection in CUSTOMER_SUBJECT.collections:
        if collection.name == SEGMENTS and segments is not None:
            code, name = collection.fields
            collection = Subject(SEGMENTS, (Field(code.name, code.type, choices=(*segments, "")), name))
        collections.append(collection)
    return Subject(
        "customer", CUSTOMER_SUBJECT.fields, (*collections, *(one.subject for one in _records.values()))
    )


def read_criteria(text: str) -> Criterion:
    """A condition on one customer. Raises BadCondition with the place of the fault."""
    codes = Segment.objects.order_by("code").values_list("code", flat=True)
    try:
        criterion = parse(
            text,
            customer_subject(codes),
            zone=ZoneInfo(settings.TIME_ZONE),
            subjects=[one.subject for one in _records.values()],
            moving=True,
        )
        for call in calls(criterion):
            if not isinstance(call, Count):
                raise CriteriaError("no_metric")
            if call.subject not in _records:
                raise CriteriaError("unknown_subject", name=call.subject, known=", ".join(_records))
    except CriteriaError as error:
        raise BadCondition(error, text) from None
    return criterion


def follows_time(criterion: Criterion) -> bool:
    """Whether people can enter or leave by the passing of time alone."""
    return moves(criterion) or _AGE in fields_used(criterion)


def segments_meant(criterion: Criterion, segments: Mapping[str, str]) -> frozenset[str]:
    """Of these segments (code -> name) the codes of those that the criterion asks about."""
    found: set[str] = set()
    for leaf in leaves(criterion.root):
        if isinstance(leaf, Any) and leaf.collection == SEGMENTS:
            (subject,) = (one for one in criterion.subject.collections if one.name == SEGMENTS)
            holds = predicate(Criterion(subject, leaf.condition, criterion.zone))
            found.update(code for code, name in segments.items() if holds({"code": code, "name": name}))
    return frozenset(found)


def people_for(
    criterion: Criterion, *, now: datetime | None = None, among: Sequence[int] | None = None
) -> QuerySet[Customer]:
    """The persons for whom it holds at `now`; of those `among` which are asked about (ids of persons), if given.

    Nobody whose data may be used for nothing (Restriction) is among them.
    """
    now = now or timezone.now()
    paths = _paths(now, among)
    numbers: dict[Call, float | Name | None] = {}
    counted: dict[str, Path] = {}
    for place, call in enumerate(sorted(calls(criterion), key=repr)):
        assert isinstance(call, Count)
        numbers[call] = Name(f"count {place}", None, Type.NUMBER)
        counted[f"count {place}"] = _how_many(call, criterion, now, among)
    in_force = Q(until__isnull=True) | Q(until__gt=now)
    restricted = Restriction.objects.filter(in_force).values("customer__person_id")
    people = Customer.objects.filter(person_id=F("id")).exclude(id__in=restricted)
    if among is not None:
        people = people.filter(id__in=among)
    both = Paths({**paths.fields, **counted}, paths.collections)
    return people.filter(condition(criterion, both, numbers=numbers, now=now))


def _how_many(call: Count, criterion: Criterion, now: datetime, among: Sequence[int] | None) -> HowMany:
    records = _records[call.subject]
    rows = records.rows().filter(
        **{f"{records.at}__gte": now - call.period.length, f"{records.at}__lte": now}
    )
    if among is not None:
        rows = rows.filter(customer__person_id__in=among)
    if call.condition is not None:
        one = Criterion(records.subject, call.condition, criterion.zone)
        rows = rows.filter(condition(one, Paths(records.paths, records.collections), now=now))
    return HowMany(rows, "customer__person_id")
