"""Who may be written to. Asked when something is decided, and again when it is about to leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from zhiyin.accounts.actor import Actor
from zhiyin.contact.models import Hold
from zhiyin.customers.keys import digest, normal
from zhiyin.customers.models import OptOut

# Answers to what a customer began: an open complaint must not silence them.
ANSWERS: Final = frozenset({"case_reply"})
# News about work is worthless later; without a mail server it would pile up and then flood.
NEWS_LASTS: Final = timedelta(days=3)
MASK: Final = "•••"
# What kind of key an address of a channel is.
KEY_OF: Final = {"mail": "email"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be sent; if not, `reason` is a code of contact.phrases.REASONS."""

    allowed: bool
    reason: str = ""


ALLOWED = Verdict(True)


def is_clean(text: str) -> bool:
    """Whether a header can carry the text: no line breaks, no other control characters."""
    return all(ord(character) >= 32 and ord(character) != 127 for character in text)


def usable_mail_address(address: str) -> bool:
    """Whether mail can be addressed to it."""
    if not is_clean(address):
        return False
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def may_contact(*, channel: str, to: str, purpose: str, customer_id: int | None) -> Verdict:
    """Whether this may be sent now. An opt-out silences everything; a hold everything but answers."""
    if not to.strip():
        return Verdict(False, "no_address")
    if channel == "mail" and not usable_mail_address(to):
        return Verdict(False, "bad_address")
    opted_out = [digest(KEY_OF[channel], normal(KEY_OF[channel], to))]
    if customer_id is not None:
        opted_out.append(digest("customer", str(customer_id)))
    if OptOut.objects.filter(digest__in=opted_out).exists():
        return Verdict(False, "opted_out")
    if customer_id is None or purpose in ANSWERS:
        return ALLOWED
    on_hold = Hold.objects.filter(customer_id=customer_id).exists()
    return Verdict(False, "on_hold") if on_hold else ALLOWED


def out_of_date(purpose: str, created_at: datetime, now: datetime) -> bool:
    """Whether a message has waited so long that it should not leave any more."""
    return purpose == "notification" and now - created_at > NEWS_LASTS


def shown_reason(state: str, reason: str) -> str:
    """The stored reason, or why nothing waiting can leave at all."""
    if state == "waiting" and not settings.MAIL_CONFIGURED:
        return "no_mail_server"
    return reason


def shown_address(actor: Actor, address: str, unit_path: str) -> str:
    """The address as far as the actor may see it: m•••@example.com without the permission."""
    if actor.may("personal.read", unit_path):
        return address
    name, separator, domain = address.rpartition("@")
    return f"{name[:1]}{MASK}@{domain}" if separator else MASK
