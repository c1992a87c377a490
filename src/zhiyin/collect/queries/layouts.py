"""How a stored file is written: its format, its encoding, where in it the table lies. Its name does not count."""

import codecs
import io
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any

from zhiyin.collect.queries.opening import opened
from zhiyin.science.collect.delimited import guess_delimiter
from zhiyin.science.collect.encodings import Encoding, Lines, detect_encoding
from zhiyin.science.collect.kinds import kind_of_bytes, kind_of_text
from zhiyin.science.collect.markup_tables import declared_codec
from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.records import find_records, names_of
from zhiyin.science.collect.same_sheets import SHEET_NAMES, Sheet, same_sheets
from zhiyin.science.collect.sheets import Seen, choose_sheet
from zhiyin.science.collect.spreadsheet_xml import is_spreadsheet_xml, sheet_in_xml
from zhiyin.science.collect.spreadsheets import check_archive

HEAD = 64 * 1024
LOOKED_AT = 1 << 20  # bytes from the beginning that tell the encoding
COUNTED = 4 << 20  # bytes from the beginning in which lines of another encoding are counted at once
SAMPLES = 12  # further on
SAMPLE = 32 * 1024  # bytes of each
# A sheet of more bytes, unpacked, is not read to its end, where its merged cells are told, before its rows are.
LARGE_SHEET = 32 << 20
UNSEEN = "unseen"

Layout = dict[str, Any]


def layout_of(path: Path) -> Layout:
    """{format, gzip, member, encoding, …} and {notes}; the rest depends on the format.

    Raises FileFault with the place.
    """
    layout: Layout = {"notes": []}
    kind = _kind(path, layout)
    if kind == "gzip":
        layout["gzip"] = True
        kind = _kind(path, layout)
    if kind == "zip":
        kind = _in_archive(path, layout)
    if kind in ("gzip", "zip"):
        raise FileFault("nested_archive")
    read = _READERS.get(kind)
    if read is None:
        raise FileFault("not_a_table")
    read(path, layout)
    return layout


def _kind(path: Path, layout: Layout) -> str:
    with opened(path, layout) as stream:
        head = stream.read(HEAD)
    if not head:
        raise FileFault("empty_file")
    return kind_of_bytes(head)


def _in_archive(path: Path, layout: Layout) -> str:
    """What a zip archive is: xlsx, or the kind of the one table in it."""
    with opened(path, {**layout, "format": "xlsx"}) as stream:
        member = check_archive(stream)
    if not member:
        return "xlsx"
    if layout.get("gzip"):
        return "zip"
    layout["member"] = member
    kind = _kind(path, layout)
    if kind == "zip":
        with opened(path, {**layout, "format": "xlsx"}) as stream:
            kind = "zip" if check_archive(stream) else "xlsx"
    return kind


def _note(layout: Layout, code: str, **data: Any) -> None:
    layout["notes"].append({"code": code, **data})


def _choose(layout: Layout, choice: tuple[int, list[str]] | None) -> int:
    if choice is None:
        raise FileFault("no_rows")
    layout["sheet"], others = choice
    _other_sheets(layout, others)
    return choice[0]


def _other_sheets(layout: Layout, others: list[str]) -> None:
    if others:
        shown = "、".join(others[:6]) + ("…" if len(others) > 6 else "")
        _note(layout, "other_sheets", names=shown, count=len(others))


def _choose_all(layout: Layout, sheets: list[Seen]) -> list[Sheet]:
    """The sheet with the rows, and those that go on with it, as they stand in the workbook; [] where it stands alone."""
    choice = choose_sheet(sheets)
    if choice is None:
        raise FileFault("no_rows")
    together = same_sheets(sheets, choice[0])
    if not together:
        _choose(layout, choice)
        return []
    layout["sheet"] = together[0].place
    read = {one.place for one in together}
    _other_sheets(
        layout,
        [one.name for place, one in enumerate(sheets) if place not in read and any(map(any, one.head))],
    )
    names = [one.name for one in together]
    shown = "、".join(names[:6]) + ("…" if len(names) > 6 else "")
    _note(layout, "sheets_together", names=shown, count=len(names))
    width = max(len(row) for one in together for row in sheets[one.place].head)
    chinese = any(not cell.isascii() for row in sheets[choice[0]].head for cell in row)
    named = SHEET_NAMES[0 if chinese else 1]
    layout["sheets"] = [[one.place, one.name, one.first] for one in together]
    layout["sheet_column"] = {"at": width, "name": named, "header": together[0].header[0]}
    return together


def _workbook(path: Path, layout: Layout) -> None:
    from zhiyin.science.collect.workbooks import Workbook  # noqa: PLC0415  (slow to import)

    layout["format"] = "xlsx"
    with opened(path, layout) as stream, Workbook(stream) as book:
        seen = book.seen()
        together = _choose_all(layout, seen)
        place = layout["sheet"]
        large = seen[place].size > LARGE_SHEET
        most = LARGE_SHEET // 4 if large else None
        abouts = [book.about(one.place) for one in together] or [book.about(place, most)]
        layout["percents"] = book.percents(place)
        layout["sheet_name"] = book.name(place)
    layout["merged"] = UNSEEN if large and not together else any(about.merged for about in abouts)
    if any(about.unsaved for about in abouts):
        _note(layout, "formulas_not_saved")
    if any(about.pictures for about in abouts):
        _note(layout, "pictures")
    if errors := sum(about.errors for about in abouts):
        _note(layout, "error_cells", cells=errors)


def _old_workbook(path: Path, layout: Layout) -> None:
    from zhiyin.science.collect.old_excel import OldWorkbook  # noqa: PLC0415  (slow to import)

    layout["format"] = "xls"
    with opened(path, layout) as stream:
        book = OldWorkbook(stream.read())
    places = [one.place for one in _choose_all(layout, book.seen())] or [layout["sheet"]]
    layout["sheet_name"] = book.name(places[0])
    layout["merged"] = any(book.merged(place) for place in places)
    if errors := sum(map(book.errors, places)):
        _note(layout, "error_cells", cells=errors)


def _parquet(path: Path, layout: Layout) -> None:
    from zhiyin.science.collect.parquet_rows import parquet_names  # noqa: PLC0415  (slow to import)

    layout["format"] = "parquet"
    with opened(path, layout) as stream:
        layout["names"] = parquet_names(stream)


def _text(path: Path, layout: Layout) -> None:
    with opened(path, layout) as stream:
        head = stream.read(COUNTED)
    encoding = detect_encoding(_whole_lines(head[:LOOKED_AT], len(head)), _samples(path, layout))
    start = codecs.getincrementaldecoder(encoding.codec)("replace").decode(head[:HEAD])
    kind = kind_of_text(start)
    if kind in ("html", "xml"):
        encoding = _as_declared(head[:HEAD], encoding)
    layout["encoding"], layout["encoding_evidence"] = encoding
    if kind == "json":
        _json(path, layout)
    elif kind == "html":
        layout["format"] = "html"
    elif kind == "xml":
        if not is_spreadsheet_xml(start):
            raise FileFault("not_a_table")
        layout["format"] = "xml"
        with opened(path, layout) as stream:
            _choose(layout, sheet_in_xml(stream, encoding.codec))
    else:
        _delimited(head, encoding, layout)


def _delimited(head: bytes, encoding: Encoding, layout: Layout) -> None:
    layout["format"] = "csv"
    lines = Lines(io.BytesIO(_whole_lines(head, COUNTED)), encoding.codec)
    kept = iter(lines)
    layout["delimiter"] = guess_delimiter(list(islice(kept, 60)))
    for _line in kept:
        pass
    if lines.others:
        _note(layout, "mixed_encodings", lines=lines.others, first=lines.first_other)


def _json(path: Path, layout: Layout) -> None:
    bytes_of = partial(opened, path, layout)
    layout["encoding"] = layout["encoding"].replace("utf-8-sig", "utf-8")
    found = find_records(bytes_of, layout["encoding"])
    layout["format"] = "jsonl" if found.path == "lines" else "json"
    layout["path"], layout["shape"] = found
    layout["names"] = names_of(bytes_of, found, layout["encoding"])


def _whole_lines(head: bytes, full: int) -> bytes:
    """Without the line that was cut, when there was more to read."""
    end = head.rfind(b"\n") + 1
    return head[:end] if end and len(head) >= min(full, LOOKED_AT) else head


def _samples(path: Path, layout: Layout) -> list[bytes]:
    """Whole lines from further on in the file; of one that is packed there are none."""
    size = path.stat().st_size
    if layout.get("gzip") or layout.get("member") or size < 2 * LOOKED_AT:
        return []
    samples = []
    with path.open("rb") as file:
        for number in range(SAMPLES):
            file.seek(LOOKED_AT + (size - LOOKED_AT - SAMPLE) * number // (SAMPLES - 1))
            _cut, _end, lines = file.read(SAMPLE).partition(b"\n")
            samples.append(lines[: lines.rfind(b"\n") + 1])
    return samples


def _as_declared(head: bytes, found: Encoding) -> Encoding:
    """A page says itself what it is written in; its mark and its bytes know better."""
    codec = declared_codec(head)
    if codec is None or found.evidence in ("mark", "zeros"):
        return found
    try:
        codecs.getincrementaldecoder(codec)().decode(head)
    except UnicodeDecodeError:
        return found
    return Encoding(codec, "declared")


def merged_of(stream: IO[bytes], layout: Layout) -> list[tuple[int, int, int, int]]:
    """The merged ranges of the chosen sheet."""
    if layout.get("merged", False) in (False, UNSEEN):
        return []
    if layout["format"] == "xls":
        from zhiyin.science.collect.old_excel import OldWorkbook  # noqa: PLC0415  (slow to import)

        return OldWorkbook(stream.read()).merged(layout["sheet"])
    from zhiyin.science.collect.workbooks import Workbook  # noqa: PLC0415  (slow to import)

    with Workbook(stream) as book:
        return book.about(layout["sheet"]).merged


_READERS = {
    "xlsx": _workbook,
    "ole": _old_workbook,
    "xls": _old_workbook,
    "parquet": _parquet,
    "text": _text,
}
