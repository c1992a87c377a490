"""Words about units: why a name is taken for one, where other names come from, what changed on which day."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from zhiyin.accounts.phrases import ownership_label

# Evidence of a suggestion, by the codes of science.accounts.resemblance.
EVIDENCE: Final[dict[str, "str | Promise"]] = {
    "same_spelling": gettext_lazy("the same name, spelled differently"),
    "same_brand": gettext_lazy("the same name without the brand"),
    "same_city": gettext_lazy("the same name in the same city"),
    "same_code": gettext_lazy("its code and its name"),
    "shared_name": gettext_lazy("the same name, but another unit bears it too"),
    "same_but_city": gettext_lazy("the same name; in which city is not known"),
    "without_kind": gettext_lazy("the same name without “%(kind)s”"),
    "other_kind": gettext_lazy("the same name, but “%(heard)s” instead of “%(known)s”"),
    "besides": gettext_lazy("the same name; “%(rest)s” stands beside it"),
    "lacks": gettext_lazy("the same name; “%(rest)s” is missing"),
    "contained": gettext_lazy("“%(part)s” lies in “%(whole)s”"),
    "letters": gettext_lazy("%(same)d of %(most)d characters"),
    "number": gettext_lazy("only one of the two has a number"),
    "city": gettext_lazy("same city: %(city)s"),
    "other_city": gettext_lazy("other city: %(city)s"),
    "code": gettext_lazy("bears its code %(code)s"),
}

# Where another name of a unit comes from.
ORIGINS: Final[dict[str, "str | Promise"]] = {
    "person": gettext_lazy("entered by hand"),
    "file": gettext_lazy("from a file of units"),
    "merged": gettext_lazy("confirmed in the queue"),
    "former": gettext_lazy("former name"),
    "spelling": gettext_lazy("recognised: the same name, spelled differently"),
    "brand": gettext_lazy("recognised: the same name without the brand"),
    "city": gettext_lazy("recognised: the same name in the same city"),
    "code": gettext_lazy("recognised: its code and its name"),
}

# What a row of a file changes.
COLUMNS: Final[dict[str, "str | Promise"]] = {
    "code": gettext_lazy("Code"),
    "name": gettext_lazy("Name"),
    "short_name": gettext_lazy("Short name"),
    "kind": gettext_lazy("Kind"),
    "city": gettext_lazy("City"),
    "aliases": gettext_lazy("Other names"),
    "former_names": gettext_lazy("Former names"),
    "opened_on": gettext_lazy("Opening day"),
    "closed_on": gettext_lazy("Closing day"),
    "ownership": gettext_lazy("Ownership"),
}


def evidence_words(code: str, data: dict[str, Any]) -> str:
    """One piece of evidence in words."""
    return str(EVIDENCE[code]) % data if code in EVIDENCE else code


def confidence_words(score: int) -> str:
    """How sure a suggestion is."""
    if score >= 90:
        return _("very likely")
    return _("likely") if score >= 75 else _("perhaps")


def origin_words(origin: str) -> str:
    return str(ORIGINS.get(origin, origin))


def change_words(kind: str, before: str, after: str) -> str:
    """A dated change in words; places are labels here, not paths."""
    names = {"before": before, "after": after}
    if kind == "moved":
        if before and after:
            return _("Moved from %(before)s to %(after)s") % names
        return _("Moved to %(after)s") % names if after else _("Moved from %(before)s to the top") % names
    if kind == "ownership":
        if (before, after) == ("own", "franchise"):
            return _("Became a franchise")
        if (before, after) == ("franchise", "own"):
            return _("Bought back: run by ourselves again")
        if not after:
            return _("Who runs it is not known")
        return _("Run as: %(ownership)s") % {"ownership": ownership_label(after)}
    sentences = {
        "opened": pgettext("dated change", "Opened"),
        "closed": _("Closed"),
        "reopened": _("Reopened"),
        "renamed": _("Renamed from “%(before)s” to “%(after)s”"),
        "merged": _("“%(before)s” turned out to mean this unit"),
        "split": _("“%(before)s” is no other name of it any more"),
    }
    if kind == "renamed" and not after:
        return _("The name “%(before)s” was dropped") % names
    return sentences[kind] % names if kind in sentences else kind
