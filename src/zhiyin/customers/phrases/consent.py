"""The words of consent, in both languages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PURPOSES: Final[dict[str, "str | Promise"]] = {
    "service": _("Answer you and tell you about your orders"),
    "survey": _("Ask you about your experience"),
    "marketing": _("Tell you about offers and events"),
    "profiling": _("Sort customers by an automated judgement, to serve them fittingly"),
    "sensitive": _("Use sensitive data such as health, belief or children's data"),
    "passing_on": _("Pass your data on to partners"),
}
EXPLANATIONS: Final[dict[str, "str | Promise"]] = {
    "service": _("We need this to fulfil what you ordered or asked for."),
    "survey": _("We ask at most a few times a year, and you may stop it at any time."),
    "marketing": _("Only if you want it. You may stop it at any time."),
    "profiling": _(
        "A computer estimates how often you come and how content you are. Prices never depend on it, and you may "
        "refuse: your service stays the same."
    ),
    "sensitive": _("Only if you agree to it apart from everything else."),
    "passing_on": _("Only if you agree to it apart from everything else. We then name the partner."),
}
BASES: Final[dict[str, "str | Promise"]] = {
    "consent": _("once the customer agrees"),
    "objection": _("until the customer objects"),
    "contract": _("needed for the contract"),
    "law": _("required by law"),
}
REASONS: Final[dict[str, "str | Promise"]] = {
    "never_asked": _("The customer has not agreed to this."),
    "withdrawn": _("The customer has withdrawn their consent."),
    "objected": _("The customer has objected to this."),
    "words_changed": _("The purpose has been worded anew: the customer must be asked again."),
    "guardian_missing": _("The customer is a minor: a guardian must agree."),
    "used_up": _("The customer agreed to one message, and it has been sent."),
    "restricted": _("The customer's data is restricted: it is kept and used for nothing."),
    "no_such_purpose": _("This purpose is not in use."),
}
CHANNELS: Final[dict[str, "str | Promise"]] = {
    "": _("every channel"),
    "mail": pgettext_lazy("channel", "Mail"),
    "sms": _("Text message"),
    "wecom": _("WeCom"),
    "phone": _("Phone call"),
}
STATES: Final[dict[str, "str | Promise"]] = {"given": _("Agreed"), "withdrawn": _("Withdrawn")}
SOURCES: Final[dict[str, "str | Promise"]] = {
    "preference_centre": _("the customer, on their own page"),
    "staff": _("written down by staff"),
    "api": _("handed in by a program"),
    "unsubscribed": _("the link in a message"),
}
PROOFS: Final[dict[str, "str | Promise"]] = {
    "web_form": _("a form on the web"),
    "paper": _("a signed paper"),
    "call": _("a recorded call"),
    "counter": _("said at the counter"),
    "import": _("an import"),
}


def purpose_label(code: str, name: str) -> str:
    """What a purpose is called: its own name, or the words it ships with."""
    return name or str(PURPOSES.get(code, code))


def explanation(code: str) -> str:
    """What a purpose means, in one sentence; "" for one that was added here."""
    return str(EXPLANATIONS.get(code, ""))
