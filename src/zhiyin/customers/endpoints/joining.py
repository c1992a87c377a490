"""Who is one person, over the API: keys, merges, splitting, keeping apart, questions."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from zhiyin.accounts.endpoints.keys import key_of
from zhiyin.accounts.endpoints.schemas import Cursor, Input, PageSize, number_of, page_of
from zhiyin.customers.actions.decide_suggestion import decide_suggestions
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.keep_apart import allow_again, keep_apart
from zhiyin.customers.actions.mark_shared_key import mark_shared_key
from zhiyin.customers.actions.split_customer import split_customer
from zhiyin.customers.actions.undo_merge import restore_merge, undo_merge
from zhiyin.customers.queries.joining import Known, Question, questions_after, read_question
from zhiyin.customers.queries.persons import Key, MergeView, Side, Step, history_of, keys_of, read_merge

router = Router()  # /customers
merges_router = Router()
questions_router = Router()
keys_router = Router()
aparts_router = Router()

Id = Annotated[str, Field(max_length=19, pattern=r"^[0-9]+$")]
Why = Annotated[str, Field(max_length=300)]


class KeyOut(Schema):
    id: str
    kind: str
    scope: str
    value: str
    source: str
    since: datetime
    is_shared: bool
    customer_id: str


class KeyList(Schema):
    results: list[KeyOut]
    next: str | None
    previous: str | None


class StepOut(Schema):
    kind: str
    id: str
    words: str
    at: datetime
    by: str
    why: str
    source: str
    reference: str
    remedy: str
    undone_at: datetime | None
    undone_by: str


class StepList(Schema):
    results: list[StepOut]
    next: str | None
    previous: str | None


class SideOut(Schema):
    customer_id: str
    customer_ids: list[str]
    name: str
    tier: str
    born_on: str
    keys: list[KeyOut]


class MergeOut(Schema):
    id: str
    rule: str
    words: str
    kinds: list[str]
    source: str
    reference: str
    at: datetime
    by: str
    undone_at: datetime | None
    undone_by: str
    person_id: str | None
    left: SideOut
    right: SideOut


class PersonOut(Schema):
    person_id: str


class ApartOut(Schema):
    id: str


class KnownOut(Schema):
    customer_id: str
    person_id: str
    name: str
    tier: str
    born_on: str


class EvidenceOut(Schema):
    speaks_for: list[str]
    speaks_against: list[str]
    codes: list[str]


class QuestionOut(Schema):
    id: str
    state: str
    score: float
    left: KnownOut
    right: KnownOut
    evidence: EvidenceOut
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None


class QuestionPage(Schema):
    results: list[QuestionOut]
    next: str | None
    previous: str | None


class DecidedOut(Schema):
    decided: list[str]


class MergeIn(Input):
    left_id: Id
    right_id: Id
    why: Why = ""


class UndoIn(Input):
    why: Why = ""


class SplitIn(Input):
    key_ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    why: Why = ""


class KeyIn(Input):
    is_shared: bool


class DecisionIn(Input):
    ids: Annotated[list[Id], Field(min_length=1, max_length=200)]
    verdict: Literal["same", "different", "undo"]


def _key(key: Key) -> dict[str, Any]:
    return {
        "id": str(key.id),
        "kind": key.kind,
        "scope": key.scope,
        "value": key.value,
        "source": key.source,
        "since": key.since,
        "is_shared": key.is_shared,
        "customer_id": str(key.customer_id),
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "customer_id": str(side.customer_id),
        "customer_ids": [str(one) for one in side.customer_ids],
        "name": side.name,
        "tier": side.tier,
        "born_on": side.born_on,
        "keys": [_key(key) for key in side.keys],
    }


def _step(step: Step) -> dict[str, Any]:
    names = (
        "kind", "words", "at", "by", "why", "source", "reference", "remedy", "undone_at", "undone_by"
    )  # fmt: skip
    return {"id": str(step.id), **{name: getattr(step, name) for name in names}}


def _merge(view: MergeView) -> dict[str, Any]:
    step = view.step
    return {
        "id": str(step.id),
        "rule": view.rule,
        "words": step.words,
        "kinds": list(view.kinds),
        "source": step.source,
        "reference": step.reference,
        "at": step.at,
        "by": step.by,
        "undone_at": step.undone_at,
        "undone_by": step.undone_by,
        "person_id": str(view.person_id) if view.person_id is not None else None,
        "left": _side(view.left),
        "right": _side(view.right),
    }


def _known(known: Known) -> dict[str, Any]:
    return {
        "customer_id": str(known.customer_id),
        "person_id": str(known.person_id),
        "name": known.name,
        "tier": known.tier,
        "born_on": known.born_on,
    }


def _question(one: Question) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "state": one.state,
        "score": one.score,
        "left": _known(one.left),
        "right": _known(one.right),
        "evidence": {
            "speaks_for": list(one.speaks_for),
            "speaks_against": list(one.speaks_against),
            "codes": list(one.codes),
        },
        "asked_at": one.asked_at,
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
    }


@router.get("/{customer_id}/keys", response=KeyList, operation_id="listKeys")
def list_keys(request: HttpRequest, customer_id: Id) -> dict[str, Any]:
    """By which keys a person is known. Needs personal.read where the person was met."""
    found = keys_of(request.actor, key_of(customer_id))  # type: ignore[attr-defined]
    return {"results": [_key(key) for key in found], "next": None, "previous": None}


@router.get("/{customer_id}/merges", response=StepList, operation_id="listMerges")
def list_merges(request: HttpRequest, customer_id: Id) -> dict[str, Any]:
    """What joined and parted a person, the newest first."""
    found = history_of(request.actor, key_of(customer_id))  # type: ignore[attr-defined]
    return {"results": [_step(step) for step in found], "next": None, "previous": None}


@router.post("/{customer_id}/split", response={201: PersonOut}, operation_id="splitCustomer")
def split(request: HttpRequest, customer_id: Id, body: SplitIn) -> Status[Any]:
    """Give some keys of a person to a person of their own. Needs customers.manage for the whole organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    ids = [key_of(one) for one in body.key_ids]
    new = split_customer(actor, person_id=key_of(customer_id), identity_ids=ids, why=body.why)
    return Status(201, {"person_id": str(new)})


@aparts_router.post("", response={201: ApartOut}, operation_id="keepApart")
def apart(request: HttpRequest, body: MergeIn) -> Status[Any]:
    """Keep two customers apart: no rule joins them. Needs customers.manage for the whole organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    kept = keep_apart(actor, left=key_of(body.left_id), right=key_of(body.right_id), why=body.why)
    return Status(201, {"id": str(kept.pk)})


@aparts_router.delete("/{apart_id}", response={204: None}, operation_id="allowAgain")
def allow(request: HttpRequest, apart_id: Id) -> Status[Any]:
    """Take back that two customers are different people."""
    allow_again(request.actor, apart_id=key_of(apart_id))  # type: ignore[attr-defined]
    return Status(204, None)


@merges_router.post("", response={201: MergeOut}, operation_id="joinCustomers")
def join(request: HttpRequest, body: MergeIn) -> Status[Any]:
    """Say that two customers are one person. Needs customers.manage for the whole organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    made = join_customers(actor, left=key_of(body.left_id), right=key_of(body.right_id), why=body.why)
    return Status(201, _merge(read_merge(actor, made.pk)))


@merges_router.get("/{merge_id}", response=MergeOut, operation_id="getMerge")
def get_merge(request: HttpRequest, merge_id: Id) -> dict[str, Any]:
    """A merge explained: its rule, its source, who each side is without the other."""
    return _merge(read_merge(request.actor, key_of(merge_id)))  # type: ignore[attr-defined]


@merges_router.post("/{merge_id}/undo", response=MergeOut, operation_id="undoMerge")
def undo(request: HttpRequest, merge_id: Id, body: UndoIn) -> dict[str, Any]:
    """Undo a merge: both sides are who they were, with all that came in since."""
    actor = request.actor  # type: ignore[attr-defined]
    undo_merge(actor, merge_id=key_of(merge_id), why=body.why)
    return _merge(read_merge(actor, key_of(merge_id)))


@merges_router.post("/{merge_id}/restore", response={201: MergeOut}, operation_id="restoreMerge")
def restore(request: HttpRequest, merge_id: Id) -> Status[Any]:
    """Make a merge again that was undone."""
    actor = request.actor  # type: ignore[attr-defined]
    again = restore_merge(actor, merge_id=key_of(merge_id))
    return Status(201, _merge(read_merge(actor, again.pk)))


@questions_router.get("", response=QuestionPage, operation_id="listJoiningQuestions")
def list_questions(
    request: HttpRequest,
    state: Literal["open", "joined", "refused"] = "open",
    cursor: Cursor = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """Questions whether two customers are one person. Needs personal.read for the whole organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    found = questions_after(actor, state=state, after=number_of(cursor), size=page_size)
    page = page_of(found, page_size, cursor=cursor)
    return {**page, "results": [_question(one) for one in page["results"]]}


@questions_router.post("/decide", response=DecidedOut, operation_id="decideJoiningQuestions")
def decide(request: HttpRequest, body: DecisionIn) -> dict[str, Any]:
    """Answer questions, or take answers back. Needs customers.manage for the whole organisation."""
    actor = request.actor  # type: ignore[attr-defined]
    ids = [key_of(one) for one in body.ids]
    done = decide_suggestions(actor, suggestion_ids=ids, verdict=body.verdict)
    return {"decided": [str(one) for one in done]}


@questions_router.get("/{question_id}", response=QuestionOut, operation_id="getJoiningQuestion")
def get_question(request: HttpRequest, question_id: Id) -> dict[str, Any]:
    """One question with its evidence."""
    return _question(read_question(request.actor, key_of(question_id)))  # type: ignore[attr-defined]


@keys_router.put("/{key_id}", response=KeyOut, operation_id="markSharedKey")
def mark_key(request: HttpRequest, key_id: Id, body: KeyIn) -> dict[str, Any]:
    """Say that a key is many people's, or one person's after all."""
    actor = request.actor  # type: ignore[attr-defined]
    identity = mark_shared_key(actor, identity_id=key_of(key_id), shared=body.is_shared)
    found = keys_of(actor, identity.customer_id)
    return _key(next(key for key in found if key.id == identity.pk))
