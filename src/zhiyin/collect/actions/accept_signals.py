"""The intake door: whatever a customer let us know becomes a signal here, and only here."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accepting.identify import content_hash, erased_among, give_ids, new_signal_ids
from zhiyin.collect.actions.accepting.place import (
    Place,
    customer_key,
    customers_of,
    places_of,
    touchpoints_of,
)
from zhiyin.collect.actions.accepting.protect import (
    PROTECTED,
    protected,
    pseudonym_of,
    remember_seen,
    seen_among,
    seen_key,
    to_the_hour,
)
from zhiyin.collect.actions.accepting.revise import keep_and_replace
from zhiyin.collect.actions.accepting.settling import (
    ACCEPTED,
    DUPLICATE,
    REJECTED,
    REVISED,
    Outcome,
    Settled,
    known_among,
    settled_before,
    waves,
    whole_or_again,
)
from zhiyin.collect.actions.accepting.telling import ENOUGH, tell
from zhiyin.collect.actions.accepting.write import (
    Row,
    answer_rows,
    json_text,
    masked,
    moment_writer,
    original_of,
    write_answers,
    write_signals,
)
from zhiyin.collect.models import Signal
from zhiyin.customers.actions.recognise_customers import Key, Recognised
from zhiyin.customers.vault import Original, forget_vaulted, put_away
from zhiyin.science.collect.checking import Problem, problem_of
from zhiyin.science.collect.drafts import AnswerDraft, CustomerDraft, SignalDraft, population_of

__all__ = ["AnswerDraft", "CustomerDraft", "SignalDraft", "accept_signals"]

LARGE = 500


def accept_signals(
    actor: Actor,
    drafts: Sequence[SignalDraft],
    *,
    source: str = "api",
    imported_id: int | None = None,
    rows: Sequence[int] | None = None,
) -> Outcome:
    """Take drafts in, all in one transaction, each one accepted, revised, duplicate or rejected with its problem.

    Checks each draft, masks personal data, finds unit, touchpoint and customer (makes those that are new),
    writes what is new, keeps the old content of what was changed; journals one `collect.signals_accepted` with
    the ids of new and changed signals and tells the lake. Drafts are completed in place (source, source_id). A
    signal with words is fed when it has been read. `rows` are the drafts' rows in the file `imported_id`. What was
    promised to stay anonymous or confidential is made so first (accepting.protect); what was masked of the others is
    sealed (customers.vault). An anonymous draft that came in before is a duplicate without an id.

    Needs `signals.import` at the unit of each signal: else that draft is rejected. Raises Forbidden when the
    actor holds it nowhere.
    """
    actor.require("signals.import")
    with collector_at_rest(len(drafts)):
        batch = _Batch(actor, drafts, source, imported_id, rows)
        whole_or_again(lambda: _take(batch))
    return Outcome([one if one is not None else Settled(REJECTED) for one in batch.settled])


@contextmanager
def collector_at_rest(size: int) -> Iterator[None]:
    """No garbage collection inside, for a large batch: it makes no cycles, and looking for them takes a fifth of its time.

    The switch is the process's; two batches side by side at worst collect a little earlier.
    """
    if size < LARGE or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class _Known(NamedTuple):
    id: int
    content_hash: bytes
    revision: int
    unit_path: str


@dataclass(slots=True)
class _Batch:
    """One call's drafts and what is known of them so far."""

    actor: Actor
    drafts: Sequence[SignalDraft]
    source: str
    imported_id: int | None
    rows: Sequence[int] | None
    now: datetime = field(default_factory=timezone.now)
    hashes: list[bytes] = field(default_factory=list)
    problems: dict[int, Problem] = field(default_factory=dict)
    keys: list[tuple[str, str]] = field(default_factory=list)
    settled: list[Settled | None] = field(default_factory=list)
    new: list[tuple[int, str, bool]] = field(default_factory=list)  # id, month, has words
    changed: list[tuple[int, str, bool]] = field(default_factory=list)  # id, month before, has or had words
    protected: set[int] = field(default_factory=set)  # ids of new and changed ones that are
    pseudonyms: dict[int, int] = field(default_factory=dict)  # by position
    seen: dict[int, int] = field(default_factory=dict)  # by position, of anonymous ones

    def __post_init__(self) -> None:
        for position, draft in enumerate(self.drafts):
            if problem := problem_of(draft):
                self.problems[position] = problem
            elif draft.occurred_at is not None and draft.occurred_at.tzinfo is not UTC:
                draft.occurred_at = _utc(draft.occurred_at)
        give_ids(self.drafts, self.source)
        if any(draft.identity in PROTECTED for draft in self.drafts):
            self.drafts = [
                self._protected(position, draft) if draft.identity in PROTECTED else draft
                for position, draft in enumerate(self.drafts)
            ]
        self.keys = [(draft.source, draft.source_id) for draft in self.drafts]
        self.hashes = [
            b""
            if position in self.problems or position in self.seen
            else content_hash(draft, self.pseudonyms.get(position))
            for position, draft in enumerate(self.drafts)
        ]

    def _protected(self, position: int, draft: SignalDraft) -> SignalDraft:
        if position in self.problems:
            return draft
        if (number := pseudonym_of(draft)) is not None:
            self.pseudonyms[position] = number
        if (seen := seen_key(draft)) is not None:
            self.seen[position] = seen
        return protected(draft)

    def begin(self) -> None:
        self.settled = [None] * len(self.drafts)
        for position, problem in self.problems.items():
            self.settled[position] = Settled(REJECTED, None, problem)
        self.new, self.changed, self.protected = [], [], set()


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    return moment.astimezone(UTC)


def _take(batch: _Batch) -> None:
    batch.begin()
    for wave in waves(batch.keys, [at for at, one in enumerate(batch.settled) if one is None]):
        _settle(batch, wave)
    _tell(batch)


def _settle(batch: _Batch, wave: list[int]) -> None:
    keys = [batch.keys[position] for position in wave]
    known = known_among(Signal, _Known, keys)
    erased = erased_among(keys)
    paths = batch.actor.paths("signals.import")
    fresh: list[tuple[int, _Known | None]] = []
    seen = seen_among(batch.seen[position] for position in wave if position in batch.seen)
    for position, key in zip(wave, keys, strict=True):
        existing = known.get(key)
        if position in batch.seen:
            if batch.seen[position] in seen:
                batch.settled[position] = Settled(DUPLICATE)
            else:
                seen.add(batch.seen[position])
                fresh.append((position, None))
            continue
        settled = settled_before(existing, batch.hashes[position], paths, erased=key in erased)
        if settled is None:
            fresh.append((position, existing))
        batch.settled[position] = settled
    if fresh:
        _write(batch, fresh)


def _write(batch: _Batch, fresh: list[tuple[int, _Known | None]]) -> None:
    drafts = [batch.drafts[position] for position, _ in fresh]
    places = places_of(batch.actor, {draft.unit for draft in drafts})
    allowed = []
    for position, existing in fresh:
        draft = batch.drafts[position]
        place = places.at(draft.unit, draft.occurred_at)
        if isinstance(place, Problem):
            batch.settled[position] = Settled(REJECTED, None, place)
        else:
            allowed.append((position, existing, place))
    drafts = [batch.drafts[position] for position, _, _ in allowed]
    remember_seen(
        (batch.seen[position] for position, _, _ in allowed if position in batch.seen), batch.imported_id
    )
    rows = _Rows(batch, touchpoints_of(batch.actor, drafts), customers_of(batch.actor, drafts))
    new = [batch.drafts[position].identity in PROTECTED for position, existing, _ in allowed if not existing]
    ids = {True: iter(_ids_of_their_own(sum(new), batch.now))}
    ids[False] = iter(new_signal_ids(new.count(False), batch.now) if False in new else ())
    for position, existing, place in allowed:
        is_protected = batch.drafts[position].identity in PROTECTED
        rows.add(position, existing, place, existing.id if existing else next(ids[is_protected]))
    rows.write()


def _ids_of_their_own(count: int, now: datetime) -> list[int]:
    """For protected signals: ids of one call begin alike, so a few of them would be known by their neighbours."""
    if count < ENOUGH:
        return [new_signal_ids(1, now)[0] for _ in range(count)]
    return new_signal_ids(count, now)


class _Rows:
    """Rows on their way into the tables."""

    def __init__(
        self,
        batch: _Batch,
        touchpoints: dict[str, int],
        customers: dict[Key, Recognised],
    ) -> None:
        self.batch = batch
        self.touchpoints = touchpoints
        self.customers = customers
        self.moment = moment_writer()
        self.received = self.moment(batch.now)
        self.new: list[Row] = []
        self.new_answers: list[Row] = []
        self.changed: list[Row] = []
        self.changed_answers: list[Row] = []
        self.received_hour = self.moment(to_the_hour(batch.now))
        self.originals: list[Original] = []
        self.without_time: set[int] = set()
        self.words: dict[int, bool] = {}
        self.months = _months()

    def add(self, position: int, existing: _Known | None, place: Place, key: int) -> None:
        batch = self.batch
        draft = batch.drafts[position]
        text, title, attributes = masked(draft)
        touchpoint = self.touchpoints.get(draft.touchpoint) if draft.touchpoint else None
        customer = self.customers.get(found) if (found := customer_key(draft)) else None
        is_protected = draft.identity in PROTECTED
        received = self.received_hour if is_protected else self.received
        occurred = draft.occurred_at or (to_the_hour(batch.now) if is_protected else batch.now)
        answers, choices = (
            answer_rows(key, draft, self.touchpoints, touchpoint) if draft.answers else ((), None)
        )
        if is_protected:
            batch.protected.add(key)
        elif original := original_of(draft, text, title, attributes, choices):
            self.originals.append(
                Original(f"signal:{key}", customer.id if customer else None, place.path, original)
            )
        row = (
            key,
            draft.kind,
            draft.channel or "other",
            draft.source,
            draft.source_id,
            batch.hashes[position],
            existing.revision + 1 if existing else 1,
            self.moment(occurred) if draft.occurred_at else received,
            received,
            draft.occurred_at is None,
            place.id,
            place.path,
            touchpoint,
            customer.id if customer else None,
            None,
            None,
            None,
            draft.tier or (customer.tier if customer else ""),
            population_of(draft),
            draft.identity,
            text,
            title,
            json_text(attributes),
            batch.imported_id,
            batch.rows[position] if batch.rows and not is_protected else None,
            batch.pseudonyms.get(position),
        )
        has_words = bool(text or title)
        if existing is None:
            self.new.append(row)
            self.new_answers.extend(answers)
            batch.new.append((key, self.months(occurred), has_words))
            batch.settled[position] = Settled(ACCEPTED, key)
        else:
            self.changed.append(row)
            self.changed_answers.extend(answers)
            self.words[key] = has_words
            if draft.occurred_at is None:
                self.without_time.add(key)
            batch.settled[position] = Settled(REVISED, key)

    def write(self) -> None:
        hidden = self.batch.protected
        if hidden:  # where a row lies in its table must not tell where it stood in a file
            self.new.sort(key=itemgetter(0))
            self.new_answers.sort(key=itemgetter(0))
        with connection.cursor() as cursor:
            write_signals(cursor, self.new)
            write_answers(cursor, self.new_answers, hidden)
            if self.changed:
                before = keep_and_replace(
                    cursor,
                    self.changed,
                    self.changed_answers,
                    self.batch.now,
                    keep_time=self.without_time,
                    hidden=hidden,
                )
                self.batch.changed += [
                    (key, self.months(moment), self.words[key]) for key, moment in before.items()
                ]
                forget_vaulted(f"signal:{row[0]}" for row in self.changed)
        put_away(self.originals, self.batch.now)


def _months() -> Callable[[datetime], str]:
    zone = ZoneInfo(settings.TIME_ZONE)

    def month(moment: datetime) -> str:
        local = moment.astimezone(zone)
        return f"{local.year}-{local.month:02d}"

    return month


def _tell(batch: _Batch) -> None:
    tell(
        batch.actor,
        new=batch.new,
        changed=batch.changed,
        protected=batch.protected,
        imported_id=batch.imported_id,
        now=batch.now,
    )
