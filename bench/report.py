"""How a figure is shown: value, the raw limit of the same run, their ratio, and what was asked for."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `limit` is what the bare machine did in the same run; `asked` says what is wanted, in words."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    limit_is: str = ""
    asked: str = ""
    met: bool | None = None

    def line(self) -> str:
        ratio = (
            "" if not self.limit else f"{self.value / self.limit:6.2f} × {self.limit:,.4g} ({self.limit_is})"
        )
        mark = {True: "met", False: "NOT MET", None: ""}[self.met]
        return f"{self.name:<58} {self.value:>12,.4g} {self.unit:<10} {ratio:<64} {self.asked:<28} {mark}"


def show(figures: list[Figure]) -> None:
    for figure in figures:
        print(figure.line(), flush=True)


def timed(function: Callable[[], object], runs: int = 5, warm: int = 1) -> float:
    """Median seconds of a call, after `warm` calls that are not counted."""
    for _ in range(warm):
        function()
    took = []
    for _ in range(runs):
        started = time.perf_counter()
        function()
        took.append(time.perf_counter() - started)
    return median(took)
