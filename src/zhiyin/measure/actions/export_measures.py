"""Take numbers away as a file."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.record import record
from zhiyin.measure.events import EXPORTED
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Answer, Question


def export_measures(actor: Actor, question: Question) -> Answer:
    """Answer a question for a file, and journal that it was taken.

    Raises Forbidden where the actor may read these numbers but not download them, and what `ask` raises.
    """
    actor.require("export")
    held = actor.paths("export")
    if not all(path.startswith(held) for path in actor.paths("measures.read")):
        raise Forbidden(permission="export")
    answer = ask(actor, question)
    with transaction.atomic():
        record(
            actor,
            EXPORTED,
            {
                "metrics": [metric.code for metric in answer.metrics],
                "by": [dimension.code for dimension in answer.dimensions],
                "rows": len(answer.rows),
                "from": answer.span.start.isoformat() if answer.span.start else None,
                "to": answer.span.end.isoformat() if answer.span.end else None,
            },
        )
    return answer
