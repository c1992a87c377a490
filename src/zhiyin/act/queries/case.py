"""One case with everything its page needs, as far as the actor may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from zhiyin.accounts.actor import Actor
from zhiyin.act.models import AlertRule, Case, CaseEntry, RootCause
from zhiyin.act.phrases import named, score_words, story_line
from zhiyin.act.queries.addresses import mail_address
from zhiyin.act.queries.cases import CaseRow, as_rows
from zhiyin.act.queries.people import people_for
from zhiyin.act.queries.signals import reading_of
from zhiyin.act.rules import UNDO_WITHIN
from zhiyin.act.story import case_for
from zhiyin.collect.models import Signal
from zhiyin.contact.phrases import reason_label
from zhiyin.contact.queries.messages import MessageRow, list_messages
from zhiyin.contact.rules import may_contact, shown_address
from zhiyin.customers.models import Customer
from zhiyin.measure.phrases import CHANNELS, TIERS
from zhiyin.understand.queries.fields import CONSTRUCT_FIELDS
from zhiyin.understand.queries.shown import NOTHING, masks_for
from zhiyin.understand.queries.voices import words_of


@dataclass(frozen=True, slots=True)
class Score:
    """One answer: its construct, the item it was given to, its value, and all that in words."""

    construct: str
    item: str
    value: float
    words: str


@dataclass(frozen=True, slots=True)
class Voice:
    """What was said, with the reading's evidence: mentions are {"aspect", "start", "end", "sentiment"}."""

    signal_id: int
    words: str
    mentions: Sequence[Mapping[str, Any]]
    label: str
    channel: str
    occurred_at: datetime
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """The customer. Name and address are empty for readers without `personal.read`."""

    name: str
    tier: str
    address: str
    has_address: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story: who, what, and the words or the letter that go with it."""

    at: datetime
    who: str
    what: str
    kind: str
    text: str
    message: MessageRow | None


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a list to choose from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case and what may be done about it. `voice` is None without `voice.read` or without a signal.

    `voice_withdrawn`: there was one, and the import that brought it was undone.
    """

    row: CaseRow
    cause: str
    cause_label: str
    resolution: str
    reopened: int
    rule: str
    voice: Voice | None
    voice_hidden: bool
    voice_withdrawn: bool
    customer: Person | None
    may_work: bool
    may_write: bool
    why_not: str
    may_undo: bool
    causes: tuple[Choice, ...]
    people: tuple[Choice, ...]
    story: tuple[Line, ...]


def read_case(actor: Actor, case_id: int) -> CaseView:
    """One case. Raises NotFound when there is none that the actor may see."""
    case = case_for(actor, case_id, "cases.read")
    path = case.unit.path
    causes = root_causes()
    names = {cause.value: cause.label for cause in causes}
    may_work = actor.may("cases.work", path)
    voice_allowed = actor.may("voice.read", path)
    address = mail_address(case.customer_id)
    verdict = may_contact(channel="mail", to=address, purpose="case_reply", customer_id=case.customer_id)
    entries = list(case.entries.order_by("id"))
    cause = case.root_cause.code if case.root_cause else ""
    return CaseView(
        row=as_rows([case])[0],
        cause=cause,
        cause_label=names.get(cause, cause),
        resolution=case.resolution,
        reopened=case.reopened,
        rule=_rule_name(case.rule) if case.rule else "",
        voice=_voice(actor, case.signal) if case.signal and voice_allowed else None,
        voice_hidden=case.signal is not None and not voice_allowed,
        voice_withdrawn=case.signal is None and bool(case.headline),
        customer=_person(actor, case, address),
        may_work=may_work,
        may_write=may_work and verdict.allowed and case.state != "resolved",
        why_not=reason_label(verdict.reason),
        may_undo=may_work and may_undo(actor, entries),
        causes=causes,
        people=tuple(Choice(str(person.pk), str(person)) for person in people_for(case.unit))
        if may_work
        else (),
        story=_story(actor, case, entries, names),
    )


def root_causes() -> tuple[Choice, ...]:
    """The causes to choose from, in the reader's language."""
    english = _english()
    return tuple(
        Choice(cause.code, (cause.name_en or cause.name) if english else cause.name)
        for cause in RootCause.objects.order_by("position", "id")
    )


def may_undo(actor: Actor, entries: Sequence[CaseEntry]) -> bool:
    """Whether the newest line is a fresh step of the actor's own that can be taken back."""
    if not entries:
        return False
    last = entries[-1]
    fresh = timezone.now() - last.at <= UNDO_WITHIN
    return fresh and "before" in last.data and last.actor_id == f"{actor.kind}:{actor.id}"


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _rule_name(rule: AlertRule) -> str:
    return (rule.name_en or rule.name) if _english() else rule.name


def _voice(actor: Actor, signal: Signal) -> Voice:
    reading = reading_of(signal)
    scores = tuple(
        Score(
            answer.construct,
            answer.item,
            answer.value,
            score_words(answer.construct, answer.value, answer.scale_max),
        )
        for answer in signal.answers.all()
        if answer.construct in CONSTRUCT_FIELDS and answer.value is not None and answer.role == "plain"
    )
    return Voice(
        signal_id=signal.id,
        words=masks_for(actor, [signal]).get(signal.pk, NOTHING).over(words_of(signal)),
        mentions=reading.mentions if reading else [],
        label=reading.label if reading else "",
        channel=str(CHANNELS.get(signal.channel, signal.channel)),
        occurred_at=signal.occurred_at,
        scores=scores,
    )


def _person(actor: Actor, case: Case, address: str) -> Person | None:
    customer = Customer.objects.filter(id=case.customer_id).first() if case.customer_id is not None else None
    if customer is None:
        return None
    personal = actor.may("personal.read", case.unit.path)
    return Person(
        name=customer.name if personal else "",
        tier=named(customer.tier, TIERS) if customer.tier else "",
        address=shown_address(actor, address, case.unit.path) if address and personal else "",
        has_address=bool(address),
    )


def _story(
    actor: Actor, case: Case, entries: Sequence[CaseEntry], causes: Mapping[str, str]
) -> tuple[Line, ...]:
    letters = {
        row.id: row for row in list_messages(actor, about=f"case:{case.id}", purpose="case_reply", limit=200)
    }
    rules = {rule.code: _rule_name(rule) for rule in AlertRule.objects.all()}
    return tuple(
        Line(
            at=entry.at,
            who="" if entry.actor_id.startswith("system:") else entry.actor_name,
            what=story_line(entry.kind, entry.data, causes, rules),
            kind=entry.kind,
            text=entry.text,
            message=letters.get(entry.message_id) if entry.message_id is not None else None,
        )
        for entry in entries
    )
