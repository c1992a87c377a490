"""The full-text index: what is put in under an id is found again by any of its words, two Chinese characters included.

The text is cut into tokens by us (`science.language.search`), so that SQLite and PostgreSQL find the same.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import connection
from django.db.models import BigIntegerField, Q
from django.db.models.expressions import RawSQL

from zhiyin.science.language.search import fts5_query, postgres_query, search_text

KINDS: Final = ("signal",)
IDS_PER_STATEMENT = 900


def put(kind: str, rows: Sequence[tuple[int, str]]) -> None:
    """Index texts by id, in the caller's transaction; what was indexed under an id before is replaced."""
    table = _table(kind)
    remove(kind, [key for key, _ in rows])
    words = [(key, search_text(text)) for key, text in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {table} (rowid, words) VALUES (%s, %s)", words)  # noqa: S608
        else:
            cursor.executemany(
                f"INSERT INTO {table} (id, words) VALUES (%s, to_tsvector('simple', %s))", words
            )  # noqa: S608


def remove(kind: str, ids: Iterable[int]) -> None:
    """Take ids out of the index; ids that are not in it are no matter."""
    table, wanted = _table(kind), list(ids)
    with connection.cursor() as cursor:
        for i in range(0, len(wanted), IDS_PER_STATEMENT):
            part = wanted[i : i + IDS_PER_STATEMENT]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"DELETE FROM {table} WHERE {_key()} IN ({marks})", part)  # noqa: S608


def matching(kind: str, query: str) -> Q:
    """The condition "its text holds all words of the query" on rows whose `id` was indexed.

    A query without a letter or digit finds nothing.
    """
    table = _table(kind)
    if connection.vendor == "sqlite":
        phrases, sql = fts5_query(query), f"SELECT rowid FROM {table} WHERE {table} MATCH %s"  # noqa: S608
    else:
        phrases, sql = (
            postgres_query(query),
            f"SELECT id FROM {table} WHERE words @@ to_tsquery('simple', %s)",
        )  # noqa: S608
    if not phrases:
        return Q(pk__in=[])
    return Q(pk__in=RawSQL(sql, [phrases], output_field=BigIntegerField()))  # noqa: S611  (names are ours, values bound)


def _table(kind: str) -> str:
    if kind not in KINDS:
        raise KeyError(kind)
    return f"search_{kind}"


def _key() -> str:
    return "rowid" if connection.vendor == "sqlite" else "id"
