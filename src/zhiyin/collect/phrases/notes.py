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


UNEXPECTED: Final = {
    "no_json": gettext_lazy("it is no JSON."),
    "no_records": gettext_lazy("there is no list of records at “%(path)s”."),
    "next_elsewhere": gettext_lazy("the next page would lie on another server (%(url)s)."),
    "same_page": gettext_lazy("the next page would be the same one again. Check how the pages are told apart."),
    "secret_unreadable": gettext_lazy("its token was stored under another secret of this installation. Enter it again."),
}


def unexpected(code: str, data: dict[str, Any]) -> str:
    """Why the answer of another system cannot be used."""
    return str(UNEXPECTED[code]) % data if data else str(UNEXPECTED[code])
