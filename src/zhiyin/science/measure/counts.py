"""Sufficient statistics of a cell by name, how they are counted and how they add up."""

from collections.abc import Callable, Mapping
from typing import Any

Counts = Mapping[str, Any]
"""Statistics by name. Whole counts and exact sums add up; names that begin with `least_` or `most_` are
extremes, None where there was nothing."""

Statistic = Callable[[float], int | float]
"""What one valid answer adds to a statistic."""


def counts_of(statistics: Mapping[str, Statistic], histogram: Mapping[float, int]) -> dict[str, Any]:
    """Count how often each answer was given (`histogram`) into the named statistics.

    Raises ValueError for negative frequencies; whether a value is on the scale is for the formula to say.
    """
    if any(times < 0 for times in histogram.values()):
        raise ValueError("An answer cannot have been given fewer than 0 times.")
    return {
        name: sum(adds(value) * times for value, times in histogram.items())
        for name, adds in statistics.items()
    }


def merge(one: Counts, two: Counts) -> dict[str, Any]:
    """The counts of both cells together. Associative, commutative and, on whole numbers, exact.

    Raises ValueError when they do not hold the same statistics.
    """
    if one.keys() != two.keys():
        stray = ", ".join(sorted(one.keys() ^ two.keys()))
        raise ValueError(f"Counts of different kinds cannot be merged: only one of them has {stray}.")
    return {name: _together(name, value, two[name]) for name, value in one.items()}


def _together(name: str, one: Any, two: Any) -> Any:
    if not name.startswith(("least_", "most_")):
        return one + two
    if one is None or two is None:
        return two if one is None else one
    return min(one, two) if name.startswith("least_") else max(one, two)
