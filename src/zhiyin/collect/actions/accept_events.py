"""The door for what happened to customers: paid, refunded, served, joined, left. Events come in here, and only here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import collector_at_rest
from zhiyin.collect.actions.accepting.event_keys import give_event_ids
from zhiyin.collect.actions.accepting.event_rows import EventRow, keep_and_replace_events, write_events
from zhiyin.collect.actions.accepting.identify import erased_among, new_signal_ids
from zhiyin.collect.actions.accepting.place import Place, Places, places_of
from zhiyin.collect.actions.accepting.settling import (
    ACCEPTED,
    REJECTED,
    REVISED,
    Outcome,
    Settled,
    known_among,
    settled_before,
    waves,
    whole_or_again,
)
from zhiyin.collect.actions.accepting.whom import people_of
from zhiyin.collect.actions.accepting.write import json_text, masked_value, moment_writer
from zhiyin.collect.models import Event
from zhiyin.journal.record import record
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.event_drafts import EventDraft, PersonKey, problem_of_event

__all__ = ["EventDraft", "PersonKey", "accept_events"]

_NOWHERE = Place(0, "")


def accept_events(
    actor: Actor, drafts: Sequence[EventDraft], *, source: str = "api", imported_id: int | None = None
) -> Outcome:
    """Take drafts in, all in one transaction, each one accepted, revised, duplicate or rejected with its problem.

    An event is known by (source, source_id); without an id by what it says and how often it was said before in the
    same call. The same again adds nothing, other content replaces the event (what it said before is kept). Checks each
    draft, masks attributes and products, finds unit and customer (makes those that are new; a key that many people
    share names nobody), journals one `collect.events_accepted` with the customers. Drafts are completed in place.

    Needs `signals.import` at the unit of each event, everywhere for an event without one: else that draft is rejected.
    Raises Forbidden when the actor holds it nowhere.
    """
    actor.require("signals.import")
    with collector_at_rest(len(drafts)):
        batch = _Batch(actor, drafts, source, imported_id)
        whole_or_again(lambda: _take(batch))
    return Outcome([one if one is not None else Settled(REJECTED) for one in batch.settled])


class _Known(NamedTuple):
    id: int
    content_hash: bytes
    unit_path: str
    customer_id: int | None


@dataclass(slots=True)
class _Batch:
    """One call's drafts and what is known of them so far."""

    actor: Actor
    drafts: Sequence[EventDraft]
    source: str
    imported_id: int | None
    now: datetime = field(default_factory=timezone.now)
    hashes: list[bytes] = field(default_factory=list)
    problems: dict[int, Problem] = field(default_factory=dict)
    keys: list[tuple[str, str]] = field(default_factory=list)
    settled: list[Settled | None] = field(default_factory=list)
    customers: dict[int, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        zone = ZoneInfo(settings.TIME_ZONE)
        for position, draft in enumerate(self.drafts):
            if problem := problem_of_event(draft):
                self.problems[position] = problem
            elif (moment := draft.occurred_at) is not None and moment.tzinfo is not UTC:
                if moment.tzinfo is None:
                    moment = moment.replace(tzinfo=zone)
                draft.occurred_at = moment.astimezone(UTC)
        self.hashes = give_event_ids(self.drafts, self.source)
        self.keys = [(draft.source, draft.source_id) for draft in self.drafts]

    def begin(self) -> None:
        self.settled = [None] * len(self.drafts)
        for position, problem in self.problems.items():
            self.settled[position] = Settled(REJECTED, None, problem)
        self.customers = {}


def _take(batch: _Batch) -> None:
    batch.begin()
    for wave in waves(batch.keys, [at for at, one in enumerate(batch.settled) if one is None]):
        _settle(batch, wave)
    _tell(batch)


def _settle(batch: _Batch, wave: list[int]) -> None:
    keys = [batch.keys[position] for position in wave]
    known = known_among(Event, _Known, keys)
    erased = erased_among(keys)
    paths = batch.actor.paths("signals.import")
    fresh: list[tuple[int, _Known | None]] = []
    for position, key in zip(wave, keys, strict=True):
        existing = known.get(key)
        settled = settled_before(existing, batch.hashes[position], paths, erased=key in erased)
        if settled is None:
            fresh.append((position, existing))
        batch.settled[position] = settled
    if fresh:
        _write(batch, fresh)


def _write(batch: _Batch, fresh: list[tuple[int, _Known | None]]) -> None:
    units = {unit for position, _ in fresh if (unit := batch.drafts[position].unit.strip())}
    places = places_of(batch.actor, units) if units else Places()
    home = _home(batch.actor)
    allowed: list[tuple[int, _Known | None, Place]] = []
    for position, existing in fresh:
        draft = batch.drafts[position]
        unit = draft.unit.strip()
        place = places.at(unit, draft.occurred_at) if unit else home
        if isinstance(place, Problem):
            batch.settled[position] = Settled(REJECTED, None, place)
        else:
            allowed.append((position, existing, place))
    if not allowed:
        return
    whom = people_of(batch.actor, [_named(batch.drafts[position]) for position, _, _ in allowed])
    new: list[EventRow] = []
    changed: list[EventRow] = []
    timeless: set[int] = set()
    ids = iter(new_signal_ids(sum(one is None for _, one, _ in allowed), batch.now))
    moment, masked = moment_writer(), _Masked()
    received = moment(batch.now)
    for (position, existing, place), customer in zip(allowed, whom, strict=True):
        draft = batch.drafts[position]
        key = existing.id if existing else next(ids)
        attributes = masked.attributes(draft.attributes) if draft.attributes else {}
        if draft.occurred_at is None:
            attributes = {**attributes, "time_assumed": True}
            timeless.add(key)
        row = (
            key,
            draft.kind,
            moment(draft.occurred_at) if draft.occurred_at else received,
            received,
            customer,
            None,
            place.id or None,
            place.path,
            draft.channel,
            draft.source,
            draft.source_id,
            batch.hashes[position],
            draft.order,
            masked.text(draft.product) if draft.product else "",
            draft.quantity,
            None if draft.amount is None else f"{draft.amount:.2f}",
            draft.is_discounted,
            json_text(attributes),
            batch.imported_id,
        )
        if existing is None:
            new.append(row)
            batch.settled[position] = Settled(ACCEPTED, key)
        else:
            changed.append(row)
            batch.settled[position] = Settled(REVISED, key)
            if existing.customer_id is not None:
                batch.customers[existing.customer_id] = None
        if customer is not None:
            batch.customers[customer] = None
    with connection.cursor() as cursor:
        write_events(cursor, new)
        if changed:
            keep_and_replace_events(cursor, changed, batch.now, keep_time=timeless)


def _home(actor: Actor) -> Place | Problem:
    """Where an event without a unit belongs: nowhere in particular, or to the only unit of who brings it in."""
    paths = actor.paths("signals.import")
    if "" in paths:
        return _NOWHERE
    return places_of(actor, {""}).at("", None)


def _named(draft: EventDraft) -> tuple[PersonKey, str, datetime | None] | None:
    key = draft.customer
    return (key, draft.source, draft.occurred_at) if key is not None else None


class _Masked:
    """Words without personal data; the same words come again and again within a batch."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def text(self, value: str) -> str:
        shown = self._known.get(value)
        if shown is None:
            shown = self._known[value] = masked_value(value)
        return str(shown)[:120]

    def attributes(self, given: dict[str, Any]) -> dict[str, Any]:
        known = self._known
        made = {}
        for name, value in given.items():
            if isinstance(value, str):
                shown = known.get(value)
                if shown is None:
                    shown = known[value] = masked_value(value)
                made[name] = shown
            else:
                made[name] = masked_value(value)
        return made


def _tell(batch: _Batch) -> None:
    if any(one is not None and one.status in (ACCEPTED, REVISED) for one in batch.settled):
        data: dict[str, Any] = {"customers": list(batch.customers)}
        if batch.imported_id is not None:
            data["import"] = batch.imported_id
        record(batch.actor, "collect.events_accepted", data)
