"""A file that cannot be read, and the place where."""

from typing import Any


class FileFault(Exception):
    """`code` says what is wrong (see `collect.phrases.FAULTS`), `data` where: line, row, byte, name."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data
