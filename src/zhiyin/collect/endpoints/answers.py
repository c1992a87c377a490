"""What programs hear about each thing that they sent."""

from collections.abc import Sequence
from typing import Any

from zhiyin.collect.actions.accepting.settling import ACCEPTED, DUPLICATE, REJECTED, REVISED, Settled
from zhiyin.collect.actions.idempotency import Answer
from zhiyin.collect.phrases import reason
from zhiyin.journal.errors import Forbidden, Invalid


def counted(settled: Sequence[Settled]) -> dict[str, int]:
    """How many were accepted, revised, known already, rejected."""
    names = (("accepted", ACCEPTED), ("revised", REVISED), ("duplicates", DUPLICATE), ("rejected", REJECTED))
    return {name: sum(one.status == status for one in settled) for name, status in names}


def item_of(one: Settled, place: str) -> dict[str, Any]:
    """What became of one; `place` is its JSON pointer in the batch, "" of one alone."""
    if one.problem is None:
        return {"status": one.status, "id": str(one.id)}
    error = {
        "pointer": place + one.problem.pointer,
        "code": one.problem.code,
        "detail": reason(one.problem.code, one.problem.data),
    }
    return {"status": one.status, "id": None, "errors": [error]}


def refusal(one: Settled, item: dict[str, Any]) -> Answer:
    """The answer to one that stood alone and was rejected."""
    assert one.problem is not None
    refused = Forbidden if one.problem.code in ("unit_out_of_scope", "key_out_of_scope") else Invalid
    return Answer(
        refused.status,
        {
            "type": f"https://zhiyin.example/problems/{refused.code}",
            "title": refused.code,
            "status": refused.status,
            "detail": item["errors"][0]["detail"],
            "code": refused.code,
            "errors": item["errors"],
        },
    )
