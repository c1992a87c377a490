"""What a customer wants, likes and keeps as days, over the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Input
from zhiyin.customers.actions.remove_date import remove_date
from zhiyin.customers.actions.remove_interest import remove_interest
from zhiyin.customers.actions.remove_preference import remove_preference
from zhiyin.customers.actions.save_date import DateContent, save_date
from zhiyin.customers.actions.save_interest import save_interest
from zhiyin.customers.actions.save_preference import save_preference
from zhiyin.customers.queries.people import person_for
from zhiyin.customers.queries.profiles import Day, Liking, Wish, days_of, interests_of, wishes_of

router = Router()

CustomerId = Annotated[int, Field(ge=0, le=2**63 - 1)]
RowId = Annotated[int, Field(ge=0, le=2**63 - 1)]


class PreferenceOut(Schema):
    id: str
    code: str
    value: Any
    note: str
    source: str
    at: datetime
    holds: bool


class InterestOut(Schema):
    id: str
    name: str
    at: datetime


class DateOut(Schema):
    """`id` is null for the birthday of the profile itself."""

    id: str | None
    kind: str
    label: str
    is_lunar: bool
    is_leap_month: bool
    year: int | None
    month: int
    day: int
    next_on: date | None
    in_days: int | None


class PreferenceIn(Input):
    """`value` by code: a language tag; mail, sms, wecom or phone; {"from": "09:00", "until": "18:00"};
    {"days": [14, 15, 16]}; a text."""

    code: Literal["language", "channel", "hours", "not_on_days", "drink", "food", "seat", "other"]
    value: str | dict[str, str | list[int]]
    note: Annotated[str, Field(max_length=300)] = ""


class InterestIn(Input):
    name: Annotated[str, Field(max_length=60)]


class DateIn(Input):
    kind: Literal["birthday", "anniversary", "joined", "contract_end", "other"]
    label: Annotated[str, Field(max_length=60)] = ""
    is_lunar: bool = False
    is_leap_month: bool = False
    year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]


def wish_out(wish: Wish) -> dict[str, Any]:
    return {
        "id": str(wish.id),
        "code": wish.code,
        "value": wish.value,
        "note": wish.note,
        "source": wish.source,
        "at": wish.at,
        "holds": wish.holds,
    }


def liking_out(liking: Liking) -> dict[str, Any]:
    return {"id": str(liking.id), "name": liking.name, "at": liking.at}


def day_out(day: Day) -> dict[str, Any]:
    names = ("kind", "label", "is_lunar", "is_leap_month", "year", "month", "day", "next_on")
    return {
        "id": str(day.id) if day.id else None,
        "in_days": day.days,
        **{name: getattr(day, name) for name in names},
    }


@router.post(
    "/{customer_id}/preferences",
    response={201: PreferenceOut},
    operation_id="add_preference",
    summary="Write down what a customer wants",
)
def post_preference(
    request: HttpRequest, customer_id: CustomerId, body: PreferenceIn
) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    saved = save_preference(
        actor, customer_id=customer_id, code=body.code, value=body.value, note=body.note, source="api"
    )
    return Status(201, _saved_wish(request, customer_id, saved.pk))


@router.put(
    "/{customer_id}/preferences/{preference_id}",
    response=PreferenceOut,
    operation_id="change_preference",
    summary="Change what a customer wants",
)
def put_preference(
    request: HttpRequest, customer_id: CustomerId, preference_id: RowId, body: PreferenceIn
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    saved = save_preference(
        actor,
        customer_id=customer_id,
        code=body.code,
        value=body.value,
        note=body.note,
        source="api",
        preference_id=preference_id,
    )
    return _saved_wish(request, customer_id, saved.pk)


def _saved_wish(request: HttpRequest, customer_id: int, preference_id: int) -> dict[str, Any]:
    person = person_for(request.actor, customer_id)  # type: ignore[attr-defined]
    return wish_out(next(one for one in wishes_of(person.pk) if one.id == preference_id))


@router.delete(
    "/{customer_id}/preferences/{preference_id}",
    response={204: None},
    operation_id="remove_preference",
    summary="Forget what a customer wanted",
)
def delete_preference(request: HttpRequest, customer_id: CustomerId, preference_id: RowId) -> Status[None]:
    remove_preference(request.actor, customer_id=customer_id, preference_id=preference_id)  # type: ignore[attr-defined]
    return Status(204, None)


@router.post(
    "/{customer_id}/interests",
    response={201: InterestOut},
    operation_id="add_interest",
    summary="Write down what a customer likes to hear of",
)
def post_interest(request: HttpRequest, customer_id: CustomerId, body: InterestIn) -> Status[dict[str, Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    saved = save_interest(actor, customer_id=customer_id, name=body.name, source="api")
    person = person_for(actor, customer_id)
    return Status(201, liking_out(next(one for one in interests_of(person.pk) if one.name == saved.name)))


@router.delete(
    "/{customer_id}/interests/{interest_id}",
    response={204: None},
    operation_id="remove_interest",
    summary="Forget an interest",
)
def delete_interest(request: HttpRequest, customer_id: CustomerId, interest_id: RowId) -> Status[None]:
    remove_interest(request.actor, customer_id=customer_id, interest_id=interest_id)  # type: ignore[attr-defined]
    return Status(204, None)


@router.post(
    "/{customer_id}/dates",
    response={201: DateOut},
    operation_id="add_important_date",
    summary="Write down a day that matters to a customer",
)
def post_date(request: HttpRequest, customer_id: CustomerId, body: DateIn) -> Status[dict[str, Any]]:
    """By the sun or by the moon; `next_on` says when it is kept next."""
    actor = request.actor  # type: ignore[attr-defined]
    saved = save_date(actor, customer_id=customer_id, content=DateContent(**body.model_dump()), source="api")
    return Status(201, _saved_day(request, customer_id, saved.pk))


@router.put(
    "/{customer_id}/dates/{date_id}",
    response=DateOut,
    operation_id="change_important_date",
    summary="Change a day that matters to a customer",
)
def put_date(request: HttpRequest, customer_id: CustomerId, date_id: RowId, body: DateIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    saved = save_date(
        actor,
        customer_id=customer_id,
        content=DateContent(**body.model_dump()),
        source="api",
        date_id=date_id,
    )
    return _saved_day(request, customer_id, saved.pk)


def _saved_day(request: HttpRequest, customer_id: int, date_id: int) -> dict[str, Any]:
    person = person_for(request.actor, customer_id)  # type: ignore[attr-defined]
    return day_out(next(one for one in days_of(person) if one.id == date_id))


@router.delete(
    "/{customer_id}/dates/{date_id}",
    response={204: None},
    operation_id="remove_important_date",
    summary="Forget a day that mattered to a customer",
)
def delete_date(request: HttpRequest, customer_id: CustomerId, date_id: RowId) -> Status[None]:
    remove_date(request.actor, customer_id=customer_id, date_id=date_id)  # type: ignore[attr-defined]
    return Status(204, None)
