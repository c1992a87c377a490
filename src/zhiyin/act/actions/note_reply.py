"""A customer has answered a letter of a case."""

from django.db import transaction
from django.urls import reverse

from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.tell_people import facts_of
from zhiyin.act.models import Case, CaseEntry
from zhiyin.act.queries.people import people_to_tell
from zhiyin.act.story import tell
from zhiyin.contact.actions.notify import notify
from zhiyin.contact.queries.inbound import answer_to
from zhiyin.journal.record import record


def note_reply(actor: Actor, *, inbound_id: int) -> CaseEntry | None:
    """Put the answer (masked) into the story of the case that the letter was about, and tell who works on it.

    A resolved case stays resolved: the line says that it should be looked at again. The same answer is put in once. Journals
    `act.case_answered`. None when the letter was about no case.
    """
    actor.require("cases.work")
    answer = answer_to(inbound_id)
    if answer is None or not answer.about.startswith("case:"):
        return None
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).filter(id=int(answer.about[5:])).first()
        if case is None:
            return None
        known = CaseEntry.objects.filter(case=case, kind="reply", data__inbound=inbound_id).first()
        if known is not None:
            return known
        after_end = case.state == "resolved"
        data = {"inbound": inbound_id, "after_end": after_end}
        entry = tell(case, actor, "reply", text=answer.text or answer.subject, data=data)
        record(
            actor,
            "act.case_answered",
            {"case": case.pk, "inbound": inbound_id},
            subject=f"case:{case.pk}",
            unit_path=case.unit.path,
        )
        notify(
            actor,
            users=[case.assignee] if case.assignee else people_to_tell(case.unit),
            kind="case_answered",
            data={**facts_of(case), "after_end": after_end},
            url=reverse("act:case", args=[case.pk]),
            key=f"case_answered:{inbound_id}",
            about=f"case:{case.pk}",
            unit_path=case.unit.path,
        )
    return entry
