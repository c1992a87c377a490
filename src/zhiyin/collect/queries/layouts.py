"""How a stored file is written: its format, its encoding, where in it the table lies."""

import codecs
import io
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, cast

from zhiyin.collect.queries.opening import PIECE, opened, pieces
from zhiyin.science.collect.delimited import guess_delimiter
from zhiyin.science.collect.encodings import detect_encoding
from zhiyin.science.collect.kinds import kind_of_bytes, kind_of_text
from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.records import find_records, names_of
from zhiyin.science.collect.spreadsheets import check_archive

HEAD = 64 * 1024


def layout_of(path: Path) -> dict[str, Any]:
    """{format, gzip, …}; the rest depends on the format. Raises FileFault with the place."""
    layout: dict[str, Any] = {"notes": []}
    kind = _kind(path, layout)
    if kind == "gzip":
        layout["gzip"] = True
        kind = _kind(path, layout)
    if kind == "zip":
        with path.open("rb") as file:
            check_archive(file)
        return {**layout, "format": "xlsx"}
    if kind == "ole":
        raise FileFault("old_excel")
    if kind != "text":
        raise FileFault("not_a_table")
    return _text_layout(path, layout)


def _kind(path: Path, layout: dict[str, Any]) -> str:
    with opened(path, layout) as stream:
        head = stream.read(HEAD)
    if not head:
        raise FileFault("empty_file")
    return kind_of_bytes(head)


def _text_layout(path: Path, layout: dict[str, Any]) -> dict[str, Any]:
    with opened(path, layout) as stream:
        encoding = detect_encoding(pieces(stream))
    layout["encoding"], layout["encoding_evidence"] = encoding
    with opened(path, layout) as stream:
        head = codecs.getincrementaldecoder(encoding.codec)("replace").decode(stream.read(HEAD))
    kind = kind_of_text(head)
    if kind == "json":
        return _json_layout(path, layout)
    layout["format"] = "csv"
    with opened(path, layout) as stream:
        text = io.TextIOWrapper(cast("Any", stream), encoding=encoding.codec, errors="strict", newline="")
        lines = list(islice(iter(lambda: text.readline(PIECE), ""), 60))
    layout["delimiter"] = guess_delimiter(lines)
    return layout


def _json_layout(path: Path, layout: dict[str, Any]) -> dict[str, Any]:
    layout["format"] = "json"
    bytes_of = partial(opened, path, layout)
    found = find_records(bytes_of, layout["encoding"])
    layout["format"] = "jsonl" if found.path == "lines" else "json"
    layout["path"], layout["shape"] = found
    layout["names"] = names_of(bytes_of, found, layout["encoding"])
    return layout
