"""The Chinese reviews: from file to committed, read and fed."""

import csv
import gzip
import os
import sqlite3
import tempfile
import time
from pathlib import Path

from bench.product import as_json, command
from bench.report import Figure

SOURCE = Path(__file__).resolve().parents[2] / "shared" / "data" / "text" / "zh_reviews_train.csv.gz"


def run() -> list[Figure]:
    """One import into an empty installation, beside parsing the file and inserting its rows with nothing else done."""
    if not SOURCE.exists():
        print("reviews: left out, ../shared/data is not here")
        return []
    with tempfile.TemporaryDirectory(prefix="zhiyin-bench-") as folder:
        place = Path(folder)
        file = place / "reviews.csv"
        file.write_bytes(gzip.decompress(SOURCE.read_bytes()))
        data = place / "data"
        command(data, "user", "list")  # the installation initialises itself before the clock starts
        started = time.perf_counter()
        told = as_json(command(data, "import", str(file), "--json").stdout)
        took = time.perf_counter() - started
        rows = int(str(told["accepted"]))
        check = command(data, "check", check=False)
        assert check.returncode == 0, check.stdout
        raw = _raw(data, file)
    return [
        Figure(
            f"import of {rows:,} reviews: file to read and fed",
            took,
            "s",
            raw,
            "parse + insert",
            "≤ 25 s",
            took <= 25,
        ),
        Figure("… per second", rows / took, "signals/s"),
    ]


def _raw(data: Path, file: Path) -> float:
    """Seconds to parse the file and to insert its rows into the same table under other keys."""
    database = sqlite3.connect(data / "zhiyin.sqlite3")
    database.execute("PRAGMA synchronous=FULL")
    columns = [row[1] for row in database.execute("PRAGMA table_info(collect_signal)")]
    model = database.execute(f"SELECT {', '.join(columns)} FROM collect_signal LIMIT 1").fetchone()
    key, source_id, text = (columns.index(name) for name in ("id", "source_id", "text"))
    marks = ", ".join("?" * len(columns))
    started = time.perf_counter()
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = []
        for number, line in enumerate(csv.reader(stream)):
            row = list(model)
            row[key], row[source_id], row[text] = number + 1, f"raw{os.getpid()}-{number}", line[2]
            rows.append(row)
            if len(rows) == 5_000:
                database.executemany(f"INSERT INTO collect_signal VALUES ({marks})", rows)
                database.commit()
                rows = []
        database.executemany(f"INSERT INTO collect_signal VALUES ({marks})", rows)
        database.commit()
    took = time.perf_counter() - started
    database.close()
    return took
