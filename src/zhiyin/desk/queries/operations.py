"""A person's scores beside what happened to them, month by month."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyin.collect.models import Answer
from zhiyin.desk.queries.timeline.records import Looking, known_signals, seen_cases, seen_events
from zhiyin.measure.queries.periods import add_months
from zhiyin.theme import wording

MONTHS: Final = 12
SCORES: Final = {"nps": 10, "csat": 5}
VISITS: Final = ("served", "delivered")
WAITED: Final = "waited_minutes"
"""The attribute of a voice or an event that says how long somebody waited, in minutes."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of n values; None of none."""

    value: float | None = None
    n: int = 0


@dataclass(slots=True)
class Month:
    """One month: what was felt, and what happened. Means are None where nobody was asked or answered."""

    start: date
    nps: Mean = field(default_factory=Mean)
    csat: Mean = field(default_factory=Mean)
    sentiment: Mean = field(default_factory=Mean)
    purchases: int = 0
    spent: float = 0.0
    refunds: int = 0
    visits: int = 0
    cases: int = 0
    waited: Mean = field(default_factory=Mean)

    @property
    def is_empty(self) -> bool:
        return not (
            self.purchases
            or self.refunds
            or self.visits
            or self.cases
            or any(one.n for one in (self.nps, self.csat, self.sentiment, self.waited))
        )


@dataclass(frozen=True, slots=True)
class Operations:
    """The last twelve months in which something was felt or happened, newest first, and what they show together."""

    months: list[Month]
    finding: str


def operations(looking: Looking, *, today: date | None = None) -> Operations:
    """What the reader may see of it: their units' voices, events and cases."""
    today = today or timezone.localdate()
    first = add_months(today.replace(day=1), 1 - MONTHS)
    zone = timezone.get_current_timezone()
    since = datetime(first.year, first.month, 1, tzinfo=zone)
    after = add_months(first, MONTHS)
    until = datetime(after.year, after.month, 1, tzinfo=zone)  # what is booked for later has not happened
    months = {(start := add_months(first, i)): Month(start) for i in range(MONTHS)}
    if looking.actor.may("voice.read"):
        _felt(months, looking, since, until)
    _happened(months, looking, since, until)
    if looking.actor.may("cases.read"):
        opened = _by_month(
            seen_cases(looking).filter(opened_at__gte=since, opened_at__lt=until), "opened_at", n=Count("pk")
        )
        for row in opened:
            months[row["month"]].cases = row["n"]
    shown = sorted(months.values(), key=lambda one: one.start, reverse=True)
    return Operations([month for month in shown if not month.is_empty], finding(shown))


def _by_month(rows: QuerySet[Any], at: str, **counted: Any) -> Iterable[dict[str, Any]]:
    months = rows.order_by().annotate(month_at=TruncMonth(at)).values("month_at").annotate(**counted)
    return [{**row, "month": timezone.localtime(row["month_at"]).date()} for row in months]


def _felt(months: dict[date, Month], looking: Looking, since: datetime, until: datetime) -> None:
    signals = known_signals(looking).filter(occurred_at__gte=since, occurred_at__lt=until)
    answers = Answer.objects.filter(
        signal__in=signals.values("pk"), status="answered", role="plain", value__isnull=False
    )
    scored = (
        answers.filter(construct__in=SCORES)
        .order_by()
        .annotate(month_at=TruncMonth("signal__occurred_at"))
        .values("month_at", "construct")
        .annotate(mean=Avg("value"), n=Count("pk"))
    )
    for one in scored:
        month = months[timezone.localtime(one["month_at"]).date()]
        setattr(month, one["construct"], Mean(one["mean"], one["n"]))
    for row in _by_month(
        signals.filter(reading__sentiment__isnull=False),
        "occurred_at",
        mean=Avg("reading__sentiment"),
        n=Count("pk"),
    ):
        months[row["month"]].sentiment = Mean(row["mean"], row["n"])
    _waited(months, signals)


def _happened(months: dict[date, Month], looking: Looking, since: datetime, until: datetime) -> None:
    events = seen_events(looking).filter(occurred_at__gte=since, occurred_at__lt=until)
    for row in _by_month(
        events,
        "occurred_at",
        bought=Count("pk", filter=Q(kind="paid")),
        spent=Sum("amount", filter=Q(kind__in=("paid", "refunded"))),
        refunds=Count("pk", filter=Q(kind="refunded")),
        visits=Count("pk", filter=Q(kind__in=VISITS)),
    ):
        month = months[row["month"]]
        month.purchases, month.refunds, month.visits = row["bought"], row["refunds"], row["visits"]
        month.spent = float(row["spent"] or 0)
    _waited(months, events)


def _waited(months: dict[date, Month], rows: QuerySet[Any]) -> None:
    told = rows.filter(**{f"attributes__{WAITED}__isnull": False})
    for at, minutes in told.values_list("occurred_at", f"attributes__{WAITED}"):
        if isinstance(minutes, bool) or not isinstance(minutes, int | float):
            continue
        month = months[timezone.localtime(at).date().replace(day=1)]
        total = (month.waited.value or 0.0) * month.waited.n + minutes
        month.waited = Mean(total / (month.waited.n + 1), month.waited.n + 1)


def finding(months: list[Month]) -> str:
    """What the newest score says beside the one before, and what happened in between; months newest first."""
    for construct, words in (
        ("nps", _("Would recommend: %(now)s of 10 in %(month)s")),
        ("csat", _("Satisfaction: %(now)s of 5 in %(month)s")),
    ):
        scored = [i for i, month in enumerate(months) if getattr(month, construct).n]
        if not scored:
            continue
        newest = months[scored[0]]
        now = getattr(newest, construct).value
        said = words % {
            "now": wording.number(now, 0 if now == int(now) else 1),
            "month": _month(newest.start),
        }
        if len(scored) == 1:
            return _("%(said)s; there is no earlier score to compare.") % {"said": said}
        before = getattr(months[scored[1]], construct).value
        return _("%(said)s, %(before)s before that. Since then: %(happened)s.") % {
            "said": said,
            "before": wording.number(before, 0 if before == int(before) else 1),
            "happened": _between(months[scored[0] : scored[1]]),
        }
    happened = _between(months)
    return _("No score in the last twelve months. In that time: %(happened)s.") % {"happened": happened}


def _between(months: list[Month]) -> str:
    """2 purchases, 1 refund and 1 case."""
    purchases, visits, refunds, cases = (
        sum(getattr(month, name) for month in months) for name in ("purchases", "visits", "refunds", "cases")
    )
    counted = (
        (purchases, ngettext("%(count)d purchase", "%(count)d purchases", purchases)),
        (visits, ngettext("%(count)d visit", "%(count)d visits", visits)),
        (refunds, ngettext("%(count)d refund", "%(count)d refunds", refunds)),
        (cases, ngettext("%(count)d case", "%(count)d cases", cases)),
    )
    told = [words % {"count": count} for count, words in counted if count]
    return _(", ").join(told) if told else _("nothing that we know of")


def _month(start: date) -> str:
    if wording.is_chinese():
        return f"{start.year}年{start.month}月"
    return f"{start:%B} {start.year}"
