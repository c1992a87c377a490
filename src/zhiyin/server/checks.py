"""What `zhiyin check` looks at."""

import shutil
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version

from django.conf import settings
from django.db import connection
from django.db.models import Q

from zhiyin.contact.queries.messages import messages_by_state
from zhiyin.facts.errors import LakeBusy
from zhiyin.journal.models import Delivery, Feed
from zhiyin.measure.feeding.agreement import agreement
from zhiyin.measure.feeding.feeder import lake
from zhiyin.server.installation import INSTALLER

BUSY_TRIES, BUSY_WAIT = 100, 0.1  # seconds
ENOUGH_DISK = 1_000_000_000  # bytes


@dataclass(frozen=True, slots=False)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def run_checks() -> list[Check]:
    """All checks, the important first."""
    return [_record(), _lake(), _waiting(), _outbox(), _disk(), _font(), _versions()]


def _record() -> Check:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return Check("record", True, f"PostgreSQL {cursor.fetchone()[0]}")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        answer = cursor.fetchone()[0]
    return Check(
        "record",
        answer == "ok",
        "SQLite, intact" if answer == "ok" else f"SQLite: {answer}; restore a backup",
    )


def _lake() -> Check:
    try:
        differences = _differences()
    except OSError as error:
        return Check("lake", False, f"cannot be compared: {error.strerror}")
    if not differences:
        return Check("lake", True, "agrees with the record, row for row")
    return Check(
        "lake", False, f"{differences[0]} (+{len(differences) - 1} more); run `zhiyin facts rebuild`"
    )


def _differences() -> list[str]:
    """The comparison wants the lake to itself; a feeder lets go of it within moments."""
    for _ in range(BUSY_TRIES):
        try:
            return agreement(lake())
        except LakeBusy:
            time.sleep(BUSY_WAIT)
    return ["The lake is being written to all the time; try again later"]


def _waiting() -> Check:
    stuck = Delivery.objects.filter(attempts__gte=3).count()
    waiting = Delivery.objects.count()
    feeds = Feed.objects.filter(Q(ready=True)).count()
    return Check("waiting work", stuck == 0, f"{waiting} reactions ({stuck} failing), {feeds} facts to feed")


def _outbox() -> Check:
    """A message of unknown outcome waits for a person; it is no fault of the installation."""
    unknown = messages_by_state(INSTALLER).get("unknown", 0)
    detail = (
        f"{unknown} messages of unknown outcome wait for you in Act, Outbox" if unknown else "nothing held"
    )
    return Check("outbox", True, detail)


def _disk() -> Check:
    free = shutil.disk_usage(settings.DATA).free
    return Check("disk", free > ENOUGH_DISK, f"{free / 1e9:,.1f} GB free in the data directory")


def _font() -> Check:
    """A Chinese font matters once documents are made; until then it is said, not failed."""
    program = shutil.which("fc-list")
    listed = (
        subprocess.run(  # noqa: S603  (a fixed command)
            [program, ":lang=zh"], capture_output=True, check=False
        ).stdout
        if program
        else b""
    )
    return Check(
        "Chinese font", True, "found" if listed else "none found: for PDF and slides install fonts-noto-cjk"
    )


def _versions() -> Check:
    sqlglot, duckdb = version("sqlglot"), version("duckdb")
    fits = tuple(map(int, sqlglot.split(".")[:2])) < (30, 18) and not duckdb.startswith("2.")
    packages = ("ibis-framework", "sqlglot", "duckdb", "deltalake", "django")
    detail = ", ".join(f"{name} {version(name)}" for name in packages)
    return Check("versions", fits, detail)
