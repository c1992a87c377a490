"""Which reactions want which events. Filled at start by each room's `reactions.py`."""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiyin.journal.models import Event

Reaction = Callable[["Event"], None]

URGENT, USUAL = 0, 1

_by_event: dict[str, dict[str, Reaction]] = defaultdict(dict)
_ranks: dict[str, int] = {}


def reaction(event_name: str, *, rank: int = USUAL) -> Callable[[Reaction], Reaction]:
    """Register a function to be called, at least once, after each event of that name has been committed.

    What is URGENT is carried before what is USUAL, whatever came first.
    """

    def register(function: Reaction) -> Reaction:
        dotted = f"{function.__module__}.{function.__name__}"
        _by_event[event_name][dotted] = function
        _ranks[dotted] = rank
        return function

    return register


def rank_of(dotted: str) -> int:
    """The rank under which a reaction was registered."""
    return _ranks[dotted]


def reactions_to(event_name: str) -> dict[str, Reaction]:
    """The registered reactions by their dotted name."""
    return _by_event.get(event_name, {})
