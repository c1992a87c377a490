"""The full-text index: what is put in under an id is found again by any of its words, two Chinese characters included.

The text is cut into tokens by us (`science.language.search`), so that SQLite and PostgreSQL find the same.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import connection
from django.db.models import BigIntegerField, Q
from django.db.models.expressions import RawSQL

from zhiyin.science.language.search import fts5_query, postgres_query, search_texts

KINDS: Final = ("signal",)
IDS_PER_STATEMENT = 900


def prepare(rows: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Texts by id as they will be indexed: the slow part of `put`, for callers who hold no lock yet."""
    words = search_texts([text for _, text in rows])
    return [(key, found) for (key, _), found in zip(rows, words, strict=True)]


def put(kind: str, words: Sequence[tuple[int, str]], *, replaced: Iterable[int] = ()) -> None:
    """Index prepared texts by id, in the caller's transaction. `replaced` are ids that may be in the index already."""
    table = _table(kind)
    remove(kind, replaced)
    value = "%s" if connection.vendor == "sqlite" else "to_tsvector('simple', %s)"
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({_key()}, words) VALUES (%s, {value})", words)  # noqa: S608


def remove(kind: str, ids: Iterable[int]) -> None:
    """Take ids out of the index; ids that are not in it are no matter."""
    table, wanted = _table(kind), list(ids)
    with connection.cursor() as cursor:
        for i in range(0, len(wanted), IDS_PER_STATEMENT):
            part = wanted[i : i + IDS_PER_STATEMENT]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"DELETE FROM {table} WHERE {_key()} IN ({marks})", part)  # noqa: S608


def is_common(kind: str, query: str, most: int) -> bool:
    """Whether more than `most` texts hold all words of the query."""
    sql, phrases = _search(kind, query)
    if not phrases:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT {int(most) + 1}) AS found", [phrases])  # noqa: S608
        return bool(cursor.fetchone()[0] > most)


def matching(kind: str, query: str, *, field: str = "pk") -> Q:
    """The condition "its text holds all words of the query" on rows whose `field` is the id that was indexed.

    A query without a letter or digit finds nothing.
    """
    sql, phrases = _search(kind, query)
    if not phrases:
        return Q(pk__in=[])
    found = RawSQL(sql, [phrases], output_field=BigIntegerField())  # noqa: S611  (names are ours, values bound)
    return Q(**{f"{field}__in": found})


def _search(kind: str, query: str) -> tuple[str, str]:
    """The statement for matching ids, and its one parameter ("" when nothing can match)."""
    table = _table(kind)
    if connection.vendor == "sqlite":
        return f"SELECT rowid FROM {table} WHERE {table} MATCH %s", fts5_query(query)  # noqa: S608
    test = "words @@ to_tsquery('simple', %s)"
    return f"SELECT id FROM {table} WHERE {test}", postgres_query(query)  # noqa: S608


def _table(kind: str) -> str:
    if kind not in KINDS:
        raise KeyError(kind)
    return f"search_{kind}"


def _key() -> str:
    return "rowid" if connection.vendor == "sqlite" else "id"
