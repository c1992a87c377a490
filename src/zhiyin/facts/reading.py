"""Reading the lake: snapshots by the manifest, DuckDB over exactly the files it names.

One `Facts` per process. Each thread has a DuckDB cursor of its own. Results are kept by (manifest number,
SQL), SQL texts by the caller's `shape`.
"""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa

from zhiyin.facts.errors import FactsOfOtherVersion, FactsTimeout, FactsUnavailable
from zhiyin.facts.manifest import FILE, Manifest, read_manifest
from zhiyin.facts.rollups import SCHEMAS
from zhiyin.facts.sources import source_sql

RETRIES = 3  # on a new manifest, when a file could not be read
KEPT_VIEWS = 4  # manifests whose views are kept
KEPT_SHAPES = 4_000
LARGEST_KEPT = 4 * 1024 * 1024  # bytes of one result

# Unbound: the expressions name tables, the manifest says later which files these are.
_TABLES: dict[str, ibis.Table] = {
    name: ibis.table(ibis.Schema.from_pyarrow(schema), name=name) for name, schema in SCHEMAS.items()
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The lake at one manifest: all tables of one moment."""

    manifest: Manifest

    @property
    def number(self) -> int:
        """Rises with every change of content; 0 where nothing was ever published."""
        return self.manifest.number

    @property
    def as_of(self) -> datetime:
        """The record's state at this time is in it (UTC); 1970 where nothing was ever published."""
        return self.manifest.as_of

    def table(self, name: str) -> ibis.Table:
        """`signals`, `answers`, `mentions` or a rollup, as an ibis table; KeyError for another name."""
        return _TABLES[name]


class Facts:
    """The lake at `place`, for the readers of this process."""

    def __init__(
        self,
        place: Path,
        *,
        check_every: float = 1.0,
        memory_limit: str = "2GB",
        threads: int | None = None,
        kept_bytes: int = 64 * 1024 * 1024,
    ) -> None:
        """`check_every`: seconds for which a manifest is the newest without another look; 0 looks always."""
        self.place = place
        self._check_every = check_every
        self._memory_limit = memory_limit
        self._threads = threads or os.cpu_count() or 1
        self._kept_bytes = kept_bytes
        self._start()

    def _start(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._own = threading.local()
        self._database: duckdb.DuckDBPyConnection | None = None
        self._views: OrderedDict[int, set[str]] = OrderedDict()  # manifest -> its views
        self._snapshot: Snapshot | None = None
        self._seen: tuple[int, int, int] | None = None
        self._checked = 0.0
        self._results: OrderedDict[tuple[int, str], pa.Table] = OrderedDict()
        self._result_bytes = 0
        self._shapes: OrderedDict[Hashable, str] = OrderedDict()

    # Snapshots

    def snapshot(self) -> Snapshot:
        """The newest published state, at most `check_every` seconds old."""
        if self._process != os.getpid():
            self._start()  # DuckDB does not survive a fork
        now = time.monotonic()
        current = self._snapshot
        if current is not None and now - self._checked < self._check_every:
            return current
        return self._look(now)

    def _look(self, now: float) -> Snapshot:
        with self._lock:
            try:
                stat = (self.place / FILE).stat()
                seen = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
            except FileNotFoundError:
                seen = (0, 0, 0)
            if self._snapshot is None or seen != self._seen:
                manifest = read_manifest(self.place)
                if self._snapshot is not None and manifest.generation != self._snapshot.manifest.generation:
                    self._views.clear()  # another lake may count its manifests from one again
                    self._results.clear()
                    self._result_bytes = 0
                self._snapshot = Snapshot(manifest)
                self._seen = seen
            self._checked = now
            return self._snapshot

    # Queries

    def execute(
        self,
        build: Callable[[Snapshot], ibis.Expr],
        *,
        timeout: float = 60,
        shape: Hashable = None,
        at: Snapshot | None = None,
    ) -> pa.Table:
        """Run what `build` makes of the newest snapshot, or of `at`.

        `shape`: whatever the expression depends on; with the same shape the SQL text is taken from memory and
        `build` is not called again. Raises FactsTimeout after `timeout` seconds, FactsUnavailable when files
        cannot be read, also not through the newest manifest, FactsOfOtherVersion when the lake has other columns.
        """
        snapshot = at or self.snapshot()
        if at is not None and self._process != os.getpid():
            self._start()
        sql = self._compile(build, snapshot, shape)
        for attempt in range(RETRIES + 1):
            kept = self._recall((snapshot.number, sql))
            if kept is not None:
                return kept
            if snapshot.manifest.is_of_other_layout:
                raise FactsOfOtherVersion("The lake was written by another version with other columns.")
            try:
                result = self._run(snapshot, sql, timeout)
            except (duckdb.IOException, duckdb.CatalogException, duckdb.InvalidInputException) as error:
                if isinstance(error, duckdb.InvalidInputException) and "parquet" not in str(error).lower():
                    raise
                self._forget_views(snapshot.number)
                if attempt == RETRIES:
                    raise FactsUnavailable(str(error)) from error
                snapshot = self._look(time.monotonic())
            else:
                self._keep((snapshot.number, sql), result)
                return result
        raise AssertionError("unreachable")

    def _compile(self, build: Callable[[Snapshot], ibis.Expr], snapshot: Snapshot, shape: Hashable) -> str:
        if shape is not None:
            with self._lock:
                known = self._shapes.get(shape)
            if known is not None:
                return known
        sql = str(ibis.to_sql(build(snapshot), dialect="duckdb", pretty=False))
        if shape is not None:
            with self._lock:
                self._shapes[shape] = sql
                if len(self._shapes) > KEPT_SHAPES:
                    self._shapes.popitem(last=False)
        return sql

    def _run(self, snapshot: Snapshot, sql: str, timeout: float) -> pa.Table:
        cursor = self._cursor()
        self._make_views(snapshot, sql)
        late = threading.Event()

        def stop() -> None:
            late.set()
            cursor.interrupt()

        timer = threading.Timer(timeout, stop)
        timer.daemon = True
        timer.start()
        try:
            cursor.execute(f"USE v{snapshot.number}")
            table: pa.Table = cursor.execute(sql).to_arrow_table()
            return table
        except duckdb.InterruptException:
            if late.is_set():
                raise FactsTimeout(f"The query ran longer than {timeout:g} seconds.") from None
            raise
        finally:
            timer.cancel()

    # DuckDB

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._own, "cursor", None)
        if cursor is None:
            with self._lock:
                if self._database is None:
                    self._database = duckdb.connect(
                        ":memory:",
                        config={
                            "threads": self._threads,
                            "memory_limit": self._memory_limit,
                            "temp_directory": "",  # nothing of the lake is spilled where nobody cleans up
                            "autoinstall_known_extensions": "false",
                            "autoload_known_extensions": "false",
                            "preserve_insertion_order": "false",
                        },
                    )
                    self._database.execute("SET GLOBAL TimeZone = 'UTC'")
                cursor = self._own.cursor = self._database.cursor()
                cursor.execute("SET enable_progress_bar = false")  # it would be printed between results
        return cursor

    def _make_views(self, snapshot: Snapshot, sql: str) -> None:
        """Make the snapshot's views of the tables that the query names; DuckDB looks into a file for each."""
        number = snapshot.number
        with self._lock:
            assert self._database is not None
            if number not in self._views:
                self._database.execute(f"CREATE SCHEMA IF NOT EXISTS v{number}")
                self._views[number] = set()
            self._views.move_to_end(number)
            for name in SCHEMAS:
                if name not in self._views[number] and f'"{name}"' in sql:
                    source = source_sql(self.place, snapshot.manifest.paths(name), SCHEMAS[name])
                    self._database.execute(f"CREATE OR REPLACE VIEW v{number}.{name} AS {source}")
                    self._views[number].add(name)
            while len(self._views) > KEPT_VIEWS:
                old, _ = self._views.popitem(last=False)
                self._database.execute(f"DROP SCHEMA IF EXISTS v{old} CASCADE")

    def _forget_views(self, number: int) -> None:
        with self._lock:
            self._views.pop(number, None)

    # Kept results

    def _recall(self, key: tuple[int, str]) -> pa.Table | None:
        with self._lock:
            kept = self._results.get(key)
            if kept is not None:
                self._results.move_to_end(key)
            return kept

    def _keep(self, key: tuple[int, str], result: pa.Table) -> None:
        size = result.nbytes
        if size > LARGEST_KEPT:
            return
        with self._lock:
            before = self._results.pop(key, None)
            self._result_bytes += size - (before.nbytes if before is not None else 0)
            self._results[key] = result
            while self._result_bytes > self._kept_bytes:
                _, gone = self._results.popitem(last=False)
                self._result_bytes -= gone.nbytes
