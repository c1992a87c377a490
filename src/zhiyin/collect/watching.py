"""What `zhiyin import --watch` does: one folder, looked into until told to stop."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import close_old_connections
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.fetching.run_connector import fetch_now
from zhiyin.collect.models import Connector
from zhiyin.collect.phrases.kept import told
from zhiyin.collect.queries.connectors import FetchedFile, fetched_file
from zhiyin.collect.queries.imports import ImportState, import_of
from zhiyin.journal.errors import NotFound

PATIENCE = 10.0  # seconds for what is being taken in when we are told to stop


def watch_folder(
    actor: Actor,
    folder: Path,
    *,
    hear: "Hearing",
    goes_on: Callable[[], bool],
    pattern: str = "",
    source: str | None = None,
    whole: dict[str, str] | None = None,
    every: float = 5.0,
) -> None:
    """Hand over every file that lies in the folder and does not change any more; look again after `every` seconds.

    What was taken up is remembered under the folder's place, so that a restart does not begin anew. The worker that
    takes the rows in must run beside it. A folder that is gone for a while is looked for again. Returns soon after
    `goes_on` says no; what is not taken in by then, the next worker goes on with. Raises NotFound when there is no such
    folder at the start.
    """
    if not folder.is_dir():
        raise NotFound(_("There is no folder %(path)s."), path=str(folder))
    connector = _connector(actor, folder.resolve(), pattern, source, whole or {})
    open_ones: list[int] = []
    last = ""
    while goes_on():
        close_old_connections()
        for row in fetch_now(actor, connector):
            one = fetched_file(row)
            hear.began(one)
            if one.import_id is not None:
                open_ones.append(one.import_id)
        problem = told(connector.problem)
        if problem and problem != last:
            hear.failed(problem)
        last = problem
        open_ones = _settled(actor, open_ones, hear)
        _wait(every, goes_on)
    until = time.monotonic() + PATIENCE
    while (open_ones := _settled(actor, open_ones, hear)) and time.monotonic() < until:
        time.sleep(0.2)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who hears of what happens: a file was handed over, an import came to its end, a look failed."""

    began: Callable[[FetchedFile], None]
    ended: Callable[[ImportState], None]
    failed: Callable[[str], None]


def _settled(actor: Actor, import_ids: list[int], hear: Hearing) -> list[int]:
    """Tell of the imports that came to an end; returns the others."""
    left = []
    for import_id in import_ids:
        state = import_of(actor, import_id)
        if state.state == "running":
            left.append(import_id)
        else:
            hear.ended(state)
    return left


def _wait(seconds: float, goes_on: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while goes_on() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.2))


def _connector(
    actor: Actor, folder: Path, pattern: str, source: str | None, whole: dict[str, str]
) -> Connector:
    """The folder's memory; the running product leaves it alone, since it is not switched on there."""
    mark = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    given = {
        "kind": "folder",
        "source": source or "",
        "settings": {"path": str(folder), "pattern": pattern},
        "whole": whole,
        "created_by_kind": actor.kind,
        "created_by": actor.name,
        "created_by_id": actor.id,
    }
    name = f"zhiyin import --watch {folder}"
    name = name if len(name) <= 100 else f"{name[:90]}… {mark}"
    row, made = Connector.objects.get_or_create(name=name, defaults={**given, "is_active": False})
    if not made:
        for field, value in given.items():
            setattr(row, field, value)
        row.save(update_fields=list(given))
    return row
