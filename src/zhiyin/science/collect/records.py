"""Records of JSON and JSON Lines as rows of named cells, read piece by piece."""

import codecs
import contextlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from itertools import islice
from typing import IO, Any, Final, NamedTuple, cast

import ijson

from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.flat import flat_cell, flat_record
from zhiyin.science.collect.problems import FileFault, Unread
from zhiyin.science.collect.shapes import SHAPES

PIECE: Final = 1 << 20
LONGEST_TEXT: Final = 16 * 1024 * 1024  # bytes of one text
LARGEST_RECORD: Final = 64 * 1024 * 1024  # bytes
DEEPEST: Final = 200
MOST_UNPACKED: Final = 4 * 1024**3
MOST_COLUMNS: Final = 1_000
_EVENTS: Final = 200_000  # looked at to find where the records lie
_NAMES: Final = (
    "data", "results", "items", "records", "rows", "responses", "answers", "tickets", "conversations", "reviews",
    "comments", "feedback", "messages", "payload", "list", "value", "values", "content",
)  # fmt: skip
_BEGINS: Final = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{\]])')
_TEXT: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)

Open = Callable[[], AbstractContextManager[IO[bytes]]]
Named = dict[str, str]


class Found(NamedTuple):
    """Where the records lie (ijson's prefix) and the name of their shape; the path is "lines" for JSON Lines."""

    path: str
    shape: str = ""


class _Watched:
    """The bytes of a JSON file in UTF-8, refused where they nest too deeply or a text or a record has no end."""

    def __init__(self, stream: IO[bytes], codec: str) -> None:
        self._stream = stream
        self._decoder = None if codec == "utf-8" else codecs.getincrementaldecoder(codec)()
        self._depth = 0
        self._open = b""  # a text that has begun
        self._total = 0
        self._since_record = 0
        self.record = 0

    def read(self, size: int = -1) -> bytes:
        if size == 0:  # ijson asks in this way whether it gets bytes or text
            return b""
        piece = self._stream.read(PIECE)
        self._total += len(piece)
        if self._total > MOST_UNPACKED:
            raise FileFault("bomb")
        if self._decoder is not None:
            try:
                piece = self._decoder.decode(piece, not piece).encode("utf-8", "replace")
            except UnicodeDecodeError as error:
                raise FileFault("mixed_encoding", byte=self._total - len(piece) + error.start + 1) from error
        self._since_record += len(piece)
        if self._since_record > LARGEST_RECORD:
            raise FileFault("record_too_large", record=self.record + 1)
        self._watch(piece)
        return piece

    def next_record(self) -> None:
        self.record += 1
        self._since_record = 0

    def _watch(self, piece: bytes) -> None:
        bare = _TEXT.sub(b"", self._open + piece)
        begun = bare.find(b'"')
        self._open = b"" if begun < 0 else bare[begun:]
        if len(self._open) > LONGEST_TEXT:
            raise FileFault("text_without_end", record=self.record + 1)
        bare = bare if begun < 0 else bare[:begun]
        opened = bare.count(b"[") + bare.count(b"{")
        closed = bare.count(b"]") + bare.count(b"}")
        if self._depth + opened > DEEPEST and _deepest(self._depth, bare) > DEEPEST:
            raise FileFault("nested_too_deeply", limit=DEEPEST)
        self._depth += opened - closed


def _deepest(depth: int, bare: bytes) -> int:
    deepest = depth
    for char in re.findall(rb"[\[\]{}]", bare):
        depth += 1 if char in b"[{" else -1
        deepest = max(deepest, depth)
        if deepest > DEEPEST:
            break
    return deepest


def is_json(head: str) -> bool:
    """Whether a text that begins so is JSON with records: an object, or a list of objects or of lists."""
    return _BEGINS.match(head) is not None


def find_records(opened: Open, codec: str = "utf-8") -> Found:
    """Where the records of a JSON file lie. Raises FileFault when it is broken or holds none."""
    if _by_lines(opened, codec):
        return Found("lines", _shape_of_lines(opened, codec))
    maps: Counter[str] = Counter()
    lists: Counter[str] = Counter()
    events = 0
    whole = False
    with opened() as stream:
        try:
            for prefix, event, _value in ijson.parse(_Watched(stream, codec), buf_size=PIECE):
                events += 1
                if event == "start_map":
                    maps[prefix] += 1
                elif event == "start_array" and prefix.endswith("item"):
                    lists[prefix] += 1
                if events >= _EVENTS:
                    break
            else:
                whole = True
        except ijson.JSONError as error:
            # a broken end is told when its record is read; without any record there is nothing to read
            if not maps and not lists:
                raise FileFault("json_broken", record=1) from error
    for shape in SHAPES:
        if shape.path in maps and shape.matches(_first(opened, codec, shape.path)):
            return Found(shape.path, shape.name)
    path = _largest(maps)
    if path is None and lists["item"]:
        path = "item"
    if path is None:
        if not maps[""] or not whole:
            raise FileFault("no_records")
        path = ""
    return Found(path)


def _largest(maps: Counter[str]) -> str | None:
    """The prefix of the list of objects that holds the others: the one with a usual name, else the longest."""
    lists = [prefix for prefix in maps if prefix == "item" or prefix.endswith(".item")]
    outer = [prefix for prefix in lists if not any(prefix.startswith(f"{other}.") for other in lists)]

    def rank(prefix: str) -> tuple[int, int]:
        name = prefix.removesuffix("item").rstrip(".").rpartition(".")[2].casefold()
        return (
            maps[prefix] if maps[prefix] > 1 else 0,
            -_NAMES.index(name) if name in _NAMES else -len(_NAMES),
        )

    named = [prefix for prefix in outer if rank(prefix)[1] > -len(_NAMES)]
    return max(named or outer, key=rank, default=None)


def _first(opened: Open, codec: str, path: str) -> dict[str, Any]:
    with opened() as stream, contextlib.suppress(ijson.JSONError):  # told when its record is read
        for record in ijson.items(_Watched(stream, codec), path, use_float=False, buf_size=PIECE):
            if isinstance(record, dict):
                return record
    return {}


def _by_lines(opened: Open, codec: str) -> bool:
    """Whether at least half of the first lines are an object each, and there is more than one."""
    with opened() as stream:
        head = stream.read(PIECE)
    whole = head if len(head) < PIECE else head[: head.rfind(b"\n") + 1]
    values = [value for _n, value in islice(_line_values(io.BytesIO(whole), codec), 40)]
    objects = sum(isinstance(value, dict) for value in values)
    return len(values) > 1 and objects >= 0.5 * len(values)


def _shape_of_lines(opened: Open, codec: str) -> str:
    with opened() as stream:
        first = next((record for _n, record in _line_values(stream, codec) if isinstance(record, dict)), {})
    return next((shape.name for shape in SHAPES if shape.matches(first)), "")


def _line_values(stream: IO[bytes], codec: str) -> Iterator[tuple[int, Any]]:
    """(line number, the value on it, or Unread for a line that holds none)."""
    number = total = 0
    wide = codec.startswith("utf-16")
    text = io.TextIOWrapper(cast("Any", stream), codec, newline="\n") if wide else None
    while True:
        number += 1
        raw: bytes | str
        try:
            raw = text.readline(LONGEST_TEXT) if text is not None else stream.readline(LONGEST_TEXT + 1)
        except UnicodeDecodeError as error:
            raise FileFault("mixed_encoding_line", line=number) from error
        if not raw:
            return
        total += len(raw)
        if total > MOST_UNPACKED:
            raise FileFault("bomb")
        if len(raw) >= LONGEST_TEXT:
            raise FileFault("text_without_end", record=number)
        if isinstance(raw, bytes):
            written = raw
            try:
                raw = written.decode(codec)
            except UnicodeDecodeError:
                cells = [written.decode(codec, "replace")]
                yield number, Unread(Problem("", "line_undecodable", {"line": number}), cells)
                continue
        raw = raw.strip().lstrip("\ufeff")
        if not raw:
            continue
        try:
            yield number, json.loads(raw, parse_float=Decimal, parse_constant=_refused)
        except (ValueError, RecursionError):
            yield number, Unread(Problem("", "line_not_json", {"line": number, "value": raw[:40]}), [raw])


def _refused(name: str) -> Any:
    raise ValueError(name)


def records(opened: Open, found: Found, codec: str = "utf-8") -> Iterator[Named | list[str] | Unread]:
    """Every record as named cells, or bare ones if it is a list; what is neither, as Unread.

    Raises FileFault where the JSON ends or breaks.
    """
    shape = next((shape for shape in SHAPES if shape.name == found.shape), None)
    with opened() as stream:
        values = _lines(stream, codec) if found.path == "lines" else _items(stream, codec, found.path)
        for value in values:
            if isinstance(value, dict):
                if shape is None:
                    yield flat_record(value)
                else:
                    yield from shape.rows(value)
            elif isinstance(value, list):
                yield [flat_cell(cell) for cell in value]
            elif isinstance(value, Unread):
                yield value
            else:
                yield Unread(Problem("", "no_record", {"value": flat_cell(value)[:40]}), [flat_cell(value)])


def _lines(stream: IO[bytes], codec: str) -> Iterator[Any]:
    for _number, value in _line_values(stream, codec):
        yield value


def _items(stream: IO[bytes], codec: str, path: str) -> Iterator[Any]:
    watched = _Watched(stream, codec)
    try:
        for value in ijson.items(watched, path, use_float=False, buf_size=PIECE):
            yield value
            watched.next_record()
    except ijson.JSONError as error:
        raise FileFault("json_broken", record=watched.record + 1) from error


def names_of(opened: Open, found: Found, codec: str = "utf-8") -> list[str]:
    """The names of all cells of all records, in the order in which they first appear; none for a list of lists."""
    names: dict[str, None] = {}
    for record in records(opened, found, codec):
        if isinstance(record, dict):
            names.update(dict.fromkeys(record))
        if len(names) > MOST_COLUMNS:
            raise FileFault("too_many_columns", columns=len(names), limit=MOST_COLUMNS)
    return list(names)


def record_rows(
    opened: Open, found: Found, names: list[str], codec: str = "utf-8"
) -> Iterator[tuple[int, list[str] | Unread]]:
    """(row number, cells): row 1 is made of the names and every record has a row below; lists stand as they are."""
    if names:
        yield 1, list(names)
    for number, record in enumerate(records(opened, found, codec), start=2 if names else 1):
        if isinstance(record, dict):
            yield number, [record.get(name, "") for name in names]
        else:
            yield number, record
