"""Limit how often and at which hours people are contacted."""

from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.contact.errors import BadRule
from zhiyin.contact.models import ContactRule
from zhiyin.contact.phrases import PURPOSES
from zhiyin.contact.phrases.channels import KINDS
from zhiyin.contact.queries.contact_rules import rule_for
from zhiyin.journal.record import record

MOST, LONGEST = 1000, 366


@dataclass(frozen=True, slots=True)
class RuleFields:
    """A cap (`most` in `within_days`), quiet hours (`quiet_from` to `quiet_until`), or both; "" covers every purpose but
    answers and news to colleagues, and every channel."""

    purpose: str = ""
    channel: str = ""
    most: int | None = None
    within_days: int | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None


def save_contact_rule(actor: Actor, fields: RuleFields, *, rule_id: int | None = None) -> ContactRule:
    """Make or change a rule; journals `contact.rule_saved`. Needs `contact.manage` for the whole organisation. Raises
    BadRule with a sentence for each field, NotFound."""
    actor.require("contact.manage", "")
    rule = rule_for(actor, rule_id) if rule_id is not None else ContactRule()
    _check(fields)
    with transaction.atomic():
        rule.purpose, rule.channel = fields.purpose, fields.channel
        rule.most, rule.within_days = fields.most, fields.within_days
        rule.quiet_from, rule.quiet_until = fields.quiet_from, fields.quiet_until
        rule.changed_by = actor.name
        rule.save()
        record(actor, "contact.rule_saved", {"rule": rule.pk}, subject=f"contact_rule:{rule.pk}")
    return rule


def switch_contact_rule(actor: Actor, *, rule_id: int, on: bool) -> None:
    """Let a rule hold again, or suspend it. Journals `contact.rule_switched`."""
    rule = rule_for(actor, rule_id)
    with transaction.atomic():
        if (
            ContactRule.objects.filter(id=rule.pk)
            .exclude(is_active=on)
            .update(is_active=on, changed_by=actor.name)
        ):
            data = {"rule": rule.pk, "on": on}
            record(actor, "contact.rule_switched", data, subject=f"contact_rule:{rule.pk}")


def remove_contact_rule(actor: Actor, *, rule_id: int) -> None:
    """Forget a rule. Journals `contact.rule_removed`."""
    rule = rule_for(actor, rule_id)
    with transaction.atomic():
        ContactRule.objects.filter(id=rule.pk).delete()
        record(actor, "contact.rule_removed", {"rule": rule.pk}, subject=f"contact_rule:{rule.pk}")


def _check(fields: RuleFields) -> None:
    errors = {}
    if fields.purpose and fields.purpose not in PURPOSES:
        errors["purpose"] = _("Choose one of the list.")
    if fields.channel and fields.channel not in KINDS:
        errors["channel"] = _("Choose one of the list.")
    if (fields.most is None) != (fields.within_days is None):
        errors["within_days" if fields.within_days is None else "most"] = _("Give both, or neither.")
    if fields.most is not None and not 1 <= fields.most <= MOST:
        errors["most"] = _("Give a number from 1 to %(most)s.") % {"most": MOST}
    if fields.within_days is not None and not 1 <= fields.within_days <= LONGEST:
        errors["within_days"] = _("Give a number from 1 to %(most)s.") % {"most": LONGEST}
    if (fields.quiet_from is None) != (fields.quiet_until is None):
        errors["quiet_until" if fields.quiet_until is None else "quiet_from"] = _("Give both, or neither.")
    elif fields.quiet_from is not None and fields.quiet_from == fields.quiet_until:
        errors["quiet_until"] = _("Quiet hours must end at another time than they begin.")
    if not errors and fields.most is None and fields.quiet_from is None:
        errors["most"] = _("Give a number of messages, quiet hours, or both.")
    if errors:
        raise BadRule(errors=errors)
