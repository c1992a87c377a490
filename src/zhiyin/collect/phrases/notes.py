"""What was understood of a file as a whole, in words; the codes are those of `Recognised.notes`."""

from typing import Any, Final

from django.utils.translation import gettext_lazy

PRESET_LABELS: Final = {
    "table": gettext_lazy("a table"),
}

NOTES: Final = {
    "header_at": gettext_lazy("row %(row)s names the columns"),
}


def note(found: dict[str, Any]) -> str:
    """One thing that was understood, as a sentence; "" for a code without one."""
    phrase = NOTES.get(found["code"])
    if phrase is None:
        return ""
    data = {name: value for name, value in found.items() if name != "code"}
    return str(phrase) % data if data else str(phrase)
