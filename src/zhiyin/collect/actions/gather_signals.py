"""Single signals that arrive at the same moment share one transaction, and with it one wait for the disk."""

import threading
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.collect.actions.accepting.settling import Outcome, Settled

MOST_AT_ONCE = 200


@dataclass(slots=True, eq=False)
class _Ticket:
    actor: Actor
    draft: SignalDraft
    source: str
    settled: Settled | None = None
    error: BaseException | None = None
    done: bool = False


@dataclass(slots=True)
class _Gatherer:
    """Whoever gets the lock first writes for all who wait behind it; they find their tickets settled."""

    waiting: list[_Ticket] = field(default_factory=list)
    queue: threading.Lock = field(default_factory=threading.Lock)
    writing: threading.Lock = field(default_factory=threading.Lock)

    def submit(self, ticket: _Ticket) -> None:
        with self.queue:
            self.waiting.append(ticket)
        with self.writing:
            while not ticket.done:
                with self.queue:
                    batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
                _write(batch)


_gatherer = _Gatherer()


def gather_signal(actor: Actor, draft: SignalDraft, *, source: str) -> Settled:
    """`accept_signals` for one draft, committed when this returns, together with others of the same moment.

    Raises what `accept_signals` raises.
    """
    ticket = _Ticket(actor, draft, source)
    if connection.in_atomic_block:  # the caller's transaction is nobody else's
        _write([ticket])
    else:
        _gatherer.submit(ticket)
    if ticket.error is not None:
        raise ticket.error
    assert ticket.settled is not None
    return ticket.settled


def accept_in_turn(actor: Actor, drafts: list[SignalDraft], *, source: str) -> Outcome:
    """`accept_signals` for a batch. SQLite has one writer: waiting here is fair, waiting in SQLite is not."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return accept_signals(actor, drafts, source=source)
    with _gatherer.writing:
        return accept_signals(actor, drafts, source=source)


def _write(batch: list[_Ticket]) -> None:
    groups: dict[tuple[str, str, str], list[_Ticket]] = defaultdict(list)
    for ticket in batch:
        groups[ticket.actor.kind, ticket.actor.id, ticket.source].append(ticket)
    for group in groups.values():
        if not _write_group(group) and len(group) > 1:
            for ticket in group:  # one of them broke it: each one alone
                _write_group([ticket])


def _write_group(group: list[_Ticket]) -> bool:
    """One transaction for tickets of one actor. An error is kept for whoever waits for it."""
    first = group[0]
    try:
        outcome = accept_signals(first.actor, [ticket.draft for ticket in group], source=first.source)
    except Exception as error:
        for ticket in group:
            ticket.error, ticket.done = error, True
        return False
    for ticket, settled in zip(group, outcome.settled, strict=True):
        ticket.settled, ticket.error, ticket.done = settled, None, True
    return True
