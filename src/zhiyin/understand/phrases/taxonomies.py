"""Words about taxonomies: factors, what can be wrong, what a version changed."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from zhiyin.science.understand.taxonomies import taxonomy as science
from zhiyin.science.understand.taxonomies.taxonomy import Fault

FACTORS: Final = {
    "product": pgettext_lazy("factor", "Product"),
    "service": pgettext_lazy("factor", "Service"),
    "relationship": pgettext_lazy("factor", "Relationship"),
    "convenience": pgettext_lazy("factor", "Convenience"),
    "brand": pgettext_lazy("factor", "Brand"),
    "price": pgettext_lazy("factor", "Price"),
}

_FAULTS: Final = {
    science.BAD_CODE: gettext_lazy(
        "A code has small letters, digits and _, and begins with a letter: not “%(detail)s”."
    ),
    science.TWICE: gettext_lazy("Two categories have this code."),
    science.NO_NAME: gettext_lazy("Give it a name, in Chinese or in English."),
    science.TOO_LONG: gettext_lazy("Use up to %(name)s characters for a name."),
    science.NO_SUCH_FACTOR: gettext_lazy("There is no factor “%(detail)s”."),
    science.NO_SUCH_ASPECT: gettext_lazy("There is no aspect “%(detail)s”."),
    science.NO_SUCH_PARENT: gettext_lazy("The category above it, “%(detail)s”, does not exist."),
    science.CIRCLE: gettext_lazy("It lies below itself."),
    science.TOO_DEEP: gettext_lazy("It lies deeper than %(depth)s levels."),
    science.TOO_MANY_CATEGORIES: gettext_lazy("There are more than %(categories)s categories."),
    science.TOO_MANY_TERMS: gettext_lazy("There are more than %(terms)s words."),
    science.LONG_TERM: gettext_lazy("A word has up to %(term)s characters: not “%(detail)s…”."),
}


def fault_in_words(fault: Fault) -> str:
    """A sentence; where it is about a category, its code stands before it."""
    said = str(_FAULTS[fault.code]) % {
        "detail": fault.detail,
        "name": science.LONGEST_NAME,
        "depth": science.DEEPEST,
        "categories": science.MOST_CATEGORIES,
        "terms": f"{science.MOST_TERMS:,}",
        "term": science.LONGEST_TERM,
    }
    return said


def changed_in_words(changed: Mapping[str, Any]) -> list[str]:
    """What a version changed, in short sentences; empty for the shipped one."""
    if "switched" in changed:
        return [_("Switched on") if changed["switched"] else _("Switched off")]
    said = []
    if "restored" in changed:
        number = changed["restored"]
        said.append(
            _("Back to version %(number)s") % {"number": number} if number else _("Back to the shipped one")
        )
    counts = {name: len(changed.get(name, ())) for name in ("added", "removed", "changed")}
    if n := counts["added"]:
        said.append(ngettext("%(n)s category added", "%(n)s categories added", n) % {"n": n})
    if n := counts["removed"]:
        said.append(ngettext("%(n)s category removed", "%(n)s categories removed", n) % {"n": n})
    if n := counts["changed"]:
        said.append(ngettext("%(n)s category changed", "%(n)s categories changed", n) % {"n": n})
    if n := changed.get("terms_added", 0):
        said.append(ngettext("%(n)s word added", "%(n)s words added", n) % {"n": n})
    if n := changed.get("terms_removed", 0):
        said.append(ngettext("%(n)s word removed", "%(n)s words removed", n) % {"n": n})
    return said or [_("Renamed")]
