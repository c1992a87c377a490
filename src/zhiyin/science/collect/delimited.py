"""Rows of comma-, tab- or otherwise separated text."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from zhiyin.science.collect.problems import FileFault

DELIMITERS = (",", "\t", ";", "|")
LONGEST_CELL = 16 * 1024 * 1024  # characters; longer ones mean a quote that never closes

# Handed to the parser after the last line: it comes back as a row of its own unless a quote is still open.
_END = "\x1aend of file\x1a"

Row = list[str]


def guess_delimiter(lines: Sequence[str]) -> str:
    """The separator that gives the first lines the same number (> 1) of cells most often; a comma if none does."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        score = count / sum(widths.values()) * (1 + min(width, 100) / 100) if width > 1 else 0.0
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    return best


def delimited_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, Row]]:
    """(row number, cells) of every row that is not empty; empty ones count, as in a spreadsheet.

    Raises FileFault for a quote that is never closed (with the line of its row) and for a cell without end.
    """
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(chain(lines, [_END]), delimiter=delimiter)
    begins = 1
    try:
        for number, row in enumerate(reader, start=1):
            if row:
                if row[-1].endswith(_END):
                    if len(row) == 1 and row[0] == _END:
                        return
                    raise FileFault("quote_never_closes", line=begins)
                yield number, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileFault("quote_never_closes", line=begins) from error
    except UnicodeDecodeError as error:
        raise FileFault("mixed_encoding_line", line=reader.line_num + 1) from error
