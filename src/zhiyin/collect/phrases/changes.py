"""How the columns of a file differ from those agreed for its source; the codes are those of `science.collect.layouts`."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CHANGES: Final = {
    "new": gettext_lazy("“%(name)s” is new"),
    "missing": gettext_lazy("“%(name)s” is missing"),
    "renamed": gettext_lazy("“%(before)s” is now “%(name)s”"),
    "scale": gettext_lazy(
        "“%(name)s” had the scale %(low)s–%(high)s, now its values reach from %(now_low)s to %(now_high)s"
    ),
    "content": gettext_lazy("“%(name)s” held values, now it holds something else"),
    "options": gettext_lazy("“%(name)s” has options that were not there: %(options)s"),
}
SHOWN: Final = 6


def change(found: Mapping[str, Any]) -> str:
    """One difference as a sentence; "" for a code that this version does not know."""
    phrase = CHANGES.get(found["code"])
    if phrase is None:
        return ""
    return str(phrase) % {name: _value(value) for name, value in found.items()}


def changes(found: Iterable[Mapping[str, Any]]) -> str:
    """Differences in one line, the first few of many."""
    told = [words for one in found if (words := change(one))]
    shown = _("; ").join(told[:SHOWN])
    more = len(told) - SHOWN
    return _("%(changes)s and %(more)s more") % {"changes": shown, "more": more} if more > 0 else shown


def _value(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:g}"
    return _(", ").join(map(str, value[:SHOWN])) if isinstance(value, list) else value
