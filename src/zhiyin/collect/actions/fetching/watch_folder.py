"""Looking into a folder for files that are new, whole and not taken up yet."""

import fnmatch
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.fetching.hand_over import hand_over
from zhiyin.collect.errors import FileProblem, FolderGone
from zhiyin.collect.models import Connector, Fetched
from zhiyin.collect.phrases.kept import kept
from zhiyin.collect.queries.opening import pieces_of

ABANDONED_AFTER: Final = timedelta(minutes=10)
TAKING: Final = {"code": "taking"}  # a file's problem until it is known to have none
# What programs call a file while they are still writing it.
UNFINISHED: Final = ("~$*", "*.part", "*.partial", "*.tmp", "*.crdownload", "*.filepart", "*.swp")


class Seen(NamedTuple):
    """A file as it lay there at one look."""

    path: Path
    size: int
    modified: int  # ns


def look_into_folder(actor: Actor, connector: Connector) -> list[Fetched]:
    """Hand over every file that lay there unchanged at the look before, oldest first. Returns what was taken up.

    A file that another process writes, or a slow network mounts, changes between two looks and is left for the next.
    One that cannot be read is noted with the reason and not tried again until it changes. Raises FolderGone.
    """
    # left by a process that was killed while it took the file up
    abandoned = timezone.now() - ABANDONED_AFTER
    connector.fetched.filter(problem=TAKING, at__lt=abandoned).delete()
    found = list(_files(connector))
    before = connector.state.get("seen", {})
    settled = [one for one in found if before.get(one.path.name) == [one.size, one.modified]]
    Connector.objects.filter(id=connector.pk).update(
        state={"seen": {one.path.name: [one.size, one.modified] for one in found}}
    )
    connector.refresh_from_db(fields=["state"])
    taken = (_take_up(actor, connector, one) for one in settled)
    return [one for one in taken if one is not None]


def _files(connector: Connector) -> Iterator[Seen]:
    """The files that are not taken up yet, oldest first."""
    folder = Path(connector.settings["path"])
    pattern = connector.settings.get("pattern") or "*"
    known = set(connector.fetched.filter(modified__gt=0).values_list("name", "size", "modified"))
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _is_meant(entry.name, pattern) and entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    if (entry.name, status.st_size, status.st_mtime_ns) not in known and status.st_size:
                        found.append(Seen(folder / entry.name, status.st_size, status.st_mtime_ns))
    except OSError as error:
        raise FolderGone(path=str(folder)) from error
    return iter(sorted(found, key=lambda one: (one.modified, one.path.name)))


def _is_meant(name: str, pattern: str) -> bool:
    if name.startswith(".") or any(fnmatch.fnmatch(name.lower(), one) for one in UNFINISHED):
        return False
    return any(fnmatch.fnmatch(name.lower(), one.strip().lower()) for one in pattern.split(","))


def _take_up(actor: Actor, connector: Connector, one: Seen) -> Fetched | None:
    try:
        with transaction.atomic():
            row = Fetched.objects.create(
                connector=connector,
                name=one.path.name[:400],
                size=one.size,
                modified=one.modified,
                problem=TAKING,
            )
    except IntegrityError:
        return None  # another process has it
    try:
        row.imported_id = hand_over(actor, connector, one.path.name, pieces_of(one.path))
        row.problem = {}
    except FileProblem as error:
        row.problem = kept(error)
    except BaseException:
        row.delete()  # not its fault: the next look takes it up again
        raise
    row.save(update_fields=["imported", "problem"])
    return row
