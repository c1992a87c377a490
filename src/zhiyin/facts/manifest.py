"""One file that names the versions and the files of all tables together; replaced as a whole, never edited.

Readers see the lake only through it: whatever a writer has half done is not in it.
"""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from zhiyin.facts.rollups import layout

FILE = "manifest.json"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a reader may read. Paths are relative to the lake's place."""

    number: int = 0  # rises whenever the content changes
    batch: int = 0  # the last batch of feed rows that is in it
    as_of: datetime = NEVER  # the record's state at this time is in it
    generation: str = ""  # the folder of the tables; a rebuild makes a new one
    layout: str = ""  # fingerprint of the schemas
    versions: dict[str, int] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)
    rollups: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # rollup -> month -> files

    def paths(self, table: str) -> list[str]:
        """The Parquet files of a table or of a rollup."""
        return self.files.get(table) or [p for parts in self.rollups.get(table, {}).values() for p in parts]

    def all_paths(self) -> set[str]:
        """Every file that it names."""
        return {path for name in (*self.files, *self.rollups) for path in self.paths(name)}

    @property
    def is_of_other_layout(self) -> bool:
        """Whether another version wrote it, with other columns."""
        return bool(self.layout) and self.layout != layout()

    def to_json(self) -> bytes:
        return orjson.dumps(
            {
                "number": self.number,
                "batch": self.batch,
                "as_of": self.as_of.isoformat(),
                "generation": self.generation,
                "layout": self.layout,
                "versions": self.versions,
                "files": self.files,
                "rollups": self.rollups,
            }
        )

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        data: dict[str, Any] = orjson.loads(text)
        data["as_of"] = datetime.fromisoformat(data["as_of"])
        return cls(**data)


def read_manifest(place: Path) -> Manifest:
    """The published manifest; an empty one where nothing was ever published."""
    try:
        return Manifest.from_json((place / FILE).read_bytes())
    except FileNotFoundError:
        return Manifest()


def publish(place: Path, manifest: Manifest) -> None:
    """Replace the manifest as a whole, and have it on the disk when this returns."""
    replace_file(place / FILE, manifest.to_json())


def replace_file(path: Path, content: bytes) -> None:
    """Write beside, sync, rename, sync the folder: readers see the old or the new, also after a power cut."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:  # a full disk: what is half written takes the room away that the next try needs
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
