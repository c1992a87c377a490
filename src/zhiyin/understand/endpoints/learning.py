"""Learning from corrections over the API."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from zhiyin.accounts.endpoints.schemas import Number
from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.actions.learn_from_corrections import learn_from_corrections, revert_learning
from zhiyin.understand.queries.learning import Attempt, attempt, attempts

router = Router()


class AttemptOut(Schema):
    """`state`: learning, in_force, refused, replaced, reverted or failed. `result` holds what was learnt from, how many
    of the held-out texts were right before and after with the sign test, and why it was refused."""

    id: str
    state: str
    version: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    reverted_by: str
    result: dict[str, Any]


class AttemptList(Schema):
    results: list[AttemptOut]
    next: str | None
    previous: str | None


@router.get("", response=AttemptList, operation_id="list_learning_attempts", summary="List what was learnt")
def list_attempts(request: HttpRequest) -> dict[str, Any]:
    """The newest 20. Needs `settings.manage`."""
    found = attempts(who_asks(request))
    return {"results": [_out(one) for one in found], "next": None, "previous": None}


@router.post(
    "",
    response={202: AttemptOut},
    operation_id="learn_from_corrections",
    summary="Learn from corrections",
)
def post_attempt(request: HttpRequest) -> Status[dict[str, Any]]:
    """In the background; kept only if it is better on corrections that it has not seen. Needs `settings.manage`."""
    actor = who_asks(request)
    return Status(202, _out(attempt(actor, learn_from_corrections(actor))))


@router.get(
    "/{attempt_id}", response=AttemptOut, operation_id="get_learning_attempt", summary="One attempt to learn"
)
def get_attempt(request: HttpRequest, attempt_id: Number) -> dict[str, Any]:
    """Needs `settings.manage`."""
    return _out(attempt(who_asks(request), attempt_id))


@router.post(
    "/{attempt_id}/revert",
    response=AttemptOut,
    operation_id="revert_learning",
    summary="Go back to the shipped models",
)
def revert(request: HttpRequest, attempt_id: Number) -> dict[str, Any]:
    """Texts read meanwhile stay as they are until everything is read again. Needs `settings.manage`."""
    actor = who_asks(request)
    revert_learning(actor, attempt_id)
    return _out(attempt(actor, attempt_id))


def _out(one: Attempt) -> dict[str, Any]:
    return {**asdict(one), "id": str(one.id)}
