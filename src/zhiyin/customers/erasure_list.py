"""What was erased, kept outside the record: a restored backup forgets the same persons again.

One line of JSON each: random ids and keyed hashes, no personal data. The file lies in the data directory, and a copy
beside every backup that was made: whichever of them is restored, and wherever, finds it.
"""

import contextlib
import json
import logging
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

NAME: Final = "erasures.jsonl"
BACKUPS: Final = "backups.jsonl"  # where backups were written to

log = logging.getLogger(__name__)


def place() -> Path:
    """Where the list lies."""
    return Path(settings.DATA) / NAME


def read_list(file: Path | None = None) -> list[dict[str, Any]]:
    """Every erasure, the oldest first, one entry a number: a later line about the same one adds to it."""
    try:
        lines = (file or place()).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        try:
            entry = json.loads(line)
            known = found.setdefault(entry["number"], entry)
        except (ValueError, KeyError, TypeError):
            continue  # torn by a power cut: written again when its job goes on
        for name in ("customer_ids", "tombstones"):
            known[name] = list(dict.fromkeys([*known.get(name, []), *entry.get(name, [])]))
    return list(found.values())


def append(entry: dict[str, Any]) -> None:
    """Add a line, on the disk when this returns."""
    _write_line(place(), entry)
    put_beside_backups()


def _write_line(file: Path, entry: dict[str, Any]) -> None:
    line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)


def merge(entries: Iterable[dict[str, Any]]) -> None:
    """Add what the list does not hold yet."""
    known = {entry["number"]: entry for entry in read_list()}
    for entry in entries:
        held = known.get(entry["number"], {})
        if any(set(entry.get(name, [])) - set(held.get(name, [])) for name in ("customer_ids", "tombstones")):
            append(entry)


def note_backup(archive: Path) -> None:
    """Put the list beside a backup, and remember where that lies.

    A data directory without room for the note is one to be saved elsewhere: the backup stands, and the log says so.
    """
    if place().exists() and archive.parent != place().parent:
        merge_into(archive.parent / NAME)
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        _write_line(Path(settings.DATA) / BACKUPS, {"path": str(archive), "made_at": made_at})
    except OSError as error:
        log.warning(
            "later erasures are not written beside %s, whose place could not be noted: %s", archive, error
        )


def backups() -> list[tuple[Path, str]]:
    """The backups that still lie where they were written to, each with when that was; the newest of each place."""
    found: dict[Path, str] = {}
    with contextlib.suppress(FileNotFoundError):
        for line in (Path(settings.DATA) / BACKUPS).read_text("utf-8").splitlines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                entry = json.loads(line)
                found[Path(entry["path"])] = entry["made_at"]
    return [(path, made_at) for path, made_at in found.items() if path.is_file()]


def put_beside_backups() -> None:
    """Lay the list beside every backup that can be reached."""
    if not place().exists():
        return
    for folder in {path.parent for path, _ in backups()}:
        if folder != place().parent:
            merge_into(folder / NAME)


def merge_into(file: Path) -> None:
    """Make the list there hold what ours does; another installation's lines in it stay."""
    known = {entry["number"]: entry for entry in read_list(file)}
    missing = [entry for entry in read_list() if known.get(entry["number"]) != entry]
    if not missing:
        return
    made = file.with_name(f".{NAME}.{os.getpid()}")
    with contextlib.suppress(OSError):  # a folder that cannot be written to keeps its older list
        if file.exists():
            shutil.copyfile(file, made)
        for entry in missing:
            _write_line(made, entry)
        made.replace(file)
