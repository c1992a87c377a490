"""Take back one's own last step on a case."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.act.errors import NothingToUndo
from zhiyin.act.models import Case
from zhiyin.act.rules import UNDO_WITHIN
from zhiyin.act.story import case_for, change, tell
from zhiyin.contact.models import Hold
from zhiyin.journal.record import record

TIMES = {"resolved_at", "touched_at"}


def undo_step(actor: Actor, *, case_id: int) -> Case:
    """Undo assigning, naming a cause or resolving, if it is the newest line of the story, the actor's own and fresh.

    Journals `act.case_step_undone`. Letters cannot be called back. Raises NotFound, Forbidden, NothingToUndo.
    """
    case = case_for(actor, case_id)
    last = case.entries.order_by("-id").first()
    fresh = last is not None and timezone.now() - last.at <= UNDO_WITHIN
    if last is None or not fresh or "before" not in last.data or last.actor_id != f"{actor.kind}:{actor.id}":
        raise NothingToUndo()
    earlier = {
        name: datetime.fromisoformat(value) if name in TIMES and value else value
        for name, value in last.data["before"].items()
    }
    with transaction.atomic():
        change(case, actor, version=case.version, **earlier)
        tell(case, actor, "undone", data={"step": last.kind})
        if last.kind == "resolved" and case.customer_id is not None:
            Hold.objects.get_or_create(
                customer_id=case.customer_id, about=f"case:{case.id}", defaults={"reason": "open_case"}
            )
        record(
            actor,
            "act.case_step_undone",
            {"case": case.id, "step": last.kind},
            subject=f"case:{case.id}",
            unit_path=case.unit.path,
        )
    return case
