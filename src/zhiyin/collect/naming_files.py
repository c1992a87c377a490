"""Whether a file or a cell names a person: in any encoding, spelling or format that files come in here."""

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from zhiyin.collect.queries.layouts import layout_of
from zhiyin.collect.queries.tables import table_rows
from zhiyin.customers.rights_registry import Person
from zhiyin.science.collect.problems import FileFault, Unread

PIECE: Final = 1 << 20  # bytes of a file that are looked at together
_BETWEEN: Final = re.compile(r"(?<=\d)[\s()\-._]+(?=\d)")  # 139 8765-4321


class Names:
    """The words that stand for a person and nobody else: keys wherever they stand, short names only alone."""

    def __init__(self, person: Person) -> None:
        self._alone = frozenset(_plain(word) for word in person.words)
        anywhere = sorted(re.escape(word) for word in self._alone if len(word) >= _shortest(word))
        bounded = [f"(?<![0-9a-z]){word}(?![0-9a-z])" if word.isascii() else word for word in anywhere]
        self._anywhere = re.compile("|".join(bounded) or r"(?!)")

    def stand_in(self, text: str) -> bool:
        """Whether the person is named in this text."""
        text = _plain(text)
        if text.strip() in self._alone or self._anywhere.search(text):
            return True
        joined = _BETWEEN.sub("", text)
        return joined != text and (joined.strip() in self._alone or bool(self._anywhere.search(joined)))


def _shortest(word: str) -> int:
    """From how many characters on a word says who it is in the midst of others: 王伟 is in many a sentence."""
    return 6 if word.isascii() else 3


def _plain(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


def names_person(place: Path, person: Person, layout: dict[str, Any] | None = None) -> bool:
    """Whether a file holds a key or a name of the person: as bytes in the usual encodings, or in the cells of its rows.

    One that cannot be read may name anybody. `layout` is how it is written, as far as that is known.
    """
    if not person.words:
        return False
    return _in_bytes(place, person) or _in_rows(place, person, layout)


def _in_rows(place: Path, person: Person, layout: dict[str, Any] | None) -> bool:
    names = Names(person)
    try:
        return any(
            names.stand_in(cell)
            for _, row in table_rows(place, layout or layout_of(place))
            for cell in (row.cells if isinstance(row, Unread) else row)
        )
    except FileFault:
        return layout is not None


def _in_bytes(place: Path, person: Person) -> bool:
    needles = [
        word.encode(encoding)
        for word in person.words
        for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
        if _can(word, encoding)
    ]
    if not needles:
        return False
    if zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            return any(_holds(_pieces(archive.open(name)), needles) for name in archive.namelist())
    with place.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        return _holds(_inflated(file) if is_gzip else _pieces(file), needles)


def _can(word: str, encoding: str) -> bool:
    try:
        word.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _pieces(file: Any) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def _inflated(file: Any) -> Iterator[bytes]:
    inflate = zlib.decompressobj(31)
    for piece in _pieces(file):
        try:
            yield inflate.decompress(piece)
        except zlib.error:
            return


def _holds(pieces: Iterable[bytes], needles: Sequence[bytes]) -> bool:
    longest = max(len(needle) for needle in needles)
    tail = b""
    for piece in pieces:
        here = tail + piece
        if any(needle in here for needle in needles):
            return True
        tail = here[-longest:]
    return False
