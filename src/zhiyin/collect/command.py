"""What `zhiyin import` does: the same steps as the page, in this process."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.start_import import receive_file, start_import
from zhiyin.collect.errors import FileProblem
from zhiyin.collect.models import Import
from zhiyin.collect.phrases import fault
from zhiyin.collect.queries.imports import import_of
from zhiyin.collect.queries.rejects_file import write_rejects
from zhiyin.collect.queries.tables import stored_path
from zhiyin.collect.rules import with_choices
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.running import Running
from zhiyin.jobs.worker import carry_out, signs_of_life
from zhiyin.journal.errors import DiskFull, NotFound, is_full

COUNTS = ("accepted", "revised", "duplicates", "rejected")


def import_files(
    actor: Actor,
    paths: Sequence[str | Path],
    *,
    source: str | None = None,
    kind: str | None = None,
    channel: str | None = None,
    unit: str | None = None,
    columns: dict[str, str] | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> dict[str, Any]:
    """Take in files one after the other; `columns` maps a field to the column that is it.

    Returns accepted, revised, duplicates, rejected over all files, `rejects` (a CSV file with the rows that were
    not taken, or None) and `files` with the counts of each. A file whose import was interrupted is gone on with.
    Raises NotFound, FileProblem, DiskFull, Invalid; files before the one that failed are taken in.
    """
    total: dict[str, Any] = dict.fromkeys(COUNTS, 0)
    files, ids = [], []
    for path in paths:
        import_id = _one(actor, Path(path), source, kind, channel, unit, columns or {}, progress)
        done = import_of(actor, import_id)
        counts = {name: getattr(done, name) for name in COUNTS}
        files.append({"file": str(path), "import": str(import_id), **counts})
        ids.append(import_id)
        for name in COUNTS:
            total[name] += counts[name]
    rejects = None
    if total["rejected"]:
        rejects = Path(settings.DATA) / "rejects" / f"import-{ids[-1]}.csv"
        write_rejects(actor, ids, rejects)
    return {**total, "rejects": str(rejects) if rejects else None, "files": files}


def _one(
    actor: Actor,
    path: Path,
    source: str | None,
    kind: str | None,
    channel: str | None,
    unit: str | None,
    columns: dict[str, str],
    progress: Callable[[int, int | None], None] | None,
) -> int:
    if not path.is_file():
        raise NotFound(_("There is no file %(path)s."), path=str(path))
    import_id = receive_file(actor, path.name, _pieces(path))
    chosen = with_choices(
        import_of(actor, import_id).mapping,
        source=source,
        kind=kind,
        channel=channel,
        unit=unit,
        columns=columns,
    ).as_json()
    import_id, running = _interrupted(actor, import_id, chosen)
    if running is None:
        running = Running.of(start_import(actor, import_id, mapping=chosen, claimed=True))
    try:
        with signs_of_life():
            carry_out(replace(running, listener=progress))
    except OperationalError as error:
        if not is_full(error):
            raise
        # not even that it stopped could be written; the next call takes it up all the same
        raise DiskFull(fault(DiskFull.code, {})) from error
    done = import_of(actor, import_id)
    if done.state != "done":
        code = done.problem.get("code", "fault")
        stopped = DiskFull if code == DiskFull.code else FileProblem
        raise stopped(fault(code, done.problem.get("data", {})))
    return import_id


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def _interrupted(actor: Actor, import_id: int, mapping: dict[str, Any]) -> tuple[int, Running | None]:
    """An earlier import of the same bytes in the same way that did not come to its end; the new one is dropped.

    If its process died, the job comes with it, now ours.
    """
    new = Import.objects.get(id=import_id)
    unfinished = Import.objects.filter(digest=new.digest, state__in=("failed", "cancelled", "running"))
    for old in unfinished.filter(created_by_kind=actor.kind, created_by_id=actor.id).exclude(id=new.pk):
        if old.mapping != mapping:
            continue
        running = claim_about(f"import:{old.pk}") if old.state == "running" else None
        if old.state == "running" and running is None:
            continue  # somebody is at it
        if stored_path(old.stored_as).is_file():
            stored_path(new.stored_as).unlink(missing_ok=True)
        else:  # it waited so long that its file was forgotten: the same bytes are here again
            Import.objects.filter(id=old.pk).update(stored_as=new.stored_as)
        new.delete()
        return old.pk, running
    return import_id, None
