"""Looking after the lake's files: to the disk, away when nobody needs them, and whether they fit the log."""

import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zhiyin.facts.errors import LakeFault
from zhiyin.facts.generation import Generation
from zhiyin.facts.manifest import Manifest, replace_file
from zhiyin.facts.tables import TABLES

RETIRED = "retired.log"
SYNCED_SINGLY = 64  # files; with more of them one sync of everything is cheaper


def sync_files(paths: list[Path]) -> None:
    """Have these files, and the folders that name them, on the disk when this returns."""
    if len(paths) > SYNCED_SINGLY:
        os.sync()
        return
    for path in [*paths, *{path.parent for path in paths}]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def retire(place: Path, paths: Iterable[str]) -> None:
    """Note that these files are named by no manifest from now on; readers may still be at them."""
    now = datetime.now(UTC).isoformat()
    lines = "".join(f"{now} {path}\n" for path in sorted(paths))
    if lines:
        with (place / RETIRED).open("a") as file:
            file.write(lines)


def _retired(place: Path) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    try:
        lines = (place / RETIRED).read_text().splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        when, _, path = line.partition(" ")
        try:
            found[path] = datetime.fromisoformat(when)
        except ValueError:
            continue  # torn by a power cut; the file's own time counts then
    return found


def clear_away(place: Path, *, live: set[str], present: str, coming: str, before: datetime) -> int:
    """Remove Parquet files that are not `live` and were replaced, or if never published written, by `before`.

    The generation that is `coming` is left alone; folders of generations other than the `present` one go with
    their last file. Only under the writer's lock, so that no file is in the making.
    """
    retired = _retired(place)
    gone = 0
    for folder in sorted(place.glob("g*")):
        if folder.name == coming:
            continue
        left = 0
        for file in folder.rglob("*.parquet"):
            if "_delta_log" in file.parts:
                continue
            path = str(file.relative_to(place))
            written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if path in live or retired.get(path, written) > before:
                left += 1
            else:
                file.unlink()
                gone += 1
        if not left and folder.name != present:
            shutil.rmtree(folder)
    still = {path: when for path, when in retired.items() if path not in live and (place / path).exists()}
    lines = "".join(f"{when.isoformat()} {path}\n" for path, when in still.items())
    replace_file(place / RETIRED, lines.encode())
    return gone


def problems_of(place: Path, manifest: Manifest, generation: Generation) -> list[LakeFault]:
    """Where manifest, log and files do not fit, each with the file it is about."""
    found: list[LakeFault] = []
    for table in TABLES:
        sizes = generation.sizes(table)
        if manifest.versions.get(table, -1) > generation.versions[table]:
            found.append(LakeFault("log_behind", {"table": table}))
        found += [
            LakeFault("not_in_log", {"path": path})
            for path in manifest.files.get(table, [])
            if (path not in sizes and manifest.versions.get(table) == generation.versions[table])
        ]
        for path, size in sizes.items():
            file = place / path
            if not file.exists():
                found.append(LakeFault("missing", {"path": path}))
            elif (bytes_there := file.stat().st_size) != size:
                found.append(LakeFault("torn", {"path": path, "bytes": bytes_there, "expected": size}))
    for rollup in manifest.rollups:
        found += [
            LakeFault("unreadable", {"path": path})
            for path in manifest.paths(rollup)
            if not _is_parquet(place / path)
        ]
    return found


def _is_parquet(path: Path) -> bool:
    try:
        pq.read_metadata(path)
    except (OSError, pa.ArrowInvalid):
        return False
    return True
