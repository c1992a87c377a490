"""What the database itself keeps of deleted rows: free pages, the log, the index's dead entries. And the backups."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.db import OperationalError, connection, transaction

from zhiyin.customers import erasure_list
from zhiyin.customers.rights_registry import NotNow, cleanses
from zhiyin.journal.errors import is_full, is_locked

BUSY: Final = timedelta(seconds=20)
# A record up to this size is written anew as a whole: longer than some seconds nobody should wait to write.
MOST_TO_COMPACT: Final = 1 << 30
MERGED_AT_ONCE: Final = 500  # pages of the index
INDEXES: Final = ("search_signal",)


def clear_database(notes: dict[str, Any]) -> dict[str, Any]:
    """Leave no bytes of deleted rows in the record's files, as far as the database lets us. Raises NotNow."""
    if connection.vendor != "sqlite":
        _vacuum_postgres()
        return {"how": "vacuumed"}
    try:
        for index in INDEXES:
            _merge_index(index)
        compacted = _is_small() and not connection.in_atomic_block
        if compacted:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
        _empty_log()
    except OperationalError as error:
        if is_locked(error) or is_full(error):
            raise NotNow(BUSY) from error
        raise
    return {"how": "compacted" if compacted else "overwritten"}


def _merge_index(index: str) -> None:
    """Bit by bit, so that others can write in between: after the last merge nothing of deleted texts is left."""
    amount = -MERGED_AT_ONCE  # the first call begins an optimisation, the next ones go on with it
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            before = cursor.execute("SELECT total_changes()").fetchone()[0]
            cursor.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', %s)", [amount])  # noqa: S608
            after = cursor.execute("SELECT total_changes()").fetchone()[0]
        if after - before < 2:
            return
        amount = MERGED_AT_ONCE


def _is_small() -> bool:
    place = Path(str(connection.settings_dict["NAME"]))
    return place.is_file() and place.stat().st_size <= MOST_TO_COMPACT


def _empty_log() -> None:
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        busy, *_pages = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise NotNow(BUSY)


def _vacuum_postgres() -> None:
    """Dead rows are given back and overwritten in time; what the server's own logs and archives keep is its owner's."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.split("_")[0] in (
                "collect",
                "customers",
                "contact",
                "act",
                "understand",
                "journal",
                "search",
            ):
                cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")


def name_backups(notes: dict[str, Any]) -> dict[str, Any]:
    """The backups that still lie where they were made: they stay as they are, and forget the person when restored."""
    found = [{"file": path.name, "made_at": made_at} for path, made_at in erasure_list.backups()]
    return {"backups": sorted(found, key=lambda one: one["made_at"])}


cleanses("server.backups", name_backups)
cleanses("server.database", clear_database)
