"""Reading many rows fast: a queryset's SQL, its rows as the database driver gives them, no models, no conversion."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet

ROWS = 50_000  # fetched at once


def rows_of(queryset: "QuerySet[Any, Any]") -> Iterator[list[tuple[Any, ...]]]:
    """Run the SQL of a `values_list` queryset and yield lists of raw rows.

    Values are the driver's: times are text on SQLite ("2026-11-22 01:44:16.123456", UTC) and aware datetimes on
    PostgreSQL, truth values are 0 and 1 on SQLite, JSON is text on both.
    """
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(ROWS):
            yield rows
