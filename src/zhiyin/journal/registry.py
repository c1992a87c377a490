"""Which reactions want which events. Filled at start by each room's `reactions.py`."""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhiyin.journal.models import Event

Reaction = Callable[["Event"], None]

_by_event: dict[str, dict[str, Reaction]] = defaultdict(dict)


def reaction(event_name: str) -> Callable[[Reaction], Reaction]:
    """Register a function to be called, at least once, after each event of that name has been committed."""

    def register(function: Reaction) -> Reaction:
        _by_event[event_name][f"{function.__module__}.{function.__name__}"] = function
        return function

    return register


def reactions_to(event_name: str) -> dict[str, Reaction]:
    """The registered reactions by their dotted name."""
    return _by_event.get(event_name, {})
