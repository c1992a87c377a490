"""Imports as the pages show them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhiyin.collect.phrases import ENCODING_EVIDENCE, FIELD_LABELS, STATE_LABELS, evidence, fault
from zhiyin.science.collect.columns import FIELDS, SCORES


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column in the form: samples, choices, scale, why, what is wrong."""

    index: int
    name: str
    samples: list[str]
    choices: list[tuple[str, str, bool]]
    is_score: bool
    low: str
    high: str
    polarity: int
    why: str
    error: str


def column_lines(
    mapping: dict[str, Any], samples: list[list[str]], errors: dict[int, str]
) -> list[ColumnLine]:
    """The columns of a mapping as lines of the form."""
    return [
        ColumnLine(
            index=column["index"],
            name=column["name"],
            samples=found,
            choices=[(field, str(FIELD_LABELS[field]), field == column["field"]) for field in FIELDS],
            is_score=column["field"] in SCORES,
            low=_number(column["scale_min"]),
            high=_number(column["scale_max"]),
            polarity=column["polarity"],
            why=" · ".join(filter(None, (evidence(one) for one in column["evidence"]))),
            error=errors.get(column["index"], ""),
        )
        for column, found in zip(mapping["columns"], samples, strict=True)
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def state_label(state: str) -> str:
    return str(STATE_LABELS.get(state, state))


def problem_words(problem: dict[str, Any]) -> str:
    """Why an import stopped."""
    return fault(problem["code"], problem.get("data", {})) if problem else ""


def layout_words(layout: dict[str, Any]) -> str:
    """How the file is written, and how that was found out."""
    if layout["format"] == "xlsx":
        return _("XLSX workbook")
    return _("text in %(encoding)s (%(evidence)s), separated by %(delimiter)s") % {
        "encoding": layout["encoding"].upper().replace("-SIG", ""),
        "evidence": ENCODING_EVIDENCE.get(layout.get("encoding_evidence", ""), ""),
        "delimiter": delimiter_words(layout["delimiter"]),
    }


def delimiter_words(delimiter: str) -> str:
    return {",": _("commas"), "\t": _("tabs"), ";": _("semicolons"), "|": _("bars")}.get(delimiter, delimiter)
