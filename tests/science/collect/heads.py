"""Heads of files, written as they look, and what becomes of their rows."""

import csv
from zoneinfo import ZoneInfo

from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.gathering import gathered
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.rows import RowReader


def head_of(header: str, *rows: str, shape: str = "", form: str = "csv") -> Head:
    """The head of a CSV file with these lines."""
    return Head(form, list(enumerate(csv.reader([header, *rows]), start=1)), shape=shape)


def read(found: Recognised) -> list[SignalDraft | Problem]:
    """What becomes of the rows of the head."""
    reader = RowReader(
        Mapping(found.columns, kind=found.kind, channel=found.channel), ZoneInfo("Asia/Shanghai")
    )
    return [reader.draft(cells) for _, cells in gathered(found.header.rows, found.gather)]
