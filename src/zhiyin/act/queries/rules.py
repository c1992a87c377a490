"""Alert rules, and what they would have done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language

from zhiyin.accounts.actor import Actor
from zhiyin.act.models import AlertRule, Case
from zhiyin.act.phrases import PRIORITIES, headline, named
from zhiyin.act.queries.signals import candidates, headline_of, heard, read_condition, voices
from zhiyin.act.rules import within
from zhiyin.journal.errors import NotFound
from zhiyin.science.terms import predicate

REPLAY_DAYS = 30
# As far as a preview looks; beyond, it says so.
REPLAY_MOST = 10_000
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One alert rule; `opened` counts the cases of the last 30 days that it opened and the actor may see."""

    id: int
    code: str
    name: str
    name_zh: str
    name_en: str
    criteria: str
    priority: int
    priority_label: str
    due_minutes: int
    max_age_days: int
    unit_id: int | None
    unit: str
    is_active: bool
    changed_by: str
    changed_at: datetime
    version: int
    may_change: bool
    opened: int


@dataclass(frozen=True, slots=True)
class Example:
    """A voice that would have opened a case, by its name, not its words."""

    signal_id: int
    title: str
    unit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """What a condition would have done: how many cases in how many days, out of how many signals looked at."""

    cases: int
    signals: int
    days: int
    is_partial: bool
    examples: tuple[Example, ...]


def list_rules(actor: Actor) -> list[RuleRow]:
    """Every rule that holds somewhere the actor may see cases."""
    actor.require("cases.read")
    rules = AlertRule.objects.select_related("unit").order_by("priority", "id")
    return [_as_row(actor, rule) for rule in rules if _may_see(actor, rule)]


def read_rule(actor: Actor, rule_id: int) -> RuleRow:
    """One rule. Raises NotFound."""
    actor.require("cases.read")
    rule = AlertRule.objects.select_related("unit").filter(id=rule_id).first()
    if rule is None or not _may_see(actor, rule):
        raise NotFound()
    return _as_row(actor, rule)


def _may_see(actor: Actor, rule: AlertRule) -> bool:
    if rule.unit is None:
        return True
    path = rule.unit.path
    return any(path.startswith(held) or held.startswith(path) for held in actor.paths("cases.read"))


def _as_row(actor: Actor, rule: AlertRule) -> RuleRow:
    since = timezone.now() - timedelta(days=REPLAY_DAYS)
    english = (get_language() or "").startswith("en")
    opened = Case.objects.filter(within(actor.paths("cases.read")), rule=rule, opened_at__gte=since)
    return RuleRow(
        id=rule.id,
        code=rule.code,
        name=(rule.name_en or rule.name) if english else rule.name,
        name_zh=rule.name,
        name_en=rule.name_en,
        criteria=rule.criteria,
        priority=rule.priority,
        priority_label=named(rule.priority, PRIORITIES),
        due_minutes=rule.due_minutes,
        max_age_days=rule.max_age_days,
        unit_id=rule.unit_id,
        unit=rule.unit.label if rule.unit else "",
        is_active=rule.is_active,
        changed_by=rule.changed_by,
        changed_at=rule.changed_at,
        version=rule.version,
        may_change=actor.may("alerts.manage", rule.unit.path if rule.unit else ""),
        opened=opened.count(),
    )


def replay(actor: Actor, *, criteria: str, unit_path: str = "", days: int = REPLAY_DAYS) -> Replay:
    """How many cases the condition would have opened in the last days, where the actor may read what was said.

    Looks at the newest REPLAY_MOST signals. Raises Forbidden, BadCriteria.
    """
    actor.require("cases.read")
    holds = predicate(read_condition(criteria))
    since = timezone.now() - timedelta(days=days)
    signals = candidates().filter(within(actor.paths("cases.read")), occurred_at__gte=since)
    if unit_path:
        signals = signals.filter(unit__path__startswith=unit_path)
    ids = list(signals.order_by("-occurred_at", "-id").values_list("id", flat=True)[: REPLAY_MOST + 1])
    is_partial = len(ids) > REPLAY_MOST
    hits = [one for one in heard(candidates(), ids[:REPLAY_MOST]) if holds(one.row)]
    newest = sorted(hits, key=lambda one: (one.occurred_at, one.id), reverse=True)[:EXAMPLES]
    examples = voices([one.id for one in newest])
    return Replay(
        cases=len(hits),
        signals=len(ids) - is_partial,
        days=days,
        is_partial=is_partial,
        examples=tuple(
            Example(one.id, headline("", headline_of(one)), one.unit.label, one.occurred_at)
            for one in (examples[key.id] for key in newest)
        ),
    )
