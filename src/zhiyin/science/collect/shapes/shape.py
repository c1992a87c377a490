"""What a known JSON is described by."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Shape(NamedTuple):
    """`path` is the prefix of the records as ijson writes it ("item", "data.item", "tickets.item").

    `matches` is asked with the first record; `rows` gives one record as rows of named cells, in order.
    """

    name: str
    path: str
    matches: Callable[[dict[str, Any]], bool]
    rows: Callable[[dict[str, Any]], list[dict[str, str]]]
