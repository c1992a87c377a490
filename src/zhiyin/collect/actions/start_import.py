"""Handing a file over: it is stored, looked at, and, once its columns are agreed, taken in by a worker."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.receive_description import Described, receive_description
from zhiyin.collect.actions.remember_source import remember_source
from zhiyin.collect.actions.store_upload import Stored, store
from zhiyin.collect.errors import FileProblem, LayoutChanged, NotStarted
from zhiyin.collect.models import Import
from zhiyin.collect.phrases import fault
from zhiyin.collect.phrases.changes import changes
from zhiyin.collect.phrases.described import described
from zhiyin.collect.queries.descriptions import kept_descriptions
from zhiyin.collect.queries.imports import import_of
from zhiyin.collect.queries.option_texts import with_option_texts
from zhiyin.collect.queries.rejects_file import mark_own_columns
from zhiyin.collect.queries.sources import known_source, layout_changes
from zhiyin.collect.queries.tables import Inspected, inspect_table, stored_path
from zhiyin.collect.rules import checked_mapping
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.journal.errors import DiskFull, Invalid, is_full
from zhiyin.journal.record import record
from zhiyin.science.collect.fields import group_of
from zhiyin.science.collect.layouts import mark_chosen
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.problems import FileFault

KIND = "collect.import_file"


def receive_file(actor: Actor, name: str, chunks: Iterable[bytes], *, source: str = "") -> int:
    """Store an upload that must hold responses; nothing is taken in yet. Returns the import's id.

    As `receive`; FileProblem also for a description of a survey (which is kept all the same).
    """
    made = receive(actor, name, chunks, source=source)
    if isinstance(made, Described):
        raise FileProblem(described(made.title or made.survey, made.questions))
    return made


def receive(actor: Actor, name: str, chunks: Iterable[bytes], *, source: str = "") -> int | Described:
    """Store an upload and guess its columns; nothing is taken in yet. Returns the import's id.

    A file that describes a survey is no import: what it says is kept for the survey's responses, and returned.

    Needs `signals.import`. Raises FileProblem with the place when it cannot be read, DiskFull, Invalid (source).
    """
    actor.require("signals.import")
    source = source.strip()
    if len(source) > 60:
        raise Invalid(_("A source has a name of 1 to 60 characters."))
    stored = store(chunks)
    place = stored_path(stored.name)
    try:
        found = inspect_table(place, name, kept_descriptions(actor))
    except FileFault as error:
        place.unlink(missing_ok=True)
        raise FileProblem(fault(error.code, error.data)) from error
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    try:
        if found.description is not None:
            kept = receive_description(actor, found.description, name=name)
            place.unlink(missing_ok=True)
            return kept
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
    mark_own_columns(mapping.columns)
    layout = {**found.layout, "survey": found.found.survey[:120]}
    known = known_source(
        mapping,
        preset=found.found.preset,
        survey=layout["survey"],
        named=source,
        has_header=bool(found.layout["header_rows"]),
    )
    if known is not None:
        mapping = replace(known.mapping, source=source or known.source or found.source)
        layout["known"] = known.as_json()
        mapping = with_option_texts(mapping, stored_path(stored.name), layout)
    with transaction.atomic():
        made = Import.objects.create(
            file_name=(PurePosixPath(name.replace("\\", "/").replace("\0", "")).name or "file")[:255],
            digest=stored.digest,
            size=stored.size,
            stored_as=stored.name,
            source=mapping.source,
            mapping=mapping.as_json(),
            layout=layout,
            created_by_kind=actor.kind,
            created_by=actor.name,
            created_by_id=actor.id,
        )
        record(actor, "collect.file_received", {"size": stored.size}, subject=f"import:{made.pk}")
    return made.pk


def start_import(
    actor: Actor,
    import_id: int,
    *,
    mapping: dict[str, Any] | None = None,
    accept_layout: bool = False,
    unattended: bool = False,
    claimed: bool = False,
) -> int:
    """Take in a received file, or go on with one that stopped. Returns the job's id.

    Needs `signals.import`. `mapping` replaces the guess; it is remembered for the next file of its source. Columns that
    differ from those agreed for the source are refused unless `accept_layout`. `unattended`: nobody can be asked; a
    file with a changed layout or an open question stays as it is, with that as its problem, and 0 is returned.

    Raises NotFound, Invalid (a mapping that cannot be), LayoutChanged, NotStarted (it is running, done or undone).
    """
    actor.require("signals.import")
    seen = import_of(actor, import_id)
    chosen = checked_mapping(mapping) if mapping is not None else None
    with transaction.atomic():
        row = Import.objects.select_for_update().get(id=seen.id)
        if row.state not in ("uploaded", "failed", "cancelled"):
            raise NotStarted
        if row.state == "uploaded":
            guessed = Mapping.from_json(row.mapping)
            agreed = chosen or guessed
            if len(guessed.columns) == len(agreed.columns):
                mark_chosen(guessed.columns, agreed.columns)
            row.mapping, row.source = agreed.as_json(), agreed.source
            if waits_for := _waits_for(row, agreed, accept_layout=accept_layout, unattended=unattended):
                row.problem = waits_for
                row.save(update_fields=["mapping", "source", "problem"])
                return 0
            if row.stored_as and stored_path(row.stored_as).is_file():
                agreed = with_option_texts(agreed, stored_path(row.stored_as), row.layout)
            row.mapping = agreed.as_json()
            remember_source(
                actor, agreed, preset=row.layout.get("preset", "table"), survey=row.layout.get("survey", "")
            )
        row.state, row.problem = "running", {}
        row.save(update_fields=["mapping", "layout", "source", "state", "problem"])
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


def _waits_for(row: Import, agreed: Mapping, *, accept_layout: bool, unattended: bool) -> dict[str, Any]:
    """What a person has to settle first, as a problem; {} for nothing. Raises LayoutChanged."""
    differs = [] if accept_layout else layout_changes(agreed, row.layout)
    if any(change.wants_consent for change in differs):
        told = [change.as_json() for change in differs]
        if not unattended:
            raise LayoutChanged(
                source=agreed.source, changes=changes(told), differences=told, **{"import": str(row.pk)}
            )
        return {"code": "layout_changed", "data": {"source": agreed.source, "changes": told}}
    asked = [column.name for column in agreed.columns if column.asked]
    if asked and unattended:
        return {"code": "question_open", "data": {"columns": asked}}
    if unattended and not row.layout.get("header_rows") and group_of(agreed.kind) != "feedback":
        return {"code": "columns_open", "data": {}}
    return {}
