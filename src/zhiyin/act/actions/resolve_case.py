"""Close a case: why it happened, and what was done."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.name_cause import known_cause
from zhiyin.act.errors import AlreadyResolved, BadCase
from zhiyin.act.models import Case
from zhiyin.act.story import before, case_for, change, tell
from zhiyin.contact.models import Hold
from zhiyin.journal.record import record

LONGEST = 5000


def resolve_case(
    actor: Actor, *, case_id: int, cause: str, resolution: str, version: int | None = None
) -> Case:
    """Resolve with a root cause and what was done; lifts the hold on the customer; journals `act.case_resolved`.

    A case that nobody had touched counts as touched now. Raises NotFound, Forbidden, AlreadyResolved, BadCase,
    ChangedMeanwhile.
    """
    case = case_for(actor, case_id)
    if case.state == "resolved":
        raise AlreadyResolved()
    resolution = resolution.strip()
    errors = {}
    if not cause:
        errors["root_cause"] = _("Choose why it happened.")
    if not resolution or len(resolution) > LONGEST or "\x00" in resolution:
        errors["resolution"] = _("Write what was done, in up to %(most)s characters.") % {"most": LONGEST}
    if errors:
        raise BadCase(errors=errors)
    found = known_cause(cause)
    now = timezone.now()
    with transaction.atomic():
        undo = before(case, "state", "root_cause_id", "resolution", "resolved_at", "touched_at")
        change(
            case,
            actor,
            version=version,
            state="resolved",
            root_cause=found,
            resolution=resolution,
            resolved_at=now,
            touched_at=case.touched_at or now,
        )
        tell(case, actor, "resolved", text=resolution, data={"cause": found.code, "before": undo})
        Hold.objects.filter(about=f"case:{case.id}").delete()
        record(
            actor,
            "act.case_resolved",
            {"case": case.id, "cause": found.code},
            subject=f"case:{case.id}",
            unit_path=case.unit.path,
        )
    return case
