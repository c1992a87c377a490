"""Who is one person, by which keys they are known, how that came about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.sealing import Unreadable
from zhiyin.customers import keys
from zhiyin.customers.errors import NoSuchKey, NoSuchMerge
from zhiyin.customers.models import Apart, Customer, Identity, Merge, Told
from zhiyin.customers.phrases.identity import apart_words, kind_label, merge_words, undone_words
from zhiyin.customers.phrases.profiles import TIERS, named
from zhiyin.customers.queries.finding import keyed_persons
from zhiyin.customers.queries.people import person_for, visible_people
from zhiyin.customers.rules.chunking import chunks
from zhiyin.science.customers.kinds import KINDS
from zhiyin.science.customers.persons import sides
from zhiyin.science.customers.profiles import profile


@dataclass(frozen=True, slots=True)
class Key:
    """A key by which sources know a person. `value` and `shown` are empty without personal.read."""

    id: int
    kind: str
    kind_label: str
    scope: str
    value: str
    shown: str  # the value with its middle covered
    source: str
    since: datetime
    is_shared: bool
    customer_id: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a merge: who it is without the other. `customer_ids` in the order of their ids."""

    customer_id: int
    customer_ids: tuple[int, ...]
    name: str
    tier: str
    born_on: str
    keys: tuple[Key, ...]
    met_at: datetime | None

    @property
    def tier_label(self) -> str:
        """The tier in words, as it came when it is none of ours."""
        return named(self.tier, TIERS)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that joined or parted a person, in words; what can be done about it now: undo, restore, allow or ""."""

    kind: str  # merge, apart
    id: int
    words: str
    at: datetime
    by: str
    why: str
    source: str
    reference: str
    remedy: str
    undone_at: datetime | None = None
    undone_by: str = ""
    undone_words: str = ""


@dataclass(frozen=True, slots=True)
class MergeView:
    """A merge explained: which rule, what spoke for it, who made it when, who both sides are without it."""

    step: Step
    rule: str
    kinds: tuple[str, ...]  # of the keys that were stated together
    found: tuple[dict[str, Any], ...]  # evidence that a person decided on
    left: Side
    right: Side
    person_id: int | None  # whom it joins, if it is in force


def persons_of(customer_ids: Iterable[int]) -> dict[int, int]:
    """customer -> person; those that do not exist are missing."""
    found: dict[int, int] = {}
    for part in chunks(dict.fromkeys(customer_ids)):
        found.update(Customer.objects.filter(id__in=part).values_list("id", "person_id"))
    return found


def nodes_of(person_ids: Iterable[int]) -> dict[int, list[int]]:
    """person -> every customer that is this person, itself among them."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for part in chunks(dict.fromkeys(person_ids)):
        rows = Customer.objects.filter(person_id__in=part).order_by("id").values_list("person_id", "id")
        for person, node in rows:
            found[person].append(node)
    return dict(found)


def address_of(customer_id: int | None, kind: str) -> str:
    """The newest own contact point of this kind of the whole person, "" without one. For what sends, not for pages."""
    if customer_id is None:
        return ""
    person = Customer.objects.filter(id=customer_id).values("person_id")[:1]
    found = Identity.objects.filter(customer__person_id__in=person, kind=kind, is_shared=False)
    for sealed in found.order_by("-since", "-id").values_list("sealed", flat=True)[:3]:
        try:
            return keys.opened(sealed)
        except Unreadable:
            continue
    return ""


def keys_of(actor: Actor, person_id: int) -> list[Key]:
    """The keys of a person whom the actor may see, the best first. Raises NoSuchCustomer."""
    person = person_for(actor, person_id)
    return _keys(Identity.objects.filter(customer__person_id=person.pk))


def key_for(actor: Actor, identity_id: int) -> tuple[Key, int]:
    """A key and its person, whom the actor may see. Raises NoSuchKey."""
    person = Identity.objects.filter(id=identity_id).values_list("customer__person_id", flat=True).first()
    if person is None or not visible_people(actor).filter(id=person).exists():
        raise NoSuchKey
    return _keys(Identity.objects.filter(id=identity_id))[0], person


def find_by_key(actor: Actor, text: str) -> int | None:
    """The person known by exactly this key, or by this id; None where nobody the actor may see is.

    A key that many people share names nobody.
    """
    text = text.replace("\x00", "").strip()
    people = keyed_persons(text)
    if not people and text.isascii() and text.isdecimal() and len(text) < 20:
        people = set(
            Customer.objects.filter(id=min(int(text), 2**63 - 1)).values_list("person_id", flat=True)
        )
    seen = list(visible_people(actor).filter(id__in=people).values_list("id", flat=True)[:2])
    return seen[0] if len(seen) == 1 else None


def name_of(person_id: int) -> str:
    """The name of a person that the caller may see."""
    return Customer.objects.filter(id=person_id).values_list("name", flat=True).first() or ""


def _keys(found: QuerySet[Identity]) -> list[Key]:
    made = []
    for row in found.order_by("since", "id"):
        try:
            value = keys.opened(row.sealed)
        except Unreadable:
            value = ""
        made.append(
            Key(
                row.pk,
                row.kind,
                kind_label(row.kind),
                row.scope,
                value,
                covered(row.kind, value),
                row.source,
                row.since,
                row.is_shared,
                row.customer_id,
            )
        )
    return sorted(made, key=lambda key: KINDS[key.kind].rank if key.kind in KINDS else len(KINDS))


def covered(kind: str, value: str) -> str:
    """The value with what tells it apart covered, for lists and logs: 138****8000, z***@example.com, K1…42."""
    if kind == "email":
        local, at, domain = value.partition("@")
        return f"{local[:1]}***{at}{domain}"
    if kind == "mobile" and len(value) >= 7:
        return f"{value[:3]}****{value[-4:]}"
    return value if len(value) <= 4 else f"{value[:2]}…{value[-2:]}"


def history_of(actor: Actor, person_id: int) -> list[Step]:
    """What joined and parted this person, the newest first. Raises NoSuchCustomer."""
    person = person_for(actor, person_id)
    nodes = nodes_of([person.pk])[person.pk]
    touching = Q(left_id__in=nodes) | Q(right_id__in=nodes)
    people = persons_of(
        node for pair in Merge.objects.filter(touching).values_list("left_id", "right_id") for node in pair
    )
    again = set(Merge.objects.filter(touching, undone_at__isnull=True).values_list("left_id", "right_id"))
    steps = [
        _step(merge, people, again) for merge in Merge.objects.filter(touching).order_by("-at", "-id")[:200]
    ]
    steps += [
        Step("apart", kept.pk, apart_words(), kept.at, kept.by, kept.why, "", "", "allow")
        for kept in Apart.objects.filter(touching).order_by("-at", "-id")[:100]
    ]
    return sorted(steps, key=lambda step: (step.undone_at or step.at, step.id), reverse=True)


def _step(merge: Merge, people: dict[int, int], again: set[tuple[int, int]]) -> Step:
    evidence = merge.evidence
    remedy = "undo"
    if merge.undone_at is not None:
        one = people.get(merge.left_id) == people.get(merge.right_id)
        remedy = "" if one or (merge.left_id, merge.right_id) in again else "restore"
    return Step(
        "merge",
        merge.pk,
        merge_words(merge.rule, evidence),
        merge.at,
        merge.by,
        str(evidence.get("why", "")),
        str(evidence.get("source", "")),
        str(evidence.get("reference", "")),
        remedy,
        merge.undone_at,
        merge.undone_by,
        undone_words(merge.undone_why, merge.undone_by) if merge.undone_at is not None else "",
    )


def read_merge(actor: Actor, merge_id: int) -> MergeView:
    """One merge with who both sides are without it. Raises NoSuchMerge, also unless the actor may see both."""
    merge = Merge.objects.filter(id=merge_id).first()
    if merge is None:
        raise NoSuchMerge
    people = persons_of([merge.left_id, merge.right_id])
    both = set(people.values())  # one while the merge is in force
    if visible_people(actor).filter(id__in=both).count() < len(both):
        raise NoSuchMerge
    nodes = [node for group in nodes_of(people.values()).values() for node in group]
    edges = (
        Merge.objects.filter(left_id__in=nodes, undone_at__isnull=True)
        .exclude(id=merge.pk)
        .values_list("left_id", "right_id")
    )
    left, right = sides(nodes, edges, merge.left_id, merge.right_id)
    evidence = merge.evidence
    stated = {number for link in evidence.get("links", ()) for side in link for number in side}
    kinds = set(Identity.objects.filter(id__in=stated).values_list("kind", flat=True))
    again = set(
        Merge.objects.filter(left_id=merge.left_id, undone_at__isnull=True).values_list("left_id", "right_id")
    )
    return MergeView(
        _step(merge, people, again),
        merge.rule,
        tuple(sorted(kinds, key=lambda kind: KINDS[kind].rank)),
        tuple(evidence.get("found", ())),
        side_of(merge.left_id, left),
        side_of(merge.right_id, right),
        people[merge.left_id] if merge.undone_at is None else None,
    )


def side_of(customer_id: int, customer_ids: Iterable[int]) -> Side:
    """Who these customers together are, whatever else they are joined with. For callers that have checked who asks."""
    nodes = sorted(customer_ids)
    rows = {row.pk: row for row in Customer.objects.filter(id__in=nodes)}
    told = {row.customer_id: row.said for row in Told.objects.filter(customer_id__in=nodes)}
    said = profile(told.values())
    bare = [row for key, row in rows.items() if key not in told]
    for row in bare:
        for name in ("name", "tier", "born_on"):
            if getattr(row, name) and name not in said:
                said[name] = str(getattr(row, name))
    return Side(
        customer_id,
        tuple(nodes),
        str(said.get("name", "")),
        str(said.get("tier", "")),
        str(said.get("born_on", "")),
        tuple(_keys(Identity.objects.filter(customer_id__in=nodes))),
        min((row.created_at for row in rows.values()), default=None),
    )
