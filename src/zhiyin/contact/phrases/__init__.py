"""The words of this room: states of a message, reasons, and what a notification says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STATES: Final = {
    "waiting": gettext_lazy("Waiting"),
    "sending": gettext_lazy("Being sent"),
    "sent": gettext_lazy("Sent"),
    "failed": gettext_lazy("Not sent"),
    "unknown": gettext_lazy("Outcome unknown"),
    "refused": gettext_lazy("Held back"),
    "staff": gettext_lazy("Waiting for a member of staff"),
}
NOTIFICATIONS: Final = gettext_lazy("Notifications")
PURPOSES: Final = {
    "case_reply": gettext_lazy("Reply in a case"),
    "notification": gettext_lazy("Notification"),
    "test": gettext_lazy("Test"),
    "survey": gettext_lazy("Survey invitation"),
    "service": gettext_lazy("Service message"),
    "marketing": gettext_lazy("Marketing"),
}
REASONS: Final = {
    "no_address": gettext_lazy("no address is known"),
    "bad_address": gettext_lazy("the address cannot be used"),
    "opted_out": gettext_lazy("they asked not to be contacted"),
    "restricted": gettext_lazy("the use of their data is restricted"),
    "no_consent": gettext_lazy("they have not agreed to this purpose"),
    "cap_reached": gettext_lazy("enough has been sent to them lately"),
    "quiet_hours": gettext_lazy("it waits for hours at which they may be contacted"),
    "never_open": gettext_lazy("their wishes and the quiet hours leave no moment"),
    "on_hold": gettext_lazy("a complaint of theirs is still open"),
    "out_of_date": gettext_lazy("the news is too old to be sent"),
    "no_mail_server": gettext_lazy("no mail server is set up; set ZHIYIN_SMTP_URL"),
    "no_channel": gettext_lazy("no channel is set up for it; see Settings, Channels"),
    "unreachable": gettext_lazy("the carrier could not be reached"),
    "server_down": gettext_lazy("the carrier could not be reached for a day"),
    "server_busy": gettext_lazy("the carrier asked to try again later"),
    "refused_by_server": gettext_lazy("the carrier refused it"),
    "answer_unreadable": gettext_lazy("the carrier's answer does not say whether it was taken"),
    "address_refused": gettext_lazy("the carrier's address lies in a private network"),
    "bad_settings": gettext_lazy("the channel's settings cannot be used"),
    "secret_unreadable": gettext_lazy("the channel's secret cannot be read; enter it again"),
    "kept_here": gettext_lazy("rehearsal: nothing left the house"),
    "not_a_friend": gettext_lazy("the customer is not among the contacts of the member of staff"),
    "reached_already": gettext_lazy("the customer has had another group message today"),
    "nobody_tapped": gettext_lazy("nobody tapped within a week"),
    "broke_off": gettext_lazy("the connection broke off while the message was handed over"),
    "interrupted": gettext_lazy("the sender was interrupted"),
    "bad_header": gettext_lazy("a header cannot be written"),
    "marked_by_hand": gettext_lazy("marked as sent by hand"),
}


# What may_contact() looks at, in its order.
CHECKS: Final = {
    "address": gettext_lazy("An address that can be used"),
    "opt_out": gettext_lazy("Not opted out"),
    "restriction": gettext_lazy("No restriction of their data"),
    "hold": gettext_lazy("No open complaint"),
    "consent": gettext_lazy("Consent to the purpose"),
    "cap": gettext_lazy("Not too often"),
    "hour": gettext_lazy("The right hour"),
}
RECEIPTS: Final = {
    "delivered": gettext_lazy("delivered"),
    "bounced": gettext_lazy("came back"),
    "complained": gettext_lazy("complained about"),
}


def state_label(state: str) -> str:
    """A state in words."""
    return str(STATES.get(state, state))


def purpose_label(purpose: str) -> str:
    """A purpose in words."""
    return str(PURPOSES.get(purpose, purpose))


def reason_label(reason: str) -> str:
    """A stored reason in words: a code of REASONS, optionally followed by ": " and what the server said."""
    code, separator, said = reason.partition(": ")
    if code not in REASONS:
        return reason
    return f"{REASONS[code]}{separator}{said}"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notification says: one line, and the lines below it in a mail."""

    title: str
    body: str


Wording = Callable[[Mapping[str, Any]], Notice]
_wordings: dict[str, Wording] = {}


def words_for(kind: str) -> Callable[[Wording], Wording]:
    """Register how notifications of a kind are worded; called with the stored data."""

    def register(wording: Wording) -> Wording:
        _wordings[kind] = wording
        return wording

    return register


def notice(kind: str, data: Mapping[str, Any]) -> Notice:
    """The notification in the current language."""
    wording = _wordings.get(kind)
    return wording(data) if wording else Notice(_("Something happened"), "")
