"""How long records are kept, and what was forgotten lately."""

from dataclasses import dataclass
from datetime import datetime

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import RetentionRule
from zhiyin.customers.retention_registry import kinds
from zhiyin.journal.models import Event


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """A kind of record; `days` None is for ever, `by` "" the days it ships with."""

    kind: str
    label: str
    days: int | None
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """One carrying out that forgot something: kind's words -> records."""

    at: datetime
    forgotten: tuple[tuple[str, int], ...]


def retention_rules(actor: Actor) -> list[RetentionRow]:
    """Every kind with its days. Needs `privacy.manage` everywhere."""
    actor.require("privacy.manage", "")
    rules = {rule.kind: rule for rule in RetentionRule.objects.all()}
    return [
        RetentionRow(
            kind=kept.kind,
            label=str(kept.label),
            days=rules[kept.kind].days if kept.kind in rules else kept.days,
            by=rules[kept.kind].changed_by if kept.kind in rules else "",
            at=rules[kept.kind].changed_at if kept.kind in rules else None,
        )
        for kept in kinds()
    ]


def retention_runs(actor: Actor, most: int = 20) -> list[Run]:
    """The newest runs that forgot something. Needs `privacy.manage` everywhere."""
    actor.require("privacy.manage", "")
    labels = {kept.kind: str(kept.label) for kept in kinds()}
    events = Event.objects.filter(name="customers.retention_carried_out").order_by("-id")[:most]
    return [
        Run(
            event.at,
            tuple((labels.get(kind, kind), number) for kind, number in event.data["forgotten"].items()),
        )
        for event in events
    ]
