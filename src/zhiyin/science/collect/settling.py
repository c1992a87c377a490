"""What columns of keys and of times need to be read, once it is known which they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhiyin.science.collect.contents import Seen
from zhiyin.science.collect.keys import shared_values
from zhiyin.science.collect.moments import day_comes_first, short_order, years_named

if TYPE_CHECKING:
    from zhiyin.science.collect.columns import Column


def bar_shared_keys(columns: Sequence["Column"], rows: Sequence[Sequence[str]], keys: Sequence[str]) -> None:
    """A number under many names is a switchboard's or a shop's, and nobody's key."""
    names = next((column for column in columns if column.field == "customer_name"), None)
    for column in columns:
        if column.field not in keys or names is None:
            continue
        pairs = (
            (row[column.index].strip(), row[names.index].strip() if len(row) > names.index else "")
            for row in rows
            if len(row) > column.index and row[column.index].strip()
        )
        column.barred = shared_values(pairs)
        if column.barred:
            column.because("shared_number", value=column.barred[0][:3] + "…", count=len(column.barred))


def complete_times(columns: Sequence["Column"], seen: Sequence[Seen], about: Sequence[str]) -> None:
    """What a column of times needs to be read: the order of days and months, the year where cells name none."""
    for column, content in zip(columns, seen, strict=True):
        if column.field != "time":
            continue
        order = day_comes_first(content.filled)
        if order is not None:
            column.day_first = order
            column.because("day_first" if order else "month_first")
        short = short_order(content.filled)
        if short is not None:
            column.short_years = short
            column.because("short_years", order=short)
        if content.serials:
            column.because("serial_dates", count=content.serials)
        if content.yearless:
            years = years_named(about) or years_named(
                cell for other in seen if other.times > 0.5 * len(other.filled) for cell in other.filled
            )
            if len(years) == 1:
                column.year = years.pop()
                column.because("year", year=column.year)
            else:
                column.because("year_open", count=content.yearless)
