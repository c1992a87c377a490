"""What a formula is: the statistics it needs, and what it makes of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from zhiyin.science.estimate import Change, Estimate
from zhiyin.science.measure.counts import Counts, Statistic, counts_of
from zhiyin.science.measure.unit import Unit


@dataclass(frozen=True, slots=True)
class Scale:
    """The one scale on which a formula is defined; answers on another are refused, never converted."""

    minimum: int
    maximum: int

    def check(self, value: float) -> None:
        """Raise ValueError for an answer that this scale does not have."""
        if not self.minimum <= value <= self.maximum or value != int(value):
            raise ValueError(f"{value:g} is not an answer on the scale {self.minimum}–{self.maximum}.")


@dataclass(frozen=True, slots=True)
class Formula:
    """How counts become a number.

    `estimate` and `difference` (first minus second; None where differences are not tested) work on −1…1, 0…1
    or the question's own scale; `unit` turns that into what is shown. `polarity` is +1 when higher is better
    for the customer, −1 when lower is, 0 when neither. `statistics` says what one valid answer adds to each
    count, and is empty where what is counted are not answers. `parts` gives what is shown beside the value,
    already in its own unit.
    """

    unit: Unit
    polarity: int
    estimate: Callable[[Counts], Estimate]
    difference: Callable[[Counts, Counts], Change] | None
    statistics: Mapping[str, Statistic] = field(default_factory=dict)
    scale: Scale | None = None
    parts: Callable[[Counts], dict[str, float]] | None = None

    @property
    def factor(self) -> float:
        """What its numbers are multiplied by to be shown."""
        return self.unit.factor

    def count(self, histogram: Mapping[float, int]) -> dict[str, int | float]:
        """The statistics of answers given this often. Raises ValueError for an answer that is not on the scale."""
        if self.scale is not None:
            for value in histogram:
                self.scale.check(value)
        return counts_of(self.statistics, histogram)
