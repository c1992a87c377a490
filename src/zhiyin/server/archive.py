"""Backup and restore: one archive with the record, the uploads and the secret; the lake is derived and stays out.

SQLite is copied by its own online backup. PostgreSQL is copied table by table inside one snapshot.
"""

import gzip
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from zhiyin.journal.errors import Conflict, Invalid

NOT_COPIED = {"django_session"}


def write_archive(target: Path) -> int:
    """Write the archive (mode 0600). Returns its size in bytes."""
    target = target.resolve()
    with tempfile.TemporaryDirectory(dir=settings.DATA) as name:
        place = Path(name)
        (place / "vendor").write_text(connection.vendor)
        if connection.vendor == "sqlite":
            _copy_sqlite(Path(str(connection.settings_dict["NAME"])), place / "record.sqlite3")
        else:
            _copy_tables(place / "tables")
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
                archive.add(place, arcname=".")
                for part in ("uploads", "secret.key", "sample"):
                    if (settings.DATA / part).exists():
                        archive.add(settings.DATA / part, arcname=part)
            file.flush()
            os.fsync(file.fileno())
    return target.stat().st_size


def _copy_sqlite(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as record, sqlite3.connect(target) as copy:
        record.backup(copy)
    copy.close()
    record.close()


def _tables() -> list[str]:
    """Every table of every model, those that others point at first."""
    ordered: list[str] = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if model._meta.managed and not model._meta.proxy and table not in ordered and table not in NOT_COPIED:
            ordered.append(table)
    return ordered


def _copy_tables(folder: Path) -> None:
    folder.mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for table in _tables():
            with (
                (folder / f"{table}.copy").open("wb") as file,
                cursor.copy(f'COPY "{table}" TO STDOUT') as rows,
            ):
                for chunk in rows:
                    file.write(chunk)


def read_archive(source: Path, *, replace: bool) -> None:
    """Put an archive's content in place. Raises Conflict when the data directory is in use and `replace` was not said."""
    data: Path = settings.DATA
    if any(data.glob("*.sqlite3")) and not replace:
        raise Conflict(
            "The data directory holds a record already. Choose an empty one with --data, or say --replace."
        )
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as name:
        place = Path(name)
        try:
            _unpack(source, place)
        except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
            raise Invalid(f"{source.name} is not an archive of Zhiyin, or it is damaged.") from error
        vendor = (place / "vendor").read_text() if (place / "vendor").exists() else "none"
        if vendor != connection.vendor:
            raise Invalid(
                f"This archive was made on {vendor}, this installation runs on {connection.vendor}."
            )
        connection.close()
        for part in ("uploads", "lake"):
            shutil.rmtree(data / part, ignore_errors=True)
        if vendor == "sqlite":
            record = Path(str(connection.settings_dict["NAME"]))
            for end in ("-wal", "-shm"):
                record.with_name(record.name + end).unlink(missing_ok=True)
            shutil.move(place / "record.sqlite3", record)
        else:
            _load_tables(place / "tables")
        for part in ("uploads", "secret.key", "sample"):
            if (place / part).exists():
                (data / part).unlink(missing_ok=True) if (data / part).is_file() else None
                shutil.move(place / part, data / part)
        (data / "schema").unlink(missing_ok=True)


def _unpack(source: Path, place: Path) -> None:
    with gzip.open(source) as stream:
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            archive.extractall(place, filter="data")
        while stream.read(1 << 20):  # only at its very end does gzip compare the checksum
            pass


def _load_tables(folder: Path) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # rows point at each other in any order
        names = ", ".join(f'"{table}"' for table in _tables())
        cursor.execute(f"TRUNCATE {names} CASCADE")
        for table in _tables():
            with (
                (folder / f"{table}.copy").open("rb") as file,
                cursor.copy(f'COPY "{table}" FROM STDIN') as rows,
            ):
                while chunk := file.read(1 << 20):
                    rows.write(chunk)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(
            no_style(), list(apps.get_models(include_auto_created=True))
        ):
            cursor.execute(statement)
