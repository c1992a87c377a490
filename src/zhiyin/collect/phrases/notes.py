"""What was understood of a file as a whole, in words; the codes are those of `Recognised.notes`."""

from typing import Any, Final

from django.utils.translation import gettext_lazy

PRESET_LABELS: Final = {
    "table": gettext_lazy("a table"),
    "calls": gettext_lazy("call records of a hotline"),
    "tickets": gettext_lazy("tickets of a help desk"),
    "transcripts": gettext_lazy("transcripts of conversations"),
}

NOTES: Final = {
    "header_at": gettext_lazy("row %(row)s names the columns"),
    # service records
    "keys": gettext_lazy("“%(name)s” is what callers pressed at the end of the call"),
    "participation": gettext_lazy(
        "of the first %(all)s, %(asked)s were asked for their satisfaction and %(answered)s answered"
    ),
    "recording_linked": gettext_lazy("recordings are kept as the links in “%(name)s”, never fetched"),
    "speakers_split": gettext_lazy(
        "“%(name)s” is split by speaker: only what the customer said is read, the rest is kept apart"
    ),
    "speakers_unknown": gettext_lazy(
        "“%(name)s” does not say who is the customer: where nobody greets as staff does, all of it is read"
    ),
    "utterances_gathered": gettext_lazy(
        "rows with the same “%(name)s” are one conversation: %(rows)s rows in the first ones are %(groups)s"
    ),
    "tickets_of": gettext_lazy("written by %(tool)s"),
    "replies_apart": gettext_lazy("what staff answered (%(names)s) is kept apart from the customer's words"),
    "internal_left_out": gettext_lazy("internal notes (%(names)s) are not read"),
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
    "same_page": gettext_lazy(
        "the next page would be the same one again. Check how the pages are told apart."
    ),
    "secret_unreadable": gettext_lazy(
        "its token was stored under another secret of this installation. Enter it again."
    ),
}


def unexpected(code: str, data: dict[str, Any]) -> str:
    """Why the answer of another system cannot be used."""
    return str(UNEXPECTED[code]) % data if data else str(UNEXPECTED[code])
