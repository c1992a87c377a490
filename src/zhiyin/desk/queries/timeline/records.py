"""The kinds of records that a person's timeline is made of: where each is read, and what it says in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.phrases import event_words
from zhiyin.act.models import Case
from zhiyin.act.queries.cases import visible_cases
from zhiyin.collect.models import Event, Signal
from zhiyin.contact.models import Inbound
from zhiyin.contact.queries.messages import visible_messages
from zhiyin.customers.models import Consent, Membership, Merge, RightsRequest
from zhiyin.desk.queries.timeline import words
from zhiyin.desk.queries.timeline.entries import Entry
from zhiyin.journal.models import Event as Happening
from zhiyin.understand.queries.voices import readable_signals

Rows = QuerySet[Any, Any]

TOLD_ELSEWHERE: Final = (
    "customers.met",
    "customers.consent_changed",
    "customers.merged",
    "customers.joined",
    "customers.parted",
    "customers.merge_undone",
    "customers.merge_restored",
)
"""Events of the journal whose own record stands in the timeline already."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks at whom: the person and every customer that is them."""

    actor: Actor
    person_id: int
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of record: its rows (None: the reader may see none), the moment they stand under, their words."""

    name: str
    group: str
    at: str
    rows: Callable[[Looking], Rows | None]
    told: Callable[[Looking, Sequence[Any]], list[Entry]]


def within(paths: tuple[str, ...], field: str = "unit_path") -> Q:
    """A condition for rows under one of the unit paths."""
    if "" in paths:
        return Q()
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def known_signals(looking: Looking) -> QuerySet[Signal]:
    """The voices that the person gave under their name and that the reader may read."""
    return readable_signals(looking.actor).filter(customer_id__in=looking.nodes, identity="known")


def seen_events(looking: Looking) -> QuerySet[Event]:
    """What happened to the person where the reader may see who a customer is."""
    here = within(looking.actor.paths("personal.read"))
    return Event.objects.filter(here, customer_id__in=looking.nodes)


def seen_cases(looking: Looking) -> QuerySet[Case]:
    """The person's cases, but for those about a voice that was not given under their name."""
    named = Q(signal__isnull=True) | Q(signal__identity="known")
    return visible_cases(looking.actor).filter(named, customer_id__in=looking.nodes)


def _heard(looking: Looking) -> Rows | None:
    if not looking.actor.may("voice.read"):
        return None
    return known_signals(looking).select_related("reading")


def _cases(looking: Looking) -> Rows | None:
    if not looking.actor.may("cases.read"):
        return None
    return seen_cases(looking).select_related("unit", "signal", "root_cause")


def _messages(looking: Looking) -> Rows | None:
    if not looking.actor.may("cases.read"):
        return None
    unprotected = visible_messages(looking.actor).filter(customer_id__in=looking.nodes)
    return unprotected.exclude(about__in=_protected_cases(looking)) if looking.nodes else None


def _protected_cases(looking: Looking) -> list[str]:
    """Names of cases about voices given in confidence: what was written about them would tell who spoke."""
    cases = Case.objects.filter(customer_id__in=looking.nodes, signal__isnull=False)
    return [f"case:{key}" for key in cases.exclude(signal__identity="known").values_list("id", flat=True)]


def _answers(looking: Looking) -> Rows | None:
    paths = looking.actor.paths("cases.read")
    if not paths:
        return None
    answers = Inbound.objects.filter(within(paths), customer_id__in=looking.nodes)
    return answers.exclude(message__about__in=_protected_cases(looking))


def _merges(looking: Looking) -> Rows:
    mine = Q(left_id__in=looking.nodes) | Q(right_id__in=looking.nodes)
    return Merge.objects.filter(mine)


def _changes(looking: Looking) -> Rows:
    subjects = [f"customer:{node}" for node in {*looking.nodes, looking.person_id}]
    return Happening.objects.filter(subject__in=subjects).exclude(name__in=TOLD_ELSEWHERE)


def _changed(_looking: Looking, rows: Sequence[Happening]) -> list[Entry]:
    return [
        Entry(
            row.at,
            "profile",
            "change",
            str(row.pk),
            event_words(row.name),
            chips=(row.actor_name,) if row.actor_kind != "system" and row.actor_name else (),
            data={"event": row.name},
        )
        for row in rows
    ]


def _memberships(looking: Looking) -> Rows:
    return Membership.objects.filter(customer_id__in=looking.nodes).select_related("segment")


def _left(looking: Looking) -> Rows:
    return _memberships(looking).filter(until__isnull=False)


def _joined_group(_looking: Looking, rows: Sequence[Membership]) -> list[Entry]:
    return [
        Entry(
            row.since,
            "profile",
            "joined_segment",
            str(row.pk),
            _("Came into the segment “%(segment)s”") % {"segment": row.segment.name},
            data={"segment": row.segment.code},
        )
        for row in rows
    ]


def _left_group(_looking: Looking, rows: Sequence[Membership]) -> list[Entry]:
    return [
        Entry(
            row.until,
            "profile",
            "left_segment",
            str(row.pk),
            _("Left the segment “%(segment)s”") % {"segment": row.segment.name},
            data={"segment": row.segment.code},
        )
        for row in rows
        if row.until is not None
    ]


SOURCES: Final = (
    Source("signal", "heard", "occurred_at", _heard, words.of_signals),
    Source("answer", "heard", "received_at", _answers, words.of_answers),
    Source("event", "done", "occurred_at", seen_events, words.of_events),
    Source("case", "case", "opened_at", _cases, words.of_cases),
    Source("message", "message", "created_at", _messages, words.of_messages),
    Source(
        "consent",
        "consent",
        "at",
        lambda looking: Consent.objects.filter(customer_id__in=looking.nodes).select_related("purpose"),
        words.of_consents,
    ),
    Source(
        "request",
        "consent",
        "asked_at",
        lambda looking: RightsRequest.objects.filter(customer_id__in=looking.nodes),
        words.of_requests,
    ),
    Source("merge", "profile", "at", _merges, words.of_merges),
    Source(
        "parting",
        "profile",
        "undone_at",
        lambda looking: _merges(looking).filter(undone_at__isnull=False),
        words.of_partings,
    ),
    Source("joined_segment", "profile", "since", _memberships, _joined_group),
    Source("left_segment", "profile", "until", _left, _left_group),
    Source("change", "profile", "at", _changes, _changed),
)
"""In the order in which they stand where they have one moment."""

__all__ = ["SOURCES", "Looking", "Rows", "Source", "known_signals", "seen_cases", "seen_events", "within"]
