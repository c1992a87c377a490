"""Large files: their rows, and the drafts made of them, beside the bare parser; the memory; how soon a file is known.

Each reading runs in a process of its own, so that its greatest memory is its own. `python -m bench.files READING FILE`
is such a process.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.report import Figure

ROWS_CSV = 1_000_000
ROWS_XLSX = 200_000
HEADER = [
    "评价编号",
    "评价时间",
    "门店名称",
    "总体满意度（1-5分）",
    "推荐意愿（0-10分）",
    "会员号",
    "消费方式",
    "评价内容",
]
STORES = [f"知味小馆({name}店)" for name in ("人民广场", "徐家汇", "陆家嘴", "五角场", "中关村", "天府广场")]
WORDS = [
    "上菜有点慢，但是味道很好",
    "服务员态度差，等了四十分钟才有人理",
    "环境不错，下次还来",
    "太咸了",
    "",
    "价格实惠，分量足，推荐给朋友",
]


def rows(count: int) -> Iterator[list[str]]:
    """Rows such as a platform exports, the same ones every time."""
    for n in range(count):
        yield [
            f"R{n:08d}",
            f"2026-{1 + n % 12:02d}-{1 + n % 28:02d} {n % 24:02d}:{n % 60:02d}:{n * 7 % 60:02d}",
            STORES[n % 6],
            str(1 + n * 7 % 5),
            str(n * 3 % 11),
            f"M{n * 31 % 400_000:06d}",
            ("堂食", "外卖", "自提")[n % 3],
            WORDS[n % 6],
        ]


def run() -> list[Figure]:
    """Write the files, read them in processes of their own, compare."""
    with tempfile.TemporaryDirectory(prefix="zhiyin-bench-") as folder:
        table, workbook = Path(folder) / "reviews.csv", Path(folder) / "reviews.xlsx"
        with table.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([HEADER, *rows(ROWS_CSV)])
        _write_workbook(workbook)
        return [
            *_compared("1 million rows of CSV", table, "raw_csv", ROWS_CSV),
            *_compared("200,000 rows of XLSX", workbook, "raw_xlsx", ROWS_XLSX),
            *_known_soon([table, workbook]),
        ]


def _write_workbook(path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("评价")
    sheet.append(HEADER)
    for row in rows(ROWS_XLSX):
        sheet.append([*row[:3], int(row[3]), int(row[4]), *row[5:]])
    book.save(path)


def _compared(name: str, path: Path, raw: str, count: int) -> list[Figure]:
    bare, read, drafted = _child(raw, path), _child("rows", path), _child("drafts", path)
    assert bare["rows"] == count + 1
    assert read["rows"] == drafted["rows"] == count
    limit, speed = count / bare["seconds"], count / read["seconds"]
    memory = drafted["memory"] / 1024 / 1024
    return [
        Figure(
            f"{name}: file to rows, as the import meets them",
            speed,
            "rows/s",
            limit,
            "the bare parser",
            "≥ 0.3 of it",
            speed >= 0.3 * limit,
        ),
        Figure("… to checked drafts", count / drafted["seconds"], "rows/s", limit, "the bare parser"),
        Figure("… greatest memory", memory, "MB", asked="< 500 MB", met=memory < 500),
    ]


def _known_soon(paths: list[Path]) -> list[Figure]:
    return [
        Figure(
            f"what a file of {path.stat().st_size / 1e6:.0f} MB is ({path.suffix[1:]})",
            milliseconds := _child("inspect", path)["seconds"] * 1000,
            "ms",
            asked="< 300 ms",
            met=milliseconds < 300,
        )
        for path in paths
    ]


def _child(reading: str, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.files", reading, str(path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "ZHIYIN_DATA": str(path.parent / "data")},
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _raw_csv(path: Path) -> int:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return sum(1 for _ in csv.reader(stream))


def _raw_xlsx(path: Path) -> int:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))


def _rows(path: Path) -> int:
    from zhiyin.collect.queries.tables import data_rows, inspect_table

    return sum(1 for _ in data_rows(path, inspect_table(path, path.name).layout))


def _drafts(path: Path) -> int:
    from zoneinfo import ZoneInfo

    from zhiyin.collect.queries.tables import data_rows, inspect_table
    from zhiyin.science.collect.checking import problem_of
    from zhiyin.science.collect.drafts import SignalDraft
    from zhiyin.science.collect.mapping import Mapping
    from zhiyin.science.collect.problems import Unread
    from zhiyin.science.collect.rows import RowReader

    seen = inspect_table(path, path.name)
    assert seen.found is not None
    reader = RowReader(Mapping(seen.found.columns), ZoneInfo("Asia/Shanghai"))
    taken = 0
    for _number, cells in data_rows(path, seen.layout):
        assert not isinstance(cells, Unread), cells
        draft = reader.draft(cells)
        assert isinstance(draft, SignalDraft), draft
        assert problem_of(draft) is None
        taken += 1
    return taken


def _inspect(path: Path) -> int:
    from zhiyin.collect.queries.tables import inspect_table

    seen = inspect_table(path, path.name)
    assert seen.found is not None
    return len(seen.found.columns)


def _greatest_memory() -> int:
    """Bytes; from the kernel's account of this process alone (getrusage also counts the one it was forked from)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def _settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyin.server.settings")
    import django

    django.setup()


if __name__ == "__main__":
    reading, place = sys.argv[1], Path(sys.argv[2])
    if not reading.startswith("raw"):
        _settings()
    work = {
        "raw_csv": _raw_csv,
        "raw_xlsx": _raw_xlsx,
        "rows": _rows,
        "drafts": _drafts,
        "inspect": _inspect,
    }[reading]
    started = time.perf_counter()
    counted = work(place)
    took = time.perf_counter() - started
    memory = _greatest_memory()
    print(json.dumps({"seconds": took, "rows": counted, "memory": memory}))
