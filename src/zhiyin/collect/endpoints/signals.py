"""`POST /api/v1/signals`: the door for programs."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import SignalDraft
from zhiyin.collect.actions.accepting.protect import PROTECTED
from zhiyin.collect.actions.accepting.settling import ACCEPTED, REJECTED, Settled
from zhiyin.collect.actions.gather_signals import accept_in_turn, gather_signal
from zhiyin.collect.actions.idempotency import Answer, once
from zhiyin.collect.actions.receipts import give_receipts
from zhiyin.collect.endpoints.answers import counted, item_of, refusal
from zhiyin.collect.endpoints.decoding import decoded
from zhiyin.collect.endpoints.signals_schema import OPERATION
from zhiyin.collect.errors import WrongMediaType
from zhiyin.science.collect.checking import Problem

router = Router()

SOURCE = "api"
PROBLEM = "application/problem+json"


@router.post(
    "", operation_id="accept_signals", summary="Take in one signal or a batch", openapi_extra=OPERATION
)
def accept(request: HttpRequest) -> HttpResponse:
    """Take in one signal, or `{"signals": [...]}` with up to 5,000.

    What is answered as accepted, revised or duplicate is committed. A batch is answered item by item, in order:
    200 when all were taken, 207 when some were rejected (each with its errors). A single signal is answered 201
    (new), 200 (known already, or revised) or 422. The same `source` and `source_id` again adds nothing; other
    content under them is a new revision. A signal without `source_id` is known by its content if it carries
    `occurred_at`, else it is a new one each time: send an `Idempotency-Key` then. An anonymous signal is answered
    without an id and, when it is new, with a `receipt`: whoever has it can see and delete what was said. Give it to the
    respondent and do not keep it; a repeated request is answered without it, and without the id of a confidential
    signal.
    """
    if "json" not in (request.content_type or "json"):
        raise WrongMediaType
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require("signals.import")
    answer = _once_if_asked(actor, request.headers.get("Idempotency-Key"), request.body)
    media = PROBLEM if answer.status in (403, 422) else "application/json"
    return HttpResponse(orjson.dumps(answer.body), status=answer.status, content_type=media)


def _once_if_asked(actor: Actor, key: str | None, body: bytes) -> Answer:
    if key is None:
        return _answered(actor, body)
    return once(actor, key.strip('"'), body, lambda: _answered(actor, body))


def _answered(actor: Actor, body: bytes) -> Answer:
    drafts, is_batch = decoded(body)
    if not is_batch:
        return _single(actor, drafts[0])
    good = [draft for draft in drafts if isinstance(draft, SignalDraft)]
    outcome = iter(accept_in_turn(actor, good, source=SOURCE).settled if good else ())
    settled = [
        next(outcome) if isinstance(draft, SignalDraft) else Settled(REJECTED, None, draft)
        for draft in drafts
    ]
    count = counted(settled)
    status = 207 if count["rejected"] else 200
    receipts = _receipts(drafts, settled)
    results = [
        _item(one, f"/signals/{position}", draft, receipts)
        for position, (one, draft) in enumerate(zip(settled, drafts, strict=True))
    ]
    kept = [_kept(item, draft) for item, draft in zip(results, drafts, strict=True)]
    return Answer(
        status,
        {**count, "results": results},
        {**count, "results": kept},
        may_be_tried=not any(map(_is_anonymous, drafts)),
    )


def _kept(item: dict[str, Any], draft: SignalDraft | Problem) -> dict[str, Any]:
    """What is remembered, with the moment of the request, of an answer: nothing that leads to a protected signal."""
    if not isinstance(draft, SignalDraft) or draft.identity not in PROTECTED:
        return item
    return {**item, "id": None, **({"receipt": None} if "receipt" in item else {})}


def _receipts(drafts: list[SignalDraft | Problem], settled: list[Settled]) -> dict[int, str]:
    """Tokens by signal, for the anonymous ones that are new."""
    new = [
        one.id
        for one, draft in zip(settled, drafts, strict=True)
        if one.status == ACCEPTED and one.id is not None and _is_anonymous(draft)
    ]
    return give_receipts(new) if new else {}


def _is_anonymous(draft: SignalDraft | Problem) -> bool:
    return isinstance(draft, SignalDraft) and draft.identity == "anonymous"


def _single(actor: Actor, draft: SignalDraft | Problem) -> Answer:
    one = Settled(REJECTED, None, draft) if isinstance(draft, Problem) else None
    if one is None:
        assert isinstance(draft, SignalDraft)
        one = gather_signal(actor, draft, source=SOURCE)
    item = _item(one, "", draft, _receipts([draft], [one]))
    may_be_tried = not _is_anonymous(draft)
    if one.status == REJECTED:
        return refusal(one, item)._replace(may_be_tried=may_be_tried)
    return Answer(201 if one.status == ACCEPTED else 200, item, _kept(item, draft), may_be_tried)


def _item(one: Settled, place: str, draft: SignalDraft | Problem, receipts: dict[int, str]) -> dict[str, Any]:
    if one.problem is not None or not _is_anonymous(draft):
        return item_of(one, place)
    return {"status": one.status, "id": None, "receipt": receipts.get(one.id or 0)}
