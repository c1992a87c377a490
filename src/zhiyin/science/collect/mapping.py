"""How the rows of a file are read: what each column is, and what holds where no column says otherwise."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from zhiyin.science.collect.columns import Column


@dataclass(slots=True)
class Mapping:
    """How a file's rows are read. `kind`, `channel`, `unit` hold where no column says otherwise."""

    columns: list[Column]
    source: str = ""
    kind: str = "review"
    channel: str = ""
    unit: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Mapping":
        return cls(**{**stored, "columns": [Column(**column) for column in stored["columns"]]})


def default_kind(columns: Sequence[Column]) -> str:
    """What rows with such columns are, unless somebody knows better."""
    fields = {column.field for column in columns}
    if fields & {"nps", "ces", "csat"}:
        return "survey"
    return "review" if fields & {"text", "rating"} else "survey"
