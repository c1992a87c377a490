"""The one door: whether this may be sent to this customer, now, later, or not at all.

In this order, the first objection counts:

1. the address cannot be used;
2. opted out: this address, or any key's customer of the same person. Nothing passes an opt-out, no answer either;
3. their data is restricted: it is kept and used for nothing;
4. a complaint of theirs is open;
5. no consent to this purpose;
6. enough has reached them (ContactRule.most in .within_days, over all keys of the person and every channel);
7. the hour: quiet hours, their own hours, days of the month on which they asked for none. This one only postpones.

An answer to what the customer began (ANSWERS) passes 4 and 5, and 6 and 7 unless a rule names its purpose; their own
hours bind it on every channel but mail, which wakes nobody. News to colleagues (TO_STAFF) has no customer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from zhiyin.contact.models import ContactRule, Hold
from zhiyin.contact.rules.addresses import KEY_OF, usable_address
from zhiyin.contact.rules.caps import exceeded, rules_for
from zhiyin.contact.rules.hours import Quiet, next_open
from zhiyin.contact.rules.purposes import ANSWERS, UNCOUNTED
from zhiyin.customers.keys import digest, normal
from zhiyin.customers.models import Customer, OptOut, Preference, Restriction
from zhiyin.customers.preference_values import gathered
from zhiyin.customers.queries.consents import consent_for


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be sent; `reason` is a code of contact.phrases.REASONS. With `until` it may, but not
    before that moment."""

    allowed: bool
    reason: str = ""
    until: datetime | None = None


ALLOWED = Verdict(True)


@dataclass
class Asked:
    """What is asked, and what several checks need to know."""

    channel: str
    to: str
    purpose: str
    customer_id: int | None
    at: datetime
    claiming: int | None  # the message that is about to leave

    @cached_property
    def nodes(self) -> list[int]:
        """Every customer that is the same person."""
        if self.customer_id is None:
            return []
        person = Customer.objects.filter(id=self.customer_id).values("person_id")
        found = Customer.objects.filter(person_id__in=person).values_list("id", flat=True)
        return list(found) or [self.customer_id]

    @cached_property
    def rules(self) -> list[ContactRule]:
        return rules_for(self.channel, self.purpose)


# Channels that consent knows by another name.
CONSENT_CHANNEL = {"wecom_customer": "wecom"}

Check = Callable[[Asked], Verdict | None]


def _address(asked: Asked) -> Verdict | None:
    if not asked.to.strip():
        return Verdict(False, "no_address")
    return None if usable_address(asked.channel, asked.to) else Verdict(False, "bad_address")


def _opt_out(asked: Asked) -> Verdict | None:
    silenced = [digest("customer", str(node)) for node in asked.nodes]
    kind = KEY_OF.get(asked.channel)
    if kind is not None:
        silenced.append(digest(kind, normal(kind, asked.to)))
    gone = bool(silenced) and OptOut.objects.filter(digest__in=silenced).exists()
    return Verdict(False, "opted_out") if gone else None


def _restriction(asked: Asked) -> Verdict | None:
    if asked.customer_id is None:
        return None
    lasting = Q(until__isnull=True) | Q(until__gt=asked.at)
    found = Restriction.objects.filter(lasting, customer_id__in=asked.nodes, since__lte=asked.at)
    return Verdict(False, "restricted") if found.exists() else None


def _hold(asked: Asked) -> Verdict | None:
    if asked.customer_id is None or asked.purpose in UNCOUNTED:
        return None
    held = Hold.objects.filter(customer_id__in=asked.nodes).exists()
    return Verdict(False, "on_hold") if held else None


def _consent(asked: Asked) -> Verdict | None:
    if asked.customer_id is None or asked.purpose in UNCOUNTED:
        return None
    channel = CONSENT_CHANNEL.get(asked.channel, asked.channel)
    found = consent_for(asked.customer_id, asked.purpose, channel, message_id=asked.claiming)
    return None if found.allowed else Verdict(False, "no_consent")


def _cap(asked: Asked) -> Verdict | None:
    if asked.customer_id is None:
        return None
    rule = exceeded(asked.rules, asked.customer_id, asked.at, claiming=asked.claiming)
    return None if rule is None else Verdict(False, "cap_reached")


def _hour(asked: Asked) -> Verdict | None:
    if asked.customer_id is None:
        return None
    quiet = [
        Quiet(rule.quiet_from, rule.quiet_until)
        for rule in asked.rules
        if rule.quiet_from is not None and rule.quiet_until is not None
    ]
    days_off: frozenset[int] = frozenset()
    if not (asked.purpose in ANSWERS and asked.channel == "mail"):
        own, days_off = _own_hours(asked.nodes)
        quiet += own
    local = timezone.localtime(asked.at)
    opens = next_open(local, quiet, days_off)
    if opens is None:
        return Verdict(False, "never_open")
    return None if opens == local else Verdict(True, "quiet_hours", opens)


def _own_hours(nodes: list[int]) -> tuple[list[Quiet], frozenset[int]]:
    """The person's own wishes: hours outside of which, and days of the month on which, not."""
    rows = Preference.objects.filter(customer_id__in=nodes, code__in=("hours", "not_on_days"))
    wishes = gathered(rows.order_by("-at", "-id").values_list("code", "value"))
    quiet = [Quiet(since=wishes.hours[1], until=wishes.hours[0])] if wishes.hours else []
    return quiet, wishes.not_on_days


CHECKS: tuple[tuple[str, Check], ...] = (
    ("address", _address),
    ("opt_out", _opt_out),
    ("restriction", _restriction),
    ("hold", _hold),
    ("consent", _consent),
    ("cap", _cap),
    ("hour", _hour),
)


def may_contact(
    *,
    channel: str,
    to: str,
    purpose: str,
    customer_id: int | None,
    at: datetime | None = None,
    claiming: int | None = None,
) -> Verdict:
    """Whether this may be sent at `at` (now, when not given); `claiming` is the message that is about to leave."""
    asked = Asked(channel, to, purpose, customer_id, at or timezone.now(), claiming)
    return next((verdict for _, verdict in _verdicts(asked) if verdict is not None), ALLOWED)


def explain(
    *, channel: str, to: str, purpose: str, customer_id: int | None, at: datetime | None = None
) -> list[tuple[str, Verdict | None]]:
    """Every check by its name with its objection (None: passed), the later ones as if the earlier had passed."""
    return list(_verdicts(Asked(channel, to, purpose, customer_id, at or timezone.now(), None)))


def _verdicts(asked: Asked) -> Iterator[tuple[str, Verdict | None]]:
    for name, check in CHECKS:
        yield name, check(asked)
