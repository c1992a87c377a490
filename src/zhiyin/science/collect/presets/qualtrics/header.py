"""The rows of header of a Qualtrics export, and what each column is called in them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from zhiyin.science.collect.cells import parse_time
from zhiyin.science.collect.described.wording import worded
from zhiyin.science.collect.heads import Header, Numbered

# What Qualtrics writes beside the answers, by its names in all exports -> import id.
_SYSTEM: Final = {
    "StartDate": "startDate", "EndDate": "endDate", "Status": "status", "IPAddress": "ipAddress",
    "Progress": "progress", "Duration (in seconds)": "duration", "Finished": "finished",
    "RecordedDate": "recordedDate", "ResponseId": "_recordId", "ResponseID": "_recordId",
    "RecipientLastName": "recipientLastName", "RecipientFirstName": "recipientFirstName",
    "RecipientEmail": "recipientEmail", "ExternalReference": "externalDataReference",
    "ExternalDataReference": "externalDataReference", "LocationLatitude": "locationLatitude",
    "LocationLongitude": "locationLongitude", "LocationAccuracy": "locationAccuracy",
    "DistributionChannel": "distributionChannel", "UserLanguage": "userLanguage", "ResponseSet": "responseSet",
    "EmailAddress": "recipientEmail", "Name": "name",
}  # fmt: skip
TIMES: Final = ("recordedDate", "endDate", "startDate")
_IMPORT_ID: Final = re.compile(r"\s*\{\s*['\"]ImportId['\"]")
_QUESTION: Final = re.compile(r"(?:\d+_)?QID\d+(?:#\d+)?")  # "#2" is a column of questions side by side
_LIKE_A_QUESTION: Final = re.compile(r"(?:\d+_)?Q(?:ID)?\d+(?:\.\d+)?(?:[#_].*)?", re.IGNORECASE)
_SCORING: Final = re.compile(r"SC\d+")


@dataclass(slots=True)
class Named:
    """One column: its id in row 1, its question in row 2, its import id and the option it is of, from row 3."""

    name: str
    text: str
    imported: str = ""
    choice: str = ""
    zone: str = ""

    @property
    def system(self) -> str:
        if self.imported:
            return self.imported if self.imported in _SYSTEM.values() else ""
        return _SYSTEM.get(self.name, "") or _SYSTEM.get(self.text, "")

    @property
    def asked(self) -> bool:
        """Whether it is a question, not a field of the survey's own (embedded data)."""
        if self.imported:
            return _QUESTION.match(self.imported) is not None
        return self.text != self.name and _SCORING.fullmatch(self.name) is None


def header_of(rows: Sequence[Numbered]) -> tuple[Header, list[Named]] | None:
    """The rows of header if the first of these is one of Qualtrics'."""
    number, ids = rows[0]
    ids = [name.strip().lstrip("\ufeff") for name in ids]
    if len(rows) > 2 and sum(_IMPORT_ID.match(cell) is not None for cell in rows[2][1]) >= max(
        2, len(ids) // 2
    ):
        texts, imported = rows[1][1], rows[2][1]
        named = [
            _of_import(*cells) for cells in zip(ids, _padded(texts, ids), _padded(imported, ids), strict=True)
        ]
        return Header((number, rows[1][0], rows[2][0]), ids, list(rows[3:]), rows[2][0] + 1), named
    second = rows[1][1] if len(rows) > 1 else []
    if _system_names(ids) < 6 and (
        _system_names(second) < 5 or not all(re.fullmatch(r"V\d+", name) for name in ids[:3])
    ):
        return None
    if "_recordId" not in {_SYSTEM.get(name.strip()) for name in (*ids, *second)}:
        return None
    if _is_response(ids, second):  # somebody has taken the row of questions out
        named = [Named(name, "" if _LIKE_A_QUESTION.fullmatch(name) else name) for name in ids]
        return Header((number,), ids, list(rows[1:]), number + 1), named
    named = [Named(name, worded(text)) for name, text in zip(ids, _padded(second, ids), strict=True)]
    numbers = (number, rows[1][0]) if len(rows) > 1 else (number,)
    return Header(numbers, ids, list(rows[len(numbers) :]), numbers[-1] + 1), named


def _system_names(cells: Sequence[str]) -> int:
    return len({_SYSTEM[cell.strip()] for cell in cells if cell.strip() in _SYSTEM})


def _is_response(ids: Sequence[str], cells: Sequence[str]) -> bool:
    utc = ZoneInfo("UTC")
    return any(
        _SYSTEM.get(name) in TIMES and parse_time(cell, utc) is not None
        for name, cell in zip(ids, cells, strict=False)
    )


def _padded(cells: Sequence[str], ids: Sequence[str]) -> list[str]:
    return [cells[index] if index < len(cells) else "" for index in range(len(ids))]


def _of_import(name: str, text: str, imported: str) -> Named:
    found: object = None
    try:
        found = json.loads(imported) if imported.strip() else None
    except ValueError:
        match = re.search(r"ImportId['\"]\s*:\s*['\"]([^'\"]+)", imported)
        found = {"ImportId": match[1]} if match else None
    if not isinstance(found, dict):
        return Named(name, worded(text))
    return Named(
        name,
        worded(text),
        str(found.get("ImportId", "")),
        str(found.get("choiceId", "")),
        _zone(found.get("timeZone")),
    )


def _zone(named: object) -> str:
    if named in ("Z", "UTC", "GMT"):
        return "UTC"
    try:
        return str(ZoneInfo(str(named))) if named else ""
    except (KeyError, ValueError, OSError):
        return ""


def base_id(one: Named) -> str:
    match = _QUESTION.match(one.imported)
    return match[0] if match else one.imported
