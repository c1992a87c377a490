"""A row that its giver marked as anonymous and that was not taken: what it keeps names nobody either."""

from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.columns import YES, Column
from zhiyin.science.collect.direct_identifiers import names_somebody, singles_out
from zhiyin.science.collect.fields import CUSTOMER_FIELDS

_NAMING: Final = frozenset({*CUSTOMER_FIELDS, "customer_name", "id", "time", "clock"})


def is_anonymous(columns: Sequence[Column], cells: Sequence[str]) -> bool:
    """Whether a column says so."""
    return any(
        column.field == "anonymous"
        and column.index < len(cells)
        and cells[column.index].strip().lower() in YES
        for column in columns
    )


def without_its_giver(columns: Sequence[Column], cells: Sequence[str]) -> list[str]:
    """The cells, those empty that may single their giver out: the columns' names, what they are, what stands in them."""
    kept = list(cells)
    for column in columns:
        if column.index < len(kept) and (
            column.field in _NAMING or names_somebody(column.name) or names_somebody(column.label)
        ):
            kept[column.index] = ""
    return ["" if singles_out(cell) else cell for cell in kept]
