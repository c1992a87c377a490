"""The record on PostgreSQL as files: one per table, in COPY's text format, and one that says what is in them."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from zhiyin.journal.errors import Invalid, is_full, is_locked

CONTENTS = "contents.json"
MIGRATIONS = "django_migrations"
NOT_COPIED = {MIGRATIONS, "django_session"}
PIECE = 1 << 20  # bytes


def write_tables(folder: Path) -> None:
    """Copy every table of ours as of one moment."""
    folder.mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(f"SELECT app, name FROM {MIGRATIONS} ORDER BY id")  # noqa: S608
        applied = cursor.fetchall()
        tables = {table: _columns(cursor, table) for table in _tables(cursor) if table not in NOT_COPIED}
        for table, columns in tables.items():
            with (
                (folder / f"{table}.copy").open("wb") as file,
                cursor.copy(_copy("TO STDOUT", table, columns)) as rows,
            ):
                for piece in rows:
                    file.write(piece)
    (folder / CONTENTS).write_text(json.dumps({"migrations": applied, "tables": tables}))


def migrations_in(folder: Path) -> set[tuple[str, str]]:
    """The (app, name) of the migrations whose tables these are. Raises OSError or ValueError when something is missing."""
    contents = json.loads((folder / CONTENTS).read_text())
    missing = [table for table in contents["tables"] if not (folder / f"{table}.copy").is_file()]
    if missing:
        raise ValueError(f"no file for {missing[0]}")
    return {(app, name) for app, name in contents["migrations"]}


def holds_a_record() -> bool:
    """Whether the database has been used by an installation."""
    return MIGRATIONS in connection.introspection.table_names()


def load_tables(folder: Path, migrations: set[tuple[str, str]]) -> None:
    """Put the copies in the place of what the database holds, in one transaction.

    The tables are made as of the copies' migrations; newer ones are applied afterwards by whoever prepares the
    installation. Raises Invalid when a copy cannot be read.
    """
    tables: dict[str, list[str]] = json.loads((folder / CONTENTS).read_text())["tables"]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE"
            )  # tables with checks outstanding cannot be altered
            for table in _tables(cursor):
                cursor.execute(f"DROP TABLE {_quoted(table)} CASCADE")
            _make_tables(migrations)
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # rows point at each other in any order
            cursor.execute(f"TRUNCATE {', '.join(map(_quoted, tables))} CASCADE")
            for table, columns in tables.items():
                with (
                    connection.wrap_database_errors,
                    (folder / f"{table}.copy").open("rb") as file,
                    cursor.copy(_copy("FROM STDIN", table, columns)) as rows,
                ):
                    while piece := file.read(PIECE):
                        rows.write(piece)
            _reset_counters(cursor)
    except DatabaseError as error:
        if is_full(error) or is_locked(error):
            raise
        raise Invalid(_("The tables in this archive cannot be read. Nothing was changed.")) from error


def _tables(cursor: Any) -> list[str]:
    """Every table of ours, the full-text indexes too, which no model knows. The database may hold others."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    ours = ("django_", *(f"{config.label}_" for config in apps.get_app_configs()))
    return [table for (table,) in cursor.fetchall() if table.startswith(ours)]


def _columns(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [column for (column,) in cursor.fetchall()]


def _copy(where: str, table: str, columns: list[str]) -> str:
    return f"COPY {_quoted(table)} ({', '.join(map(_quoted, columns))}) {where}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'  # an archive is written by whoever hands it over


def _make_tables(migrations: set[tuple[str, str]]) -> None:
    """Migrate an empty database to exactly these migrations."""
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    last = [
        key
        for key in sorted(migrations)
        if not any(child.key[0] == key[0] and child.key in migrations for child in nodes[key].children)
    ]
    executor.migrate(last)


def _reset_counters(cursor: Any) -> None:
    """Let every table count its next row's number from the copied ones on."""
    models = list(apps.get_models(include_auto_created=True))
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        cursor.execute(statement)
