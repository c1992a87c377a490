"""Look at what customers just said, and open cases where an alert rule says so."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.open_case import new_case
from zhiyin.act.actions.tell_people import common_place, tell_people
from zhiyin.act.models import AlertRule, Case
from zhiyin.act.queries.clock import calendar_of
from zhiyin.act.queries.signals import candidates, heard, read_condition, voices
from zhiyin.journal.record import record
from zhiyin.science.calendar.clock import due
from zhiyin.science.calendar.hours import WorkingCalendar
from zhiyin.science.terms import predicate


def apply_rules(actor: Actor, *, signals: Sequence[int], wordless: bool = False) -> list[int]:
    """Open a case for each of these signals that a rule matches; the most urgent rule wins. Returns the cases' ids.

    `wordless` looks only at signals without text, which nobody reads. Left alone: signals that ever had a case,
    experiences older than the rule's `max_age_days` (an import of history is no alarm), staff and tests. Asking
    again opens nothing new. Journals one `act.cases_opened`.
    """
    actor.require("cases.work")
    rules = list(AlertRule.objects.filter(is_active=True).select_related("unit").order_by("priority", "id"))
    if not rules:
        return []
    tests = {rule.id: predicate(read_condition(rule.criteria)) for rule in rules}
    now = timezone.now()
    recent = candidates().filter(
        occurred_at__gte=now - timedelta(days=max(rule.max_age_days for rule in rules)),
        cases__isnull=True,
    )
    if wordless:
        recent = recent.filter(text="", title="")
    chosen: dict[int, AlertRule] = {}
    for one in heard(recent, list(signals)):
        for rule in rules:
            elsewhere = rule.unit is not None and not one.unit_path.startswith(rule.unit.path)
            too_old = one.occurred_at < now - timedelta(days=rule.max_age_days)
            if not elsewhere and not too_old and tests[rule.id](one.row):
                chosen[one.id] = rule
                break
    if not chosen:
        return []
    calendars: dict[int, WorkingCalendar] = {}
    opened: list[Case] = []
    with transaction.atomic():
        for key, signal in voices(list(chosen)).items():
            rule = chosen[key]
            if signal.unit_id not in calendars:
                calendars[signal.unit_id] = calendar_of(signal.unit)
            case = new_case(
                actor,
                unit=signal.unit,
                signal=signal,
                rule=rule,
                title="",
                priority=rule.priority,
                due=due(calendars[signal.unit_id], now, timedelta(minutes=rule.due_minutes)),
                now=now,
            )
            if case is not None:
                opened.append(case)
        if opened:
            record(
                actor,
                "act.cases_opened",
                {"cases": [case.id for case in opened]},
                unit_path=common_place([case.unit.path for case in opened]),
            )
            tell_people(actor, opened)
    return [case.id for case in opened]
