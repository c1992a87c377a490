"""Make or change an alert rule."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.act.errors import BadRule, ChangedMeanwhile
from zhiyin.act.models import AlertRule
from zhiyin.act.phrases import PRIORITIES
from zhiyin.act.queries.signals import read_condition
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record
from zhiyin.measure.errors import BadCriteria

LONGEST_DUE = 43_200  # minutes: thirty days of open time
LONGEST_AGE = 365


@dataclass(frozen=True, slots=True)
class RuleContent:
    """What a rule says. `unit_id` None holds everywhere; `due_minutes` runs on the unit's calendar."""

    name: str
    criteria: str
    name_en: str = ""
    priority: int = 2
    due_minutes: int = 240
    max_age_days: int = 14
    unit_id: int | None = None
    is_active: bool = True


def save_rule(
    actor: Actor, *, content: RuleContent, rule_id: int | None = None, version: int | None = None
) -> AlertRule:
    """Write a new rule, or change one under the version seen; journals `act.rule_saved`.

    Needs `alerts.manage` where the rule holds (and held). Raises NotFound, Forbidden, BadRule with an error a
    field, ChangedMeanwhile.
    """
    unit = None
    if content.unit_id is not None:
        unit = Unit.objects.filter(id=content.unit_id).first()
        if unit is None or not actor.may("cases.read", unit.path):
            raise NotFound()
    actor.require("alerts.manage", unit.path if unit else "")
    errors = problems_of(content)
    if errors:
        raise BadRule(errors=errors)
    fields = {
        "name": content.name.strip(),
        "name_en": content.name_en.strip(),
        "criteria": content.criteria.strip(),
        "priority": content.priority,
        "due_minutes": content.due_minutes,
        "max_age_days": content.max_age_days,
        "unit": unit,
        "is_active": content.is_active,
        "changed_by": actor.name,
    }
    with transaction.atomic():
        if rule_id is None:
            rule = AlertRule.objects.create(code=f"new-{timezone.now():%Y%m%d%H%M%S%f}", **fields)
            rule.code = f"rule-{rule.id}"
            rule.save(update_fields=["code"])
        else:
            rule = _changed(actor, rule_id, version, fields)
        record(
            actor,
            "act.rule_saved",
            {"rule": rule.id, "active": rule.is_active},
            subject=f"rule:{rule.id}",
            unit_path=unit.path if unit else "",
        )
    return rule


def _changed(actor: Actor, rule_id: int, version: int | None, fields: dict[str, object]) -> AlertRule:
    rule = AlertRule.objects.select_related("unit").filter(id=rule_id).first()
    if rule is None:
        raise NotFound()
    actor.require("alerts.manage", rule.unit.path if rule.unit else "")
    seen = rule.version if version is None else version
    changed = AlertRule.objects.filter(id=rule_id, version=seen).update(
        **fields, version=F("version") + 1, changed_at=timezone.now()
    )
    if not changed:
        raise ChangedMeanwhile(who=rule.changed_by or "?", version=rule.version)
    rule.refresh_from_db()
    return rule


def problems_of(content: RuleContent) -> dict[str, str]:
    """What is wrong with each field; empty when nothing is."""
    errors: dict[str, str] = {}
    if not content.name.strip() or len(content.name) > 120 or "\x00" in content.name:
        errors["name"] = _("Give the rule a name of up to 120 characters.")
    if len(content.name_en) > 120 or "\x00" in content.name_en:
        errors["name_en"] = _("Use up to 120 characters.")
    if content.priority not in PRIORITIES:
        errors["priority"] = _("Choose a priority from the list.")
    if not 1 <= content.due_minutes <= LONGEST_DUE:
        errors["due_minutes"] = _("Give a time between 1 and %(most)s minutes.") % {"most": LONGEST_DUE}
    if not 1 <= content.max_age_days <= LONGEST_AGE:
        errors["max_age_days"] = _("Give an age between 1 and %(most)s days.") % {"most": LONGEST_AGE}
    try:
        read_condition(content.criteria.strip())
    except BadCriteria as error:
        errors["criteria"] = str(error)
    return errors
