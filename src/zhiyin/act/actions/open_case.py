"""Open a case about one experience."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.act.actions.tell_people import tell_people
from zhiyin.act.errors import AnotherCaseIsOpen, BadCase
from zhiyin.act.models import AlertRule, Case
from zhiyin.act.phrases import PRIORITIES
from zhiyin.act.queries.clock import due_at
from zhiyin.act.queries.signals import headline_of
from zhiyin.act.story import tell
from zhiyin.collect.models import Signal
from zhiyin.contact.models import Hold
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record

DUE_MINUTES = 240


def open_case(
    actor: Actor,
    *,
    signal_id: int | None = None,
    unit_id: int | None = None,
    title: str = "",
    priority: int = 2,
    due_minutes: int = DUE_MINUTES,
) -> Case:
    """A person opens a case, about a signal or about something they saw themselves at a unit (then with a title).

    Journals `act.cases_opened`, tells the unit's people. Raises NotFound, Forbidden, BadCase, AnotherCaseIsOpen.
    """
    signal = None
    if signal_id is not None:
        signal = Signal.objects.select_related("unit", "reading").filter(id=signal_id).first()
        if signal is None or not actor.may("cases.read", signal.unit.path):
            raise NotFound()
    unit = signal.unit if signal else Unit.objects.filter(id=unit_id).first()
    if unit is None or not actor.may("cases.read", unit.path):
        raise NotFound()
    actor.require("cases.work", unit.path)
    if signal is None and not title.strip():
        raise BadCase(errors={"title": _("Say in a few words what happened.")})
    if priority not in PRIORITIES:
        raise BadCase(errors={"priority": _("Choose a priority from the list.")})
    now = timezone.now()
    with transaction.atomic():
        case = new_case(
            actor,
            unit=unit,
            signal=signal,
            rule=None,
            title=title.strip()[:200],
            priority=priority,
            due=due_at(unit, now, due_minutes),
            now=now,
        )
        if case is None:
            raise AnotherCaseIsOpen()
        record(
            actor, "act.cases_opened", {"cases": [case.id]}, subject=f"case:{case.id}", unit_path=unit.path
        )
        tell_people(actor, [case])
    return case


def new_case(
    actor: Actor,
    *,
    unit: Unit,
    signal: Signal | None,
    rule: AlertRule | None,
    title: str,
    priority: int,
    due: datetime,
    now: datetime,
) -> Case | None:
    """Write the case, its first line and the hold on its customer; None if the signal has an open case already.

    Call it inside a transaction. The customer is known to the case only when the signal's giver is known.
    """
    customer_id = signal.customer_id if signal is not None and signal.identity == "known" else None
    try:
        with transaction.atomic():
            case = Case.objects.create(
                signal=signal,
                rule=rule,
                title=title,
                headline=headline_of(signal) if signal else {},
                unit=unit,
                unit_path=unit.path,
                customer_id=customer_id,
                priority=priority,
                opened_at=now,
                due_at=due,
                changed_by=actor.name,
            )
    except IntegrityError:
        return None
    tell(case, actor, "opened", data={"rule": rule.code if rule else ""})
    if customer_id is not None:
        Hold.objects.get_or_create(
            customer_id=customer_id, about=f"case:{case.id}", defaults={"reason": "open_case"}
        )
    return case
