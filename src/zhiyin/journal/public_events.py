"""What other systems may be told of: each room declares, in its `events.py`, the public form of its events.

A form holds ids, codes and times: never a customer's text, name or contact point. Names and fields are kept as they are;
a form that must change gets another version.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhiyin.journal.registry import Reaction, reaction

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from zhiyin.journal.models import Event

Bodies = Callable[["Event"], Iterable[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """A public name such as "case.opened", the event of the journal it is made from, and how."""

    name: str
    of: str
    about: "str | Promise"
    version: int
    bodies: Bodies


_by_name: dict[str, PublicEvent] = {}
_by_event: dict[str, list[PublicEvent]] = defaultdict(list)
_carriers: list[Reaction] = []


def public_event(
    name: str, *, of: str, about: "str | Promise", version: int = 1
) -> Callable[[Bodies], Bodies]:
    """Register a function that makes the bodies of `name` from an event `of` the journal: none, one or several."""

    def register(bodies: Bodies) -> Bodies:
        form = PublicEvent(name, of, about, version, bodies)
        _by_name[name] = form
        _by_event[of].append(form)
        for carrier in _carriers:
            reaction(of)(carrier)
        return bodies

    return register


def carry_public_events(function: Reaction) -> Reaction:
    """Register a reaction to every event that has a public form, whether it was declared before or will be."""
    _carriers.append(function)
    for of in _by_event:
        reaction(of)(function)
    return function


def public_events() -> dict[str, PublicEvent]:
    """Every public form by its name, in alphabetical order."""
    return dict(sorted(_by_name.items()))


def forms_of(event_name: str) -> tuple[PublicEvent, ...]:
    """The public forms of an event of the journal."""
    return tuple(_by_event.get(event_name, ()))
