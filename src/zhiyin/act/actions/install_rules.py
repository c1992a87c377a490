"""Give an installation the alert rules, root causes and calendar it starts with."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Calendar
from zhiyin.act.defaults import CALENDAR, ROOT_CAUSES, RULES
from zhiyin.act.models import AlertRule, RootCause
from zhiyin.journal.record import record


def install_rules(actor: Actor) -> int:
    """Add what is missing of the shipped rules, root causes and the default calendar; what is there stays as it is.

    Returns how many rows were added; journals `act.defaults_installed` when there were any. Doing it again changes
    nothing, so that every start may do it.
    """
    actor.require("settings.manage", "")
    with transaction.atomic():
        added = Calendar.objects.get_or_create(code=CALENDAR["code"], defaults=CALENDAR)[1] * 1
        for position, (code, name, name_en) in enumerate(ROOT_CAUSES):
            added += RootCause.objects.get_or_create(
                code=code, defaults={"name": name, "name_en": name_en, "position": position}
            )[1]
        for rule in RULES:
            added += AlertRule.objects.get_or_create(code=rule["code"], defaults=rule)[1]
        if added:
            record(actor, "act.defaults_installed", {"rows": added})
    return added
