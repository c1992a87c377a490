"""What is asked, and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, get_args

from zhiyin.measure.queries.dimensions import Dimension
from zhiyin.measure.queries.periods import Span
from zhiyin.measure.registry import Metric
from zhiyin.understand.set_aside import LEFT_OUT

Population = Literal["customer", "heard", "staff", "inspector", "test", "copy", "spam"]
POPULATIONS: Final = get_args(Population)
EVERYTHING_HEARD: Final = "heard"
"""Customers, with the copies and the spam that numbers leave out otherwise."""


def members(population: str) -> tuple[str, ...]:
    """The populations of the lake that are asked about."""
    return ("customer", *LEFT_OUT) if population == EVERYTHING_HEARD else (population,)


SUPPRESSED = "suppressed"
"""Reason: fewer people than may be shown apart, or it would give such a group away (METHODS A14)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. Days are days of the organisation's calendar, both included; they may be written as text.

    `unit` (code, id or name) asks about that unit and all below it. `where` is a condition on signals in the criteria
    language. `grain` adds a breakdown by time. `compare` is `previous` or `previous_year`.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: str | None = None
    start: date | str | None = None
    end: date | str | None = None
    grain: str | None = None
    compare: str | None = None
    population: str = "customer"
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Now minus then, in the unit of the metric (percentage points for percent).

    `real`: more than noise after correction for all comparisons of the answer; None when it is not tested (volume).
    `before` and `n_before` are the value and its n then.
    """

    value: float | None
    low: float | None
    high: float | None
    real: bool | None
    p: float | None
    before: float | None
    n_before: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One number with what belongs to it, unrounded and in the unit of the metric (NPS in points, shares in percent).

    `value` is None with a `reason`. `asked` counts those who could have answered (None where nobody is asked).
    `indicative`: fewer than the reliability n. `withheld`: answers of a group too small to be shown are left out.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = None
    indicative: bool = False
    warning: str | None = None
    asked: int | None = None
    withheld: bool = False
    parts: dict[str, float] = field(default_factory=dict)
    change: Difference | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A row's place in one dimension: `id` is the code or the id (None: not known), `label` what people read.

    Units add their `code` and `path`, periods their first and last day.
    """

    dimension: str
    id: str | None
    label: str
    code: str = ""
    path: str = ""
    start: date | None = None
    end: date | None = None
    is_unit: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One combination of the dimensions, with a cell for each metric by its code."""

    keys: tuple[Key, ...]
    cells: dict[str, Cell]

    def key(self, dimension: str) -> Key:
        """The key of that dimension; KeyError when the answer has no such dimension."""
        for key in self.keys:
            if key.dimension == dimension:
                return key
        raise KeyError(dimension)


@dataclass(frozen=True, slots=True)
class Answer:
    """The numbers, and everything needed to read them: what was asked, on which state of the facts, from where.

    `plan` says in a sentence which table was read and why, `sentence` what the numbers are about, `family` which
    comparisons were judged together ("" when none). `span` is the period asked for. `left_out`:
    copies and spam among the voices asked about, which the numbers do not count.
    """

    question: Question
    metrics: tuple[Metric, ...]
    dimensions: tuple[Dimension, ...]
    rows: Sequence[Row]
    span: Span
    as_of: datetime
    snapshot: int
    plan: str
    sources: tuple[str, ...]
    sentence: str
    family: str = ""
    notes: tuple[str, ...] = ()
    left_out: int = 0
