"""Who may be written to. Asked when something is decided, and again when it is about to leave."""

from zhiyin.contact.rules.addresses import (
    KEY_OF,
    MASK,
    is_clean,
    shown_address,
    usable_address,
    usable_mail_address,
)
from zhiyin.contact.rules.contacting import ALLOWED, Verdict, explain, may_contact
from zhiyin.contact.rules.purposes import ANSWERS, TO_STAFF, is_bulk
from zhiyin.contact.rules.waiting import out_of_date

__all__ = [
    "ALLOWED",
    "ANSWERS",
    "KEY_OF",
    "MASK",
    "TO_STAFF",
    "Verdict",
    "explain",
    "is_bulk",
    "is_clean",
    "may_contact",
    "out_of_date",
    "shown_address",
    "usable_address",
    "usable_mail_address",
]
