"""Thousands of damaged exports: each is refused clearly or read to its end, soon, and no row that is there is lost.

The exports are those of ../shared/data where it is there, and files of the same kinds made here. What happens to the rows at
the door is tested in `test_mutated_files`.
"""

import csv
import io
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from tests.collect.test_mutated_files import mutated
from zhiyin.collect.queries.tables import data_rows, inspect_table, table_rows
from zhiyin.science.collect.checking import Problem, problem_of
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.problems import FileFault, Unread
from zhiyin.science.collect.rows import RowReader

EXPORTS: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "exports"
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
LONGEST: Final = 10.0  # seconds of our own work, however busy the machine is with others
MUTANTS: Final = 90  # of each file made here in each part: 2,160 in all
REAL_MUTANTS: Final = 60
PARTS: Final = 3

HEADER: Final = ["评价ID", "评价时间", "门店名称", "总评分", "口味", "环境", "服务", "评价内容", "商家回复"]
ROWS: Final = [
    [
        f"KEY{n:04d}X",
        f"2025-03-{n + 1:02d} 12:00",
        "知味（东一店）",
        str(1 + n % 5),
        "4",
        "5",
        "3",
        f"第{n}位：“还行”，再来",
        "",
    ]
    for n in range(25)
]


def as_csv(codec: str) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *ROWS])
    return out.getvalue().encode(codec)


def as_jsonl() -> bytes:
    lines = (json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in ROWS)
    return "\n".join(lines).encode()


def as_json() -> bytes:
    tickets = [
        {
            "id": row[0],
            "created_at": "2025-03-01T04:00:00Z",
            "subject": "退款",
            "description": row[7],
            "status": "open",
            "requester_id": n,
            "satisfaction_rating": {"score": "good"},
            "via": {"channel": "web"},
        }
        for n, row in enumerate(ROWS)
    ]
    return json.dumps({"tickets": tickets, "count": len(tickets)}, ensure_ascii=False).encode()


def as_html() -> bytes:
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in [HEADER, *ROWS]
    )
    return f'<html><meta charset="gb2312"><table>{cells}</table></html>'.encode("gb18030")


def as_xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["3月评价"])
    sheet.merge_cells("A1:I1")
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({name: [row[at] for row in ROWS] for at, name in enumerate(HEADER)}), out)
    return out.getvalue()


MADE: Final[dict[str, Callable[[], bytes]]] = {
    "utf-8": lambda: as_csv("utf-8-sig"),
    "gb18030": lambda: as_csv("gb18030"),
    "utf-16": lambda: as_csv("utf-16"),
    "jsonl": as_jsonl,
    "json": as_json,
    "html": as_html,
    "xlsx": as_xlsx,
    "parquet": as_parquet,
}
SHARED: Final = (
    "limesurvey/results_dummy_2020_codeandtext.csv",
    "limesurvey/test_survey_structure.lss",
    "qualtrics/sample.csv",
    "surveymonkey/responses_bulk.json",
    "surveymonkey/survey_details.json",
    "wjx/wjx_800_by_text.xls",
)
# not one whose K was swallowed by a damaged character before it
KEYS: Final = re.compile(rb"(?<![\x80-\xff])KEY\d{4}X")


def read_to_its_end(path: Path) -> Iterator[list[str]]:
    """Every row as the import meets it, header rows included; asserts that each becomes a draft or has a reason."""
    seen = inspect_table(path, path.name)
    if seen.found is None:
        return
    below = set()
    reader = RowReader(Mapping(seen.found.columns), SHANGHAI)
    for number, cells in data_rows(path, seen.layout):
        below.add(number)
        if isinstance(cells, Unread):
            assert cells.problem.code
            continue
        draft = reader.draft(cells)
        if isinstance(draft, SignalDraft):
            draft.source_id = draft.source_id or "x"
            found = problem_of(draft)
            assert found is None or found.code
        else:
            assert isinstance(draft, Problem)
            assert draft.code
    for number, cells in table_rows(path, seen.layout):
        assert (
            seen.layout["gather"]
            or number in below
            or number < seen.layout["first_row"]
            or not any(cells)
            or (number in seen.layout["header_rows"])
        ), f"row {number} was left out without a reason"
        yield cells.cells if isinstance(cells, Unread) else cells


def endure(data: bytes, place: Path, name: str, dice: random.Random, mutants: int) -> tuple[int, int]:
    """Damage the file again and again. Returns how many were read, and how many refused with their fault."""
    read = refused = 0
    for number in range(mutants):
        damaged = mutated(data, dice)
        path = place / f"{number}-{name}"
        path.write_bytes(damaged)
        started = time.process_time()
        try:
            words = "\x1f".join(cell for row in read_to_its_end(path) for cell in row)
        except FileFault:
            refused += 1
        else:
            read += 1
            if name in ("utf-8", "gb18030", "jsonl", "html"):
                lost = {key.decode() for key in KEYS.findall(damaged)} - set(re.findall(r"KEY\d{4}X", words))
                assert not lost, (number, lost)
        assert time.process_time() - started < LONGEST, f"mutant {number} took too long"
        path.unlink()
    return read, refused


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", MADE)
def test_a_damaged_file_is_refused_clearly_or_read_to_its_end(name: str, part: int, tmp_path: Path) -> None:
    read, refused = endure(MADE[name](), tmp_path, name, random.Random(f"{name}{part}"), MUTANTS)
    assert read + refused == MUTANTS
    if name in ("utf-8", "gb18030", "jsonl"):
        assert read > refused, "most damage to a text leaves most of its rows"


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", SHARED)
def test_a_damaged_real_export_is_refused_clearly_or_read_to_its_end(
    name: str, part: int, tmp_path: Path
) -> None:
    place = EXPORTS / name
    if not place.exists():
        pytest.skip("../shared/data is not here")
    dice = random.Random(f"{name}{part}")
    read, refused = endure(
        place.read_bytes(), tmp_path, place.name, dice, REAL_MUTANTS if place.suffix != ".xls" else 30
    )
    assert read + refused > 0
