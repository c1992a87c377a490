"""Rows of a Parquet file, batch by batch."""

from collections.abc import Iterator
from typing import IO, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from zhiyin.science.collect.flat import flat_record
from zhiyin.science.collect.problems import FileFault

BATCH: Final = 2_000
LARGEST_GROUP: Final = 2 * 1024**3  # bytes of one row group, unpacked
MOST_UNPACKED: Final = 16 * 1024**3

Row = list[str]


def parquet_names(stream: IO[bytes]) -> list[str]:
    """The names of the cells: nested columns flattened, in the order of the file. Raises FileFault."""
    names: dict[str, None] = {}
    for field in _opened(stream).schema_arrow:
        _names_of(field.name, field.type, names)
    return list(names)


def _names_of(name: str, kind: Any, names: dict[str, None]) -> None:
    if pa.types.is_struct(kind) and kind.num_fields:
        for place in range(kind.num_fields):
            _names_of(f"{name}.{kind.field(place).name}", kind.field(place).type, names)
    else:
        names[name] = None


def parquet_rows(stream: IO[bytes], names: list[str]) -> Iterator[tuple[int, Row]]:
    """(row number, cells): row 1 is made of the names. Raises FileFault."""
    file = _opened(stream)
    yield 1, list(names)
    number = 1
    try:
        for batch in file.iter_batches(batch_size=BATCH, use_threads=False):
            for record in _to_microseconds(batch).to_pylist():
                number += 1
                cells = flat_record(record)
                yield number, [cells.get(name, "") for name in names]
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        raise FileFault("sheet_broken", row=number + 1) from error


def _to_microseconds(batch: Any) -> Any:
    """Python's times know no nanoseconds."""
    fields = [
        field.with_type(pa.timestamp("us", field.type.tz))
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns"
        else field
        for field in batch.schema
    ]
    wanted = pa.schema(fields)
    return batch if wanted.equals(batch.schema) else batch.cast(wanted, safe=False)


def _opened(stream: IO[bytes]) -> Any:
    stream.seek(0)
    try:
        file = pq.ParquetFile(pa.PythonFile(stream, mode="r"), memory_map=False)
        groups = [file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups)]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise FileFault("file_broken") from error
    if sum(groups) > MOST_UNPACKED or max(groups, default=0) > LARGEST_GROUP:
        raise FileFault("bomb")
    return file
