"""Take up a resolved case again."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.open_case import DUE_MINUTES
from zhiyin.act.errors import AnotherCaseIsOpen, BadCase, NotResolved
from zhiyin.act.models import Case
from zhiyin.act.queries.clock import due_at
from zhiyin.act.story import before, case_for, change, tell
from zhiyin.contact.models import Hold
from zhiyin.journal.record import record


def reopen_case(actor: Actor, *, case_id: int, reason: str, version: int | None = None) -> Case:
    """Reopen with a reason: a new response clock starts now; journals `act.case_reopened`.

    Raises NotFound, Forbidden, NotResolved, BadCase, ChangedMeanwhile, AnotherCaseIsOpen.
    """
    case = case_for(actor, case_id)
    if case.state != "resolved":
        raise NotResolved()
    reason = reason.strip()
    if not reason or len(reason) > 1000 or "\x00" in reason:
        raise BadCase(errors={"reason": _("Say why the case is taken up again.")})
    minutes = case.rule.due_minutes if case.rule else DUE_MINUTES
    now = timezone.now()
    try:
        with transaction.atomic():
            past = before(case, "due_at", "touched_at", "resolved_at")
            change(
                case,
                actor,
                version=version,
                state="open",
                resolved_at=None,
                touched_at=None,
                due_at=due_at(case.unit, now, minutes),
                reopened=case.reopened + 1,
            )
            tell(case, actor, "reopened", text=reason, data={"past": past})
            if case.customer_id is not None:
                Hold.objects.get_or_create(
                    customer_id=case.customer_id, about=f"case:{case.id}", defaults={"reason": "open_case"}
                )
            record(
                actor,
                "act.case_reopened",
                {"case": case.id},
                subject=f"case:{case.id}",
                unit_path=case.unit.path,
            )
    except IntegrityError as error:
        raise AnotherCaseIsOpen() from error
    return case
