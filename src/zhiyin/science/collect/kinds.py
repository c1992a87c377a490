"""What a file really is, by what stands in it; its name does not count."""

import re
from typing import Final

from zhiyin.science.collect.records import is_json

_MAGIC: Final = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PAR1", "parquet"),
)
# Without a container, a workbook begins with its own record and the size of that.
_BARE_EXCEL: Final = (
    b"\x09\x08\x10\x00",
    b"\x09\x00\x04\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x08\x08\x00",
)
_NO_TABLE: Final = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd",
    b"\x7fELF", b"MZ\x90", b"SQLite format 3", b"OggS", b"ID3", b"RIFF", b"{\\rtf", b"\x00\x00\x00\x18ftyp",
    b"\x00\x00\x00\x20ftyp",
)  # fmt: skip
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style|div|script|tr|td)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML: Final = re.compile(r"\s*<(?:\?xml|!--|[a-zA-Z_][\w.:-]*[\s>/])")
# How the names of files of each format end.
ENDINGS: Final = {
    "csv": ("csv", "tsv", "txt", "tab"),
    "xlsx": ("xlsx", "xlsm"),
    "xls": ("xls",),
    "html": ("html", "htm"),
    "xml": ("xml",),
    "json": ("json",),
    "jsonl": ("jsonl", "ndjson", "jsonlines"),
    "parquet": ("parquet", "pq"),
}


def kind_of_bytes(head: bytes) -> str:
    """zip, gzip, ole, parquet, xls (without a container), "" for what is no table, or text."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(_BARE_EXCEL):
        return "xls"
    return "" if head.startswith(_NO_TABLE) else "text"


def kind_of_text(head: str) -> str:
    """json, html, xml or csv."""
    head = head.lstrip("\ufeff")
    if is_json(head):
        return "json"
    if _HTML.match(head):
        return "html"
    return "xml" if _XML.match(head) else "csv"


def said_otherwise(name: str, found: str) -> str:
    """The ending of a file's name when it belongs to another format than the one found, else ""."""
    ending = name.casefold().removesuffix(".gz").removesuffix(".zip").rpartition(".")[2]
    known = {one for endings in ENDINGS.values() for one in endings}
    fits = ENDINGS.get(found, ()) + (ENDINGS["json"] if found == "jsonl" else ())
    return ending if ending in known and ending not in fits else ""
