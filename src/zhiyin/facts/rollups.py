"""The short named list of rollups: histograms by month in long form, each row with its count `k`.

A month of a rollup is a few files whose counts add up: one per batch of new rows, made one whenever the month's
rows are rewritten or sorted. It is counted from the rows themselves, so it is exact under late rows, revisions
and moves between units. Values are kept as they are: a mean, a share or an NPS follows from the counts.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhiyin.facts.sources import source_sql
from zhiyin.facts.tables import TABLES


@dataclass(frozen=True, slots=True)
class Rollup:
    """Rows of `table` counted by `columns`. The same combination may have several rows: sum `k`."""

    name: str
    table: str
    columns: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        source = TABLES[self.table]
        return pa.schema([*(source.field(c) for c in self.columns), pa.field("k", pa.int64())])


_UNIT = ("month", "unit_id", "unit_path", "population", "identity")
_WHERE = (*_UNIT, "kind", "channel", "touchpoint")
# A value means nothing without its scale: the query engine refuses to pool two of them.
_ANSWER = ("construct", "role", "item", "value", "scale_min", "scale_max", "polarity", "status")
_SIGNAL = ("language", "has_text", "sentiment_label")
_MENTION = ("aspect", "aspect_label")
_CATEGORY = ("category", "aspect_label")
_ANNOTATION = ("annotation_kind", "annotation", "sentiment_label")

ROLLUPS: dict[str, Rollup] = {
    rollup.name: rollup
    for rollup in (
        Rollup("answers_by_month", "answers", (*_WHERE, *_ANSWER)),
        Rollup("signals_by_month", "signals", (*_WHERE, *_SIGNAL)),
        Rollup("mentions_by_month", "mentions", (*_WHERE, *_MENTION)),
        Rollup("categories_by_month", "categories", (*_WHERE, *_CATEGORY)),
        Rollup("annotations_by_month", "annotations", (*_WHERE, *_ANNOTATION)),
        # Most questions are about units only: an eighth of the rows where channels and touchpoints are many.
        Rollup("answers_by_unit", "answers", (*_UNIT, *_ANSWER)),
        Rollup("signals_by_unit", "signals", (*_UNIT, *_SIGNAL)),
        Rollup("mentions_by_unit", "mentions", (*_UNIT, *_MENTION)),
        Rollup("categories_by_unit", "categories", (*_UNIT, *_CATEGORY)),
        Rollup("annotations_by_unit", "annotations", (*_UNIT, *_ANNOTATION)),
    )
}

SCHEMAS: dict[str, pa.Schema] = {**TABLES, **{name: rollup.schema for name, rollup in ROLLUPS.items()}}
"""Every table that can be read: the lake's own and its rollups."""


@cache
def layout() -> str:
    """A fingerprint of all schemas: a lake written under another one has to be made again."""
    text = ";".join(f"{name}:{schema}" for name, schema in sorted(SCHEMAS.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write_rollup(
    database: duckdb.DuckDBPyConnection,
    place: Path,
    rollup: Rollup,
    paths: list[str],
    targets: dict[str, str],
) -> None:
    """Count the rows of these files of the lake at `place` into one file per month.

    `targets`: month -> file. All paths are relative to `place`.
    """
    source = source_sql(place, paths, TABLES[rollup.table])
    columns = ", ".join(rollup.columns)
    rows: pa.Table = database.execute(
        f"SELECT {columns}, count(*) AS k FROM ({source}) GROUP BY ALL ORDER BY month, unit_path"  # noqa: S608
    ).to_arrow_table()
    rows = rows.cast(rollup.schema).combine_chunks()
    start = 0
    for counted in pc.value_counts(rows["month"]).to_pylist():  # in the order of their first rows
        target = place / targets[counted["values"]]
        target.parent.mkdir(parents=True, exist_ok=True)
        month = rows.slice(start, counted["counts"])
        pq.write_table(month, target, compression="zstd", compression_level=3, write_statistics=["unit_path"])
        start += counted["counts"]
