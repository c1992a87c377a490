"""The sufficient statistics that estimates are made from, and the checks that they are possible at all."""

import math
import operator
from decimal import Decimal
from typing import NamedTuple, SupportsFloat, SupportsIndex


class Votes(NamedTuple):
    """NPS counts: promoters (9–10), detractors (0–6), and all valid answers `n` (METHODS A1)."""

    promoters: int
    detractors: int
    n: int


class Hits(NamedTuple):
    """Share counts: `successes` out of `n` valid answers."""

    successes: int
    n: int


class Moments(NamedTuple):
    """Count, sum and sum of squares of numbers. Whole sums are kept exact, whatever their size."""

    n: int
    total: float
    sum_of_squares: float


class Weights(NamedTuple):
    """Weights of the answers of one kind: how many, their sum and the sum of their squares."""

    n: int
    total: float
    sum_of_squares: float


def whole(name: str, count: SupportsFloat) -> int:
    """The count as an int. Raises ValueError when it is negative, not whole or not a number."""
    if type(count) is int:
        number = count
    else:
        as_float = float(count)
        if not math.isfinite(as_float) or as_float != math.floor(as_float):
            raise ValueError(f"{name} must be a whole number, not {count}.")
        number = int(as_float)
    if number < 0:
        raise ValueError(f"{name} must not be negative, but is {number}.")
    return number


def finite(name: str, number: SupportsFloat) -> float:
    """The number as a float; whole numbers of any type that is exact (int, numpy, Decimal) become an int.

    Raises ValueError for NaN and infinities.
    """
    if not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, not {number}.")
    if isinstance(number, SupportsIndex):
        return operator.index(number)
    if isinstance(number, Decimal) and number == number.to_integral_value():
        return int(number)
    return float(number)


def checked_votes(promoters: SupportsFloat, detractors: SupportsFloat, n: SupportsFloat) -> Votes:
    """NPS counts that can be. Raises ValueError otherwise."""
    votes = Votes(whole("promoters", promoters), whole("detractors", detractors), whole("n", n))
    if votes.promoters + votes.detractors > votes.n:
        raise ValueError(
            f"promoters and detractors ({votes.promoters} + {votes.detractors}) cannot exceed n ({votes.n})."
        )
    return votes


def checked_hits(successes: SupportsFloat, n: SupportsFloat) -> Hits:
    """Share counts that can be. Raises ValueError otherwise."""
    hits = Hits(whole("successes", successes), whole("n", n))
    if hits.successes > hits.n:
        raise ValueError(f"successes ({hits.successes}) cannot exceed n ({hits.n}).")
    return hits


def checked_confidence(confidence: float) -> float:
    """A confidence level in (0, 1). Raises ValueError otherwise."""
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}.")
    return confidence
