"""The themes of a finding with their numbers: those that emerge, one theme with its quotes and units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import read_tree
from zhiyin.journal.errors import NotFound
from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.results import Estimate
from zhiyin.science.understand.themes.growth import EMERGING, Week, emerging
from zhiyin.understand.models import Theme, ThemeEdit, ThemeMember, ThemeRun, ThemeWatcher
from zhiyin.understand.queries.themes.counts import (
    PROTECTED,
    Counts,
    Scope,
    counts_of,
    is_few,
    scope_of,
    units_of,
)
from zhiyin.understand.queries.themes.runs import common, shares
from zhiyin.understand.queries.voices import as_voices, readable_signals
from zhiyin.understand.set_aside import LEFT_OUT
from zhiyin.understand.theming.choice import EVERYWHERE, WEEK, Choice, view_of

LOOKS: Final = 4
"""The last weeks, each of which is held against the weeks before it."""
QUOTES: Final = 5


@dataclass(frozen=True, slots=True)
class Emergence:
    """A week in which the theme grew faster than its history allows. `p_adjusted`: after correcting for all looks."""

    begins: datetime
    count: int
    expected: float
    growth: float
    p: float
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class SeenTheme:
    """One theme. `words` make a text a member, `typical` stand out beside them. `labels`: texts by feeling.

    `n` texts of the period and their share of all that were read; `weeks` texts by week over the whole window.
    """

    id: int
    name: str
    words: tuple[str, ...]
    typical: tuple[str, ...]
    n: int
    share: Estimate
    labels: Mapping[str, int]
    weeks: tuple[int, ...]
    stability: float | None
    emergence: Emergence | None
    is_hidden: bool
    is_renamed: bool
    topic: str  # the code of the pinned topic, "" if it is none
    withheld: bool


@dataclass(frozen=True, slots=True)
class SeenThemes:
    """All themes that the actor may see, the largest first; `read` texts of the period, `weeks` all texts by week.

    `looks` themes and weeks were looked at for what emerges; `enough` says whether there is history enough for that.
    `left_out`: texts of the period that no theme counts, by why (understand.set_aside).
    """

    themes: tuple[SeenTheme, ...]
    read: int
    weeks: tuple[int, ...]
    begins: tuple[datetime, ...]
    looks: int
    enough: bool
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ThemeQuote:
    """A sentence of a voice (masked): `before` and `after` stand around it in the same text."""

    signal: int
    words: str
    unit: str
    occurred_at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class UnitShare:
    unit: int
    label: str
    share: Estimate


@dataclass(frozen=True, slots=True)
class PastEdit:
    """What a person changed."""

    id: int
    kind: str
    names: tuple[str, ...]
    by: str
    at: datetime
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ThemeDetail:
    """One theme with what is behind it. `others` may be merged with it: (id, name)."""

    theme: SeenTheme
    run: int
    read: int
    weeks: tuple[int, ...]
    begins: tuple[datetime, ...]
    quotes: tuple[ThemeQuote, ...]
    units: tuple[UnitShare, ...]
    edits: tuple[PastEdit, ...]
    others: tuple[tuple[int, str], ...]
    may_edit: bool
    looks: int


def themes_in(actor: Actor, run_id: int, paths: Sequence[str]) -> SeenThemes:
    """The themes of a finding as far as `paths` and the actor's own reach. Raises Forbidden, NotFound."""
    run, scope = _scope(actor, run_id, paths)
    rows = list(run.themes.prefetch_related("topics").order_by("position"))
    counts = counts_of(scope)
    looks = _looks(scope, [row.pk for row in rows if not row.is_hidden], counts)
    themes = [_seen(row, counts[row.pk], scope, looks.get(row.pk, ())) for row in rows if row.pk in counts]
    judged = [week for weeks in looks.values() for week in weeks if week.p is not None]
    return SeenThemes(
        tuple(sorted(themes, key=lambda one: (-one.n, one.id))),
        scope.period,
        scope.weeks,
        _begins(run),
        len(judged),
        bool(judged),
        scope.left_out,
    )


def theme_detail(actor: Actor, theme_id: int) -> ThemeDetail:
    """One theme in what the actor may read. Raises Forbidden, NotFound: also where no text of it may be read."""
    row = theme_of(actor, theme_id)
    run, scope = _scope(actor, row.run_id or 0, actor.paths("voice.read"))
    rows = list(run.themes.prefetch_related("topics").order_by("position"))
    counts = counts_of(scope)
    if row.pk not in counts:
        raise NotFound()
    looks = _looks(scope, [one.pk for one in rows if not one.is_hidden], counts)
    tree = read_tree().by_id
    units = [
        UnitShare(unit, tree[unit].label, proportion(n, scope.by_unit.get(unit, n)))
        for unit, n in units_of(scope, row.pk).items()
        if unit in tree
    ]
    return ThemeDetail(
        _seen(next(one for one in rows if one.pk == row.pk), counts[row.pk], scope, looks.get(row.pk, ())),
        run.pk,
        scope.period,
        scope.weeks,
        _begins(run),
        tuple(_quotes(actor, scope, row.pk)),
        tuple(sorted(units, key=lambda one: (-(one.share.value or 0.0), one.unit))),
        tuple(_edits(row)),
        tuple((one.pk, one.name) for one in rows if one.pk != row.pk and one.pk in counts),
        may_edit(actor, run),
        sum(week.p is not None for weeks in looks.values() for week in weeks),
    )


def theme_of(actor: Actor, theme_id: int) -> Theme:
    """A theme in force. Raises Forbidden without `voice.read`, NotFound, also where the actor reads none of it."""
    actor.require("voice.read")
    row = Theme.objects.filter(pk=theme_id, run__state="ready").select_related("run").first()
    if row is None or row.run is None or not shares(row.run.paths, actor.paths("voice.read")):
        raise NotFound()
    return row


def merged_into(actor: Actor, theme_id: int) -> int | None:
    """The theme in force that this one was merged into, for whoever follows an older link; None: into none that the
    actor sees."""
    row = Theme.objects.filter(pk=theme_id).first()
    if row is None:
        return None
    merges = ThemeEdit.objects.filter(view=row.view, kind="merge", undone_at=None).order_by("-id")
    stays = next((edit.themes[0] for edit in merges if row.key in edit.themes[1:]), None)
    kept = Theme.objects.filter(view=row.view, key=stays).values_list("pk", flat=True).first()
    if kept is None:
        return None
    try:
        return theme_of(actor, kept).pk
    except NotFound:
        return merged_into(actor, kept)


def may_edit(actor: Actor, run: ThemeRun) -> bool:
    """Themes are everybody's who sees them: they are changed by whoever corrects readings in all of it."""
    return all(actor.may("voice.correct", path) for path in run.paths)


def members_of_theme(
    actor: Actor, theme_id: int, *, after: int = 0, limit: int = 50
) -> tuple[list[tuple[int, float]], int]:
    """(signal, strength) of the theme's texts of the period, and where the next page begins (0: nowhere).

    Raises as `theme_detail`.
    """
    row = theme_of(actor, theme_id)
    _run, scope = _scope(actor, row.run_id or 0, actor.paths("voice.read"))
    members = _shown(scope, row.pk).filter(signal__in=readable_signals(actor), pk__gt=after).order_by("pk")
    rows = list(members.values_list("pk", "signal_id", "strength")[: limit + 1])
    page = [(signal, strength) for _key, signal, strength in rows[:limit]]
    return page, rows[limit - 1][0] if len(rows) > limit else 0


def quotes_of(
    actor: Actor, theme_id: int, *, most: int = QUOTES, since: datetime | None = None
) -> list[ThemeQuote]:
    """What people say of it, or said `since` then, the most typical first. Raises as `theme_of`."""
    row = theme_of(actor, theme_id)
    _run, scope = _scope(actor, row.run_id or 0, actor.paths("voice.read"))
    return _quotes(actor, scope, row.pk, most, since)


def theme_name(actor: Actor, theme_id: int) -> str:
    """What it is called; "" where the actor sees no such theme, or no text of it."""
    try:
        row = theme_of(actor, theme_id)
        _run, scope = _scope(actor, row.run_id or 0, actor.paths("voice.read"))
    except NotFound:
        return ""
    return row.name if row.pk in counts_of(scope, row.pk) else ""


def themes_of(actor: Actor, signal_id: int) -> list[tuple[int, str]]:
    """(id, name) of the themes of all units, as found last, that a voice belongs to and the actor may see."""
    found = ThemeMember.objects.filter(
        signal=signal_id,
        signal__in=readable_signals(actor),
        in_period=True,
        theme__view=view_of(Choice(), EVERYWHERE),
        theme__is_hidden=False,
        run=F("theme__run"),
    )
    # a page that few protected people alone spoke of is not there
    shown = found.exclude(PROTECTED).exclude(signal__reading__set_aside__in=LEFT_OUT)
    return list(shown.order_by("theme__position").values_list("theme_id", "theme__name"))


def is_watching(actor: Actor) -> bool:
    """Whether the actor is told of themes that emerge."""
    return actor.kind == "user" and ThemeWatcher.objects.filter(user_id=int(actor.id)).exists()


def _scope(actor: Actor, run_id: int, paths: Sequence[str]) -> tuple[ThemeRun, Scope]:
    run = ThemeRun.objects.filter(pk=run_id, state="ready").first()
    mine = actor.paths("voice.read")
    if run is None or not shares(run.paths, mine):
        raise NotFound()
    return run, scope_of(run, common(common(run.paths, mine), paths))


def _begins(run: ThemeRun) -> tuple[datetime, ...]:
    return tuple(run.start + week * WEEK for week in range(run.weeks)) if run.start else ()


def _looks(scope: Scope, themes: Sequence[int], counts: Mapping[int, Counts]) -> dict[int, tuple[Week, ...]]:
    """The last weeks of each theme, judged together as one family."""
    shown = [theme for theme in themes if theme in counts]
    if not shown or not scope.weeks:
        return {}
    # a protected text may be left out of its week, never counted twice
    table = [
        [min(n, total) for n, total in zip(counts[theme].weeks, scope.weeks, strict=True)] for theme in shown
    ]
    found: dict[int, list[Week]] = {theme: [] for theme in shown}
    for week in emerging(table, scope.weeks, looks=LOOKS):
        found[shown[week.theme]].append(week)
    return {theme: tuple(weeks) for theme, weeks in found.items()}


def _seen(row: Theme, counts: Counts, scope: Scope, looks: Sequence[Week]) -> SeenTheme:
    content: dict[str, Any] = row.content
    topic = next(iter(row.topics.all()), None)
    return SeenTheme(
        row.pk,
        row.name,
        tuple(word["shown"] for word in content["words"]),
        tuple(word["shown"] for word in content["typical"]),
        counts.n,
        proportion(min(counts.n, scope.period), scope.period),
        counts.labels,
        counts.weeks,
        row.stability,
        _emergence(scope.run, looks),
        row.is_hidden,
        content["renamed"],
        topic.code if topic else "",
        counts.withheld,
    )


def _emergence(run: ThemeRun, looks: Sequence[Week]) -> Emergence | None:
    """The latest week in which it emerged."""
    for week in reversed(looks):
        if (
            week.verdict == EMERGING
            and run.start is not None
            and week.expected is not None
            and week.p is not None
            and week.p_adjusted is not None
        ):
            begins = run.start + week.week * WEEK
            growth = week.count / max(week.expected, 0.5)  # of nothing one expects half a text at most
            return Emergence(begins, week.count, week.expected, growth, week.p, week.p_adjusted)
    return None


def _shown(scope: Scope, theme: int) -> Any:
    members = scope.members(theme).filter(in_period=True)
    return members.exclude(PROTECTED) if is_few(scope, theme) else members


def _quotes(
    actor: Actor, scope: Scope, theme: int, most: int = QUOTES, since: datetime | None = None
) -> list[ThemeQuote]:
    """Typical sentences, and for want of them the texts that are surest about the theme, each as it says now."""
    members = _shown(scope, theme).filter(signal__in=readable_signals(actor))
    if since is not None:
        members = members.filter(signal__occurred_at__gte=since)
    typical = list(members.filter(quote_start__isnull=False)[:most])
    surest = members.filter(quote_start__isnull=True).order_by("-strength", "-signal_id")
    wanted: list[ThemeMember] = [*typical, *surest[: most - len(typical)]]
    readable = readable_signals(actor).select_related("reading").in_bulk([one.signal_id for one in wanted])
    same = [readable[one.signal_id] for one in wanted if one.signal_id in readable]
    voices = {voice.id: voice for voice in as_voices(actor, same)}
    found = []
    for one in wanted:
        voice = voices.get(one.signal_id)
        if voice is None or readable[one.signal_id].revision != one.revision:
            continue
        words = voice.words[one.quote_start : one.quote_end] if one.quote_start is not None else voice.words
        found.append(ThemeQuote(voice.id, words, voice.unit, voice.occurred_at, one.label))
    return found


def _edits(row: Theme) -> list[PastEdit]:
    """What people changed about this theme, the newest first."""
    edits = [one for one in ThemeEdit.objects.filter(view=row.view).order_by("-id") if row.key in one.themes]
    return [
        PastEdit(
            one.pk,
            one.kind,
            tuple(one.content.get("names", ())),
            one.by,
            one.at,
            one.undone_by,
            one.undone_at,
        )
        for one in edits
    ]
