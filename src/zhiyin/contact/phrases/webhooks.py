"""The words of webhooks."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: Final = {
    "on": pgettext_lazy("webhook", "On"),
    "off": pgettext_lazy("webhook", "Off"),
    "gone": _("Switched off: it answered that it is gone (410)"),
    "paused": _("Paused after failures"),
    "waiting": _("Waiting"),
    "sending": _("Being sent"),
    "delivered": pgettext_lazy("webhook", "Delivered"),
    "failed": _("Not delivered"),
}
DELIVERY_STATES: Final = ("waiting", "delivered", "failed")
PROBLEMS: Final = {
    "address_refused": _("the address lies in a private network"),
    "not_reached": _("no proper answer"),
    "secret_unreadable": _("the secret cannot be read; renew it"),
    "redirected": _("it redirected, which counts as failure"),
    "refused": _("it did not answer with success"),
    "interrupted": _("the worker was interrupted; it is told again"),
}


def state_label(state: str) -> str:
    """The state of a machine or of a delivery in words."""
    return str(STATES.get(state, state))


def problem_label(problem: str) -> str:
    """What went wrong, in words: a code of PROBLEMS, optionally with what was seen."""
    code, separator, seen = problem.partition(": ")
    return f"{PROBLEMS[code]}{separator}{seen}" if code in PROBLEMS else problem
