"""How many took part where they could: of all, and of those who were asked (METHODS: never a response rate)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

# The question was never put; every other silence is the customer's.
UNASKED: Final = frozenset({"not_asked", "not_reached"})


class Participation(NamedTuple):
    """Of one question: how many answered it, were asked it, could have been."""

    answered: int
    asked: int
    all: int

    @property
    def of_all(self) -> float | None:
        """The participation rate, 0 to 1; None of nobody."""
        return self.answered / self.all if self.all else None

    @property
    def of_asked(self) -> float | None:
        """The share of those asked who answered, 0 to 1; None of nobody."""
        return self.answered / self.asked if self.asked else None


def participation(statuses: Mapping[str, int], everybody: int | None = None) -> Participation:
    """From how often each status of METHODS 0 stands in the answers; `everybody` counts those without a row, too."""
    rows = sum(statuses.values())
    unasked = sum(count for status, count in statuses.items() if status in UNASKED)
    return Participation(statuses.get("answered", 0), rows - unasked, max(rows, everybody or 0))
