"""How many texts a theme has, by week, feeling and unit: of what an actor may see, few protected voices left out."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from zhiyin.understand.models import ThemeMember, ThemeRun
from zhiyin.understand.queries.voices import PRIVACY_K
from zhiyin.understand.set_aside import LEFT_OUT
from zhiyin.understand.theming.gathering import units_under

PROTECTED = ~Q(signal__identity="known")
LABELS = ("positive", "neutral", "mixed", "negative")


@dataclass(frozen=True, slots=True)
class Scope:
    """The members of a finding that an actor may see, and how many texts there were, by week and in the period.

    `left_out`: copies and spam of the period, by why.
    """

    run: ThemeRun
    units: tuple[int, ...] | None
    weeks: tuple[int, ...]
    period: int
    by_unit: dict[int, int]  # texts of the period
    left_out: Mapping[str, int]

    def members(self, *themes: int) -> QuerySet[ThemeMember]:
        """Of these themes, or of all. What has become a copy or spam since the finding is none any more."""
        found = ThemeMember.objects.filter(run=self.run).exclude(signal__reading__set_aside__in=LEFT_OUT)
        if themes:
            found = found.filter(theme__in=themes)
        return found if self.units is None else found.filter(unit_id__in=self.units)


def scope_of(run: ThemeRun, paths: Sequence[str]) -> Scope:
    """What lies under these paths."""
    units = units_under(paths)
    mine = None if units is None else set(units)
    weeks, period, by_unit = [0] * run.weeks, 0, {}
    left_out = Counter[str]()
    for key, told in run.totals.items():
        if mine is None or int(key) in mine:
            weeks = [a + b for a, b in zip(weeks, told["weeks"], strict=True)]
            period += told["period"]
            by_unit[int(key)] = told["period"]
            left_out.update(told.get("left_out", {}))  # earlier findings do not say it
    return Scope(run, None if units is None else tuple(units), tuple(weeks), period, by_unit, left_out)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one theme: texts by week (all weeks), those of the period in all and by feeling.

    `withheld`: protected voices are left out somewhere, as they come from fewer than k people.
    """

    weeks: tuple[int, ...]
    n: int
    labels: dict[str, int]
    withheld: bool


def counts_of(scope: Scope, *themes: int) -> dict[int, Counts]:
    """By theme; one without any text that may be seen is not there. Three queries."""
    members = scope.members(*themes)
    few = _few(members.filter(in_period=True), "theme")
    few_weeks = _few(members, "theme", "week")
    weeks: dict[int, list[int]] = defaultdict(lambda: [0] * scope.run.weeks)
    labels: dict[int, dict[str, int]] = defaultdict(dict)
    n: dict[int, int] = defaultdict(int)
    withheld = {key[0] for key in few | few_weeks}
    rows = members.values_list("theme", "week", "in_period", "label").annotate(
        known=Count("pk", filter=Q(signal__identity="known")), all=Count("pk")
    )
    for theme, week, in_period, label, known, everyone in rows:
        weeks[theme][week] += known if (theme, week) in few_weeks else everyone
        if in_period:
            shown = known if (theme,) in few else everyone
            n[theme] += shown
            labels[theme][label] = labels[theme].get(label, 0) + shown
    return {
        theme: Counts(tuple(weeks[theme]), n[theme], dict(labels[theme]), theme in withheld)
        for theme in weeks
        if n[theme] or any(weeks[theme])
    }


def units_of(scope: Scope, theme: int) -> dict[int, int]:
    """Texts of the period by unit; what few protected people said is left out."""
    members = scope.members(theme).filter(in_period=True)
    few = _few(members, "unit_id")
    rows = members.values_list("unit_id").annotate(
        known=Count("pk", filter=Q(signal__identity="known")), all=Count("pk")
    )
    told = {unit: known if (unit,) in few else everyone for unit, known, everyone in rows}
    return {unit: n for unit, n in told.items() if n}


def is_few(scope: Scope, theme: int) -> bool:
    """Whether protected voices are among the theme's of the period, but of fewer than k people."""
    return bool(_few(scope.members(theme).filter(in_period=True), "theme"))


def _few(members: QuerySet[ThemeMember], *by: str) -> set[tuple[int, ...]]:
    """The groups with protected voices of fewer than k people."""
    person = Coalesce(F("signal__customer__person_id"), F("signal_id"))
    grouped = members.filter(PROTECTED).order_by().values_list(*by)
    counted = grouped.annotate(people=Count(person, distinct=True)).filter(people__lt=PRIVACY_K)
    return {row[:-1] for row in counted}
