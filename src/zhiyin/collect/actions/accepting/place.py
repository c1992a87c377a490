"""Where and with whom it happened: unit, touchpoint, customer of each draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.accounts.queries.units import match_units, read_tree
from zhiyin.accounts.rules.names import UNSORTED_CODE
from zhiyin.customers.actions.recognise_customers import Known, Recognised, normal, recognise_customers
from zhiyin.journeys.actions.receive_touchpoints import receive_touchpoints
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.touchpoints import TOUCHPOINTS


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as the signal will remember it."""

    id: int
    path: str


def places_of(actor: Actor, names: set[str]) -> dict[str, Place | Problem]:
    """Every name's unit, or why the actor may not bring in feedback for it.

    Without a name it is the only unit at which the actor may, else the unit "unsorted". An unknown name becomes
    a unit under "unsorted"; only who may bring in feedback there can do so.
    """
    paths = actor.paths("signals.import")
    named = {name for name in names if name.strip()}
    known = match_units(named)
    unknown = named - known.keys()
    if unknown and _may_use_unsorted(paths):
        received = receive_units(actor, unknown)
        known.update({name: received[name.strip()] for name in unknown if name.strip() in received})
    found: dict[str, Place | Problem] = {}
    for name in names:
        if not name.strip():
            found[name] = _home(actor, paths)
        elif name not in known:
            found[name] = Problem("/unit", "unit_unknown", {"unit": name})
        elif not known[name].path.startswith(paths):
            found[name] = Problem("/unit", "unit_out_of_scope", {"unit": name})
        else:
            found[name] = Place(known[name].id, known[name].path)
    return found


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


def customers_of(actor: Actor, drafts: Sequence[SignalDraft]) -> dict[tuple[str, str], Recognised]:
    """The customers named in the drafts. Who was promised to stay anonymous is not looked for."""
    named = [
        Known(draft.customer.kind, draft.customer.value, draft.customer.name, draft.tier)
        for draft in drafts
        if draft.customer is not None and draft.identity != "anonymous"
    ]
    return recognise_customers(actor, named) if named else {}


def customer_key(draft: SignalDraft) -> tuple[str, str] | None:
    """The key under which `customers_of` answers."""
    if draft.customer is None or draft.identity == "anonymous":
        return None
    return normal(draft.customer.kind, draft.customer.value)
