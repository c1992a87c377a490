"""Words of identity: kinds of keys, why customers were joined and parted, what speaks for and against it."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

KINDS: Final[dict[str, "str | Promise"]] = {
    "customer_number": gettext_lazy("Customer number"),
    "mobile": gettext_lazy("Mobile number"),
    "email": gettext_lazy("E-mail address"),
    "wecom": gettext_lazy("WeCom id"),
    "openid": gettext_lazy("OpenID"),
    "unionid": gettext_lazy("UnionID"),
    "device": gettext_lazy("Device"),
}

RULES: Final[dict[str, "str | Promise"]] = {
    "stated_together": gettext_lazy("A row of a source states keys of both together"),
    "same_unionid": gettext_lazy("Both state the same UnionID"),
    "person": gettext_lazy("Somebody decided that they are one person"),
}

EVIDENCE: Final[dict[str, "str | Promise"]] = {
    "same_name": gettext_lazy("The same name"),
    "same_birthday": gettext_lazy("The same birthday"),
    "same_last_digits": gettext_lazy("Mobile numbers with the same last four digits"),
    "same_mailbox_name": gettext_lazy("E-mail addresses with the same name before the @"),
    "shared_key": gettext_lazy("Both had %(kind)s that many people share"),
    "stated_together": gettext_lazy("A row of “%(source)s” states keys of both together"),
    "stated_with_device": gettext_lazy("“%(source)s” saw this device with this person, and with nobody else"),
    "different_name": gettext_lazy("Different names"),
    "different_birthday": gettext_lazy("Different birthdays"),
    "two_keys": gettext_lazy("One person has only one key of this kind, these have two: %(kind)s"),
}

EVIDENCE_ORDER: Final = {code: place for place, code in enumerate(EVIDENCE)}

STATES: Final[dict[str, "str | Promise"]] = {
    "open": pgettext_lazy("question", "Open"),
    "joined": pgettext_lazy("question", "Same person"),
    "refused": pgettext_lazy("question", "Different people"),
    "stale": pgettext_lazy("question", "Settled otherwise"),
}

SHARED_KEY: Final = "shared_key"


def kind_label(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def merge_words(rule: str, evidence: Mapping[str, Any]) -> str:
    """Why two were joined, in a sentence."""
    if evidence.get("split"):
        return _("They stayed together when the person was split")
    if evidence.get("one_row"):
        return _("One row of a source stated their keys together from the first")
    if evidence.get("suggestion"):
        return _("Somebody answered the question whether they are one person with yes")
    return str(RULES.get(rule, rule))


def undone_words(why: str, by: str) -> str:
    """Why a merge was undone: a code of a rule, or what a person wrote."""
    if why == SHARED_KEY:
        return _("The key that joined them turned out to be many people’s")
    return why


def apart_words() -> str:
    return _("Somebody said that they are different people")


def evidence_words(code: str, data: Mapping[str, Any]) -> str:
    """One piece of evidence in words."""
    text = str(EVIDENCE.get(code, code))
    if "%(" not in text:
        return text
    return text % {"kind": kind_label(str(data.get("kind", ""))), "source": data.get("source", "")}


def state_label(state: str) -> str:
    return str(STATES.get(state, state))
