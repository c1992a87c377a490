"""Records in words: what a line of the timeline says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyin.accounts.queries.units import read_tree
from zhiyin.act.models import Case
from zhiyin.act.phrases import STATES, headline
from zhiyin.collect.models import Event, Signal
from zhiyin.collect.phrases.events import event_kind_label
from zhiyin.contact.models import Inbound, Message
from zhiyin.contact.phrases import purpose_label, state_label
from zhiyin.customers.models import Consent, Merge, RightsRequest
from zhiyin.customers.phrases.consent import purpose_label as consent_purpose
from zhiyin.customers.phrases.identity import merge_words
from zhiyin.desk.phrases import CHANNELS, named
from zhiyin.desk.phrases.people import CONSENT_STATES, REQUESTS
from zhiyin.desk.queries.lines import as_line
from zhiyin.desk.queries.timeline.entries import Entry
from zhiyin.journeys.queries.touchpoints import touchpoint_names
from zhiyin.theme import wording
from zhiyin.understand.queries.voices import as_voices

if TYPE_CHECKING:
    from zhiyin.desk.queries.timeline.records import Looking

LONGEST_LETTER = 400


def of_signals(looking: "Looking", rows: Sequence[Signal]) -> list[Entry]:
    touchpoints = touchpoint_names()
    entries = []
    for voice in as_voices(looking.actor, rows):
        line = as_line(voice, touchpoints)
        entries.append(
            Entry(
                voice.occurred_at,
                "heard",
                "signal",
                str(voice.id),
                f"{line.kind} · {line.channel}",
                voice.words,
                voice.mentions,
                tuple(line.scores),
                voice.unit,
                reverse("desk:signal", args=[voice.id]),
                {"negative": "neg", "positive": "pos"}.get(voice.label, ""),
                {"kind": voice.kind, "channel": voice.channel, "sentiment": voice.sentiment},
            )
        )
    return entries


def of_answers(_looking: "Looking", rows: Sequence[Inbound]) -> list[Entry]:
    return [
        Entry(
            row.received_at,
            "heard",
            "answer",
            str(row.pk),
            _("Answered · %(channel)s") % {"channel": named(row.channel, CHANNELS)},
            row.text or row.subject,
            data={"channel": row.channel, "meant": row.meant},
        )
        for row in rows
    ]


def of_events(_looking: "Looking", rows: Sequence[Event]) -> list[Entry]:
    units = {unit.id: unit.label for unit in read_tree().nodes}
    return [
        Entry(
            row.occurred_at,
            "done",
            "event",
            str(row.pk),
            event_kind_label(row.kind),
            _goods(row),
            chips=_chips(row),
            place=units.get(row.unit_id or 0, ""),
            data={
                "kind": row.kind,
                "amount": str(row.amount) if row.amount is not None else None,
                "order": row.order,
                "product": row.product,
                "quantity": row.quantity,
            },
        )
        for row in rows
    ]


def _goods(row: Event) -> str:
    if row.product and row.quantity not in (None, 1.0):
        return (
            f"{row.product} × {wording.number(row.quantity, 0 if row.quantity == int(row.quantity) else 2)}"
        )
    return row.product


def _chips(row: Event) -> tuple[str, ...]:
    chips = []
    if row.amount is not None:
        chips.append(wording.number(float(row.amount), 2))
    if row.is_discounted:
        chips.append(_("at a discount"))
    if row.channel:
        chips.append(named(row.channel, CHANNELS))
    if row.order:
        chips.append(_("order %(number)s") % {"number": row.order})
    return tuple(chips)


def of_cases(_looking: "Looking", rows: Sequence[Case]) -> list[Entry]:
    return [
        Entry(
            row.opened_at,
            "case",
            "case",
            str(row.pk),
            _("Case %(number)s opened") % {"number": row.pk},
            headline(row.title, row.headline),
            chips=(named(row.state, STATES), *((str(row.root_cause.name),) if row.root_cause else ())),
            place=row.unit.label,
            url=reverse("act:case", args=[row.pk]),
            data={"state": row.state, "priority": row.priority},
        )
        for row in rows
    ]


def of_messages(_looking: "Looking", rows: Sequence[Message]) -> list[Entry]:
    return [
        Entry(
            row.created_at,
            "message",
            "message",
            str(row.pk),
            _("Written to · %(purpose)s") % {"purpose": purpose_label(row.purpose)},
            row.subject or row.body[:LONGEST_LETTER],
            chips=(named(row.channel, CHANNELS), state_label(row.state)),
            url=reverse("contact:message", args=[row.pk]),
            data={"channel": row.channel, "state": row.state, "purpose": row.purpose},
        )
        for row in rows
    ]


def of_consents(_looking: "Looking", rows: Sequence[Consent]) -> list[Entry]:
    return [
        Entry(
            row.at,
            "consent",
            "consent",
            str(row.pk),
            named(row.state, CONSENT_STATES),
            consent_purpose(row.purpose.code, row.purpose.name),
            chips=(named(row.channel, CHANNELS),) if row.channel else (),
            data={"state": row.state, "purpose": row.purpose.code, "source": row.source},
        )
        for row in rows
    ]


def of_requests(_looking: "Looking", rows: Sequence[RightsRequest]) -> list[Entry]:
    return [
        Entry(
            row.asked_at,
            "consent",
            "request",
            str(row.pk),
            named(row.kind, REQUESTS),
            data={"kind": row.kind, "state": row.state},
        )
        for row in rows
    ]


def of_merges(_looking: "Looking", rows: Sequence[Merge]) -> list[Entry]:
    return [
        Entry(
            row.at,
            "profile",
            "merge",
            str(row.pk),
            _("Two records joined as one person"),
            merge_words(row.rule, row.evidence),
            chips=(_("taken back since"),) if row.undone_at else (),
            data=_sides(row),
        )
        for row in rows
    ]


def of_partings(_looking: "Looking", rows: Sequence[Merge]) -> list[Entry]:
    return [
        Entry(
            row.undone_at,
            "profile",
            "parting",
            str(row.pk),
            _("A joining was taken back"),
            row.undone_why,
            data=_sides(row),
        )
        for row in rows
        if row.undone_at is not None
    ]


def _sides(row: Merge) -> dict[str, Any]:
    return {"left": str(row.left_id), "right": str(row.right_id), "rule": row.rule}
