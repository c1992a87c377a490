"""Rows that are purchases become events; keys of a customer that a row states together are one person's."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_events import accept_events
from zhiyin.collect.actions.accepting.identify import keyed, row_key
from zhiyin.collect.actions.accepting.settling import ACCEPTED, DUPLICATE, REJECTED, REVISED, Settled
from zhiyin.collect.actions.taking.rows import Rows
from zhiyin.collect.models import Import
from zhiyin.customers.actions.receive_profiles import Profile, receive_profiles
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.event_drafts import EventDraft
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.purchases import PurchaseReader, PurchaseRow

# Of a row that became two events (sold, and paid back), what happened to it is the most that happened to one.
_ORDER = (REJECTED, ACCEPTED, REVISED, DUPLICATE)
_MOST_KNOWN = 200_000


class PurchaseRows(Rows):
    """One event a row, two where something of it was paid back."""

    def __init__(self, actor: Actor, row: Import, mapping: Mapping, zone: tzinfo) -> None:
        super().__init__(actor, row, mapping, zone)
        self._reader = PurchaseReader(mapping, zone)
        self._told: set[bytes] = set()

    def read(self, cells: list[str], own: list[str]) -> PurchaseRow | Problem:
        found = self._reader.row(cells)
        if isinstance(found, Problem):
            return found
        first = found.drafts[0]
        key = first.source_id or self._key(first, own)
        for draft, ending in zip(found.drafts, ("", "#refund"), strict=False):
            draft.source_id = key[: 190 - len(ending)] + ending
        return found

    def pass_by(self, cells: list[str], own: list[str]) -> None:
        if not self.has_ids:
            found = self._reader.row(cells)
            if isinstance(found, PurchaseRow):
                self._key(found.drafts[0], own)

    def _key(self, draft: EventDraft, own: list[str]) -> str:
        """A line of an order is known by where, on which day, in which order and what was sold: so that a corrected
        export corrects it; without an order a row is known by its cells."""
        if not draft.order or draft.occurred_at is None:
            return row_key(own, self.seen)
        day = draft.occurred_at.astimezone(self.zone).date().isoformat()
        return row_key((draft.unit, day, draft.order, draft.product), self.seen)

    def take(self, drafts: Sequence[PurchaseRow], numbers: Sequence[int]) -> list[Settled]:
        self._tell_who(drafts)
        flat = [draft for found in drafts for draft in found.drafts]
        settled = iter(
            accept_events(self.actor, flat, source=self.mapping.source, imported_id=self.row.pk).settled
        )
        return [
            min((next(settled) for _ in found.drafts), key=lambda one: _ORDER.index(one.status))
            for found in drafts
        ]

    def _tell_who(self, rows: Sequence[PurchaseRow]) -> None:
        """What rows tell of the customer besides one key with a name: further keys, a tier."""
        profiles = []
        for found in rows:
            if not found.keys or (len(found.keys) == 1 and not found.tier):
                continue
            name = found.keys[0].name
            keys = [(key.kind, key.scope, key.value) for key in found.keys]
            said = keyed(repr((keys, name, found.tier)).encode("utf-8", "surrogatepass"))
            if said in self._told:
                continue
            if len(self._told) < _MOST_KNOWN:
                self._told.add(said)
            fields = {name: value for name, value in (("name", name), ("tier", found.tier)) if value}
            profiles.append(Profile(keys, fields, self.mapping.source, _when(found), f"import:{self.row.pk}"))
        if profiles:
            receive_profiles(self.actor, profiles)


def _when(found: PurchaseRow) -> datetime | None:
    return found.drafts[0].occurred_at
