"""What would become of the first rows of a file, before anything is taken in."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.unit_matching import units_meant
from zhiyin.collect.phrases import reason
from zhiyin.collect.queries.imports import import_of
from zhiyin.collect.queries.tables import data_rows, stored_path
from zhiyin.science.collect.checking import Problem, problem_of
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.event_drafts import EventDraft, problem_of_event
from zhiyin.science.collect.fields import CUSTOMERS, PURCHASES
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.problems import FileFault, Unread
from zhiyin.science.collect.profiles import ProfileReader, ProfileRow
from zhiyin.science.collect.purchases import PurchaseReader, PurchaseRow
from zhiyin.science.collect.rows import PASSED_OVER, RowReader

LOOKED_AT = 1_000
SHOWN = 12
LONGEST_CELL = 80


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the file: its number, its cells cut short, why it would not be taken ("" if it would), what it says."""

    number: int
    cells: list[str]
    problem: str
    understood: Any = None  # a draft, a purchase, a profile


@dataclass(frozen=True, slots=True)
class Preview:
    """What the first rows tell: some of them (rows with problems first), how many had problems, how many hold nobody's
    word (by the reason)."""

    rows: list[PreviewRow]
    looked_at: int
    problems: int
    passed_over: dict[str, int]
    new_units: list[str]
    samples: list[list[str]]  # by column


def preview_of(actor: Actor, import_id: int, mapping: Mapping) -> Preview:
    """Try the mapping on the first rows. Raises NotFound."""
    seen = import_of(actor, import_id)
    read = _reading(mapping)
    try:
        found = list(islice(data_rows(stored_path(seen.stored_as), seen.layout), LOOKED_AT))
    except (FileFault, OSError):
        found = []
    rows = [(number, cells.cells if isinstance(cells, Unread) else cells) for number, cells in found]
    unread = {number: cells.problem for number, cells in found if isinstance(cells, Unread)}
    good: list[PreviewRow] = []
    bad: list[PreviewRow] = []
    units: set[str] = set()
    passed_over: Counter[str] = Counter()
    for number, cells in rows:
        draft = unread.get(number) or read(cells)
        problem = draft if isinstance(draft, Problem) else _problem(draft)
        units.update(_units(draft))
        if problem is not None and problem.code in PASSED_OVER:
            passed_over[problem.code] += 1
            continue
        shown = PreviewRow(
            number,
            [_cut(cells[column.index] if column.index < len(cells) else "") for column in mapping.columns],
            reason(problem.code, problem.data) if problem else "",
            None if problem else draft,
        )
        (bad if problem else good).append(shown)
    chosen = sorted(
        [*bad[: SHOWN // 2], *good[: SHOWN - min(len(bad), SHOWN // 2)]], key=lambda row: row.number
    )
    known = units_meant(units)
    samples = [_samples(column.index, rows) for column in mapping.columns]
    return Preview(chosen, len(rows), len(bad), dict(passed_over), sorted(units - known.keys()), samples)


def _reading(mapping: Mapping) -> Callable[[list[str]], Any]:
    zone = ZoneInfo(settings.TIME_ZONE)
    if mapping.kind == PURCHASES:
        return PurchaseReader(mapping, zone).row
    if mapping.kind == CUSTOMERS:
        return ProfileReader(mapping, zone, timezone.now()).row
    return RowReader(mapping, zone).draft


def _problem(draft: Any) -> Problem | None:
    if isinstance(draft, SignalDraft):
        return problem_of(draft)
    return next((found for one in _events(draft) if (found := problem_of_event(one))), None)


def _events(draft: Any) -> list[EventDraft]:
    if isinstance(draft, PurchaseRow):
        return draft.drafts
    return draft.events if isinstance(draft, ProfileRow) else []


def _units(draft: Any) -> set[str]:
    named = [draft.unit] if isinstance(draft, SignalDraft) else [one.unit for one in _events(draft)]
    return {unit for unit in named if unit}


def _cut(cell: str) -> str:
    cell = cell.strip().replace("\0", "\u2400")
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - 1] + "…"


def _samples(index: int, rows: list[tuple[int, list[str]]]) -> list[str]:
    found: dict[str, None] = {}
    for _number, cells in rows:
        if index < len(cells) and cells[index].strip():
            found[_cut(cells[index])[:30]] = None
            if len(found) == 3:
                break
    return list(found)
