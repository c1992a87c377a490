"""Where and with whom it happened: unit, touchpoint, customer of each draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.actions.remember_names import remember_names
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.accounts.queries.units import UnitNode, match_units, read_tree
from zhiyin.accounts.rules.days import begin_of
from zhiyin.accounts.rules.names import UNSORTED_CODE, folded
from zhiyin.customers.actions.recognise_customers import Key, Known, Recognised, normal, recognise_customers
from zhiyin.journeys.actions.receive_touchpoints import receive_touchpoints
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.touchpoints import TOUCHPOINTS


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the signal will remember it."""

    id: int
    path: str


class Places:
    """Where each name's feedback belongs, also on days when its unit lay elsewhere or another unit bore the name."""

    __slots__ = ("dated", "today")

    def __init__(self) -> None:
        self.today: dict[str, Place | Problem] = {}
        # only names whose place depends on the day: (before that moment, there), in the order of time
        self.dated: dict[str, list[tuple[datetime, Place | Problem]]] = {}

    def at(self, name: str, occurred_at: datetime | None) -> Place | Problem:
        """The place of the name at that moment (None: now), or why the actor may not bring in feedback for it."""
        if occurred_at is not None and name in self.dated:
            for until, place in self.dated[name]:
                if occurred_at < until:
                    return place
        return self.today[name]


def places_of(actor: Actor, names: set[str]) -> Places:
    """Every name's unit, or why the actor may not bring in feedback for it.

    Without a name it is the only unit at which the actor may, else the unit "unsorted". A name that can only mean
    one unit is remembered as its alias. An unknown name becomes a unit under "unsorted"; only who may bring in
    feedback there can do so.
    """
    paths = actor.paths("signals.import")
    named = {name for name in names if name.strip()}
    known = match_units(named)
    unknown = named - known.keys()
    if unknown:
        wanted = {name.strip() for name in unknown}
        receive = receive_units if _may_use_unsorted(paths) else remember_names
        received = receive(actor, wanted)
        known.update({name: received[name.strip()] for name in unknown if name.strip() in received})
    places = Places()
    for name in names:
        if not name.strip():
            places.today[name] = _home(actor, paths)
        elif name not in known:
            places.today[name] = Problem("/unit", "unit_unknown", {"unit": name})
        else:
            places.today[name] = _checked(known[name].id, known[name].path, name, paths)
    _add_days(places, known, paths)
    return places


def _checked(unit_id: int, path: str, name: str, paths: tuple[str, ...]) -> Place | Problem:
    if path.startswith(paths):
        return Place(unit_id, path)
    return Problem("/unit", "unit_out_of_scope", {"unit": name})


def _add_days(places: Places, known: dict[str, UnitNode], paths: tuple[str, ...]) -> None:
    tree = read_tree()
    if not tree.left and not tree.borne_before:
        return
    for name, node in known.items():
        bearers = tree.borne_before.get(folded(name), ())
        spans: list[tuple[date, int, str]] = []
        for until, bearer in bearers:
            spans += [(day, bearer.id, path) for day, path in tree.left.get(bearer.id, ()) if day < until]
            spans.append((until, bearer.id, tree.path_on(bearer, until - timedelta(days=1))))
        since = bearers[-1][0] if bearers else date.min
        spans += [(day, node.id, path) for day, path in tree.left.get(node.id, ()) if day > since]
        if spans:
            places.dated[name] = [
                (begin_of(day), _checked(unit_id, path, name, paths)) for day, unit_id, path in spans
            ]


def _may_use_unsorted(paths: tuple[str, ...]) -> bool:
    if "" in paths:
        return True
    unsorted = read_tree().by_name.get(UNSORTED_CODE)
    return unsorted is not None and unsorted.path.startswith(paths)


def _home(actor: Actor, paths: tuple[str, ...]) -> Place | Problem:
    if "" in paths:
        node = read_tree().by_name.get(UNSORTED_CODE)
        if node is None:
            receive_units(actor, [UNSORTED_CODE])
            unit = Unit.objects.get(code=UNSORTED_CODE)
            return Place(unit.pk, unit.path)
        return Place(node.id, node.path)
    own = read_tree().by_path.get(paths[0]) if len(paths) == 1 else None
    return Place(own.id, own.path) if own else Problem("/unit", "unit_missing")


def touchpoints_of(actor: Actor, drafts: Sequence[SignalDraft]) -> dict[str, int]:
    """Touchpoint ids of all names in the drafts and their answers."""
    names = {draft.touchpoint for draft in drafts if draft.touchpoint}
    names.update(
        answer.touchpoint
        for draft in drafts
        if draft.answers
        for answer in draft.answers
        if answer.touchpoint
    )
    if not names:
        return {}
    found = receive_touchpoints(actor, names, called=TOUCHPOINTS)
    return {name: found[name.strip()] for name in names if name.strip() in found}


def customers_of(actor: Actor, drafts: Sequence[SignalDraft]) -> dict[Key, Recognised]:
    """The customers named in the drafts. Who was promised to stay anonymous is not looked for."""
    named = [
        Known(
            draft.customer.kind,
            draft.customer.value,
            draft.customer.name,
            draft.tier,
            draft.customer.scope,
            draft.source,
            draft.occurred_at,
        )
        for draft in drafts
        if draft.customer is not None and draft.identity != "anonymous"
    ]
    return recognise_customers(actor, named) if named else {}


def customer_key(draft: SignalDraft) -> Key | None:
    """The key under which `customers_of` answers."""
    if draft.customer is None or draft.identity == "anonymous":
        return None
    return normal(draft.customer.kind, draft.customer.value, draft.customer.scope)
