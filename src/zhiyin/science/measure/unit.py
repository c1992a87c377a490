"""The units that numbers are shown in: the one place where 0.55 becomes 55 points and where numbers are rounded."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from zhiyin.science.estimate import Change, Estimate


class Unit(StrEnum):
    """The unit of a metric. Formulas work on −1…1, 0…1 or the question's own scale; people read these."""

    POINTS = "points"  # −100…100
    PERCENT = "percent"  # 0…100
    MEAN = "mean"  # on the scale of the question
    COUNT = "count"

    @property
    def factor(self) -> float:
        """What a formula's number is multiplied by."""
        return 100.0 if self in (Unit.POINTS, Unit.PERCENT) else 1.0

    @property
    def decimals(self) -> int:
        """Decimals shown (METHODS 0)."""
        return {Unit.POINTS: 1, Unit.PERCENT: 1, Unit.MEAN: 2, Unit.COUNT: 0}[self]

    def scaled(self, estimate: Estimate) -> Estimate:
        """The estimate in this unit, unrounded."""
        return replace(
            estimate,
            value=self._times(estimate.value),
            low=self._times(estimate.low),
            high=self._times(estimate.high),
        )

    def scaled_change(self, change: Change) -> Change:
        """The change in this unit, unrounded. p and the verdict stay: they were found on unrounded numbers."""
        return replace(
            change,
            value=self._times(change.value),
            low=self._times(change.low),
            high=self._times(change.high),
        )

    def rounded(self, scaled: float) -> Decimal:
        """A scaled number as it is shown: half away from zero, as people round (METHODS 0).

        The noise of binary fractions is taken off first, so that 0.285 of 100 percent is 28.5 and not
        28.4999….
        """
        exact = Decimal(f"{scaled:.12g}")
        shown = exact.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP)
        return shown if shown else abs(shown)

    def _times(self, number: float | None) -> float | None:
        return None if number is None else number * self.factor
