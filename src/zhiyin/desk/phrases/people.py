"""Words for customers: what happened to them, what they agreed to, what they asked for."""

from typing import Final

from django.utils.translation import gettext_lazy, pgettext_lazy

GROUPS: Final = {
    "": gettext_lazy("Everything"),
    "heard": gettext_lazy("Heard"),
    "done": pgettext_lazy("by a customer", "Done"),
    "case": gettext_lazy("Cases"),
    "message": gettext_lazy("Messages"),
    "consent": gettext_lazy("Consent and rights"),
    "profile": gettext_lazy("Profile and joining"),
}
CONSENT_STATES: Final = {
    "given": gettext_lazy("Agreed"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
REQUESTS: Final = {
    "export": gettext_lazy("Asked for a copy of their data"),
    "correct": gettext_lazy("Asked for a correction"),
    "restrict": gettext_lazy("Asked for their data to be used for nothing"),
    "erase": gettext_lazy("Asked to be erased"),
}
