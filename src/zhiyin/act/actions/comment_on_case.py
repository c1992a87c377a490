"""Write down what was found out or done about a case."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.act.errors import BadCase
from zhiyin.act.models import Case
from zhiyin.act.story import case_for, change, tell
from zhiyin.journal.record import record

LONGEST = 5000


def comment_on_case(actor: Actor, *, case_id: int, text: str, contacted: bool = False) -> Case:
    """Add a comment; `contacted` says that the customer was spoken to, which stops the response clock.

    Journals `act.case_commented`. A comment needs no version: it changes nothing that others wrote.
    """
    case = case_for(actor, case_id)
    text = text.strip()
    if not text or len(text) > LONGEST or "\x00" in text:
        raise BadCase(errors={"text": _("Write a comment of up to %(most)s characters.") % {"most": LONGEST}})
    with transaction.atomic():
        if contacted and case.touched_at is None:
            change(case, actor, touched_at=timezone.now(), state=working(case))
        elif case.state == "open":
            change(case, actor, state="working")
        tell(case, actor, "comment", text=text, data={"contacted": contacted})
        record(
            actor,
            "act.case_commented",
            {"case": case.id, "contacted": contacted},
            subject=f"case:{case.id}",
            unit_path=case.unit.path,
        )
    return case


def working(case: Case) -> str:
    """The state of a case that somebody does something about."""
    return "working" if case.state == "open" else case.state
