"""Say why it happened."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.comment_on_case import working
from zhiyin.act.errors import BadCase
from zhiyin.act.models import Case, RootCause
from zhiyin.act.story import before, case_for, change, tell
from zhiyin.journal.record import record


def name_cause(actor: Actor, *, case_id: int, cause: str, version: int | None = None) -> Case:
    """Set the root cause by its code; journals `act.cause_named`.

    Raises NotFound, Forbidden, BadCase for an unknown cause, ChangedMeanwhile.
    """
    case = case_for(actor, case_id)
    found = known_cause(cause)
    with transaction.atomic():
        undo = before(case, "root_cause_id", "state")
        change(case, actor, version=version, root_cause=found, state=working(case))
        tell(case, actor, "cause", data={"cause": found.code, "before": undo})
        record(
            actor,
            "act.cause_named",
            {"case": case.id, "cause": found.code},
            subject=f"case:{case.id}",
            unit_path=case.unit.path,
        )
    return case


def known_cause(code: str) -> RootCause:
    """The root cause with this code. Raises BadCase."""
    found = RootCause.objects.filter(code=code).first()
    if found is None:
        raise BadCase(errors={"root_cause": _("Choose a root cause from the list.")})
    return found
