"""What people allow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.keys import digest
from zhiyin.customers.models import Consent, ConsentText, Customer, Identity, OptOut, Purpose, Restriction
from zhiyin.customers.phrases.consent import CHANNELS, REASONS, SOURCES, STATES, explanation, purpose_label
from zhiyin.customers.queries.people import person_for
from zhiyin.science.customers.consent import Consented, Word, consented

ADDRESSES = ("email", "mobile")  # kinds of keys that an opt-out can name by themselves
ON_CHANNELS = tuple(channel for channel in CHANNELS if channel)


def consent_for(customer_id: int, purpose: str, channel: str, *, message_id: int | None = None) -> Consented:
    """Whether the person this customer belongs to allows the purpose on the channel. For the one door of contact and
    for whoever judges automatically; see `science.customers.consent` for the reasons, with `restricted` and
    `no_such_purpose` besides. A consent to one message still holds for the message that used it (`message_id`)."""
    person_id = Customer.objects.filter(id=customer_id).values_list("person_id", flat=True).first()
    if person_id is None:
        return Consented(False, "never_asked")
    return consents_for([person_id], purpose, channel, message_id=message_id)[person_id]


def consents_for(
    person_ids: Iterable[int], purpose: str, channel: str, *, message_id: int | None = None
) -> dict[int, Consented]:
    """`consent_for` for many persons (surviving customers), in four statements whatever their number."""
    wanted = list(person_ids)
    asked = Purpose.objects.filter(code=purpose, is_active=True).first()
    if asked is None:
        return {person: Consented(False, "no_such_purpose") for person in wanted}
    today = timezone.localdate()
    restricted = _restricted(wanted)
    words = _words(wanted, [asked], message_id).get(asked.pk, {})
    born = dict(Customer.objects.filter(id__in=wanted).values_list("id", "born_on"))
    return {
        person: Consented(False, "restricted")
        if person in restricted
        else consented(
            words.get(person, ()),
            basis=asked.basis,
            channel=channel,
            born_on=born.get(person),
            minimum_age=asked.minimum_age,
            on=today,
        )
        for person in wanted
    }


def is_allowed_unasked(purpose: str) -> bool:
    """Whether the purpose is allowed for a grown-up who never said a word about it. One that is not set up here, or
    switched off, is not."""
    asked = Purpose.objects.filter(code=purpose, is_active=True).first()
    if asked is None:
        return False
    word = consented(
        (), basis=asked.basis, channel="", born_on=None, minimum_age=None, on=timezone.localdate()
    )
    return word.allowed


def _restricted(persons: list[int]) -> set[int]:
    now = timezone.now()
    lasting = Restriction.objects.filter(Q(until__isnull=True) | Q(until__gt=now))
    return set(lasting.filter(customer__person_id__in=persons).values_list("customer__person_id", flat=True))


def _words(
    persons: list[int], purposes: Iterable[Purpose], message_id: int | None = None
) -> dict[int, dict[int, list[Word]]]:
    """Purpose's id -> person -> everything they said about it."""
    anew = dict(
        ConsentText.objects.filter(purpose__in=purposes, asks_again=True)
        .values("purpose_id")
        .annotate(newest=Max("version"))
        .values_list("purpose_id", "newest")
    )
    # a subquery and no join: SQLite begins a join at the purpose and walks through everybody's words
    nodes = Customer.objects.filter(person_id__in=persons).values("id")
    rows = Consent.objects.filter(purpose__in=purposes, customer__in=nodes).values_list(
        "purpose_id",
        "customer__person_id",
        "state",
        "channel",
        "at",
        "text__version",
        "by_guardian",
        "is_once",
        "used_for",
    )
    found: dict[int, dict[int, list[Word]]] = {}
    for purpose, person, state, channel, at, version, by_guardian, once, used_for in rows:
        holds = purpose not in anew or (version or 0) >= anew[purpose]
        used_up = once and used_for is not None and used_for != message_id
        said = Word(state, channel, at, text_holds=holds, by_guardian=by_guardian, is_used_up=used_up)
        found.setdefault(purpose, {}).setdefault(person, []).append(said)
    return found


@dataclass(frozen=True, slots=True)
class Allowance:
    """One purpose and what a person allows of it: by channel, each with the reason's sentence when it is refused."""

    code: str
    label: str
    explanation: str
    basis: str
    is_sensitive: bool
    passes_on: bool
    may_change: bool
    allowed: bool  # on every channel
    reason: str
    by_channel: tuple[tuple[str, str, bool], ...]  # code, label, allowed
    text: str
    text_version: int | None

    @property
    def needs_words(self) -> bool:
        """Nobody can agree to it before its words are published."""
        return (self.is_sensitive or self.passes_on) and self.text_version is None

    @property
    def allowed_anywhere(self) -> bool:
        """On some channel at least, so that there is something to withdraw."""
        return any(allowed for _code, _label, allowed in self.by_channel)

    @property
    def only_by(self) -> str:
        """The channels on which alone it is allowed; "" when that is all of them or none."""
        return (
            "" if self.allowed else " · ".join(label for _code, label, allowed in self.by_channel if allowed)
        )


def allowances_of(person_id: int, language: str) -> list[Allowance]:
    """Every purpose in use, in order, with the words it is explained in today."""
    purposes = list(Purpose.objects.filter(is_active=True).order_by("position", "id"))
    words = _words([person_id], purposes)
    is_restricted = bool(_restricted([person_id]))
    born_on = Customer.objects.filter(id=person_id).values_list("born_on", flat=True).first()
    texts = current_texts(language)
    today = timezone.localdate()
    found = []
    for purpose in purposes:
        verdicts = {
            channel: Consented(False, "restricted")
            if is_restricted
            else consented(
                words.get(purpose.pk, {}).get(person_id, ()),
                basis=purpose.basis,
                channel=channel,
                born_on=born_on,
                minimum_age=purpose.minimum_age,
                on=today,
            )
            for channel in ON_CHANNELS
        }
        refused = next((one.reason for one in verdicts.values() if not one.allowed), "")
        text = texts.get(purpose.pk)
        found.append(
            Allowance(
                code=purpose.code,
                label=purpose_label(purpose.code, purpose.name),
                explanation=explanation(purpose.code),
                basis=purpose.basis,
                is_sensitive=purpose.is_sensitive,
                passes_on=purpose.passes_on,
                may_change=purpose.basis in ("consent", "objection"),
                allowed=not refused,
                reason=str(REASONS[refused]) if refused else "",
                by_channel=tuple(
                    (channel, str(CHANNELS[channel]), one.allowed) for channel, one in verdicts.items()
                ),
                text=text.text if text else "",
                text_version=text.version if text else None,
            )
        )
    return found


def current_texts(language: str) -> dict[int, ConsentText]:
    """Purpose's id -> its newest words in the language, in any other when there are none."""
    found: dict[int, ConsentText] = {}
    for text in ConsentText.objects.order_by("version", "id"):
        before = found.get(text.purpose_id)
        newer = before is None or text.version > before.version
        if newer or text.language == language:
            found[text.purpose_id] = text
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a person's history of consent, newest first."""

    id: int
    at: datetime
    purpose: str
    purpose_label: str
    channel: str
    channel_label: str
    state: str
    state_label: str
    source: str
    source_label: str
    by: str
    by_guardian: bool
    is_once: bool
    text_version: int | None
    text: str
    proof: dict[str, str]


def history_of(actor: Actor, customer_id: int) -> list[Said]:
    """Everything the person said about consent. Raises NoSuchCustomer outside what the actor may see."""
    person = person_for(actor, customer_id)
    rows = (
        Consent.objects.filter(customer__person_id=person.pk)
        .select_related("purpose", "text")
        .order_by("-at", "-id")
    )
    return [
        Said(
            id=row.pk,
            at=row.at,
            purpose=row.purpose.code,
            purpose_label=purpose_label(row.purpose.code, row.purpose.name),
            channel=row.channel,
            channel_label=str(CHANNELS.get(row.channel, row.channel)),
            state=row.state,
            state_label=str(STATES[row.state]),
            source=row.source,
            source_label=str(SOURCES.get(row.source, row.source)),
            by=row.by,
            by_guardian=row.by_guardian,
            is_once=row.is_once,
            text_version=row.text.version if row.text else None,
            text=row.text.text if row.text else "",
            proof=row.proof,
        )
        for row in rows
    ]


def is_opted_out(person_id: int) -> bool:
    """Whether the person wants nothing at all any more."""
    return OptOut.objects.filter(digest__in=_marks(person_id)).exists()


def opt_outs_of(person_id: int) -> QuerySet[OptOut]:
    """What the person ended themselves: everything, or what goes to an address that is theirs alone. An address
    that does not work (bounced) is no word of theirs."""
    own = Identity.objects.filter(customer__person_id=person_id, is_shared=False, kind__in=ADDRESSES)
    silenced = [*_marks(person_id), *own.values_list("digest", flat=True)]
    return OptOut.objects.filter(digest__in=silenced).exclude(reason="bounced")


def _marks(person_id: int) -> list[bytes]:
    nodes = Customer.objects.filter(person_id=person_id).values_list("id", flat=True)
    return [digest("customer", str(node)) for node in nodes]


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """A purpose with its published words."""

    code: str
    name: str
    label: str
    basis: str
    is_sensitive: bool
    passes_on: bool
    minimum_age: int | None
    is_active: bool
    texts: tuple[ConsentText, ...]  # newest first


def list_purposes(actor: Actor) -> list[PurposeRow]:
    """Every purpose. Needs `personal.read` or `consent.manage` somewhere."""
    if not actor.may("consent.manage"):
        actor.require("personal.read")
    texts: dict[int, list[ConsentText]] = {}
    for text in ConsentText.objects.order_by(F("version").desc(), "language"):
        texts.setdefault(text.purpose_id, []).append(text)
    return [
        PurposeRow(
            code=purpose.code,
            name=purpose.name,
            label=purpose_label(purpose.code, purpose.name),
            basis=purpose.basis,
            is_sensitive=purpose.is_sensitive,
            passes_on=purpose.passes_on,
            minimum_age=purpose.minimum_age,
            is_active=purpose.is_active,
            texts=tuple(texts.get(purpose.pk, ())),
        )
        for purpose in Purpose.objects.order_by("position", "id")
    ]
