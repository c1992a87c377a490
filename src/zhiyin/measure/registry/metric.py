"""What a metric is: a versioned definition whose numbers are counts with a formula (DESIGN 3.6)."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from zhiyin.science.measure import Counts, Formula, Scale, Unit

Text = str | Promise


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

    `statistics` names what is counted for the formula (see `zhiyin.measure.queries.counting`), of answers to one of
    `constructs` where there are any; answers without a value count only with `of_all`. `columns` are what that looks
    at, so that the planner knows which rollup is enough. `by_aspect` names the metric of mentions that takes this
    one's place in a breakdown by aspect, category or annotation. `out_of` names the metric whose n this one's count is a
    share of, without the last such breakdown. `of_whole`: of ratings, only those of the whole.
    """

    code: str
    version: int
    grain: Grain
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
    by_aspect: str = ""
    out_of: str = ""
    of_all: bool = False
    of_whole: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def unit(self) -> Unit:
        """The unit in which a value is shown."""
        return self.formula.unit

    @property
    def polarity(self) -> int:
        """+1: higher is better for the customer, −1: lower is, 0: neither."""
        return self.formula.polarity

    @property
    def scale(self) -> Scale | None:
        """The one scale on which it is defined."""
        return self.formula.scale
