"""What `zhiyin import` does: the same steps as the page, in this process."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.receive_description import Described
from zhiyin.collect.actions.start_import import receive, start_import
from zhiyin.collect.actions.take_file_as import take_file_as
from zhiyin.collect.actions.undo_import import undo_import
from zhiyin.collect.errors import FileProblem
from zhiyin.collect.models import Import
from zhiyin.collect.phrases import fault, note
from zhiyin.collect.queries.descriptions import describes_survey
from zhiyin.collect.queries.imports import ImportState, import_of
from zhiyin.collect.queries.opening import pieces_of
from zhiyin.collect.queries.rejects_file import write_rejects
from zhiyin.collect.queries.tables import stored_path
from zhiyin.collect.rules import with_choices
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.running import Running
from zhiyin.jobs.worker import carry_out, signs_of_life
from zhiyin.journal.errors import DiskFull, NotFound, is_full
from zhiyin.science.collect.fields import group_of

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
    scales: dict[str, tuple[float, float]] | None = None,
    accept_layout: bool = False,
    progress: Callable[[int, int | None], None] | None = None,
) -> dict[str, Any]:
    """Take in files one after the other; `columns` maps a field to the column that is it, `scales` a column to its
    lowest and highest value. Files that describe a survey (.lss, .qsf, details) are kept before the others are read.

    Returns accepted, revised, duplicates, rejected and passed_over (rows without a voice) over all files, `rejects` (a
    CSV file with the rows that were not taken, or None) and `files`: of each its counts, what it was recognised as
    (`preset`, `notes`), and `questions`, the columns whose scale was assumed; `described` are the surveys of which a
    description was kept. A file whose import was interrupted is
    gone on with. Raises NotFound, FileProblem, DiskFull, Invalid, LayoutChanged; files before the one that failed are
    taken in.
    """
    total: dict[str, Any] = {**dict.fromkeys(COUNTS, 0), "passed_over": 0}
    files, ids = [], []
    known_better = Known(source, kind, channel, unit, columns or {}, scales or {}, accept_layout)
    described = []
    for path in sorted(paths, key=_holds_responses):  # descriptions first, in whatever order they are named
        import_id = _one(actor, Path(path), known_better, progress)
        if isinstance(import_id, Described):
            described.append({"file": str(path), **asdict(import_id)})
            continue
        done = import_of(actor, import_id)
        counts = {name: getattr(done, name) for name in COUNTS}
        files.append({"file": str(path), "import": str(import_id), **counts, **_understood(done)})
        ids.append(import_id)
        total["passed_over"] += done.without_voice
        for name in COUNTS:
            total[name] += counts[name]
    rejects = None
    if total["rejected"]:
        rejects = Path(settings.DATA) / "rejects" / f"import-{ids[-1]}.csv"
        write_rejects(actor, ids, rejects)
    return {**total, "rejects": str(rejects) if rejects else None, "files": files, "described": described}


def _holds_responses(path: str | Path) -> bool:
    if not Path(path).is_file():
        return True
    with Path(path).open("rb") as file:
        return not describes_survey(file)


@dataclass(frozen=True, slots=True)
class Known:
    """What the caller knows better than the guess."""

    source: str | None
    kind: str | None
    channel: str | None
    unit: str | None
    columns: dict[str, str]
    scales: dict[str, tuple[float, float]]
    accept_layout: bool


def _understood(done: ImportState) -> dict[str, Any]:
    """What the file was recognised as, in words where there are some."""
    return {
        "source": done.source,
        "preset": done.preset,
        "notes": [words for found in done.layout.get("notes", ()) if (words := note(found))],
        "passed_over": done.passed_over,
        "questions": [
            {
                "column": column["name"],
                "taken": [column["scale_min"], column["scale_max"]],
                "scales": column["asked"],
            }
            for column in done.mapping["columns"]
            if column.get("asked")
        ],
    }


def _one(
    actor: Actor, path: Path, better: Known, progress: Callable[[int, int | None], None] | None
) -> int | Described:
    if not path.is_file():
        raise NotFound(_("There is no file %(path)s."), path=str(path))
    import_id = receive(actor, path.name, pieces_of(path), source=better.source or "")
    if isinstance(import_id, Described):
        return import_id
    seen = import_of(actor, import_id)
    if better.kind and seen.state == "uploaded" and group_of(better.kind) != group_of(seen.mapping["kind"]):
        take_file_as(actor, import_id, group_of(better.kind))
        seen = import_of(actor, import_id)
    chosen = with_choices(
        seen.mapping,
        source=better.source,
        kind=better.kind,
        channel=better.channel,
        unit=better.unit,
        columns=better.columns,
        scales=better.scales,
    ).as_json()
    import_id, running = _interrupted(actor, import_id, chosen)
    if running is None:
        started = start_import(
            actor, import_id, mapping=chosen, accept_layout=better.accept_layout, claimed=True
        )
        running = Running.of(started)
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


def undo(
    actor: Actor, import_id: int, *, progress: Callable[[int, int | None], None] | None = None
) -> dict[str, Any]:
    """Undo an import in this process. Returns how many signals went (`gone`) and how many say again what they said
    before (`restored`).

    Raises NotFound, NotUndone, DiskFull.
    """
    running = claim_about(f"import:{import_id}") if import_of(actor, import_id).state == "undoing" else None
    if running is None:
        running = Running.of(undo_import(actor, import_id, claimed=True))
    with signs_of_life():
        carry_out(replace(running, listener=progress))
    done = import_of(actor, import_id)
    if done.state != "undone":
        raise FileProblem(fault("undo_stopped", {}))
    return {"import": str(import_id), **{name: done.undone.get(name, 0) for name in ("gone", "restored")}}


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
