"""The rows that were not taken, as a CSV file for a spreadsheet program: to be repaired and handed over again."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.phrases import reason
from zhiyin.collect.queries.imports import RejectedRow, import_of, rejects_of
from zhiyin.documents.spreadsheet_safety import neutral
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.headers import plain


def rejects_lines(actor: Actor, import_id: int) -> Iterator[str]:
    """The file line by line: UTF-8 with a mark for Excel, formulas made harmless. Raises NotFound.

    The reasons are in the language of the caller, although the lines are asked for when the request is over.
    """
    seen = import_of(actor, import_id)
    names = [column["name"] for column in seen.mapping["columns"]]
    return _lines(rejects_of(actor, seen.id), names, translation.get_language() or settings.LANGUAGE_CODE)


def mark_own_columns(columns: Sequence[Column]) -> None:
    """In a file of rejected rows that was repaired and comes back: its two columns of ours are left out."""
    if [plain(column.name) for column in columns[:2]] in _headings():
        for column in columns[:2]:
            column.field, column.evidence, column.asked = "ignore", [{"code": "ours"}], []


def _headings() -> list[list[str]]:
    """What we call our two columns, in every language, as names are compared."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.append([plain(_("Row")), plain(_("Why it was not taken"))])
    return found


def _lines(rows: Iterable[RejectedRow], names: list[str], language: str) -> Iterator[str]:
    with translation.override(language):
        header = _line([_("Row"), _("Why it was not taken"), *names])
    yield "\ufeff" + header
    for row in rows:
        with translation.override(language):
            line = _line(_cells(row, names))
        yield line


def write_rejects(actor: Actor, import_ids: Iterable[int], path: Path) -> None:
    """Write the rejected rows of several imports into one file, readable by us alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline=""
    ) as out:
        for import_id in import_ids:
            for number, line in enumerate(rejects_lines(actor, import_id)):
                out.write(line.lstrip("\ufeff") if number == 0 and out.tell() else line)


def _cells(row: RejectedRow, names: list[str]) -> list[str]:
    data = {name: value for name, value in row.data.items() if name != "pointer"}
    beyond = [str(value) for name, value in row.raw.items() if name not in names]
    return [str(row.row), reason(row.code, data), *(str(row.raw.get(name, "")) for name in names), *beyond]


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([neutral(cell) for cell in cells])
    return out.getvalue()
