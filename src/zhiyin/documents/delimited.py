"""CSV and TSV as people in China open them: UTF-8 with a byte order mark, formulas made harmless."""

import csv
import io
from collections.abc import Iterable, Iterator

from zhiyin.documents.spreadsheet_safety import neutral

BYTE_ORDER_MARK = "\ufeff"


def lines(rows: Iterable[Iterable[object]], *, delimiter: str = ",") -> Iterator[str]:
    """The file's lines, the mark before the first. None is an empty cell; numbers stay numbers; text is made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    out.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
