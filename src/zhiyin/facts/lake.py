"""The lake: one writer at a time appends, rewrites, compacts, publishes and clears away. LAKE's rules are kept here.

Order of a commit: rewrites, then inserts, each table with its mark; compaction; rollups of the touched months;
everything to the disk; the manifest. Killed anywhere, the same batch committed again completes it, once.
"""

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from zhiyin.facts.errors import LakeBusy, LakeDamaged, LakeFault, LakeOfOtherVersion
from zhiyin.facts.generation import ORDER, Generation, Rewrite, month_in, months_of
from zhiyin.facts.manifest import Manifest, publish, read_manifest, replace_file
from zhiyin.facts.rollups import ROLLUPS, layout, write_rollup
from zhiyin.facts.tables import TABLES
from zhiyin.facts.upkeep import clear_away, problems_of, retire, sync_files

LOCK = ".lock"
REBUILD = "rebuild.json"
SPILL = ".spill"
LOOK_AGAIN = 0.02  # seconds, while another writer holds the lake

# Ten times the longest query and the age of a snapshot: no reader still needs what was replaced before.
RETENTION = timedelta(minutes=12)


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """A rebuild under way: the generation being made, its batch, when it began, the months that are done, its columns."""

    generation: str
    batch: int
    began: datetime
    done: tuple[str, ...]
    layout: str


def _lock(file: int, give_up: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= give_up:
                raise LakeBusy("Another process is writing to the lake.") from error
            time.sleep(LOOK_AGAIN)


class Lake:
    """The lake at `place`, for writing. Start it after forking; use it from one thread at a time."""

    def __init__(self, place: Path, *, retention: timedelta = RETENTION, memory_limit: str = "2GB") -> None:
        self.place = place
        self.retention = retention
        self._memory_limit = memory_limit
        self._thread = threading.RLock()
        self._depth = 0
        self._database: duckdb.DuckDBPyConnection | None = None
        self._generation: Generation | None = None

    # One writer

    @contextmanager
    def writing(self, *, wait: float = 0.0) -> Iterator[None]:
        """Hold the lake for writing. Raises LakeBusy when another still holds it after `wait` seconds."""
        give_up = time.monotonic() + wait
        if not self._thread.acquire(blocking=wait > 0, timeout=wait if wait > 0 else -1):
            raise LakeBusy("Another thread is writing to the lake.")
        try:
            if self._depth:
                yield
                return
            self.place.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.place / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _lock(lock, give_up)
                self._depth = 1
                if self._generation is not None:
                    self._generation.refresh()
                yield
            except BaseException:
                self._generation = None  # what it knows may not be what is on the disk
                raise
            finally:
                self._depth = 0
                os.close(lock)
        finally:
            self._thread.release()

    @property
    def manifest(self) -> Manifest:
        """What is published now."""
        return read_manifest(self.place)

    @property
    def mark(self) -> int:
        """The last batch that the published lake holds."""
        return self.manifest.batch

    def next_batch(self) -> int:
        """A number above every batch that any table has begun to take over."""
        with self.writing():
            return max(self.mark, self._present().highest_mark) + 1

    # Batches

    def commit(
        self,
        batch: int,
        inserts: Mapping[str, pa.Table] | None = None,
        rewrite: Rewrite | None = None,
        *,
        as_of: datetime | None = None,
    ) -> Manifest:
        """Take over one batch, exactly once, and publish it.

        `inserts`: table -> rows of signals that are new; those that a rebuild has brought already are replaced.
        `as_of`: when the record was read (UTC). Raises LakeBusy, LakeDamaged.
        """
        with self.writing():
            present = self._present()
            new = dict(inserts or {})
            new, change = self._guarded(present, new, rewrite, batch)
            if change is not None:
                for table in ORDER:
                    present.rewrite(table, change, batch)
            for table in ORDER:
                if table in new:
                    present.append(table, new[table], batch)
            for table in ORDER:
                present.compact(table)
            return self._publish(present, batch, as_of or datetime.now(UTC))

    def refresh(self, as_of: datetime) -> None:
        """Nothing waits to be fed: say that the lake, be it empty, is the record's state of this time."""
        with self.writing():
            manifest = self.manifest
            if not manifest.generation:
                self._publish(self._present(), manifest.batch, as_of)
            elif as_of > manifest.as_of:
                publish(self.place, replace(manifest, as_of=as_of))

    def compact(self) -> None:
        """Make the months of several files one sorted file each, and publish."""
        with self.writing():
            present = self._present()
            for table in ORDER:
                present.compact(table, most_files=1)
            manifest = self.manifest
            self._publish(present, manifest.batch, manifest.as_of)

    def _guarded(
        self, present: Generation, new: dict[str, pa.Table], rewrite: Rewrite | None, batch: int
    ) -> tuple[dict[str, pa.Table], Rewrite | None]:
        """Turn inserts of signals that lie in the lake already into rewrites."""
        signals = new.get("signals")
        if signals is None or not signals.num_rows or present.inserted(batch):
            return new, rewrite
        months = months_of(new)
        held = present.held(signals["signal_id"], months)
        if not held:
            return new, rewrite
        known = pa.array(sorted(held), pa.int64())
        before = rewrite or Rewrite(frozenset(), frozenset())
        rows: dict[str, pa.Table] = {}
        for table, schema in TABLES.items():
            given = new.get(table, schema.empty_table())
            again = pc.is_in(given["signal_id"], value_set=known)
            new[table] = given.filter(pc.invert(again))
            rows[table] = pa.concat_tables(
                [before.rows.get(table, schema.empty_table()), given.filter(again)]
            )
        return new, Rewrite(before.drop | held, before.months | months, rows)

    # Publishing

    def _publish(self, generation: Generation, batch: int, as_of: datetime) -> Manifest:
        old = self.manifest
        files = {table: generation.files(table) for table in TABLES}
        number = old.number + 1
        rollups = self._rollups(generation, files, old, number)
        new = Manifest(
            number=number,
            batch=batch,
            as_of=as_of,
            generation=generation.name,
            layout=layout(),
            versions=generation.versions,
            files={table: [p for month in sorted(by) for p in by[month]] for table, by in files.items()},
            rollups=rollups,
        )
        if new == replace(old, number=number, batch=batch, as_of=as_of):
            new = replace(new, number=old.number)  # the content is the same: kept results stay good
        fresh = [self.place / path for path in new.all_paths() - old.all_paths()]
        sync_files([*fresh, *generation.log_files()])
        retire(self.place, old.all_paths() - new.all_paths())
        publish(self.place, new)
        return new

    def _rollups(
        self, generation: Generation, files: dict[str, dict[str, list[str]]], old: Manifest, number: int
    ) -> dict[str, dict[str, list[str]]]:
        """The rollups: new files are counted by themselves, a month whose files were replaced is counted anew."""
        found: dict[str, dict[str, list[str]]] = {}
        for name, rollup in ROLLUPS.items():
            known = old.rollups.get(name, {}) if old.generation == generation.name else {}
            before: dict[str, set[str]] = {}
            for path in old.files.get(rollup.table, []):
                before.setdefault(month_in(path), set()).add(path)
            found[name], fresh = {}, {}
            for month, paths in sorted(files[rollup.table].items()):
                counted = before.get(month, set()) if month in known else set()
                found[name][month] = list(known[month]) if counted and counted.issubset(paths) else []
                uncounted = [path for path in paths if not found[name][month] or path not in counted]
                if uncounted:
                    fresh[month] = uncounted
            for group in generation.groups(rollup.table, fresh):
                targets = {
                    month: f"{generation.name}/rollups/{name}/{month}.{number}.parquet" for month in group
                }
                paths = [path for month in group for path in fresh[month]]
                write_rollup(self._duckdb(), self.place, rollup, paths, targets)
                for month, target in targets.items():
                    found[name][month].append(target)
        return found

    # Rebuilding

    @property
    def rebuilding(self) -> Rebuilding | None:
        """The rebuild that is under way, also one that was killed; None where there is none.

        One that another version began has other columns: it is not gone on with.
        """
        try:
            data = orjson.loads((self.place / REBUILD).read_bytes())
        except FileNotFoundError:
            return None
        if data.get("layout") != layout() or data["generation"] == self.manifest.generation:
            return None
        began = datetime.fromisoformat(data["began"])
        return Rebuilding(data["generation"], data["batch"], began, tuple(data["done"]), data["layout"])

    def begin_rebuild(self, batch: int) -> Rebuilding:
        """Begin the next generation beside the present one, or go on with the one begun.

        The rebuild is a batch like any other: the feed rows claimed for it are done with when it is published.
        """
        with self.writing():
            state = self.rebuilding
            if state is None:
                taken = [int(p.name[1:]) for p in self.place.glob("g*") if p.name[1:].isdecimal()]
                state = Rebuilding(f"g{max(taken, default=0) + 1}", batch, datetime.now(UTC), (), layout())
                self._note(state)
            return state

    def rebuild_month(self, month: str, pieces: Iterable[Mapping[str, pa.Table]]) -> Rebuilding:
        """Write one month of the generation under way, given piece by piece. Repeatable until it is noted.

        Only inside `writing`; a thread that works for the one that holds the lake may call it.
        """
        assert self._depth, "hold the lake first"
        state = self.rebuilding
        assert state is not None, "begin_rebuild comes first"
        coming = self._opened(state.generation)
        for number, piece in enumerate(pieces):
            coming.replace_month(month, piece, more=number > 0)
        state = replace(state, done=(*state.done, month))
        self._note(state)
        return state

    def finish_rebuild(self, as_of: datetime) -> Manifest:
        """Publish the generation under way in place of the present one, whose files go after the retention."""
        with self.writing():
            state = self.rebuilding
            assert state is not None, "begin_rebuild comes first"
            coming = self._opened(state.generation)
            manifest = self._publish(coming, state.batch, as_of)
            (self.place / REBUILD).unlink()
            self._generation = coming
            return manifest

    def _note(self, state: Rebuilding) -> None:
        replace_file(self.place / REBUILD, orjson.dumps(asdict(state)))

    # Looking after it

    def verify(self) -> list[LakeFault]:
        """Compare manifest, log and files. What does not fit; any of it asks for a rebuild."""
        with self.writing():
            try:
                present = self._present()
            except LakeOfOtherVersion:
                return [LakeFault("other_version")]
            except LakeDamaged as error:
                return [LakeFault("damaged", {"problem": str(error)})]
            return problems_of(self.place, self.manifest, present)

    def vacuum(self, retention: timedelta | None = None) -> int:
        """Remove the files that nothing names any more, `retention` after they were replaced, and old log files.

        Returns how many files went. Erased rows are gone from the disk after this.
        """
        with self.writing():
            present = self._present()
            present.tidy_log()
            state = self.rebuilding
            shutil.rmtree(self.place / SPILL, ignore_errors=True)
            before = datetime.now(UTC) - (self.retention if retention is None else retention)
            return clear_away(
                self.place,
                live=self.manifest.all_paths() | {p for t in TABLES for p in present.sizes(t)},
                present=present.name,
                coming=state.generation if state else "",
                before=before,
            )

    # What it works with

    def _present(self) -> Generation:
        """The published generation, or the first one."""
        manifest = self.manifest
        if manifest.is_of_other_layout:
            raise LakeOfOtherVersion("The lake was written by another version with other columns.")
        name = manifest.generation or "g1"
        if self._generation is None or self._generation.name != name:
            self._generation = self._opened(name)
        return self._generation

    def _opened(self, name: str) -> Generation:
        return Generation(self.place, name, self._duckdb(), keep_log=int(self.retention.total_seconds()))

    def _duckdb(self) -> duckdb.DuckDBPyConnection:
        if self._database is None:
            self._database = duckdb.connect(
                ":memory:",
                config={
                    "memory_limit": self._memory_limit,
                    "temp_directory": str(self.place / SPILL),
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                },
            )
            self._database.execute("SET GLOBAL TimeZone = 'UTC'")
            self._database.execute("SET enable_progress_bar = false")  # it would be printed between results
        return self._database
