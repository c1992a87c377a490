"""What can be written to: which addresses a channel takes, and what kind of customer's key each is."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from zhiyin.accounts.actor import Actor
from zhiyin.customers.keys import normal

MASK: Final = "•••"
# What kind of a customer's key an address of a channel is. Robots speak to a group of colleagues: to no customer.
KEY_OF: Final = {"mail": "email", "sms": "mobile", "wecom_customer": "wecom"}
_MOBILE = re.compile(r"\+?[0-9]{6,20}")


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


def usable_address(channel: str, address: str) -> bool:
    """Whether the channel can carry anything to it. A masked number (138****1234) is none."""
    if channel == "mail":
        return usable_mail_address(address)
    if channel == "sms":
        return _MOBILE.fullmatch(normal("mobile", address)) is not None and "*" not in address
    return is_clean(address)


def shown_address(actor: Actor, address: str, unit_path: str) -> str:
    """The address as far as the actor may see it: m•••@example.com, 138•••• without the permission."""
    if actor.may("personal.read", unit_path):
        return address
    name, separator, domain = address.rpartition("@")
    return (
        f"{name[:1]}{MASK}@{domain}" if separator else f"{address[:3] if address.isdecimal() else ''}{MASK}"
    )
