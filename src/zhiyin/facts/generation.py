"""One generation of the lake: its three Delta tables, appended to, rewritten month by month, exactly once.

A rebuild makes the next generation beside the present one. Only `Lake` writes here, under its lock.
"""

import errno
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import (
    BloomFilterProperties,
    ColumnProperties,
    CommitProperties,
    DeltaTable,
    Transaction,
    WriterProperties,
    write_deltalake,
)
from deltalake.exceptions import DeltaError

from zhiyin.facts.errors import LakeBusy, LakeDamaged
from zhiyin.facts.sources import source_sql
from zhiyin.facts.tables import STATISTICS_COLUMNS, TABLES

# `signals` last: while it lacks a batch, that batch is not done.
ORDER: tuple[str, ...] = ("annotations", "categories", "mentions", "answers", "signals")
INSERTS = "zhiyin-inserts"
CHANGES = "zhiyin-changes"
MOST_FILES = 8  # of one month of one table, before they are made one

ROW_GROUP = 131_072  # rows
AT_ONCE = 32 * 1024 * 1024  # bytes on the disk, some fifteen times as many in memory
_SCATTERED = ("signal_id", "answer_id", "occurred_at", "received_at")  # nearly all values differ


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Signals whose rows are replaced: dropped from these months, and added anew where they lie now.

    `rows` may be empty (erasure). Months of added rows need not be in `months`.
    """

    drop: frozenset[int]
    months: frozenset[str]
    rows: Mapping[str, pa.Table] = field(default_factory=dict)


def _properties(table: str) -> WriterProperties:
    columns = {
        name: ColumnProperties(dictionary_enabled=False) for name in _SCATTERED if name in TABLES[table].names
    }
    columns["respondent"] = ColumnProperties(
        dictionary_enabled=False, bloom_filter_properties=BloomFilterProperties(True, fpp=0.01, ndv=ROW_GROUP)
    )
    return WriterProperties(
        compression="ZSTD", compression_level=3, max_row_group_size=ROW_GROUP, column_properties=columns
    )


def in_order(rows: pa.Table) -> pa.Table:
    """Rows as they lie in the lake: by month, unit and time."""
    keys = [("month", "ascending"), ("unit_path", "ascending"), ("occurred_at", "ascending")]
    return rows.sort_by(keys) if rows.num_rows > 1 else rows


def months_of(tables: Mapping[str, pa.Table]) -> set[str]:
    """The months in which these rows lie."""
    return {month for rows in tables.values() for month in rows["month"].unique().to_pylist()}


@contextmanager
def _fenced() -> Iterator[None]:
    try:
        yield
    except DeltaError as error:
        if "oncurrent" in str(error) or "onflict" in str(error):
            raise LakeBusy("Another writer committed to the lake in the meantime.") from error
        raise


class Generation:
    """The tables of `place/name`, opened for writing."""

    def __init__(self, place: Path, name: str, database: duckdb.DuckDBPyConnection, keep_log: int) -> None:
        """`database`: the writer's own DuckDB; `keep_log`: seconds for which log files are kept."""
        self.place = place
        self.name = name
        self._database = database
        self._tables: dict[str, DeltaTable] = {}
        for table, schema in TABLES.items():
            path = place / name / table
            try:
                if DeltaTable.is_deltatable(str(path)):
                    self._tables[table] = DeltaTable(path)
                else:
                    self._tables[table] = DeltaTable.create(
                        path,
                        schema,
                        partition_by=["month"],
                        configuration={
                            "delta.dataSkippingStatsColumns": ",".join(STATISTICS_COLUMNS),
                            "delta.logRetentionDuration": f"interval {keep_log} seconds",
                            "delta.checkpointInterval": "100",
                        },
                    )
            except (DeltaError, OSError) as error:
                if os.strerror(errno.ENOSPC) in str(
                    error
                ):  # nothing is damaged: there is no room to create it
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
                raise LakeDamaged(f"The log of {name}/{table} cannot be read: {error}") from error

    def refresh(self) -> None:
        """Take in what other writers have committed."""
        for table in self._tables.values():
            table.update_incremental()

    # What is in it

    @property
    def versions(self) -> dict[str, int]:
        return {name: table.version() for name, table in self._tables.items()}

    def mark(self, table: str, application: str) -> int:
        """The last batch that the table took over from inserts or from changes; 0 for none."""
        return self._tables[table].transaction_version(application) or 0

    def inserted(self, batch: int) -> bool:
        """Whether all tables have taken over this batch's inserts."""
        return self.mark("signals", INSERTS) >= batch

    @property
    def highest_mark(self) -> int:
        return max(self.mark(table, app) for table in TABLES for app in (INSERTS, CHANGES))

    def sizes(self, table: str) -> dict[str, int]:
        """Path of each file of the table (relative to the lake's place) -> its size in bytes by the log."""
        actions = pa.table(self._tables[table].get_add_actions(flatten=True))
        paths = [f"{self.name}/{table}/{path}" for path in actions["path"].to_pylist()]
        return dict(zip(paths, actions["size_bytes"].to_pylist(), strict=True))

    def files(self, table: str) -> dict[str, list[str]]:
        """Month -> paths of the table's files, relative to the lake's place."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.sizes(table)):
            found.setdefault(month_in(path), []).append(path)
        return found

    def log_files(self) -> list[Path]:
        """The newest log file of each table."""
        return [
            self.place / self.name / table / "_delta_log" / f"{version:020}.json"
            for table, version in self.versions.items()
        ]

    # Writing

    def append(self, table: str, rows: pa.Table, batch: int) -> None:
        """Add rows as part of `batch`; nothing if the table has taken this batch's inserts over already."""
        if not rows.num_rows or self.mark(table, INSERTS) >= batch:
            return
        with _fenced():
            write_deltalake(
                self._tables[table],
                in_order(rows),
                mode="append",
                writer_properties=_properties(table),
                commit_properties=CommitProperties(app_transactions=[Transaction(INSERTS, batch)]),
            )

    def rewrite(self, table: str, change: Rewrite, batch: int) -> None:
        """Replace rows as part of `batch`, in one commit or several, the last with the batch's mark.

        Done twice it gives the same: killed between two commits it is done again from the start.
        """
        if self.mark(table, CHANGES) >= batch:
            return
        rows = change.rows.get(table, TABLES[table].empty_table())
        lying = self.files(table)
        added = set(rows["month"].unique().to_pylist())
        dropped = pa.table({"id": pa.array(sorted(change.drop), pa.int64())})
        months = sorted(
            month
            for month in change.months | added
            if month in added or self._holds(table, lying.get(month, []), dropped)
        )
        groups = self.groups(table, {month: lying.get(month, []) for month in months})
        for group in groups:
            marks = [Transaction(CHANGES, batch)] if group is groups[-1] else None
            self._write_months(table, {month: lying.get(month, []) for month in group}, dropped, rows, marks)

    def compact(self, table: str, *, most_files: int = MOST_FILES) -> None:
        """Make one sorted file of each month that has more than `most_files`."""
        nothing = pa.table({"id": pa.array([], pa.int64())})
        many = {month: paths for month, paths in self.files(table).items() if len(paths) > most_files}
        for group in self.groups(table, many):
            part = {month: many[month] for month in group}
            self._write_months(table, part, nothing, TABLES[table].empty_table(), None)

    def groups(self, table: str, files: Mapping[str, list[str]]) -> list[list[str]]:
        """The months of these files, as many together as are worth one piece of work and fit in memory."""
        sizes = self.sizes(table)
        found: list[list[str]] = []
        room = 0
        for month in sorted(files):
            size = sum(sizes[path] for path in files[month])
            if not found or size > room:
                found.append([])
                room = AT_ONCE
            found[-1].append(month)
            room -= size
        return found

    def replace_month(self, month: str, rows: Mapping[str, pa.Table], *, more: bool = False) -> None:
        """Set a month's rows in all tables (`more`: add to them): the step of a rebuild, repeatable."""
        for table in ORDER:
            sorted_rows = in_order(rows[table])
            if more:
                if sorted_rows.num_rows:
                    write_deltalake(
                        self._tables[table],
                        sorted_rows,
                        mode="append",
                        writer_properties=_properties(table),
                    )
            elif sorted_rows.num_rows or month in self.files(table):
                self._overwrite(table, [month], sorted_rows.to_reader(), None)

    def held(self, ids: Iterable[int], months: Iterable[str]) -> set[int]:
        """Which of these signals lie in these months already."""
        files = self.files("signals")
        paths = [path for month in months for path in files.get(month, [])]
        if not paths:
            return set()
        self._database.register("asked", pa.table({"id": pa.array(ids, pa.int64())}))
        try:
            found = self._database.execute(
                f"SELECT DISTINCT signal_id FROM ({source_sql(self.place, paths, TABLES['signals'])}) "  # noqa: S608
                "WHERE signal_id IN (SELECT id FROM asked)"
            ).fetchall()
        finally:
            self._database.unregister("asked")
        return {row[0] for row in found}

    def tidy_log(self) -> None:
        """Checkpoint the logs and remove the log files that are older than they are kept."""
        for table in self._tables.values():
            table.create_checkpoint()
            table.cleanup_metadata()

    def _holds(self, table: str, paths: list[str], dropped: pa.Table) -> bool:
        if not paths or not dropped.num_rows:
            return False
        self._database.register("dropped", dropped)
        try:
            source = source_sql(self.place, paths, TABLES[table])
            return bool(
                self._database.execute(
                    f"SELECT 1 FROM ({source}) WHERE signal_id IN (SELECT id FROM dropped) LIMIT 1"  # noqa: S608
                ).fetchall()
            )
        finally:
            self._database.unregister("dropped")

    def _write_months(
        self,
        table: str,
        files: Mapping[str, list[str]],
        dropped: pa.Table,
        rows: pa.Table,
        marks: list[Transaction] | None,
    ) -> None:
        """Write the months of `files` anew, sorted: what these hold without the dropped, and what is added."""
        database = self._database
        among = pa.array(list(files), pa.string())
        database.register("dropped", dropped)
        database.register("added", rows.filter(pc.is_in(rows["month"], value_set=among)))
        paths = [path for part in files.values() for path in part]
        try:
            reader = database.execute(
                f"SELECT * FROM ({source_sql(self.place, paths, TABLES[table])}) "  # noqa: S608
                "WHERE signal_id NOT IN (SELECT id FROM dropped) "
                "UNION ALL SELECT * FROM added ORDER BY month, unit_path, occurred_at, signal_id"
            ).to_arrow_reader(65_536)
            self._overwrite(table, list(files), reader, marks)
        finally:
            database.unregister("dropped")
            database.unregister("added")

    def _overwrite(
        self, table: str, months: list[str], rows: pa.RecordBatchReader, marks: list[Transaction] | None
    ) -> None:
        listed = ", ".join(f"'{month}'" for month in months)
        with _fenced():
            write_deltalake(
                self._tables[table],
                rows.cast(TABLES[table]),
                mode="overwrite",
                predicate=f"month IN ({listed})",
                writer_properties=_properties(table),
                commit_properties=CommitProperties(app_transactions=marks) if marks else None,
            )


def month_in(path: str) -> str:
    """The month of a table's file: "g1/signals/month=2026-11/part-….parquet" -> "2026-11"."""
    return path.split("/month=", 1)[1].split("/", 1)[0]
