"""The ledger of a batch: loaded with the persons that its keys lead to, written down when all rows are settled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from zhiyin.customers.keys import sealed
from zhiyin.customers.models import Apart, Customer, Identity, Merge, Suggestion, Told, random_key
from zhiyin.customers.rules.chunking import chunks
from zhiyin.customers.rules.inserting import at, insert
from zhiyin.customers.rules.telling import moment, write_new
from zhiyin.science.customers.evidence import Evidence, score
from zhiyin.science.customers.statements import AUTOMATIC, Edge, Key, Known, Ledger

IDENTITY_COLUMNS = (
    "customer_id", "kind", "scope", "digest", "sealed", "is_shared", "source", "since", "names_seen"
)  # fmt: skip
SHARED_KEY = "shared_key"  # why a merge was undone, as customers.phrases.identity words it


def load(digests: Iterable[bytes]) -> tuple[Ledger, dict[bytes, int]]:
    """A ledger with every person behind these keys, locked, and the ids of the identities in it."""
    ledger = Ledger(random_key)
    people: set[int] = set()
    for part in chunks(dict.fromkeys(digests)):
        people.update(
            Identity.objects.filter(digest__in=part).values_list("customer__person_id", flat=True).distinct()
        )
    if not people:
        return ledger, {}
    for persons in chunks(sorted(people)):
        rows = Customer.objects.filter(person_id__in=persons).select_for_update().order_by("id")
        for key, known, name, made in rows.values_list("id", "is_known", "name", "created_at"):
            ledger.know_node(key, Known(known, {"": (name, moment(made))} if name else {}))
    _load_names(ledger)
    ids = _load_keys(ledger)
    by_id = {number: digest for digest, number in ids.items()}
    for nodes in chunks(ledger.nodes.copy()):
        for merge in Merge.objects.filter(left_id__in=nodes, undone_at__isnull=True):
            if merge.right_id in ledger.nodes:
                links = [_digests(link, by_id) for link in merge.evidence.get("links", ())]
                ledger.know_edge(Edge(merge.left_id, merge.right_id, merge.rule, links, merge.pk))
        for left, right in Apart.objects.filter(Q(left_id__in=nodes) | Q(right_id__in=nodes)).values_list(
            "left_id", "right_id"
        ):
            ledger.know_apart(left, right)
    _load_devices(ledger)
    return ledger, ids


def _load_names(ledger: Ledger) -> None:
    for part in chunks(ledger.nodes.copy()):
        for node, said in Told.objects.filter(customer_id__in=part).values_list("customer_id", "said"):
            names = said.get("name", {})
            ledger.nodes[node].names = {source: (str(name), at) for source, (name, at) in names.items()}


def _load_keys(ledger: Ledger) -> dict[bytes, int]:
    ids: dict[bytes, int] = {}
    for part in chunks(ledger.nodes.copy()):
        rows = Identity.objects.filter(customer_id__in=part).values_list(
            "id", "digest", "kind", "scope", "customer_id", "is_shared", "names_seen"
        )
        for number, digest, kind, scope, node, shared, names in rows:
            digest, names = bytes(digest), bytes(names)
            marks = [names[start : start + 8] for start in range(0, len(names), 8)]
            ledger.know_key(Key(digest, kind, scope, node, shared, marks))
            ids[digest] = number
    return ids


def _digests(
    link: Sequence[Sequence[int]], by_id: dict[int, bytes]
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    left, right = (tuple(by_id[number] for number in side if number in by_id) for side in link)
    return left, right


def _load_devices(ledger: Ledger) -> None:
    devices = {key.node for key in ledger.keys.values() if key.kind == "device"}
    for part in chunks(devices):
        asked = Suggestion.objects.filter(Q(left_id__in=part) | Q(right_id__in=part)).exclude(state="refused")
        for left, right in asked.values_list("left_id", "right_id"):
            device, other = (left, right) if left in devices else (right, left)
            if other not in ledger.nodes:
                ledger.know_node(other, Known(is_known=True))
            ledger.beside_devices[device].add(other)


def write(
    ledger: Ledger,
    values: Mapping[bytes, tuple[str, str]],
    ids: dict[bytes, int],
    now: datetime,
    fresh: Mapping[int, dict[str, Any]],
    *,
    by: str = "",
) -> None:
    """Write down what came of the rows. `values` are (plain value, source) of each key, for those that are new.

    `fresh` is what was said of customers that are new, `by` who ends merges. Persons are to be settled after this.
    """
    if ledger.made:
        write_new(((node, ledger.nodes[node].is_known, fresh.get(node, {})) for node in ledger.made), now)
    if ledger.given:
        made_at = at(now)
        # in one order, so that two who insert the same keys wait and do not cross
        given = sorted(ledger.given, key=lambda key: key.digest)
        insert(Identity, IDENTITY_COLUMNS, [_identity(key, values, made_at) for key in given])
        if ledger.joined or ledger.undone:
            _read_ids(ledger.given, ids)
    new = {key.digest for key in ledger.given}
    altered = [
        Identity(id=ids[key.digest], names_seen=b"".join(key.names), is_shared=key.shared)
        for key in ledger.keys.values()
        if key.digest in ids and key.digest not in new and (key.heard or key in ledger.shared)
    ]
    if altered:
        Identity.objects.bulk_update(altered, ["names_seen", "is_shared"], batch_size=300)
    if ledger.joined:
        Merge.objects.bulk_create([_merge(edge, ids, now) for edge in ledger.joined], batch_size=500)
    for edge in ledger.undone:
        if edge.id is not None:
            assert edge.undone_for is not None
            Merge.objects.filter(id=edge.id).update(
                undone_at=now,
                undone_by=by,
                undone_why=SHARED_KEY,
                undone_for=ids.get(edge.undone_for),
            )
    write_doubts(ledger, now)


def _read_ids(keys: Iterable[Key], ids: dict[bytes, int]) -> None:
    for part in chunks(key.digest for key in keys):
        rows = Identity.objects.filter(digest__in=part).values_list("digest", "id")
        ids.update((bytes(digest), number) for digest, number in rows)


def _identity(key: Key, values: Mapping[bytes, tuple[str, str]], made_at: Any) -> tuple[Any, ...]:
    value, source = values[key.digest]
    names = b"".join(key.names)
    return (
        key.node, key.kind, key.scope, key.digest, sealed(value), key.shared, source, made_at, names
    )  # fmt: skip


def _merge(edge: Edge, ids: dict[bytes, int], now: datetime) -> Merge:
    links = [[[ids[digest] for digest in side] for side in link] for link in edge.links]
    told = edge.statement
    evidence: dict[str, Any] = {"links": links}
    if told is not None:
        evidence |= {"source": told.source, "reference": told.reference, "stated_at": told.at.isoformat()}
    undone = edge.undone_for is not None
    return Merge(
        left_id=edge.left,
        right_id=edge.right,
        rule=edge.rule,
        evidence=evidence,
        by=told.source if told is not None else "",
        at=now,
        undone_at=now if undone else None,
        undone_why=SHARED_KEY if undone else "",
        undone_for=ids.get(edge.undone_for) if edge.undone_for is not None else None,
    )


def write_doubts(ledger: Ledger, now: datetime) -> None:
    """Put what people are to be asked into the queue; what they have answered is not asked again."""
    if ledger.settled_doubts:
        asked = Q(left_id__in=ledger.settled_doubts) | Q(right_id__in=ledger.settled_doubts)
        Suggestion.objects.filter(asked, state="open").update(state="stale", decided_at=now)
    if not ledger.doubts:
        return
    lefts = {left for left, _right in ledger.doubts}
    known = set(Suggestion.objects.filter(left_id__in=lefts).values_list("left_id", "right_id"))
    Suggestion.objects.bulk_create(
        [
            Suggestion(
                left_id=pair[0],
                right_id=pair[1],
                score=score(Evidence(one.code, one.speaks_for) for one in doubts),
                evidence=[{"code": one.code, "for": one.speaks_for, "data": one.data} for one in doubts],
                at=now,
            )
            for pair, doubts in ledger.doubts.items()
            if pair not in known
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def is_automatic(rule: str) -> bool:
    """Whether no person made such a merge."""
    return rule in AUTOMATIC
