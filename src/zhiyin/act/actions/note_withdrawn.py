"""Cases whose voice is gone: the import that brought it was undone."""

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.act.models import Case
from zhiyin.act.story import change, tell
from zhiyin.contact.models import Hold
from zhiyin.journal.record import record

WITHDRAWN = "withdrawn"


def note_withdrawn(actor: Actor) -> list[int]:
    """Say so in every case that was opened about a signal and has lost it; returns the cases' ids.

    A case that a rule opened and nobody has begun is closed; whatever a person has begun stays as it is. Telling the
    same again adds nothing. Journals one `act.voices_withdrawn`.
    """
    actor.require("cases.work")
    with transaction.atomic():
        # a case opened about a signal has a headline made of it
        lost = Case.objects.select_for_update(of=("self",)).filter(signal__isnull=True).exclude(headline={})
        found = list(lost.exclude(entries__kind=WITHDRAWN).order_by("id"))
        for case in found:
            closes = _nobody_began(case)
            if closes:
                change(case, actor, state="resolved", resolved_at=timezone.now())
                Hold.objects.filter(about=f"case:{case.pk}").delete()
            tell(case, actor, WITHDRAWN, data={"closed": closes})
        if found:
            record(actor, "act.voices_withdrawn", {"cases": [case.pk for case in found]})
    return [case.pk for case in found]


def _nobody_began(case: Case) -> bool:
    begun = case.touched_at is not None or case.assignee_id is not None or case.rule_id is None
    return case.state == "open" and not begun and not case.entries.exclude(kind="opened").exists()
