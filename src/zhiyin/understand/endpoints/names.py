"""The names that texts are read with, over the API."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Input, Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.actions.save_names import LISTS, LONGEST, MOST, save_names
from zhiyin.understand.queries.names import KeptNames, read_names

router = Router()

Listed = Annotated[list[Annotated[Text, Field(max_length=LONGEST)]], Field(max_length=MOST)]


class StaffIn(Input):
    """`unit`: code, id or name; empty where the name counts everywhere."""

    name: Annotated[str, Field(max_length=LONGEST)]
    unit: Annotated[str, Field(max_length=200)] = ""


class NamesIn(Input):
    """All lists; what is left out is empty."""

    competitors: Listed = []
    products: Listed = []
    own: Listed = []
    staff: Annotated[list[StaffIn], Field(max_length=MOST)] = []


class StaffOut(Schema):
    name: str
    unit: str
    unit_label: str


class NamesOut(Schema):
    competitors: list[str]
    products: list[str]
    own: list[str]
    staff: list[StaffOut]
    changed_by: str
    changed_at: datetime | None


@router.get("", response=NamesOut, operation_id="get_names", summary="Names that texts are read with")
def get_names(request: HttpRequest) -> dict[str, Any]:
    """Competitors, products, own names and staff. Needs `settings.manage` everywhere."""
    return _out(read_names(who_asks(request)))


@router.put("", response=NamesOut, operation_id="set_names", summary="Set the names")
def put_names(request: HttpRequest, body: NamesIn) -> dict[str, Any]:
    """New texts are read with them; earlier ones after a re-reading. Needs `settings.manage` everywhere."""
    kept = save_names(
        who_asks(request),
        names={name: getattr(body, name) for name in LISTS},
        staff=[(one.name, one.unit) for one in body.staff],
    )
    return _out(kept)


def _out(kept: KeptNames) -> dict[str, Any]:
    return {
        "competitors": list(kept.competitors),
        "products": list(kept.products),
        "own": list(kept.own),
        "staff": [
            {"name": one.name, "unit": str(one.unit_id or ""), "unit_label": one.unit_label}
            for one in kept.staff
        ],
        "changed_by": kept.changed_by,
        "changed_at": kept.changed_at,
    }
