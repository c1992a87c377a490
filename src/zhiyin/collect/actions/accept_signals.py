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
from django.db import DatabaseError, connection, transaction
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
from zhiyin.journal.errors import was_crossed
from zhiyin.science.collect.checking import Problem, problem_of
from zhiyin.science.collect.drafts import AnswerDraft, CustomerDraft, SignalDraft, population_of

__all__ = ["AnswerDraft", "CustomerDraft", "Outcome", "Settled", "SignalDraft", "accept_signals"]

ACCEPTED, REVISED, DUPLICATE, REJECTED = "accepted", "revised", "duplicate", "rejected"

# Two processes may draw the same id or make the same customer at the same moment; the second one starts again.
ATTEMPTS = 4
KEYS_PER_STATEMENT = 5_000
LARGE = 500


class Settled(NamedTuple):
    """What became of one draft: its signal's id, or the problem for which it was not taken."""

    status: str
    id: int | None = None
    problem: Problem | None = None


@dataclass(slots=True)
class Outcome:
    """What became of each draft, in order."""

    settled: list[Settled]

    def count(self, status: str) -> int:
        return sum(1 for one in self.settled if one.status == status)


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
        for attempt in range(1, ATTEMPTS + 1):
            batch.begin()
            try:
                with transaction.atomic():
                    for wave in batch.waves():
                        _settle(batch, wave)
                    _tell(batch)
                break
            except DatabaseError as error:
                if attempt == ATTEMPTS or not was_crossed(error):
                    raise
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


class _Existing(NamedTuple):
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
            b"" if position in self.problems or position in self.seen else content_hash(draft)
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

    def waves(self) -> Iterator[list[int]]:
        """Positions of drafts such that no key stands twice in a wave: the second of two revises the first."""
        left = [position for position, one in enumerate(self.settled) if one is None]
        if len({self.keys[position] for position in left}) == len(left):
            if left:
                yield left
            return
        while left:
            seen: set[tuple[str, str]] = set()
            wave: list[int] = []
            later: list[int] = []
            for position in left:
                key = self.keys[position]
                (later if key in seen else wave).append(position)
                seen.add(key)
            yield wave
            left = later


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    return moment.astimezone(UTC)


def _settle(batch: _Batch, wave: list[int]) -> None:
    known = _existing(batch, wave)
    erased = erased_among(batch.keys[position] for position in wave)
    paths = batch.actor.paths("signals.import")
    fresh: list[tuple[int, _Existing | None]] = []
    seen = seen_among(batch.seen[position] for position in wave if position in batch.seen)
    for position in wave:
        key = batch.keys[position]
        existing = known.get(key)
        if position in batch.seen:
            if batch.seen[position] in seen:
                batch.settled[position] = Settled(DUPLICATE)
            else:
                seen.add(batch.seen[position])
                fresh.append((position, None))
        elif existing is not None:
            if not existing.unit_path.startswith(paths):
                batch.settled[position] = Settled(REJECTED, None, Problem("/source_id", "key_out_of_scope"))
            elif existing.content_hash == batch.hashes[position]:
                batch.settled[position] = Settled(DUPLICATE, existing.id)
            else:
                fresh.append((position, existing))
        elif key in erased:
            batch.settled[position] = Settled(REJECTED, None, Problem("/source_id", "erased"))
        else:
            fresh.append((position, None))
    if fresh:
        _write(batch, fresh)


def _existing(batch: _Batch, wave: list[int]) -> dict[tuple[str, str], _Existing]:
    by_source: dict[str, list[str]] = {}
    for position in wave:
        source, source_id = batch.keys[position]
        by_source.setdefault(source, []).append(source_id)
    quote = connection.ops.quote_name
    lock = " ORDER BY id FOR UPDATE" if connection.features.has_select_for_update else ""
    found: dict[tuple[str, str], _Existing] = {}
    with connection.cursor() as cursor:
        for source, keys in by_source.items():
            for start in range(0, len(keys), KEYS_PER_STATEMENT):
                chunk = keys[start : start + KEYS_PER_STATEMENT]
                places = ", ".join(["%s"] * len(chunk))
                cursor.execute(
                    "SELECT source_id, id, content_hash, revision, unit_path"  # noqa: S608  (only placeholders)
                    f" FROM {quote(Signal._meta.db_table)}"
                    f" WHERE source = %s AND source_id IN ({places}){lock}",
                    [source, *chunk],
                )
                for source_id, key, digest, revision, path in cursor.fetchall():
                    found[source, source_id] = _Existing(key, bytes(digest), revision, path)
    return found


def _write(batch: _Batch, fresh: list[tuple[int, _Existing | None]]) -> None:
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

    def add(self, position: int, existing: _Existing | None, place: Place, key: int) -> None:
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
