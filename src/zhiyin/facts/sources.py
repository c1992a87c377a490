"""A table as SQL: exactly these files, never whatever lies in a folder."""

from pathlib import Path
from typing import Any

import pyarrow as pa

_TYPES: dict[Any, str] = {
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.int8(): "TINYINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
}


def source_sql(place: Path, paths: list[str], schema: pa.Schema) -> str:
    """A SELECT over exactly these files, or over no row with the same columns."""
    if not paths:
        return "SELECT " + ", ".join(f"NULL::{_TYPES[f.type]} AS {f.name}" for f in schema) + " WHERE false"
    columns = ", ".join(f.name for f in schema)
    listed = ", ".join("'" + str(place / path).replace("'", "''") + "'" for path in paths)
    partitions = (
        "hive_partitioning = true, hive_types = {'month': VARCHAR}"
        if "/month=" in paths[0]
        else "hive_partitioning = false"
    )
    return f"SELECT {columns} FROM read_parquet([{listed}], {partitions})"  # noqa: S608  (names are our own)
