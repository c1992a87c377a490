"""Nested values (JSON, Parquet) as named cells: "a.b" for what lies deeper, lists in one cell."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from zhiyin.science.collect.spreadsheets import cell_text

BETWEEN: Final = "┋"  # what 问卷星 puts between the options of one cell; no wording has it
DEEPEST: Final = 16  # names in a row; what lies deeper stays one cell


def flat_record(record: Mapping[str, Any]) -> dict[str, str]:
    """The cells of one record, in its order; two ways to one name get numbers."""
    cells: dict[str, str] = {}
    _flatten(record, "", 0, cells)
    return cells


def flat_cell(value: Any) -> str:
    """One value as a cell: a list of plain values joined, anything deeper as compact JSON."""
    if isinstance(value, str):
        return sound(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return _compact(value) if value else ""
    if isinstance(value, Sequence):
        if any(isinstance(one, Mapping) or (isinstance(one, Sequence) and not _plain(one)) for one in value):
            return _compact(value)
        return BETWEEN.join(flat_cell(one) for one in value)
    return cell_text(value)


def sound(text: str) -> str:
    """The text with halves of characters, which JSON can hold and no encoding can, made visible."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _plain(value: Sequence[Any]) -> bool:
    return isinstance(value, str | bytes)


def _compact(value: Any) -> str:
    return sound(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=flat_cell))


def _flatten(record: Mapping[str, Any], prefix: str, depth: int, cells: dict[str, str]) -> None:
    for key, value in record.items():
        name = sound(f"{prefix}{key}")
        if isinstance(value, Mapping) and value and depth < DEEPEST:
            _flatten(value, f"{name}.", depth + 1, cells)
            continue
        again, number = name, 1
        while again in cells:
            number += 1
            again = f"{name} ({number})"
        cells[again] = flat_cell(value)
