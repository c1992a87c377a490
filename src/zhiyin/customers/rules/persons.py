"""Who is one person: nodes joined by the merges in force, and which of them survives."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from zhiyin.customers.models import Customer, Merge, Standing
from zhiyin.customers.rules.chunking import chunks
from zhiyin.customers.rules.memberships import end_all, resize
from zhiyin.customers.rules.telling import refresh_profiles, seed
from zhiyin.science.customers.persons import Node, persons


@dataclass(frozen=True, slots=True)
class Change:
    """What became of persons: `joined` took others in, which are `gone`; `parted` are persons of their own (again).

    `moved` are the customers whose person is another one now.
    """

    joined: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    parted: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.moved)


@dataclass(slots=True)
class _Held:
    person_id: int
    node: Node


def settle(node_ids: Iterable[int]) -> Change:
    """Find the persons of these customers, and of all joined with them, from the merges in force.

    Writes `person_id` and the profiles of persons whose customers changed; ends what was kept of a person that is
    one no longer (standing; time in segments by criteria). Call it in the transaction of the change.
    """
    held = _hold(node_ids)
    nodes = {key: one.node for key, one in held.items()}
    now = persons(nodes, _edges(nodes))
    moved = {node: root for node, root in now.items() if held[node].person_id != root}
    if not moved:
        # a customer may have been deleted that gave a person some of their profile
        refresh_profiles(set(now.values()))
        return Change()
    before = {one.person_id for one in held.values()}
    touched = {held[node].person_id for node in moved} | set(moved.values())
    seed(node for node, root in now.items() if root in touched)
    _write(moved)
    gone = sorted(node for node in moved if held[node].person_id == node)
    _end(gone)
    parted = {root for root in moved.values() if root not in before}
    parted |= {held[node].person_id for node, root in moved.items() if root in parted} & set(now.values())
    joined = {root for root in moved.values() if root in before}
    refresh_profiles(set(now.values()))
    return Change(sorted(joined), gone, sorted(parted), sorted(moved))


def _hold(node_ids: Iterable[int]) -> dict[int, _Held]:
    """Every customer of the persons that these are part of, locked; again when somebody else was quicker."""
    wanted = set(node_ids)
    while True:
        people: set[int] = set()
        for part in chunks(wanted):
            people.update(Customer.objects.filter(id__in=part).values_list("person_id", flat=True))
        held: dict[int, _Held] = {}
        for part in chunks(sorted(people)):
            rows = Customer.objects.filter(person_id__in=part).select_for_update().order_by("id")
            for key, person, known, made in rows.values_list("id", "person_id", "is_known", "created_at"):
                held[key] = _Held(person, Node(key, known, made))
        # a person whose surviving customer was deleted still binds the others
        missed: set[int] = set()
        for part in chunks(wanted - held.keys()):
            missed.update(Customer.objects.filter(id__in=part).values_list("id", flat=True))
        if not missed:
            return held


def _edges(nodes: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for part in chunks(nodes):
        merges = Merge.objects.filter(left_id__in=part, undone_at__isnull=True)
        found += merges.values_list("left_id", "right_id")
    return _reaching(nodes, found)


def _reaching(nodes: Iterable[int], edges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    known = set(nodes)
    return [(left, right) for left, right in edges if left in known and right in known]


def _write(moved: dict[int, int]) -> None:
    table = connection.ops.quote_name(Customer._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET person_id = %s WHERE id = %s",  # noqa: S608  (only the table's name)
            [(root, node) for node, root in sorted(moved.items())],
        )


def _end(gone: list[int]) -> None:
    now, left = timezone.now(), Counter[int]()
    for part in chunks(gone):
        Standing.objects.filter(customer_id__in=part).delete()
        left += end_all(part, now)
    resize({segment: -many for segment, many in left.items()})
