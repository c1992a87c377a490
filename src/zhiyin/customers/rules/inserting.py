"""Plain inserts for what comes by the million: no models, one statement for many rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows as the driver takes them (JSON as text, times through `at`)."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})",  # noqa: S608  (only names)
            list(rows),
        )


def at(moment: datetime) -> Any:
    """A time as the driver takes it."""
    return connection.ops.adapt_datetimefield_value(moment)
