"""Turn an alert rule on or off."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.act.models import AlertRule
from zhiyin.act.queries.rules import read_rule
from zhiyin.journal.record import record


def switch_rule(actor: Actor, *, rule_id: int, on: bool) -> None:
    """Set whether the rule opens cases; journals `act.rule_switched`. Raises NotFound, Forbidden."""
    rule = AlertRule.objects.select_related("unit").get(id=read_rule(actor, rule_id).id)
    path = rule.unit.path if rule.unit else ""
    actor.require("alerts.manage", path)
    with transaction.atomic():
        changed = (
            AlertRule.objects.filter(id=rule_id)
            .exclude(is_active=on)
            .update(is_active=on, version=F("version") + 1, changed_by=actor.name, changed_at=timezone.now())
        )
        if changed:
            record(
                actor,
                "act.rule_switched",
                {"rule": rule_id, "on": on},
                subject=f"rule:{rule_id}",
                unit_path=path,
            )
