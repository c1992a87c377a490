"""A person says what a file holds; it is read anew as that."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.errors import FileProblem, NotStarted
from zhiyin.collect.models import Import
from zhiyin.collect.phrases import fault
from zhiyin.collect.queries.descriptions import kept_descriptions
from zhiyin.collect.queries.imports import import_of
from zhiyin.collect.queries.tables import inspect_table, stored_path
from zhiyin.journal.errors import Invalid
from zhiyin.journal.record import record
from zhiyin.science.collect.fields import FILE_KINDS, group_of
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.problems import FileFault

GROUPS = ("feedback", *FILE_KINDS)


def take_file_as(actor: Actor, import_id: int, group: str) -> None:
    """Guess the columns of a received file anew: as feedback, purchases or customers. Nothing is taken in.

    Needs `signals.import`. Raises NotFound, Invalid (no such kind), NotStarted (it was started), FileProblem.
    """
    actor.require("signals.import")
    seen = import_of(actor, import_id)
    if group not in GROUPS:
        raise Invalid(_("A file holds one of: %(groups)s."), groups=_(", ").join(GROUPS))
    if seen.state != "uploaded":
        raise NotStarted
    if group_of(seen.mapping["kind"]) == group:
        return
    try:
        read = inspect_table(
            stored_path(seen.stored_as), seen.file_name, kept_descriptions(actor), kind=group
        )
    except FileFault as error:
        raise FileProblem(fault(error.code, error.data)) from error
    assert read.found is not None, "it held rows when it was received"
    mapping = Mapping(
        read.found.columns,
        source=read.source,
        kind=read.found.kind,
        channel=read.found.channel,
        unit=seen.mapping["unit"],
    )
    with transaction.atomic():
        row = Import.objects.select_for_update().get(id=seen.id)
        if row.state != "uploaded":
            raise NotStarted
        row.mapping, row.source = mapping.as_json(), mapping.source
        row.layout = {**read.layout, "survey": read.found.survey[:120]}
        row.problem = {}
        row.save(update_fields=["mapping", "source", "layout", "problem"])
        record(actor, "collect.file_read_as", {"holds": group}, subject=f"import:{row.pk}")
