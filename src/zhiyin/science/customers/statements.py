"""What a batch of rows says about who is who, settled one row after the other: joined, suggested, or left apart.

A row of a source that states several keys together joins what they lead to, unless that contradicts what is known:
two numbers of one system on one person, a name that cannot be the same person's, keys that are many people's.
Where it contradicts, people are asked. Nothing here reads or writes anything: who calls loads the ledger with what
the batch touches, and writes down what comes out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from zhiyin.science.customers.kinds import KINDS, NAMES_OF_ONE, REACHES
from zhiyin.science.customers.names import names_agree, real_name
from zhiyin.science.customers.persons import Parts
from zhiyin.science.customers.profiles import PERSON

AUTOMATIC: Final = frozenset({"stated_together", "same_unionid"})


@dataclass(slots=True, eq=False)
class Key:
    """One key of the ledger; `node` is 0 while nobody is known by it."""

    digest: bytes
    kind: str
    scope: str
    node: int = 0
    shared: bool = False
    names: list[bytes] = field(default_factory=list)  # marks of the different names it came with
    heard: bool = False  # whether a name was added


@dataclass(slots=True, eq=False)
class Edge:
    """A merge: rows that state keys of both sides together keep it standing."""

    left: int
    right: int
    rule: str
    links: list[tuple[tuple[bytes, ...], tuple[bytes, ...]]] = field(default_factory=list)
    id: int | None = None
    statement: "Statement | None" = None  # which made it, in this batch
    undone_for: bytes | None = None  # the key that turned out to be many people's


class Statement(NamedTuple):
    """The keys of one row as (kind, scope, digest), and the name in it with its mark (b"" for no real name)."""

    keys: tuple[tuple[str, str, bytes], ...]
    name: str
    name_mark: bytes
    source: str
    at: datetime
    reference: str = ""
    said_at: str = ""  # `at` as it stands beside what was said


class Doubt(NamedTuple):
    """Why two nodes were not joined though a row speaks for it."""

    code: str
    speaks_for: bool
    data: dict[str, Any]


@dataclass(slots=True)
class Known:
    """A node: whether it is known by more than a device, and what each source calls it, since when (ISO)."""

    is_known: bool
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    keys: list[bytes] = field(default_factory=list)


class Ledger:
    """The persons that a batch touches. `new_id` gives the key of a new node."""

    def __init__(self, new_id: Callable[[], int]) -> None:
        self.new_id = new_id
        self.keys: dict[bytes, Key] = {}
        self.nodes: dict[int, Known] = {}
        self.parts = Parts()
        self.edges: defaultdict[int, list[Edge]] = defaultdict(list)
        self.apart: defaultdict[int, set[int]] = defaultdict(set)
        self.beside_devices: defaultdict[int, set[int]] = defaultdict(set)
        # what comes out
        self.made: list[int] = []
        self.given: list[Key] = []  # new keys, each with its node
        self.joined: list[Edge] = []
        self.undone: list[Edge] = []
        self.shared: list[Key] = []
        self.doubts: dict[tuple[int, int], list[Doubt]] = {}
        self.settled_doubts: list[int] = []  # device nodes of which nobody need be asked any more

    # what is known before

    def know_node(self, node: int, known: Known) -> None:
        self.nodes[node] = known
        self.parts.add(node)

    def know_key(self, key: Key) -> None:
        self.keys[key.digest] = key
        self.nodes[key.node].keys.append(key.digest)

    def know_edge(self, edge: Edge) -> None:
        self.edges[edge.left].append(edge)
        self.edges[edge.right].append(edge)
        self.parts.join(edge.left, edge.right)

    def know_apart(self, left: int, right: int) -> None:
        self.apart[left].add(right)
        self.apart[right].add(left)

    # what a row says

    def state(self, statement: Statement) -> int | None:
        """Take a row in. The node it speaks of; None when all it has are keys that many people share."""
        keys = list({key.digest: key for key in map(self._key, statement.keys)}.values())
        perhaps = self._watch(keys, statement)
        own = [key for key in keys if KINDS[key.kind].joins and not key.shared]
        home = self._settle(own, statement) if own else None
        for key in keys:
            if not KINDS[key.kind].joins and not key.shared:
                self._device(key, home, statement)
                home = home if home is not None else key.node
        if home is not None and statement.name:
            self._hear(home, statement)
        for key in keys:
            if home is not None and not key.node:
                self._give(
                    home, key
                )  # many people's from the first row on: kept, so that this is not forgotten
        for other, kind in perhaps:
            if home is not None and real_name(self._name(other)) == real_name(statement.name) != "":
                self._doubt(
                    home, other, [Doubt("shared_key", True, {"kind": kind}), Doubt("same_name", True, {})]
                )
        return home

    def share(self, key: Key) -> None:
        """The key is many people's: what was joined through it alone comes apart."""
        key.shared = True
        self.shared.append(key)
        if not key.node:
            return
        fallen = []
        # also between others of the person: a split may have given the key a customer of its own since
        part = self.parts.members[self.parts.find(key.node)]
        for edge in {id(edge): edge for node in part for edge in self.edges[node]}.values():
            if edge.rule in AUTOMATIC and not any(self._stands(link) for link in edge.links):
                edge.undone_for = key.digest
                fallen.append(edge)
        for edge in fallen:
            self.edges[edge.left].remove(edge)
            self.edges[edge.right].remove(edge)
        if fallen:
            self.undone += fallen
            nodes = self.parts.forget(self.parts.find(key.node))
            for node in nodes:
                for edge in self.edges[node]:
                    self.parts.join(edge.left, edge.right)

    def _key(self, given: tuple[str, str, bytes]) -> Key:
        kind, scope, digest = given
        found = self.keys.get(digest)
        if found is None:
            found = self.keys[digest] = Key(digest, kind, scope)
        return found

    def _stands(self, link: tuple[tuple[bytes, ...], tuple[bytes, ...]]) -> bool:
        return all(any(not self._is_shared(digest) for digest in side) for side in link)

    def _is_shared(self, digest: bytes) -> bool:
        key = self.keys.get(digest)
        return key is None or key.shared  # a key that is gone holds nothing together

    def _watch(self, keys: Sequence[Key], statement: Statement) -> list[tuple[int, str]]:
        """Numbers and addresses that this row shows to be many people's; who else had them, by which kind."""
        perhaps: list[tuple[int, str]] = []
        numbers = [key for key in keys if key.kind == "customer_number" and not key.shared]
        for key in keys:
            if key.kind not in REACHES:
                continue
            if (
                statement.name_mark
                and statement.name_mark not in key.names
                and len(key.names) <= NAMES_OF_ONE
            ):
                key.names.append(statement.name_mark)
                key.heard = True
            others = {
                other.node
                for other in [*self._numbers_with(key), *(numbers if len(numbers) > 1 else ())]
                for number in numbers
                if other.scope == number.scope and other is not number
            } - {0}
            perhaps += [(other, key.kind) for other in sorted(others)]
            if key.shared:
                if key.node and not others:
                    perhaps.append((key.node, key.kind))
            elif others or len(key.names) > NAMES_OF_ONE or _two_of_one_system(numbers):
                self.share(key)
        return perhaps

    def _numbers_with(self, key: Key) -> list[Key]:
        """Customer numbers that rows stated together with this key."""
        if not key.node:
            return []
        digests = set(self.nodes[key.node].keys)
        for edge in self.edges[key.node]:
            if edge.rule in AUTOMATIC:
                for left, right in edge.links:
                    if key.digest in left:
                        digests.update(right)
                    elif key.digest in right:
                        digests.update(left)
        found = (self.keys[digest] for digest in digests if digest in self.keys)
        return [one for one in found if one.kind == "customer_number" and not one.shared]

    def _settle(self, own: Sequence[Key], statement: Statement) -> int:
        groups: dict[int, list[Key]] = {}
        for key in sorted(own, key=lambda one: KINDS[one.kind].rank):
            if key.node:
                groups.setdefault(key.node, []).append(key)
        new = [key for key in own if not key.node]
        home = next((node for node in groups if self._speaks_of(statement, node, groups[node])), 0)
        if not home and not new:
            home = next(iter(groups))
        for node in self._make(new):
            groups[node] = [key for key in new if key.node == node]
            home = home or node
        for node, keys in groups.items():
            if node != home:
                self._connect(home, node, groups[home], keys, statement)
        return home

    def _speaks_of(self, statement: Statement, node: int, keys: Sequence[Key]) -> bool:
        """Whether the row can be about whom these keys lead to: a number on a card is stronger than a name, a phone not."""
        return _sure(keys) or names_agree(statement.name, self._name(node))

    def _make(self, new: Sequence[Key]) -> list[int]:
        """Nodes for keys that nobody is known by: one for all, but another for a second number of one system."""
        made: list[tuple[int, set[tuple[str, str]]]] = []
        for key in new:
            single = (key.kind, key.scope) if KINDS[key.kind].single else None
            place = next((one for one in made if single is None or single not in one[1]), None)
            if place is None:
                place = (self.new_id(), set())
                made.append(place)
                self._add(place[0], is_known=True)
            if single is not None:
                place[1].add(single)
            self._give(place[0], key)
        return [node for node, _held in made]

    def _add(self, node: int, *, is_known: bool) -> None:
        self.nodes[node] = Known(is_known)
        self.parts.add(node)
        self.made.append(node)

    def _give(self, node: int, key: Key) -> None:
        key.node = node
        self.nodes[node].keys.append(key.digest)
        self.given.append(key)

    def _connect(
        self, home: int, other: int, ours: Sequence[Key], theirs: Sequence[Key], statement: Statement
    ) -> None:
        link = (tuple(key.digest for key in ours), tuple(key.digest for key in theirs))
        if self.parts.find(home) == self.parts.find(other):
            self._back_up(home, other, link)
            return
        if self.told_apart(home, other):
            return
        against = [Doubt("two_keys", False, {"kind": kind}) for kind in self._contradictions(home, other)]
        for keys, node, beside in ((ours, home, other), (theirs, other, home)):
            if not _sure(keys) and not names_agree(statement.name or self._name(beside), self._name(node)):
                against.append(Doubt("different_name", False, {}))
                break
        if against:
            kinds = sorted({key.kind for key in (*ours, *theirs)}, key=lambda kind: KINDS[kind].rank)
            said = {"kinds": kinds, "source": statement.source}
            self._doubt(home, other, [Doubt("stated_together", True, said), *against])
            return
        by_unionid = any(all(key.kind == "unionid" for key in side) for side in (ours, theirs))
        edge = Edge(
            home, other, "same_unionid" if by_unionid else "stated_together", [link], statement=statement
        )
        self.know_edge(edge)
        self.joined.append(edge)

    def _back_up(self, home: int, other: int, link: tuple[tuple[bytes, ...], tuple[bytes, ...]]) -> None:
        """One more row that holds a merge of this batch together, should a key turn out to be many people's."""
        for edge in self.edges[home]:
            if edge.rule in AUTOMATIC and {edge.left, edge.right} == {home, other}:
                turned = link if edge.left == home else (link[1], link[0])
                if edge.id is None and turned not in edge.links:
                    edge.links.append(turned)

    def told_apart(self, one: int, other: int) -> bool:
        """Whether somebody said that these two are different people."""
        first, second = (self.parts.members[self.parts.find(node)] for node in (one, other))
        return any(not self.apart[node].isdisjoint(second) for node in first if node in self.apart)

    def _contradictions(self, one: int, other: int) -> list[str]:
        first, second = self._singles(one), self._singles(other)
        return sorted(
            {
                kind
                for (kind, scope), held in first.items()
                if len(held | second.get((kind, scope), held)) > 1 and (kind, scope) in second
            }
        )

    def _singles(self, node: int) -> dict[tuple[str, str], set[bytes]]:
        held: dict[tuple[str, str], set[bytes]] = {}
        for member in self.parts.members[self.parts.find(node)]:
            for digest in self.nodes[member].keys:
                key = self.keys.get(digest)
                if key is not None and KINDS[key.kind].single and not key.shared:
                    held.setdefault((key.kind, key.scope), set()).add(digest)
        return held

    def _hear(self, node: int, statement: Statement) -> None:
        """As `profiles.tell` keeps it: the next row, in this batch or another, is held against the same name."""
        at = statement.said_at
        before = self.nodes[node].names.get(statement.source)
        if before is None or before[1] <= at:
            self.nodes[node].names[statement.source] = (statement.name, at)

    def _name(self, node: int) -> str:
        """The person's name as `profiles.profile` finds it."""
        words = (
            (source == PERSON, at, source, name)
            for member in self.parts.members[self.parts.find(node)]
            for source, (name, at) in self.nodes[member].names.items()
        )
        return max(words, default=(False, "", "", ""))[3]

    def _device(self, key: Key, home: int | None, statement: Statement) -> None:
        """A device joins nobody. Stated with one person it is asked about; with two it is many people's."""
        if not key.node:
            node = self.new_id()
            self._add(node, is_known=False)
            self._give(node, key)
        if home is None or self.parts.find(home) == self.parts.find(key.node):
            return
        here = self.parts.find(home)
        others = {node for node in self.beside_devices[key.node] if self.parts.find(node) != here}
        if others or any(self.nodes[node].is_known for node in self.parts.members[self.parts.find(key.node)]):
            self.share(key)
            self.settled_doubts.append(key.node)
            for pair in [pair for pair in self.doubts if key.node in pair]:
                del self.doubts[pair]
            return
        self.beside_devices[key.node].add(home)
        self._doubt(home, key.node, [Doubt("stated_with_device", True, {"source": statement.source})])

    def _doubt(self, one: int, other: int, doubts: Iterable[Doubt]) -> None:
        if self.parts.find(one) != self.parts.find(other) and not self.told_apart(one, other):
            self.doubts.setdefault((min(one, other), max(one, other)), list(doubts))


def _sure(keys: Sequence[Key]) -> bool:
    return any(KINDS[key.kind].sure for key in keys)


def _two_of_one_system(numbers: Sequence[Key]) -> bool:
    return len({number.scope for number in numbers}) < len(numbers)
