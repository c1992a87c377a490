"""Lists of cases, as far as the actor may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.act.models import Case
from zhiyin.act.phrases import PRIORITIES, STATES, aspect_names, headline, named
from zhiyin.act.rules import readable
from zhiyin.measure.phrases import TIERS
from zhiyin.science.act.standing import standing

FILTERS = ("mine", "untaken", "late", "open", "resolved")


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of a list. `clock` is late, soon, running, kept or missed (see science.act.standing)."""

    id: int
    title: str
    unit: str
    unit_id: int
    unit_path: str
    state: str
    state_label: str
    priority: int
    priority_label: str
    assignee: str
    assignee_id: int | None
    opened_at: datetime
    due_at: datetime
    touched_at: datetime | None
    resolved_at: datetime | None
    clock: str
    tier: str
    signal_id: int | None
    version: int

    @property
    def late(self) -> bool:
        return self.clock == "late"


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of a list, with the numbers of the pages beside it."""

    rows: list[CaseRow]
    total: int
    page: int
    pages: int


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """All cases that the actor may see."""
    return Case.objects.filter(readable(actor))


def as_rows(cases: Iterable[Case]) -> list[CaseRow]:
    """Rows of cases that carry their unit, assignee and signal."""
    now = timezone.now()
    return [
        CaseRow(
            id=case.id,
            title=headline(case.title, case.headline),
            unit=case.unit.label,
            unit_id=case.unit_id,
            unit_path=case.unit.path,
            state=case.state,
            state_label=named(case.state, STATES),
            priority=case.priority,
            priority_label=named(case.priority, PRIORITIES),
            assignee=str(case.assignee) if case.assignee else "",
            assignee_id=case.assignee_id,
            opened_at=case.opened_at,
            due_at=case.due_at,
            touched_at=case.touched_at,
            resolved_at=case.resolved_at,
            clock=standing(case.due_at, case.touched_at, now),
            tier=_tier(case),
            signal_id=case.signal_id,
            version=case.version,
        )
        for case in cases
    ]


def _tier(case: Case) -> str:
    """The customer's tier in words, where it is a special one."""
    tier = case.signal.tier if case.signal else ""
    return named(tier, TIERS) if tier not in {"", "ordinary"} else ""


def by_clock(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Those that nobody has answered come first, the earliest due on top; then the answered ones, oldest
    first.
    """
    return cases.select_related("unit", "assignee", "signal").order_by(
        F("touched_at").asc(nulls_first=True), "due_at", "priority", "id"
    )


def user_id(actor: Actor) -> int | None:
    """The key of the person behind the actor; None for keys and the system."""
    return int(actor.id) if actor.kind == "user" else None


def my_open_cases(actor: Actor, limit: int = 10) -> list[CaseRow]:
    """The actor's own open cases, then those of their units that nobody has taken, by their clock."""
    key = user_id(actor)
    if key is None:
        return []
    cases = by_clock(visible_cases(actor).exclude(state="resolved"))
    mine = as_rows(cases.filter(assignee_id=key)[:limit])
    if len(mine) < limit and actor.may("cases.work"):
        mine += as_rows(cases.filter(assignee__isnull=True)[: limit - len(mine)])
    return mine


def count_open_cases(actor: Actor) -> int:
    """How many of the cases that the actor may see are not resolved."""
    return visible_cases(actor).exclude(state="resolved").count()


def cases_of_signal(actor: Actor, signal_id: int) -> list[CaseRow]:
    """The cases that this signal opened, newest first."""
    cases = visible_cases(actor).filter(signal_id=signal_id)
    return as_rows(cases.select_related("unit", "assignee", "signal").order_by("-id"))


def narrowed(actor: Actor, cases: QuerySet[Case], show: str) -> QuerySet[Case]:
    """One of FILTERS; anything else shows what is not resolved."""
    if show == "resolved":
        return cases.filter(state="resolved")
    cases = cases.exclude(state="resolved")
    if show == "mine":
        return cases.filter(assignee_id=user_id(actor)) if user_id(actor) is not None else cases.none()
    if show == "late":
        return cases.filter(touched_at__isnull=True, due_at__lt=timezone.now())
    if show == "untaken":
        return cases.filter(assignee__isnull=True)
    return cases


def list_cases(
    actor: Actor,
    *,
    show: str = "open",
    search: str = "",
    unit_path: str = "",
    page: int = 1,
    page_size: int = 30,
) -> CasePage:
    """A page of cases sorted by their clock (resolved ones: newest first). `search` looks at number, unit
    and people.
    """
    actor.require("cases.read")
    cases = narrowed(actor, visible_cases(actor), show)
    if unit_path:
        cases = cases.filter(unit__path__startswith=unit_path)
    if search.strip():
        named_by = Cast("headline", TextField())
        cases = cases.annotate(named_by=named_by).filter(_matching(search.strip()))
    total = cases.count()
    pages = max(1, -(-total // page_size))
    page = min(max(1, page), pages)
    ordered = by_clock(cases)
    if show == "resolved":
        ordered = ordered.order_by("-resolved_at", "-id")
    return CasePage(as_rows(ordered[(page - 1) * page_size : page * page_size]), total, page, pages)


def cases_after(
    actor: Actor,
    *,
    show: str = "open",
    unit_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[CaseRow]:
    """Up to `limit` cases, newest first, with an id below `before`; `show` is one of FILTERS or "all"."""
    actor.require("cases.read")
    cases = visible_cases(actor)
    if show != "all":
        cases = narrowed(actor, cases, show)
    if unit_id is not None:
        cases = cases.filter(unit_id=unit_id)
    if before is not None:
        cases = cases.filter(id__lt=before)
    return as_rows(cases.select_related("unit", "assignee", "signal").order_by("-id")[:limit])


def _matching(search: str) -> Q:
    number = search.lstrip("#")
    if number.isdecimal() and len(number) < 19:
        return Q(id=int(number))
    condition = (
        Q(title__icontains=search)
        | Q(unit__name__icontains=search)
        | Q(unit__short_name__icontains=search)
        | Q(unit__code__iexact=search)
        | Q(assignee__display_name__icontains=search)
        | Q(assignee__username__icontains=search)
    )
    for code, name in aspect_names().items():
        if search.casefold() in name.casefold():
            condition |= Q(named_by__contains=f'"{code}"')
    return condition


def counts(actor: Actor, unit_path: str = "") -> dict[str, int]:
    """How many cases each filter would show, below a unit."""
    cases = visible_cases(actor).filter(unit__path__startswith=unit_path)
    return {show: narrowed(actor, cases, show).count() for show in FILTERS}
