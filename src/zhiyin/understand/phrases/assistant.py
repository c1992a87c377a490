"""The assistant in words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

USES: Final = {
    "summary": _("Sum up comments, with cited quotes"),
    "theme_name": _("Suggest names for themes"),
    "translation": _("Translate a comment"),
    "reply": _("Draft a reply (never sent by itself)"),
}

TITLES: Final = {
    "summary": _("Summary of what customers say"),
    "theme_name": _("Suggested name of a theme"),
    "translation": _("Translation"),
    "reply": _("Draft of a reply"),
    "trial": _("Trial"),
}

PROBLEMS: Final = {
    "switched_off": _("The assistant was switched off before this was written."),
    "budget_spent": _("The budget of this month is used up. An administrator can raise it in the settings."),
    "key_unreadable": _("The key cannot be read any more. An administrator must enter it again."),
    "sources_gone": _("The words that it was to be written from are gone or may not be used."),
    "address_refused": _(
        "The server lies in a private network, and nobody has said that it is your own. Look at the settings."
    ),
    "not_reached": _("The server could not be reached. Everything else goes on working; try again later."),
    "too_slow": _("The server took longer than the time limit allows."),
    "busy": _("The server is too busy or out of order. Try again later."),
    "redirected": _("The server points to another address, which is not followed. Enter the right address."),
    "key_refused": _("The server does not accept the key. An administrator should look at it."),
    "not_there": _("There is no such model or address on the server. An administrator should look at it."),
    "refused": _("The server refused the question. An administrator should look at the model's name."),
    "unreadable": _("The server answered, but not as an OpenAI-compatible API does."),
    "cut_off": _("The model wrote more than it may. Nothing is shown of it."),
    "unusable": _(
        "What the model wrote was not of the form asked for, or cited nothing that was said. It is not shown."
    ),
    "interrupted": _("This was interrupted. Ask again."),
    "fault": _("This stopped because of a fault on our side. It has been written to the log."),
}
