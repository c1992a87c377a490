"""Persons are the connected parts of a graph: nodes are customers as one source key knows them, edges are merges."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

N = TypeVar("N", bound=Hashable)


class Node(NamedTuple):
    """What decides which of joined nodes survives."""

    id: int
    is_known: bool  # by more than a device
    created_at: datetime


class Parts:
    """Connected parts, grown edge by edge (union by size, paths halved)."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}

    def add(self, node: int) -> None:
        if node not in self._above:
            self._above[node] = node
            self.members[node] = [node]

    def find(self, node: int) -> int:
        above = self._above
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    def join(self, one: int, other: int) -> int:
        """Join the parts of both; the part's mark."""
        first, second = self.find(one), self.find(other)
        if first == second:
            return first
        if len(self.members[first]) < len(self.members[second]):
            first, second = second, first
        self._above[second] = first
        self.members[first] += self.members.pop(second)
        return first

    def forget(self, mark: int) -> list[int]:
        """Take a part apart into single nodes."""
        nodes = self.members.pop(mark)
        for node in nodes:
            self._above[node] = node
            self.members[node] = [node]
        return nodes


def components(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The connected parts; edges to nodes that are not named are left out."""
    parts = Parts()
    known = set()
    for node in nodes:
        parts.add(node)
        known.add(node)
    for left, right in edges:
        if left in known and right in known:
            parts.join(left, right)
    return list(parts.members.values())


def survivor(nodes: Iterable[Node]) -> int:
    """The id that survives: the known before those known only by a device, then the oldest, then the smallest."""
    return min(nodes, key=lambda node: (not node.is_known, node.created_at, node.id)).id


def persons(nodes: Mapping[int, Node], edges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Every node's person: the id that survives of its part."""
    found = {}
    for part in components(nodes, edges):
        root = survivor(nodes[node] for node in part)
        found.update(dict.fromkeys(part, root))
    return found


def sides(
    nodes: Iterable[int], edges: Iterable[tuple[int, int]], left: int, right: int
) -> tuple[list[int], list[int]]:
    """The parts in which `left` and `right` lie when only these edges hold."""
    by_node = defaultdict(list)
    for part in components(nodes, edges):
        for node in part:
            by_node[node] = part
    return sorted(by_node[left]), sorted(by_node[right])
