"""What a metric is: a versioned definition whose numbers are counts with a formula (DESIGN 3.6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from zhiyin.science.estimate import Change, Estimate

Text = str | Promise
Counts = Mapping[str, Any]
"""Sufficient statistics of one cell by name: whole counts, and exact sums for means."""


class Grain(StrEnum):
    """What is counted. Visits, cases, invitations and customers have no facts yet."""

    ANSWER = "answer"
    SIGNAL = "signal"
    MENTION = "mention"
    VISIT = "visit"
    CASE = "case"
    INVITATION = "invitation"
    CUSTOMER = "customer"

    @property
    def table(self) -> str:
        """The lake's table with one row for each."""
        return {"answer": "answers", "signal": "signals", "mention": "mentions"}[self.value]


class Measure(StrEnum):
    """The unit in which a value is shown."""

    POINTS = "points"  # −100…100
    PERCENT = "percent"  # 0…100
    MEAN = "mean"  # on the scale of the question
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Formula:
    """How counts become a number: `estimate` one cell, `difference` of two (None: differences are not tested).

    Both work on −1…1 or 0…1 or the question's own scale; `factor` turns that into the unit shown. `parts` gives
    the pieces shown beside the value (promoters, passives, detractors), already in percent.
    """

    estimate: Callable[[Counts], Estimate]
    difference: Callable[[Counts, Counts], Change] | None
    factor: float = 1.0
    parts: Callable[[Counts], dict[str, float]] | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The one scale on which a metric is defined; answers on another are refused, never converted."""

    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Example:
    """Worked numbers: these counts give this value and interval, in the unit shown (checked by a test)."""

    counts: Counts
    value: float
    low: float | None
    high: float | None
    digits: int


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """One definition. A change of meaning is a new `version`, never an edit.

    `valid` and `statistics` say which rows count and what is counted of them, over a table with a weight `k`
    (see `zhiyin.measure.queries.counting`). `columns` are what they look at, so that the planner knows which
    rollup is enough. `by_aspect` names the metric of mentions that takes this one's place in a breakdown by aspect.
    """

    code: str
    version: int
    grain: Grain
    unit: Measure
    polarity: int  # +1: higher is better for the customer, −1: lower is, 0: neither
    formula: Formula
    statistics: tuple[str, ...]
    columns: tuple[str, ...]
    label: Text
    short: Text
    definition: Text
    origin: Text
    limits: Text
    example: Example
    constructs: tuple[str, ...] = ()
    scale: Scale | None = None
    by_aspect: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def decimals(self) -> int:
        """Decimals shown (METHODS §0): one for points and percentages, two for means, none for counts."""
        return {Measure.POINTS: 1, Measure.PERCENT: 1, Measure.MEAN: 2, Measure.COUNT: 0}[self.unit]
