"""Give a case to somebody, or take it."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.tell_people import facts_of
from zhiyin.act.errors import AlreadyResolved, BadCase
from zhiyin.act.models import Case
from zhiyin.act.queries.people import people_for
from zhiyin.act.story import before, case_for, change, tell
from zhiyin.contact.actions.notify import notify
from zhiyin.journal.record import record


def assign_case(actor: Actor, *, case_id: int, user_id: int | None, version: int | None = None) -> Case:
    """Make a person responsible (None: nobody), journal `act.case_assigned`, tell that person.

    Raises NotFound, Forbidden, AlreadyResolved, ChangedMeanwhile, BadCase for a person who may not work here.
    """
    case = case_for(actor, case_id)
    if case.state == "resolved":
        raise AlreadyResolved()
    person = None
    if user_id is not None:
        person = next((one for one in people_for(case.unit) if one.pk == user_id), None)
        if person is None:
            raise BadCase(errors={"assignee": _("Choose somebody who works on the cases of this unit.")})
    with transaction.atomic():
        undo = before(case, "assignee_id", "state")
        change(case, actor, version=version, assignee=person, state="working" if person else "open")
        entry = tell(case, actor, "assigned", data={"to": str(person) if person else "", "before": undo})
        record(
            actor,
            "act.case_assigned",
            {"case": case.id, "to": user_id},
            subject=f"case:{case.id}",
            unit_path=case.unit.path,
        )
        if person is not None and not (actor.kind == "user" and actor.id == str(person.pk)):
            notify(
                actor,
                users=[person],
                kind="case_assigned",
                data={**facts_of(case), "by": actor.name},
                url=reverse("act:case", args=[case.id]),
                key=f"case_assigned:{entry.id}",
                about=f"case:{case.id}",
                unit_path=case.unit.path,
            )
    return case
