"""What `zhiyin check` looks at."""

import shutil
import subprocess
import time
from dataclasses import dataclass
from importlib.metadata import version

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhiyin.contact.queries.messages import messages_by_state
from zhiyin.facts.errors import LakeBusy
from zhiyin.journal.models import Delivery, Feed
from zhiyin.measure.feeding.agreement import agreement
from zhiyin.measure.feeding.feeder import lake
from zhiyin.measure.phrases import lake_fault
from zhiyin.server.installation import INSTALLER

BUSY_TRIES, BUSY_WAIT = 100, 0.1  # seconds
ENOUGH_DISK = 1_000_000_000  # bytes


@dataclass(frozen=True, slots=False)
class Check:
    """One thing looked at: its code, and what was found in words."""

    name: str
    ok: bool
    detail: str


LABELS = {
    "record": gettext_lazy("record"),
    "lake": gettext_lazy("lake"),
    "waiting work": gettext_lazy("waiting work"),
    "outbox": gettext_lazy("outbox"),
    "disk": gettext_lazy("disk"),
    "Chinese font": gettext_lazy("Chinese font"),
    "versions": gettext_lazy("versions"),
}
"""What each check is called, by its code."""


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
    if answer == "ok":
        return Check("record", True, _("SQLite, intact"))
    return Check("record", False, _("SQLite: %(problem)s; restore a backup") % {"problem": answer})


def _lake() -> Check:
    try:
        differences = _differences()
    except OSError as error:
        return Check("lake", False, _("cannot be compared: %(problem)s") % {"problem": error.strerror})
    if not differences:
        return Check("lake", True, _("agrees with the record, row for row"))
    told = ngettext(
        "%(first)s Run `zhiyin facts rebuild`.",
        "%(first)s There are %(count)s such differences; run `zhiyin facts rebuild`.",
        len(differences),
    )
    return Check("lake", False, told % {"first": differences[0], "count": len(differences)})


def _differences() -> list[str]:
    """The comparison wants the lake to itself; a feeder lets go of it within moments."""
    for _try in range(BUSY_TRIES):
        try:
            return [lake_fault(fault) for fault in agreement(lake())]
        except LakeBusy:
            time.sleep(BUSY_WAIT)
    return [_("The lake is being written to all the time; try again later.")]


def _waiting() -> Check:
    stuck = Delivery.objects.filter(attempts__gte=3).count()
    waiting = Delivery.objects.count()
    feeds = Feed.objects.filter(Q(ready=True)).count()
    told = _("%(waiting)s reactions (%(stuck)s failing), %(feeds)s facts to feed")
    return Check("waiting work", stuck == 0, told % {"waiting": waiting, "stuck": stuck, "feeds": feeds})


def _outbox() -> Check:
    """A message of unknown outcome waits for a person; it is no fault of the installation."""
    unknown = messages_by_state(INSTALLER).get("unknown", 0)
    told = ngettext(
        "%(count)s message of unknown outcome waits for you in Act, Outbox",
        "%(count)s messages of unknown outcome wait for you in Act, Outbox",
        unknown,
    )
    return Check("outbox", True, told % {"count": unknown} if unknown else _("nothing held"))


def _disk() -> Check:
    free = shutil.disk_usage(settings.DATA).free
    return Check(
        "disk",
        free > ENOUGH_DISK,
        _("%(amount)s GB free in the data directory") % {"amount": f"{free / 1e9:,.1f}"},
    )


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
    told = _("found") if listed else _("none found: for PDF and slides install fonts-noto-cjk")
    return Check("Chinese font", True, told)


def _versions() -> Check:
    sqlglot, duckdb = version("sqlglot"), version("duckdb")
    fits = tuple(map(int, sqlglot.split(".")[:2])) < (30, 18) and not duckdb.startswith("2.")
    packages = ("ibis-framework", "sqlglot", "duckdb", "deltalake", "django")
    detail = ", ".join(f"{name} {version(name)}" for name in packages)
    return Check("versions", fits, detail)
