"""Rows that are customers become what their source says of them, and that they joined or left."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_events import accept_events
from zhiyin.collect.actions.accept_profiles import accept_profiles, masked_fields
from zhiyin.collect.actions.accepting.identify import keyed
from zhiyin.collect.actions.accepting.settling import ACCEPTED, DUPLICATE, REJECTED, REVISED, Settled
from zhiyin.collect.actions.taking.rows import Rows
from zhiyin.collect.models import Import, ImportedCustomer
from zhiyin.customers.actions.receive_profiles import NEW, NOBODY, Profile
from zhiyin.customers.keys import digest, normal, scoped
from zhiyin.customers.models import Identity, Told
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.profiles import ProfileReader, ProfileRow

CHUNK = 5_000
Said = dict[str, Any]


class CustomerRows(Rows):
    """One person a row. What the import told of each, and what its source had said before, is kept for its undo."""

    def __init__(self, actor: Actor, row: Import, mapping: Mapping, zone: tzinfo) -> None:
        super().__init__(actor, row, mapping, zone)
        self._reader = ProfileReader(mapping, zone, timezone.now())

    def read(self, cells: list[str], own: list[str]) -> ProfileRow | Problem:
        return self._reader.row(cells)

    def pass_by(self, cells: list[str], own: list[str]) -> None:
        """A person is known by their keys, not by how often a row came."""

    def take(self, drafts: Sequence[ProfileRow], numbers: Sequence[int]) -> list[Settled]:
        source = self.mapping.source
        profiles = [
            Profile(
                [(key.kind, key.scope, key.value) for key in found.keys],
                found.fields,
                source,
                self.row.created_at,
                f"import:{self.row.pk}",
            )
            for found in drafts
        ]
        nodes, keys_known = _nodes(profiles)
        before = _said(nodes.values(), source)
        settled: list[Settled] = []
        told: dict[int, ImportedCustomer] = {}
        for position, one in enumerate(accept_profiles(self.actor, profiles)):
            if one.status == NOBODY or one.customer_id is None:
                settled.append(Settled(REJECTED, None, Problem("/keys", "no_key")))
                continue
            fields = masked_fields(profiles[position].fields)
            earlier = before.get(one.customer_id, {})
            changed = {
                name: earlier.get(name) for name, value in fields.items() if _other(earlier, name, value)
            }
            status = ACCEPTED if one.status == NEW else DUPLICATE
            if one.status != NEW and (changed or not keys_known[position]):
                status = REVISED
            if status != DUPLICATE:
                told.setdefault(
                    one.customer_id,
                    ImportedCustomer(
                        imported=self.row,
                        customer_id=one.customer_id,
                        is_new=one.status == NEW,
                        before=changed,
                    ),
                )
            settled.append(Settled(status, one.customer_id))
        ImportedCustomer.objects.bulk_create(told.values(), batch_size=500, ignore_conflicts=True)
        self._happened(drafts)
        return settled

    def _happened(self, drafts: Sequence[ProfileRow]) -> None:
        """That they joined or left, each once, whenever the list comes again."""
        events = []
        for found in drafts:
            for event in found.events:
                key = found.keys[0]
                who = keyed(f"{key.kind}\x1f{key.scope}\x1f{key.value}".encode("utf-8", "surrogatepass"))
                event.source_id = f"{event.kind}:{who.hex()}"
                events.append(event)
        if events:
            accept_events(self.actor, events, source=self.mapping.source, imported_id=self.row.pk)


def _other(earlier: AnyMapping[str, list[Any]], name: str, value: Any) -> bool:
    return name not in earlier or earlier[name][0] != value


def _nodes(profiles: Sequence[Profile]) -> tuple[dict[bytes, int], list[bool]]:
    """The customers behind keys that are known already, by digest; and of each row whether all its keys are."""
    digests = [
        [digest(kind, normal(kind, value), scoped(kind, scope)) for kind, scope, value in one.keys]
        for one in profiles
    ]
    wanted = list(dict.fromkeys(one for row in digests for one in row))
    found: dict[bytes, int] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Identity.objects.filter(digest__in=wanted[start : start + CHUNK])
        found.update((bytes(key), customer) for key, customer in rows.values_list("digest", "customer_id"))
    return found, [all(one in found for one in row) for row in digests]


def _said(customers: "Sequence[int] | Any", source: str) -> dict[int, dict[str, list[Any]]]:
    """What the source says of customers so far: {customer: {field: [value, iso time]}}."""
    wanted = list(dict.fromkeys(customers))
    found: dict[int, dict[str, list[Any]]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = Told.objects.filter(customer_id__in=wanted[start : start + CHUNK])
        for customer, said in rows.values_list("customer_id", "said"):
            found[customer] = {name: told[source] for name, told in said.items() if source in told}
    return found
