"""Handing a file over: it is stored, looked at, and, once its columns are agreed, taken in by a worker."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.store_upload import Stored, store
from zhiyin.collect.errors import FileProblem, NotStarted
from zhiyin.collect.models import Import
from zhiyin.collect.phrases import fault
from zhiyin.collect.queries.imports import import_of
from zhiyin.collect.queries.tables import Inspected, inspect_table, stored_path
from zhiyin.collect.rules import checked_mapping
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.journal.errors import DiskFull, Invalid, is_full
from zhiyin.journal.record import record
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.problems import FileFault

KIND = "collect.import_file"


def receive_file(actor: Actor, name: str, chunks: Iterable[bytes], *, source: str = "") -> int:
    """Store an upload and guess its columns; nothing is taken in yet. Returns the import's id.

    Needs `signals.import`. Raises FileProblem with the place when it cannot be read, DiskFull, Invalid (source).
    """
    actor.require("signals.import")
    if len(source) > 60:
        raise Invalid(_("A source has a name of 1 to 60 characters."))
    stored = store(chunks)
    place = stored_path(stored.name)
    try:
        found = inspect_table(place, name)
    except FileFault as error:
        place.unlink(missing_ok=True)
        raise FileProblem(fault(error.code, error.data)) from error
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    try:
        return _noted(actor, name, stored, found, source)
    except OperationalError as error:
        place.unlink(missing_ok=True)
        if is_full(error):
            raise DiskFull from error
        raise


def _noted(actor: Actor, name: str, stored: Stored, found: Inspected, source: str) -> int:
    assert found.found is not None
    mapping = Mapping(
        found.found.columns,
        source=source or found.source,
        kind=found.found.kind,
        channel=found.found.channel,
    )
    with transaction.atomic():
        made = Import.objects.create(
            file_name=(PurePosixPath(name.replace("\\", "/").replace("\0", "")).name or "file")[:255],
            digest=stored.digest,
            size=stored.size,
            stored_as=stored.name,
            source=mapping.source,
            mapping=mapping.as_json(),
            layout=found.layout,
            created_by_kind=actor.kind,
            created_by=actor.name,
            created_by_id=actor.id,
        )
        record(actor, "collect.file_received", {"size": stored.size}, subject=f"import:{made.pk}")
    return made.pk


def start_import(
    actor: Actor, import_id: int, *, mapping: dict[str, Any] | None = None, claimed: bool = False
) -> int:
    """Take in a received file, or go on with one that stopped. Returns the job's id.

    Needs `signals.import`. `mapping` replaces the guess. Raises NotFound, Invalid (a mapping that cannot be),
    NotStarted (it is running or done).
    """
    actor.require("signals.import")
    seen = import_of(actor, import_id)
    chosen = checked_mapping(mapping) if mapping is not None else None
    with transaction.atomic():
        row = Import.objects.select_for_update().get(id=seen.id)
        if row.state not in ("uploaded", "failed", "cancelled"):
            raise NotStarted
        if chosen is not None and row.state == "uploaded":
            row.mapping, row.source = chosen.as_json(), chosen.source
        row.state, row.problem = "running", {}
        row.save(update_fields=["mapping", "source", "state", "problem"])
        job = enqueue(
            actor,
            KIND,
            {"import": row.pk},
            subject=f"import:{row.pk}",
            total=row.rows or None,
            claimed=claimed,
        )
        record(actor, "collect.import_started", {"job": job}, subject=f"import:{row.pk}")
    return job
