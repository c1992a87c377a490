"""`POST /api/v1/customers`: what systems know of customers."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import AfterValidator, Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.schemas import Input, Moment
from zhiyin.collect.actions.accept_profiles import accept_profiles
from zhiyin.collect.phrases import reason
from zhiyin.customers.actions.receive_profiles import NOBODY, Profile
from zhiyin.customers.endpoints.profiles import router  # one address: POST is the door, GET the list
from zhiyin.journal.errors import Invalid

__all__ = ["router"]

MOST_FIELDS = 200
SOURCE = "api"


def _few(fields: dict[str, Any]) -> dict[str, Any]:
    if len(fields) > MOST_FIELDS:
        raise ValueError(f"at most {MOST_FIELDS} fields")
    return fields


Value = (
    bool
    | Annotated[int, Field(ge=-9_000_000_000_000_000, le=9_000_000_000_000_000)]
    | Annotated[float, Field(ge=-9e15, le=9e15, allow_inf_nan=False)]
    | Annotated[str, Field(max_length=2_000)]
    | None
)


class KeyIn(Input):
    kind: Literal["customer_number", "mobile", "email", "wecom", "openid", "unionid", "device"] = (
        "customer_number"
    )
    value: Annotated[str, Field(min_length=1, max_length=190)]
    scope: Annotated[str, Field(max_length=60)] = ""


class ProfileIn(Input):
    """Keys that the system states together, and what it says of whoever has them.

    `fields`: name, tier, language, born_on (ISO), everything else is kept as an attribute with its type. `at`: since
    when the system says so; now, when left out.
    """

    keys: Annotated[list[KeyIn], Field(min_length=1, max_length=20)]
    fields: Annotated[
        dict[Annotated[str, Field(min_length=1, max_length=60)], Value], AfterValidator(_few)
    ] = {}
    source: Annotated[str, Field(max_length=60)] = ""
    at: Moment | None = None


class ProfilesIn(Input):
    customers: Annotated[list[ProfileIn], Field(min_length=1, max_length=5_000)]


class ProfileError(Schema):
    pointer: str
    code: str
    detail: str


class ProfileResult(Schema):
    """`id` is the customer, `person_id` the person that they are, alike for all records that were joined."""

    status: Literal["new", "known", "nobody"]
    id: str | None
    person_id: str | None
    errors: list[ProfileError] = []


class ProfilesAnswer(Schema):
    new: int
    known: int
    nobody: int
    results: list[ProfileResult]


@router.post(
    "",
    response={200: ProfilesAnswer | ProfileResult, 201: ProfileResult, 207: ProfilesAnswer},
    operation_id="receive_customers",
    summary="Say what a system knows of customers",
)
def receive(request: HttpRequest, body: ProfilesIn | ProfileIn) -> Status[Any]:
    """One customer, or `{"customers": [...]}` with up to 5,000.

    Whoever is new is made; keys stated together are one person's, unless that contradicts what is known: then people
    are asked. What each source says stays beside what others say; the newest word holds. A masked number, a nickname
    or a placeholder is no key: such an entry is answered as `nobody`. Saying the same again changes nothing.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    given = body.customers if isinstance(body, ProfilesIn) else [body]
    settled = accept_profiles(actor, [_profile(one) for one in given])
    results = [
        _result(one.status, one.customer_id, one.person_id, position, batch=isinstance(body, ProfilesIn))
        for position, one in enumerate(settled)
    ]
    if isinstance(body, ProfileIn):
        if results[0].status == NOBODY:
            raise Invalid(results[0].errors[0].detail)
        return Status(201 if results[0].status == "new" else 200, results[0])
    count = {name: sum(one.status == name for one in results) for name in ("new", "known", "nobody")}
    return Status(207 if count["nobody"] else 200, ProfilesAnswer(**count, results=results))


def _profile(one: ProfileIn) -> Profile:
    keys = [(key.kind, key.scope, key.value) for key in one.keys]
    at: datetime | None = one.at
    return Profile(keys, dict(one.fields), one.source or SOURCE, at)


def _result(
    status: str, customer_id: int | None, person_id: int | None, position: int, *, batch: bool
) -> ProfileResult:
    errors = []
    if status == NOBODY:
        place = f"/customers/{position}" if batch else ""
        errors = [ProfileError(pointer=f"{place}/keys", code="no_key", detail=reason("no_key", {}))]
    return ProfileResult(
        status=status,  # type: ignore[arg-type]
        id=None if customer_id is None else str(customer_id),
        person_id=None if person_id is None else str(person_id),
        errors=errors,
    )
