"""The queue of names that mean no unit for sure, over the API."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.actions.settle_names import Saying, settle_names
from zhiyin.accounts.endpoints.schemas import Cursor, Input, PageSize, Text, page_of
from zhiyin.accounts.endpoints.units import Id, Kind
from zhiyin.accounts.queries.waiting_names import WaitingName, waiting_names, waiting_units
from zhiyin.accounts.unit_phrases import evidence_words

router = Router()


class EvidenceOut(Schema):
    code: str
    words: str


class SuggestionOut(Schema):
    unit_id: str
    code: str
    name: str
    city: str
    score: int
    evidence: list[EvidenceOut]


class WaitingOut(Schema):
    """`clear`: the first suggestion is very likely, and no other comes near. `verdict`: later, none, or empty."""

    unit_id: str
    name: str
    heard: int
    verdict: str
    clear: bool
    suggestions: list[SuggestionOut]


class WaitingPage(Schema):
    results: list[WaitingOut]
    next: str | None
    previous: str | None


class SayingIn(Input):
    unit_id: Id
    verdict: Literal["is", "new", "later", "not_this", "none", "again"]
    other_id: Id | None = None
    kind: Kind = "store"


class SettleIn(Input):
    sayings: Annotated[list[SayingIn], Field(min_length=1, max_length=100)]


class SettledOut(Schema):
    unit_id: str
    problem: str


class SettleOut(Schema):
    results: list[SettledOut]


def _out(name: WaitingName) -> dict[str, Any]:
    return {
        "unit_id": str(name.node.id),
        "name": name.node.name,
        "heard": name.heard,
        "verdict": name.verdict,
        "clear": name.clear is not None,
        "suggestions": [
            {
                "unit_id": str(one.node.id),
                "code": one.node.code,
                "name": one.node.name,
                "city": one.node.city,
                "score": one.score,
                "evidence": [{"code": e.code, "words": evidence_words(e.code, e.data)} for e in one.evidence],
            }
            for one in name.suggestions
        ],
    }


@router.get(
    "",
    response=WaitingPage,
    operation_id="list_waiting_names",
    summary="Names that wait for a decision, with the units that they may mean",
)
def list_waiting(
    request: HttpRequest,
    search: Annotated[Text, Field(max_length=100)] = "",
    cursor: Cursor = "",
    page_size: PageSize = 25,
) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    actor.require("organisation.manage")
    nodes = [node for node in waiting_units(actor, search) if node.path > cursor]
    page = page_of(nodes[: page_size + 1], page_size, key="path", cursor=cursor)
    page["results"] = [_out(name) for name in waiting_names(actor, page["results"])]
    return page


@router.post(
    "/settle",
    response=SettleOut,
    operation_id="settle_names",
    summary="Say what names in the queue mean; each is settled for itself",
)
def post_settle(request: HttpRequest, body: SettleIn) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    sayings = [Saying(s.unit_id, s.verdict, s.other_id, s.kind) for s in body.sayings]
    settled = settle_names(actor, sayings)
    return {"results": [{"unit_id": one.unit_id, "problem": one.problem} for one in settled]}
