"""Imports as the pages show them."""

from typing import Any

from django.utils.translation import gettext as _

from zhiyin.collect.phrases import ENCODING_EVIDENCE, STATE_LABELS, fault
from zhiyin.collect.phrases.formats import FORMAT_LABELS


def state_label(state: str) -> str:
    return str(STATE_LABELS.get(state, state))


def problem_words(problem: dict[str, Any]) -> str:
    """Why an import stopped."""
    return fault(problem["code"], problem.get("data", {})) if problem else ""


def layout_words(layout: dict[str, Any]) -> str:
    """How the file is written, and how that was found out."""
    if "delimiter" not in layout:
        written = str(FORMAT_LABELS.get(layout["format"], layout["format"]))
        sheet = layout.get("sheet_name", "")
        return _("%(format)s, sheet “%(sheet)s”") % {"format": written, "sheet": sheet} if sheet else written
    return _("text in %(encoding)s (%(evidence)s), separated by %(delimiter)s") % {
        "encoding": layout["encoding"].upper().replace("-SIG", ""),
        "evidence": ENCODING_EVIDENCE.get(layout.get("encoding_evidence", ""), ""),
        "delimiter": delimiter_words(layout["delimiter"]),
    }


def delimiter_words(delimiter: str) -> str:
    return {",": _("commas"), "\t": _("tabs"), ";": _("semicolons"), "|": _("bars"), " ": _("blanks")}.get(
        delimiter, delimiter
    )
