"""A file that cannot be read, or one row of it, and the place where."""

from typing import Any, NamedTuple

from zhiyin.science.collect.checking import Problem


class FileFault(Exception):
    """`code` says what is wrong (see `collect.phrases.FAULTS`), `data` where: line, row, byte, name."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data


class Unread(NamedTuple):
    """A row that stands where a list of cells would and cannot be read, though the rows around it can."""

    problem: Problem
    cells: list[str]  # as far as they could be made out
