"""Rows of HTML tables: what many systems hand out under the name of .xls."""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import IO, Final

from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.sheets import Row

PIECE: Final = 64 * 1024
MOST_UNPACKED: Final = 4 * 1024**3
LONGEST_CELL: Final = 16 * 1024 * 1024  # characters
_LONGEST_TAG: Final = 1024 * 1024
_MOST_COLUMNS: Final = 20_000
_MOST_SPANNED: Final = 65_536
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_CHARSET: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_SILENT: Final = frozenset({"script", "style", "title", "xml", "o:p"})
_KNOWN: Final = re.compile(
    r"a|abbr|address|article|aside|b|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|dfn|div|dl|"
    r"dt|em|fieldset|font|footer|form|h1|h2|h3|h4|h5|h6|head|header|hr|html|i|iframe|img|input|ins|kbd|label|legend|"
    r"li|link|main|mark|meta|nav|noscript|ol|option|p|pre|q|s|samp|section|select|small|span|strike|strong|sub|sup|"
    r"svg|table|tbody|td|textarea|tfoot|th|thead|time|tr|tt|u|ul|var|button|base|object|param|v:shape|o:smarttagtype"
)
_BREAKS: Final = frozenset({"br", "p", "div", "li"})


def declared_codec(head: bytes) -> str | None:
    """The Python codec that a page or an XML file names for itself; GB18030 for all of its smaller kin."""
    found = _CHARSET.search(head[:4096]) or _XML_CHARSET.search(head[:512])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030"):
        return "gb18030"
    if name in ("utf-16", "unicode", "ucs-2"):  # it could not have been read up to here
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def markup_rows(stream: IO[bytes], codec: str) -> Iterator[tuple[int, Row]]:
    """(row number over all tables, cells) of every row with content; spanned cells stand in each of their rows.

    Raises FileFault for a page without end or with a tag without end.
    """
    decoder = codecs.getincrementaldecoder(codec)("replace")
    parser = _Tables()
    total = 0
    number = 0
    while True:
        piece = stream.read(PIECE)
        total += len(piece)
        if total > MOST_UNPACKED:
            raise FileFault("bomb")
        try:
            parser.feed(decoder.decode(piece, not piece))
            if not piece:
                parser.close()
                parser.end_row()
        except (AssertionError, ValueError, RecursionError) as error:  # the parser's own, for damaged markup
            raise FileFault("sheet_broken", row=number + 1) from error
        if len(parser.rawdata) > _LONGEST_TAG:
            raise FileFault("sheet_broken", row=number + 1)
        for row in parser.rows:
            number += 1
            if any(map(str.strip, row)):
                yield number, row
        parser.rows.clear()
        if not piece:
            return


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self._row: Row | None = None
        self._cell: list[str] | None = None
        self._length = 0
        self._spans = (1, 1)
        self._below: dict[int, tuple[int, str]] = {}  # column -> (rows to come, value)
        self._tables = 0
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent = self._silent or tag
        elif tag == "table":
            self._tables += 1
            if self._tables == 1:
                self._below.clear()
        elif self._tables > 1:
            self._add(" ")
        elif tag == "tr":
            self.end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            if self._row is None:
                self._row = []
            found = dict(attrs)
            self._spans = (_span(found.get("rowspan")), _span(found.get("colspan")))
            self._cell, self._length = [], 0
        elif tag in _BREAKS:
            self._add("\n")
        elif not _KNOWN.fullmatch(tag):  # what somebody wrote, not what somebody marked up
            self._add(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self._add("\n")
        elif tag in ("td", "th"):
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag == "table":
            if self._tables == 1:
                self.end_row()
            self._tables = max(0, self._tables - 1)
        elif self._tables <= 1:
            if tag in ("td", "th"):
                self._end_cell()
            elif tag == "tr":
                self.end_row()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._add(_BLANKS.sub(" ", data))

    def handle_decl(self, decl: str) -> None:
        self._add(decl if self._row is not None else "")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)

    def _add(self, text: str) -> None:
        if (
            self._cell is None and (self._tables or self._row is not None) and text.strip()
        ):  # between cells: a cell of its own
            self._row = [] if self._row is None else self._row
            self._cell, self._length, self._spans = [], 0, (1, 1)
        if self._cell is not None:
            self._cell.append(text)
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise FileFault("text_without_end", record=len(self.rows) + 1)

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        lines = (line.strip(" ") for line in "".join(self._cell).split("\n"))
        text = "\n".join(lines).replace("\xa0", " ").strip()
        self._cell = None
        self._carry_down()
        rows, columns = self._spans
        if len(self._row) + columns > _MOST_COLUMNS:
            raise FileFault("too_many_columns", columns=len(self._row) + columns, limit=1_000)
        if rows > 1:
            self._below[len(self._row)] = (rows - 1, text)
        self._row.append(text)
        self._row.extend([""] * (columns - 1))

    def _carry_down(self) -> None:
        """Cells of rows above that reach down to here."""
        assert self._row is not None
        while (found := self._below.get(len(self._row))) is not None:
            left, text = found
            if left > 1:
                self._below[len(self._row)] = (left - 1, text)
            else:
                del self._below[len(self._row)]
            self._row.append(text)

    def end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            if self._row:
                self._carry_down()
            self.rows.append(self._row)
        self._row = None


def _span(text: str | None) -> int:
    try:
        return min(max(1, int(text or 1)), _MOST_SPANNED)
    except ValueError:
        return 1
