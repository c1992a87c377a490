"""The queue of names that arrived in data and mean no unit for sure, each with the units it may mean."""

from dataclasses import dataclass
from datetime import datetime

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import BrandWord, NameVerdict, Unit
from zhiyin.accounts.queries.heard import heard_at
from zhiyin.accounts.queries.unit_details import unsorted_units
from zhiyin.accounts.queries.unit_matching import directory, refusals
from zhiyin.accounts.queries.units import UnitNode, read_tree
from zhiyin.accounts.rules.names import folded
from zhiyin.science.accounts.resemblance import VERY_LIKELY, Evidence, suggest

# The next candidate must be that much less alike for the first one to be ticked beforehand.
CLEAR_BY = 10


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit that the name may mean, with the evidence; `score` 0 to 100."""

    node: UnitNode
    above: str  # label of the unit that it lies under
    score: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class WaitingName:
    """One name in the queue. `verdict` is "later" or "none" if a person said so."""

    node: UnitNode
    heard: int
    since: datetime
    verdict: str
    suggestions: tuple[Suggestion, ...]

    @property
    def clear(self) -> Suggestion | None:
        """The first suggestion, if it is very likely and no other comes near."""
        first, second = (*self.suggestions, None, None)[:2]
        if first is None or first.score < VERY_LIKELY:
            return None
        return first if second is None or second.score <= first.score - CLEAR_BY else None


def waiting_units(actor: Actor, search: str = "") -> list[UnitNode]:
    """The names in the queue that the actor may settle, in the order in which they came."""
    wanted = folded(search)
    return [node for node in unsorted_units(actor) if wanted in folded(node.name)]


def waiting_names(actor: Actor, nodes: list[UnitNode]) -> list[WaitingName]:
    """Those names with what is suggested for them. Only units that the actor manages are suggested."""
    names = [node.name for node in nodes]
    verdicts = _verdicts(names)
    refused, tree, known = refusals(names), read_tree(), directory()
    heard = heard_at([node.id for node in nodes])
    since = dict(Unit.objects.filter(pk__in=[n.id for n in nodes]).values_list("pk", "created_at"))
    found = []
    for node in nodes:
        key = folded(node.name)[:150]
        verdict = verdicts.get(key, "")
        suggestions: list[Suggestion] = []
        for like in (
            () if verdict == NameVerdict.NONE else suggest(known, node.name, refused.get(key, frozenset()))
        ):
            other = tree.by_id[like.place]
            if actor.may("organisation.manage", other.path):
                above = tree.by_path.get(other.path[: -Unit.steplen])
                suggestions.append(Suggestion(other, above.label if above else "", like.score, like.evidence))
        found.append(WaitingName(node, heard.get(node.id, 0), since[node.id], verdict, tuple(suggestions)))
    return found


def by_weight(nodes: list[UnitNode]) -> list[UnitNode]:
    """Names with most feedback first; those put off and those like none of the units last."""
    heard = heard_at([node.id for node in nodes])
    verdicts = _verdicts([node.name for node in nodes])
    return sorted(nodes, key=lambda n: (folded(n.name)[:150] in verdicts, -heard.get(n.id, 0), n.path))


def _verdicts(names: list[str]) -> dict[str, str]:
    wanted = {folded(name)[:150] for name in names}
    rows = NameVerdict.objects.filter(unit__isnull=True, name__in=wanted).order_by("pk")
    return dict(rows.values_list("name", "verdict"))


@dataclass(frozen=True, slots=True)
class Brand:
    """A word that is left out when names are compared; `id` is None for one that the tree itself shows."""

    id: int | None
    word: str


def brand_words(actor: Actor) -> list[Brand]:
    """The organisation's brand words. Needs `organisation.manage`."""
    actor.require("organisation.manage")
    entered = list(BrandWord.objects.order_by("word").values_list("pk", "word"))
    plain = {folded(word) for _, word in entered}
    shown = [Brand(None, word) for word in sorted(directory().words.brands) if word not in plain]
    return [Brand(pk, word) for pk, word in entered] + shown
