"""What a source's rows say of people: their keys and fields, thousands at once. Who is new is made, who is one is joined."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import DatabaseError, transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers import keys
from zhiyin.customers.actions.settle_persons import settle_persons
from zhiyin.customers.queries.persons import persons_of
from zhiyin.customers.rules import ledger as books
from zhiyin.customers.rules.telling import Telling, moment, refresh_profiles, wellformed, write_down
from zhiyin.journal.errors import was_crossed
from zhiyin.journal.record import record
from zhiyin.science.customers.kinds import is_key
from zhiyin.science.customers.profiles import tell
from zhiyin.science.customers.statements import Statement

BATCH = 5_000
ATTEMPTS = 4  # two processes may make the same customer at the same moment; the second one starts again

NEW, KNOWN, NOBODY = "new", "known", "nobody"


@dataclass(slots=True)
class Profile:
    """One row: keys as (kind, scope, value) that it states together, and what it says of whoever has them.

    Well-known fields are name, tier, language and born_on (ISO); every other one is an attribute. `at` is when
    the source says so (None: now); `reference` says which row it was, without personal data.
    """

    keys: Sequence[tuple[str, str, str]]
    fields: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    at: datetime | None = None
    reference: str = ""


class Settled(NamedTuple):
    """What became of a row: `customer_id` is None where no key of it tells who somebody is ("nobody")."""

    status: str  # new, known, nobody
    customer_id: int | None = None
    person_id: int | None = None


def receive_profiles(actor: Actor, profiles: Sequence[Profile]) -> list[Settled]:
    """Take rows in, in order, 5,000 a transaction (or all in the caller's).

    Masked numbers, nicknames, placeholders and numbers that lost digits are no keys. Keys that one row states
    together are one person's, unless that contradicts what is known (science.customers.statements): then people
    are asked. Older news of a source do not replace newer ones. Needs `signals.import`. Journals `customers.met`,
    `customers.joined`, `customers.parted` and `customers.told`, each with {"customers": ids}.
    """
    actor.require("signals.import")
    settled: list[Settled] = []
    for start in range(0, len(profiles), BATCH):
        batch = _Batch(actor, profiles[start : start + BATCH], timezone.now())
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    settled += batch.take()
                break
            except DatabaseError as error:
                if attempt == ATTEMPTS or not was_crossed(error):
                    raise
    return settled


class _Batch:
    def __init__(self, actor: Actor, profiles: Sequence[Profile], now: datetime) -> None:
        self.actor = actor
        self.profiles = profiles
        self.now = now
        self.values: dict[bytes, tuple[str, str]] = {}
        self.statements = [self._statement(one) for one in profiles]

    def _statement(self, given: Profile) -> Statement:
        stated: dict[bytes, tuple[str, str, bytes]] = {}
        for kind, scope, value in given.keys:
            if not is_key(kind, value):
                continue
            scope, value = keys.scoped(kind, scope), keys.normal(kind, value)
            digest = keys.digest(kind, value, scope)
            stated[digest] = (kind, scope, digest)
            self.values.setdefault(digest, (value, given.source[:60]))
        name = str(given.fields.get("name") or "")
        return Statement(
            tuple(stated.values()),
            name,
            keys.name_mark(name),
            given.source[:60],
            given.at or self.now,
            given.reference[:120],
            moment(given.at or self.now),
        )

    def take(self) -> list[Settled]:
        ledger, ids = books.load(self.values)
        nodes = [ledger.state(one) if one.keys else None for one in self.statements]
        made = set(ledger.made)
        fresh, tellings = self._told(nodes, made)
        books.write(ledger, self.values, ids, self.now, fresh)
        if made:
            record(self.actor, "customers.met", {"customers": ledger.made})
        changed = write_down(tellings)
        told = refresh_profiles(persons_of(changed).values()) if changed else set()
        if told:
            record(self.actor, "customers.told", {"customers": sorted(told)})
        touched = {node for edge in (*ledger.joined, *ledger.undone) for node in (edge.left, edge.right)}
        if touched:
            settle_persons(self.actor, touched)
        return self._outcome(nodes, made)

    def _told(
        self, nodes: Sequence[int | None], made: set[int]
    ) -> tuple[dict[int, dict[str, Any]], list[Telling]]:
        """What was said of customers that are new, and of the others."""
        fresh: dict[int, dict[str, Any]] = {}
        tellings = []
        for given, node in zip(self.profiles, nodes, strict=True):
            fields = wellformed(given.fields) if node is not None and given.fields else {}
            if node is None or not fields:
                continue
            at, source = moment(given.at or self.now), given.source[:60]
            if node in made:
                tell(fresh.setdefault(node, {}), source, fields, at)
            else:
                tellings.append(Telling(node, source, at, fields))
        return fresh, tellings

    def _outcome(self, nodes: Sequence[int | None], made: set[int]) -> list[Settled]:
        people = persons_of(node for node in nodes if node is not None)
        settled = []
        seen: set[int] = set()
        for node in nodes:
            if node is None:
                settled.append(Settled(NOBODY))
                continue
            is_new = node in made and node not in seen
            seen.add(node)
            settled.append(Settled(NEW if is_new else KNOWN, node, people[node]))
        return settled
