"""What the home page shows: this month against the one before, the year, the units below, what people talk about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.facts.reading import Snapshot
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.labels import period_label
from zhiyin.measure.queries.lake import facts
from zhiyin.measure.queries.periods import Period, add_months, earlier, month_end, period_at, read_bound
from zhiyin.measure.queries.question import Answer, Cell, Key, Question, Row
from zhiyin.measure.registry import METRICS, Metric

TILES = ("nps", "csat", "ces", "volume", "negative_share")
HEADLINES = ("nps", "csat", "ces", "sentiment")
"""The first of these that has a value is the one drawn over the year and compared between units."""
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Tile:
    """One score with its change against the month before."""

    metric: Metric
    cell: Cell


@dataclass(frozen=True, slots=True)
class Point:
    """One month of the trend."""

    key: Key
    cell: Cell


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit of the comparison; units of one `band` cannot be told apart by their intervals."""

    key: Key
    cell: Cell
    band: int


@dataclass(frozen=True, slots=True)
class AspectScore:
    """What is said of one aspect: how often, and the shares of bad and good with the change of the bad."""

    key: Key
    mentions: int
    negative: Cell
    positive: Cell


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """All of one moment. `headline` is the metric of `trend` and `units`; `reference` its value for the whole."""

    month: Period
    month_label: str
    before_label: str
    tiles: tuple[Tile, ...]
    headline: Metric
    reference: Cell
    trend: tuple[Point, ...]
    units: tuple[UnitScore, ...]
    aspects: tuple[AspectScore, ...]
    as_of: datetime
    snapshot: int
    family: str
    plan: str
    notes: tuple[str, ...]

    def tile(self, code: str) -> Tile:
        """The tile of a metric; KeyError when there is none."""
        for tile in self.tiles:
            if tile.metric.code == code:
                return tile
        raise KeyError(code)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was heard in the month."""
        return not self.tile("volume").cell.n


def scoreboard(actor: Actor, unit: str | None = None, month: str | None = None) -> Scoreboard:
    """The scores of a unit (all the actor sees when None) in a month (`2026-11`; the latest with signals when None).

    Raises Forbidden, NotFound for a unit out of sight, BadPeriod for what is not a month.
    """
    actor.require("measures.read")
    snapshot = facts().snapshot()
    chosen = _chosen_month(actor, unit, month, snapshot)
    start, end = chosen.start, chosen.end
    tiles = ask(
        actor,
        Question((*TILES, "sentiment"), start=start, end=end, compare="previous", unit=unit),
        at=snapshot,
    )
    cells = tiles.rows[0].cells
    headline = METRICS[next((code for code in HEADLINES if cells[code].n), "nps")]
    year = ask(
        actor,
        Question((headline.code,), start=add_months(start, 1 - MONTHS), end=end, grain="month", unit=unit),
        at=snapshot,
    )
    units = ask(
        actor, Question((headline.code,), by=("children",), start=start, end=end, unit=unit), at=snapshot
    )
    aspects = ask(
        actor,
        Question(
            ("mention_volume", "aspect_negative_share", "aspect_positive_share"),
            by=("aspect",),
            start=start,
            end=end,
            compare="previous",
            unit=unit,
        ),
        at=snapshot,
    )
    return Scoreboard(
        month=chosen,
        month_label=period_label(chosen, "month"),
        before_label=period_label(earlier(chosen, "month", "previous"), "month"),
        tiles=tuple(Tile(METRICS[code], cells[code]) for code in TILES),
        headline=headline,
        reference=cells[headline.code],
        trend=_trend(year, headline),
        units=_units(units, headline),
        aspects=_aspects(aspects),
        as_of=snapshot.as_of,
        snapshot=snapshot.number,
        family=tiles.family,
        plan=tiles.plan,
        notes=tiles.notes,
    )


def _chosen_month(actor: Actor, unit: str | None, month: str | None, snapshot: Snapshot) -> Period:
    if month:
        day = read_bound(month, last=False)
        assert day is not None
        return period_at(day, "month")
    today = timezone.localtime(snapshot.as_of if snapshot.number else timezone.now()).date()
    heard = ask(actor, Question(("volume",), grain="month", unit=unit, end=month_end(today)), at=snapshot)
    with_signals = [row for row in heard.rows if row.cells["volume"].n]
    if not with_signals:
        return period_at(today, "month")
    found = with_signals[-1].keys[0].start
    assert found is not None
    return period_at(found, "month")


def _trend(answer: Answer, metric: Metric) -> tuple[Point, ...]:
    points = [Point(row.keys[0], row.cells[metric.code]) for row in answer.rows]
    while points and points[0].cell.value is None:
        points.pop(0)  # before the first answer there is no gap, there is nothing
    return tuple(points)


def by_value(rows: Sequence[Row], metric: Metric) -> list[Row]:
    """The best for the customer first; those without a value last."""
    sign = metric.polarity or 1

    def place(row: Row) -> tuple[bool, float]:
        value = row.cells[metric.code].value
        return (value is None, 0.0 if value is None else -sign * value)

    return sorted(rows, key=place)


def bands(cells: list[Cell]) -> list[int]:
    """For cells in order of value: the number of the band. A new one begins where an interval lies wholly apart."""
    found: list[int] = []
    band, first = 0, None
    for cell in cells:
        if first is not None and _apart(first, cell):
            band, first = band + 1, None
        if first is None and cell.low is not None:
            first = cell
        found.append(band)
    return found


def _apart(one: Cell, two: Cell) -> bool:
    if one.low is None or one.high is None or two.low is None or two.high is None:
        return False
    return two.high < one.low or two.low > one.high


def _units(answer: Answer, metric: Metric) -> tuple[UnitScore, ...]:
    rows = by_value(answer.rows, metric)
    cells = [row.cells[metric.code] for row in rows]
    return tuple(
        UnitScore(row.keys[0], cell, band) for row, cell, band in zip(rows, cells, bands(cells), strict=True)
    )


def _aspects(answer: Answer) -> tuple[AspectScore, ...]:
    found = [
        AspectScore(
            key=row.keys[0],
            mentions=row.cells["mention_volume"].n,
            negative=row.cells["aspect_negative_share"],
            positive=row.cells["aspect_positive_share"],
        )
        for row in answer.rows
    ]
    return tuple(sorted(found, key=lambda aspect: -aspect.mentions))
