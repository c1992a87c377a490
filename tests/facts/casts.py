"""Rows for a lake, small and plain."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhiyin.facts.lake import Lake
from zhiyin.facts.rollups import ROLLUPS
from zhiyin.facts.tables import TABLES

UNITS = {1: "00010001", 2: "000100020001", 3: "00010003"}


def state(
    key: int,
    month: str = "2026-01",
    unit: int = 1,
    label: str = "neutral",
    answers: int = 1,
    mentions: int = 1,
) -> dict[str, Any]:
    """One signal's current state: what a record would say of it."""
    return {
        "key": key,
        "month": month,
        "unit": unit,
        "label": label,
        "answers": answers,
        "mentions": mentions,
    }


def rows(states: Iterable[dict[str, Any]]) -> dict[str, pa.Table]:
    """These signals as rows of the three tables."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for one in states:
        year, month = map(int, one["month"].split("-"))
        shared = {
            "month": one["month"],
            "day": date(year, month, 3),
            "hour": 9,
            "occurred_at": datetime(year, month, 3, 1, tzinfo=UTC),
            "received_at": datetime(year, month, 3, 2, tzinfo=UTC),
            "signal_id": one["key"],
            "revision": 1,
            "unit_id": one["unit"],
            "unit_path": UNITS[one["unit"]],
            "kind": "survey",
            "channel": "web",
            "source": "s",
            "touchpoint": "queue" if one["key"] % 2 else None,
            "respondent": one["key"],
            "visit_route": ("walk_in", "group_buy", None)[one["key"] % 3],
            "population": "customer",
            "identity": "known",
            "language": "zh",
            "has_text": True,
            "sentiment": 0.5,
            "sentiment_label": one["label"],
        }
        found["signals"].append(shared)
        for number in range(one["answers"]):
            found["answers"].append(
                {
                    **shared,
                    "answer_id": one["key"] % 1_000_000 * 10 + number,
                    "item": f"q{number}",
                    "construct": "nps",
                    "role": "plain",
                    "value": float(one["key"] % 11),
                    "status": "answered",
                    "polarity": 1,
                }
            )
        for number in range(one["mentions"]):
            found["mentions"].append(
                {**shared, "aspect": f"a{number}", "aspect_sentiment": 0.1, "aspect_label": "neutral"}
            )
    return {name: pa.Table.from_pylist(found[name], schema=schema) for name, schema in TABLES.items()}


def published(lake: Lake, name: str) -> list[dict[str, Any]]:
    """Every row of a table or rollup that the manifest names, in an order of their own."""
    tables = []
    for path in lake.manifest.paths(name):
        table = pq.read_table(lake.place / path, partitioning=None)
        if "/month=" in path:
            table = table.append_column(
                "month", pa.array([path.split("/month=")[1][:7]] * table.num_rows, pa.string())
            )
        tables.extend(table.to_pylist())
    return sorted(tables, key=lambda row: sorted((k, str(v)) for k, v in row.items()))


def ids(lake: Lake, name: str = "signals") -> list[int]:
    return sorted(row["signal_id"] for row in published(lake, name))


def counts(lake: Lake, name: str) -> dict[tuple[Any, ...], int]:
    """What a rollup says: its columns' values -> count, over all its files."""
    found: dict[tuple[Any, ...], int] = {}
    for row in published(lake, name):
        key = tuple(row[column] for column in ROLLUPS[name].columns)
        found[key] = found.get(key, 0) + row["k"]
    return found


def recounted(lake: Lake, name: str) -> dict[tuple[Any, ...], int]:
    """What it must say, counted from the rows by hand."""
    rollup = ROLLUPS[name]
    return dict(
        Counter(tuple(row[column] for column in rollup.columns) for row in published(lake, rollup.table))
    )


def bytes_hold(place: Path, key: int) -> bool:
    """Whether any file of the lake still holds this signal's id: as a value of a Parquet file, or in a log."""
    for file in place.rglob("*"):
        if not file.is_file():
            continue
        if file.suffix == ".parquet":  # compressed: its values, or a log's checkpoint as text
            if str(key) in str(pq.read_table(file, partitioning=None).to_pylist()):
                return True
        elif str(key).encode() in file.read_bytes():
            return True
    return False
