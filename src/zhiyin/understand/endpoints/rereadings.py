"""Reading everything again with the version that is installed, over the API."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from zhiyin.accounts.endpoints.schemas import Number
from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.actions.replace_readings import replace_readings
from zhiyin.understand.actions.reread import discard_rereading, reread
from zhiyin.understand.queries.rereading import RereadingState, rereading, rereadings

router = Router()


class RereadingOut(Schema):
    """`comparison`: texts, labels [before, now, texts], aspects {code: [both, only before, only now]}, what people's
    corrections say of each version, and the signals whose reading changed most."""

    id: str
    state: str
    analyser: str
    total: int
    done: int
    comparison: dict[str, Any]
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None


class RereadingList(Schema):
    results: list[RereadingOut]
    next: str | None
    previous: str | None


@router.get("", response=RereadingList, operation_id="list_rereadings", summary="List re-readings")
def list_rereadings(request: HttpRequest) -> dict[str, Any]:
    """The newest 20. Needs `settings.manage`."""
    found = rereadings(who_asks(request))
    return {"results": [_out(one) for one in found], "next": None, "previous": None}


@router.post("", response={202: RereadingOut}, operation_id="reread", summary="Read everything again")
def ask(request: HttpRequest) -> Status[dict[str, Any]]:
    """In the background, beside the readings in force. Needs `settings.manage`."""
    actor = who_asks(request)
    return Status(202, _out(rereading(actor, reread(actor))))


@router.get("/{rereading_id}", response=RereadingOut, operation_id="get_rereading", summary="One re-reading")
def get(request: HttpRequest, rereading_id: Number) -> dict[str, Any]:
    """How far it is and how the versions compare. Needs `settings.manage`."""
    return _out(rereading(who_asks(request), rereading_id))


@router.post(
    "/{rereading_id}/replace",
    response={202: RereadingOut},
    operation_id="replace_readings",
    summary="Put the new readings in place",
)
def replace(request: HttpRequest, rereading_id: Number) -> Status[dict[str, Any]]:
    """In the background; it cannot be undone but by reading again with the older version. Needs `settings.manage`."""
    actor = who_asks(request)
    replace_readings(actor, rereading_id)
    return Status(202, _out(rereading(actor, rereading_id)))


@router.post(
    "/{rereading_id}/discard",
    response=RereadingOut,
    operation_id="discard_rereading",
    summary="Discard a re-reading",
)
def discard(request: HttpRequest, rereading_id: Number) -> dict[str, Any]:
    """The readings in force stay. Needs `settings.manage`."""
    actor = who_asks(request)
    discard_rereading(actor, rereading_id)
    return _out(rereading(actor, rereading_id))


def _out(one: RereadingState) -> dict[str, Any]:
    kept = one.comparison.kept()
    samples = [{"distance": distance, "signal": str(signal)} for distance, signal in kept["samples"]]
    return {
        "id": str(one.id),
        "state": one.state,
        "analyser": one.analyser,
        "total": one.total,
        "done": one.done,
        "comparison": {**kept, "samples": samples},
        "asked_by": one.asked_by,
        "asked_at": one.asked_at,
        "ended_at": one.ended_at,
    }
