"""Correcting a reading over the API. Its addresses lie under those of the signal."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints.schemas import Input, RowKey, Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.understand.actions.correct_reading import correct_reading, withdraw_correction
from zhiyin.understand.queries.corrections import corrections_of

router = Router()

Code = Annotated[Text, Field(max_length=120)]


class CorrectionIn(Input):
    """`sentiment`: value is the label. `aspect`: key is its code, value the feeling or null (not spoken of).
    `annotation`: key is kind:code, value whether the text shows it. `copy`: the value is false: it copies no other."""

    field: Annotated[Text, Field(max_length=20)]
    key: Code = ""
    value: Annotated[str, Field(max_length=20)] | bool | None = None


class CorrectionOut(Schema):
    field: str
    key: str
    value: str | bool | None
    by: str
    at: datetime
    analyser: str
    holds: bool


class CorrectionList(Schema):
    results: list[CorrectionOut]
    next: str | None
    previous: str | None


@router.get(
    "/{signal_id}/corrections",
    response=CorrectionList,
    operation_id="list_corrections",
    summary="List corrections",
)
def list_corrections(request: HttpRequest, signal_id: RowKey) -> dict[str, Any]:
    """What people said about how these words are rightly read; `holds` is false when the words changed since."""
    return _listed(who_asks(request), signal_id)


@router.put(
    "/{signal_id}/corrections",
    response=CorrectionList,
    operation_id="correct_reading",
    summary="Correct a reading",
)
def put_correction(request: HttpRequest, signal_id: RowKey, payload: CorrectionIn) -> dict[str, Any]:
    """Needs `voice.correct`. It wins at once and after every re-reading; a later one about the same label replaces it."""
    actor = who_asks(request)
    correct_reading(actor, signal_id=signal_id, field=payload.field, key=payload.key, value=payload.value)
    return _listed(actor, signal_id)


@router.delete(
    "/{signal_id}/corrections/{field}",
    response={204: None},
    operation_id="withdraw_correction",
    summary="Take a correction back",
)
def delete_correction(
    request: HttpRequest, signal_id: RowKey, field: Annotated[Text, Field(max_length=20)], key: Code = ""
) -> Status[None]:
    """Needs `voice.correct`. The label is again what the analyser said."""
    withdraw_correction(who_asks(request), signal_id=signal_id, field=field, key=key)
    return Status(204, None)


def _listed(actor: Actor, signal_id: int) -> dict[str, Any]:
    return {"results": corrections_of(actor, signal_id), "next": None, "previous": None}
