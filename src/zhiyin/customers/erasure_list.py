"""What was erased, kept outside the record: a restored backup forgets the same persons again.

One line of JSON each: random ids and keyed hashes, no personal data. The file lies in the data directory; a
backup carries a copy, and puts one beside itself.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings

NAME: Final = "erasures.jsonl"


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
    line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
    handle = os.open(place(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
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
