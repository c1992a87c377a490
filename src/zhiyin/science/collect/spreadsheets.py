"""What a spreadsheet is before it is opened, and what its cells say."""

import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import IO, Any, Final

from zhiyin.science.collect.problems import FileFault

MOST_UNPACKED: Final = 4 * 1024**3  # bytes: more is a bomb, not a survey
MOST_RATIO: Final = 400
# Bytes of the parts that are kept in memory as a whole.
LARGEST_TEXTS: Final = 192 * 1024**2
LARGEST_PART: Final = 32 * 1024**2
MOST_MEMBERS: Final = 20_000
ERRORS: Final = frozenset({
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#GETTING_DATA", "#CONNECT!", "#BUSY!", "#UNKNOWN!",
})  # fmt: skip
_ESCAPED: Final = re.compile("_x(00[01][0-9A-F]|005F)_")  # how XML keeps what it cannot hold
_IMAGE: Final = re.compile(r"=\s*(?:_xlfn\.)?(?:DISPIMG|IMAGE)\s*\(", re.IGNORECASE)


def check_archive(stream: IO[bytes]) -> str:
    """The name of the one table in a zip archive, or "" for an XLSX workbook.

    Raises FileFault for one that is damaged, unpacks to an unreasonable size, or holds something else.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            names = {member.filename for member in members}
            _check_sizes(members, size)
            if "[Content_Types].xml" in names and any(name.startswith(("xl/", "/xl/")) for name in names):
                if "xl/workbook.bin" in names:
                    raise FileFault("binary_workbook")
                return ""
            return _only_table(members)
    except FileFault:
        raise
    except Exception as error:  # a damaged archive may raise anything
        raise FileFault("file_broken") from error
    finally:
        stream.seek(0)


def _check_sizes(members: list[zipfile.ZipInfo], size: int) -> None:
    """The sizes that a member declares bind: no more of it is unpacked than that."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    starts = {member.header_offset for member in members}
    if (
        len(members) > MOST_MEMBERS
        or len(starts) < len(members)
        or packed > size  # the same bytes for many members
        or unpacked > MOST_UNPACKED
        or (unpacked > 50 * 1024**2 and unpacked / packed > MOST_RATIO)
    ):
        raise FileFault("bomb")
    for member in members:
        if member.flag_bits & 1:
            raise FileFault("encrypted")
        name = member.filename.lower()
        if name.endswith("sharedstrings.xml") and member.file_size > LARGEST_TEXTS:
            raise FileFault("workbook_too_large", limit=LARGEST_TEXTS // 1024**2)
        if (
            name.endswith(("styles.xml", "workbook.xml", ".rels", "].xml"))
            and member.file_size > LARGEST_PART
        ):
            raise FileFault("bomb")


def _only_table(members: list[zipfile.ZipInfo]) -> str:
    names = [
        member.filename
        for member in members
        if member.file_size
        and not member.filename.startswith("__MACOSX/")
        and "/." not in f"/{member.filename}"
    ]
    if "mimetype" in names and "content.xml" in names:
        raise FileFault("open_document")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise FileFault("not_a_table")
    if len(names) != 1:
        shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
        raise FileFault("several_files" if names else "no_rows", **({"names": shown} if names else {}))
    return names[0]


def cell_text(cell: Any) -> str:
    """A cell as one would type it: whole numbers without a point, times as ISO; nothing for errors and pictures."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell[:1] == "#" and cell in ERRORS:
            return ""
        if cell[:1] == "=" and _IMAGE.match(cell):
            return ""
        return _ESCAPED.sub(_unescaped, cell) if "_x" in cell else cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return repr(cell)
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _unescaped(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return "" if char == "\r" else char


def percent(value: float) -> str:
    """0.85 as 85%."""
    return f"{cell_text(round(float(value) * 100, 10))}%"
