"""How much was heard at units. What was heard is kept by a room above this one, which says here how to count it."""

from collections.abc import Callable, Sequence
from datetime import datetime

# (unit ids, since when) -> unit id -> how many; units without any are missing
Counting = Callable[[Sequence[int], datetime | None], dict[int, int]]

_counting: list[Counting] = []


def count_with(counting: Counting) -> Counting:
    """Register how feedback is counted; called once, when the room that keeps it is loaded."""
    _counting[:] = [counting]
    return counting


def heard_at(unit_ids: Sequence[int], since: datetime | None = None) -> dict[int, int]:
    """Unit -> how many pieces of feedback were heard there, under whatever path; of all times or since a moment."""
    return _counting[0](unit_ids, since) if _counting and unit_ids else {}
