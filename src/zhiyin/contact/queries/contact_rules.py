"""The rules of contact, and what they mean for one person now."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import ContactRule
from zhiyin.contact.phrases import CHECKS, purpose_label, reason_label
from zhiyin.contact.phrases.channels import kind_label
from zhiyin.contact.rules import KEY_OF, explain
from zhiyin.customers.queries.persons import address_of, persons_of
from zhiyin.journal.errors import NotFound


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule; "" as purpose or channel is every one."""

    id: int
    purpose: str
    purpose_label: str
    channel: str
    channel_label: str
    most: int | None
    within_days: int | None
    quiet_from: time | None
    quiet_until: time | None
    is_active: bool
    changed_by: str
    changed_at: datetime


def rule_for(actor: Actor, rule_id: int) -> ContactRule:
    """The row. Needs `contact.manage` for the whole organisation. Raises Forbidden, NotFound."""
    actor.require("contact.manage", "")
    rule = ContactRule.objects.filter(id=rule_id).first()
    if rule is None:
        raise NotFound()
    return rule


def read_rule(actor: Actor, rule_id: int) -> RuleRow:
    """One rule. Raises Forbidden, NotFound."""
    return _row(rule_for(actor, rule_id))


def list_rules(actor: Actor) -> list[RuleRow]:
    """Every rule, in the order in which they were made."""
    actor.require("contact.manage", "")
    return [_row(rule) for rule in ContactRule.objects.order_by("id")]


def _row(rule: ContactRule) -> RuleRow:
    return RuleRow(
        id=rule.pk,
        purpose=rule.purpose,
        purpose_label=purpose_label(rule.purpose) if rule.purpose else "",
        channel=rule.channel,
        channel_label=kind_label(rule.channel) if rule.channel else "",
        most=rule.most,
        within_days=rule.within_days,
        quiet_from=rule.quiet_from,
        quiet_until=rule.quiet_until,
        is_active=rule.is_active,
        changed_by=rule.changed_by,
        changed_at=rule.changed_at,
    )


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that is looked at before a person is contacted, and whether it stands in the way."""

    code: str
    label: str
    passed: bool
    postponed_until: datetime | None
    reason: str
    reason_label: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Whether a person would be contacted at `at`: now, later, or not; with every check."""

    allowed: bool
    until: datetime | None
    reason: str
    at: datetime
    checks: tuple[Checked, ...]


def would_contact(
    actor: Actor, *, customer_id: int, channel: str, purpose: str, at: datetime | None = None
) -> Explained:
    """Ask the one door about a customer, by the newest address of the person on that channel.

    Needs `contact.manage` for the whole organisation. Raises NotFound for an unknown customer.
    """
    actor.require("contact.manage", "")
    if not persons_of([customer_id]):
        raise NotFound()
    moment = at or timezone.now()
    found = explain(
        channel=channel,
        to=_address(customer_id, channel),
        purpose=purpose,
        customer_id=customer_id,
        at=moment,
    )
    checks = tuple(
        Checked(
            code=name,
            label=str(CHECKS[name]),
            passed=verdict is None,
            postponed_until=verdict.until if verdict else None,
            reason=verdict.reason if verdict else "",
            reason_label=reason_label(verdict.reason) if verdict else "",
        )
        for name, verdict in found
    )
    objections = [verdict for _, verdict in found if verdict is not None]
    first = objections[0] if objections else None
    return Explained(
        allowed=first is None or first.allowed,
        until=first.until if first else None,
        reason=first.reason if first else "",
        at=moment,
        checks=checks,
    )


def _address(customer_id: int, channel: str) -> str:
    kind = KEY_OF.get(channel)
    return channel if kind is None else address_of(customer_id, kind)
