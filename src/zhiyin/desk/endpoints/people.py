"""Customers over the API: the list, one person, their timeline; changing what is held of them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Cursor, Input, PageSize, Text
from zhiyin.collect.endpoints.profiles import router  # one address: POST is the door, GET the list
from zhiyin.customers.actions.correct_profile import correct_profile
from zhiyin.customers.actions.reveal_contact_points import reveal_contact_points
from zhiyin.customers.endpoints.profiles import (
    CustomerId,
    DateOut,
    InterestOut,
    PreferenceOut,
    day_out,
    liking_out,
    wish_out,
)
from zhiyin.customers.errors import BadDetails
from zhiyin.customers.queries.people import person_for
from zhiyin.customers.queries.persons import Key, keys_of
from zhiyin.customers.queries.profiles import Fact
from zhiyin.desk.queries.people import PeopleFilters, PersonRow, list_people
from zhiyin.desk.queries.person import Person, read_person
from zhiyin.desk.queries.timeline import Entry, timeline

__all__ = ["router"]

Words = Annotated[Text, Field(max_length=100)]
Code = Annotated[Text, Field(max_length=50)]
Days = Annotated[int, Field(ge=0, le=36_500)]
Share = Annotated[float, Field(ge=0, le=1)]


class PersonOut(Schema):
    """Numbers are null where they are not known, or there is not enough data to say."""

    id: str
    name: str
    tier: str
    value_tier: str
    segments: list[str]
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


class PersonList(Schema):
    results: list[PersonOut]
    next: str | None
    previous: str | None


class SayingOut(Schema):
    value: str
    source: str
    since: datetime | None


class FactOut(Schema):
    """A field of the profile: the value that holds, who says so since when, and what other sources say."""

    field: str
    value: str
    source: str
    since: datetime | None
    others: list[SayingOut]


class PointOut(Schema):
    """A key, masked unless it was revealed."""

    kind: str
    scope: str
    value: str
    source: str
    since: datetime
    is_shared: bool


class MeanOut(Schema):
    value: float | None
    n: int


class MonthOut(Schema):
    month: str
    nps: MeanOut
    csat: MeanOut
    sentiment: MeanOut
    purchases: int
    spent: float
    refunds: int
    visits: int
    cases: int
    waited_minutes: MeanOut


class GroupOut(Schema):
    code: str
    name: str
    since: datetime


class JudgedOut(Schema):
    """What models say; all null or empty for whoever refused it."""

    judged_at: datetime | None
    value_tier: str
    value_tier_why: str
    value: float | None
    value_low: float | None
    value_high: float | None
    alive: float | None
    churn_risk: float | None
    churn_reasons: list[Any]
    rfm_group: str
    loyalty: str
    relation: str
    is_silent: bool | None
    next_products: list[Any]
    refused: bool


class PersonDetail(Schema):
    id: str
    customer_ids: list[str]
    name: str
    tier: str
    created_at: datetime
    restricted: bool
    opted_out: bool
    facts: list[FactOut]
    contact_points: list[PointOut]
    preferences: list[PreferenceOut]
    interests: list[InterestOut]
    dates: list[DateOut]
    segments: list[GroupOut]
    judged: JudgedOut
    months: list[MonthOut]


class EntryOut(Schema):
    at: datetime
    group: str
    kind: str
    id: str
    title: str
    text: str
    place: str
    data: dict[str, Any]


class TimelineOut(Schema):
    results: list[EntryOut]
    next: str | None
    previous: str | None


class ProfileChange(Input):
    """Corrections: they win over every source. null takes one back. `attributes` are one's own fields."""

    name: Annotated[str, Field(max_length=100)] | None = None
    tier: Annotated[str, Field(max_length=30)] | None = None
    language: Annotated[str, Field(max_length=10)] | None = None
    born_on: date | None = None
    attributes: Annotated[dict[str, str | int | float | bool | None], Field(max_length=50)] = {}


class RevealIn(Input):
    reason: Literal["call_back", "service", "identity", "rights"]


class PointList(Schema):
    results: list[PointOut]


def _row(row: PersonRow) -> dict[str, Any]:
    names = PersonOut.model_fields.keys() - {"id", "segments"}
    return {
        "id": str(row.id),
        "segments": list(row.segments),
        **{name: getattr(row, name) for name in names},
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "field": fact.field,
        "value": fact.value,
        "source": fact.source,
        "since": fact.since,
        "others": [{"value": one.value, "source": one.source, "since": one.since} for one in fact.others],
    }


def _point(point: Key, *, in_full: bool = False) -> dict[str, Any]:
    return {
        "kind": point.kind,
        "scope": point.scope,
        "value": point.value if in_full else point.shown,
        "source": point.source,
        "since": point.since,
        "is_shared": point.is_shared,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "group": entry.group,
        "kind": entry.kind,
        "id": entry.id,
        "title": entry.title,
        "text": entry.text,
        "place": entry.place,
        "data": dict(entry.data),
    }


def _judged(person: Person) -> dict[str, Any]:
    names = (
        "value", "value_low", "value_high", "alive", "churn_risk", "churn_reasons", "rfm_group", "loyalty", "relation",
        "is_silent", "next_products",
    )  # fmt: skip
    empty: dict[str, Any] = {
        "churn_reasons": [],
        "next_products": [],
        "rfm_group": "",
        "loyalty": "",
        "relation": "",
    }
    standing = None if person.objected else person.standing
    return {
        "judged_at": person.judged_at,
        "value_tier": person.value_tier,
        "value_tier_why": person.value_tier_why,
        "refused": person.objected,
        **{name: getattr(standing, name) if standing else empty.get(name) for name in names},
    }


def _person(person: Person, keys: list[Key]) -> dict[str, Any]:
    means = ("nps", "csat", "sentiment")
    counts = ("purchases", "spent", "refunds", "visits", "cases")
    return {
        "id": str(person.id),
        "customer_ids": [str(node) for node in person.nodes],
        "name": person.name,
        "tier": person.tier,
        "created_at": person.created_at,
        "restricted": person.restricted,
        "opted_out": person.opted_out,
        "facts": [_fact(fact) for fact in person.facts],
        "contact_points": [_point(point) for point in keys],
        "preferences": [wish_out(wish) for wish in person.wishes],
        "interests": [liking_out(liking) for liking in person.interests],
        "dates": [day_out(day) for day in person.days],
        "segments": [{"code": one.code, "name": one.name, "since": one.since} for one in person.groups],
        "judged": _judged(person),
        "months": [
            {
                "month": f"{month.start:%Y-%m}",
                "waited_minutes": {"value": month.waited.value, "n": month.waited.n},
                **{
                    name: {"value": getattr(month, name).value, "n": getattr(month, name).n} for name in means
                },
                **{name: getattr(month, name) for name in counts},
            }
            for month in person.operations.months
        ],
    }


@router.get("", response=PersonList, operation_id="list_customers", summary="Customers")
def get_people(
    request: HttpRequest,
    q: Words = "",
    segment: Code = "",
    tier: Code = "",
    value_tier: Code = "",
    unheard_days: Days | None = None,
    churn_risk: Share | None = None,
    sort: Literal["", "heard", "value", "risk", "name"] = "",
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """`q` is the beginning of a name, or a whole number, mobile or address; `churn_risk` the least risk.

    Needs `personal.read`; who holds it for some units sees the people who were met there.
    """
    filters = PeopleFilters(q, segment, tier, value_tier, unheard_days, churn_risk, sort)
    page = list_people(request.actor, filters, cursor=cursor, limit=page_size)  # type: ignore[attr-defined]
    return {
        "results": [_row(row) for row in page.people],
        "next": page.older or None,
        "previous": "" if cursor else None,
    }


@router.get("/{customer_id}", response=PersonDetail, operation_id="get_customer", summary="One customer")
def get_person(request: HttpRequest, customer_id: CustomerId) -> dict[str, Any]:
    """The person that this customer belongs to; `customer_ids` are all records that were joined as one."""
    actor = request.actor  # type: ignore[attr-defined]
    person = read_person(actor, customer_id)
    return _person(person, keys_of(actor, person.id))


@router.get(
    "/{customer_id}/timeline",
    response=TimelineOut,
    operation_id="get_customer_timeline",
    summary="Everything heard, asked, done and given, newest first",
)
def get_timeline(
    request: HttpRequest,
    customer_id: CustomerId,
    kind: Literal["", "heard", "done", "case", "message", "consent", "profile"] = "",
    cursor: Cursor = "",
    page_size: PageSize = 30,
) -> dict[str, Any]:
    """Confidential and anonymous voices are never among it; the others as far as the caller may read them."""
    actor = request.actor  # type: ignore[attr-defined]
    person = person_for(actor, customer_id)
    page = timeline(actor, person, group=kind, cursor=cursor, limit=page_size)
    return {
        "results": [_entry(entry) for entry in page.entries],
        "next": page.older or None,
        "previous": "" if cursor else None,
    }


@router.patch(
    "/{customer_id}", response=PersonDetail, operation_id="correct_customer", summary="Correct a profile"
)
def patch_person(request: HttpRequest, customer_id: CustomerId, body: ProfileChange) -> dict[str, Any]:
    """Needs `customers.manage`. What sources say stays beside the correction."""
    actor = request.actor  # type: ignore[attr-defined]
    given = body.model_dump(exclude_unset=True)
    fields = {**given.pop("attributes", {}), **given}
    if fields.get("born_on") is not None:
        fields["born_on"] = fields["born_on"].isoformat()
    for name in body.attributes:
        if name in ProfileChange.model_fields or not name.strip() or len(name) > 60:
            raise BadDetails(errors={"attributes": name[:60]})
    correct_profile(actor, customer_id=customer_id, fields=fields)
    person = read_person(actor, customer_id)
    return _person(person, keys_of(actor, person.id))


@router.post(
    "/{customer_id}/reveal",
    response=PointList,
    operation_id="reveal_contact_points",
    summary="Contact points in full, for a reason that is kept",
)
def post_reveal(request: HttpRequest, customer_id: CustomerId, body: RevealIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    points = reveal_contact_points(actor, customer_id=customer_id, reason=body.reason)
    return {"results": [_point(point, in_full=True) for point in points]}
