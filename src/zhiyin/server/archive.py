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
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from zhiyin.customers import erasure_list
from zhiyin.journal.errors import Conflict, Invalid
from zhiyin.server.table_copies import holds_a_record, load_tables, migrations_in, write_tables

RECORD = "record.sqlite3"
TABLES = "tables"
BESIDE = ("uploads", "secret.key", "sample")


def write_archive(target: Path) -> int:
    """Write the archive (mode 0600), whole or not at all. Returns its size in bytes.

    The copy it is made from lies beside it meanwhile: a data directory without room can still be saved elsewhere.
    """
    target = target.resolve()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".zhiyin-backup-") as name:
        place = Path(name, "content")
        place.mkdir()
        (place / "vendor").write_text(connection.vendor)
        if connection.vendor == "sqlite":
            _copy_sqlite(Path(str(connection.settings_dict["NAME"])), place / RECORD)
        else:
            write_tables(place / TABLES)
        made = Path(name, "archive")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
                archive.add(place, arcname=".")
                for part in BESIDE:
                    if (settings.DATA / part).exists():
                        archive.add(settings.DATA / part, arcname=part)
            file.flush()
            os.fsync(file.fileno())
        made.replace(target)
    erasure_list.note_backup(target)
    return target.stat().st_size


def _copy_sqlite(source: Path, target: Path) -> None:
    record = sqlite3.connect(source)
    # nobody else knows the copy, and the file systems that backups lie on do not all know locks
    copy = sqlite3.connect(f"{target.as_uri()}?nolock=1", uri=True)
    try:
        record.backup(copy)
    finally:
        copy.close()
        record.close()


def read_archive(source: Path, *, replace: bool) -> None:
    """Put an archive's content in place, or leave everything as it was. The list of erasures is kept, and added to.

    Raises Conflict when there is a record already and `replace` was not said, Invalid when the archive is damaged,
    or was made on another kind of database or by a newer version.
    """
    data: Path = settings.DATA
    if not replace and _is_in_use(data):
        raise Conflict(
            _(
                "There is a record here already. Choose an empty data directory with --data (on PostgreSQL: an "
                "empty database), or say --replace."
            )
        )
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data) as name:
        place = Path(name)
        _unpack(source, place)
        vendor = (place / "vendor").read_text() if (place / "vendor").is_file() else ""
        if vendor and vendor != connection.vendor:
            raise Invalid(
                _("This archive was made on %(vendor)s, this installation runs on %(here)s."),
                vendor=vendor,
                here=connection.vendor,
            )
        try:
            migrations = (
                _migrations_of(place / RECORD) if vendor == "sqlite" else migrations_in(place / TABLES)
            )
        except (OSError, ValueError, KeyError, sqlite3.DatabaseError) as error:
            raise _damaged(source) from error
        _refuse_newer(migrations)
        if vendor == "sqlite":
            connection.close()
            _put_record(place / RECORD, Path(str(connection.settings_dict["NAME"])))
        else:
            load_tables(place / TABLES, migrations)
        for part in ("lake", "uploads", "exports"):
            shutil.rmtree(data / part, ignore_errors=True)
        for part in ("sample", "schema"):
            (data / part).unlink(missing_ok=True)
        for part in BESIDE:
            if (place / part).exists():
                (place / part).replace(data / part)
    # whoever was erased after the backup was made is not to come back with it: `erase_again`
    erasure_list.merge(erasure_list.read_list(source.with_name(erasure_list.NAME)))


def _is_in_use(data: Path) -> bool:
    return any(data.glob("*.sqlite3")) if connection.vendor == "sqlite" else holds_a_record()


def _damaged(source: Path) -> Invalid:
    return Invalid(_("%(file)s is not an archive of Zhiyin, or it is damaged."), file=source.name)


def _unpack(source: Path, place: Path) -> None:
    try:
        with gzip.open(source) as stream:
            with tarfile.open(fileobj=stream, mode="r:") as archive:
                archive.extractall(place, filter="data")
            while stream.read(1 << 20):  # only at its very end does gzip compare the checksum
                pass
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise _damaged(source) from error


def _migrations_of(record: Path) -> set[tuple[str, str]]:
    copy = sqlite3.connect(f"{record.as_uri()}?mode=ro", uri=True)
    try:
        return set(copy.execute("SELECT app, name FROM django_migrations"))
    finally:
        copy.close()


def _refuse_newer(migrations: Iterable[tuple[str, str]]) -> None:
    known = MigrationLoader(None).disk_migrations
    strange = sorted(".".join(key) for key in migrations if key not in known)
    if strange:
        raise Invalid(
            _(
                "This archive was made by a newer version of Zhiyin (%(change)s is not known here). "
                "Install that version first."
            ),
            change=strange[0],
        )


def _put_record(copy: Path, record: Path) -> None:
    for end in ("-wal", "-shm"):
        record.with_name(record.name + end).unlink(missing_ok=True)
    copy.replace(record)
