"""Calling off an import; what was taken in so far stays."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Import
from zhiyin.collect.queries.imports import import_of
from zhiyin.jobs.actions.cancel import cancel
from zhiyin.jobs.errors import CannotCancel
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.journal.record import record


def cancel_import(actor: Actor, import_id: int) -> None:
    """Stop at the batch under way, which is undone. It can be gone on with later.

    Needs `signals.import`. Raises NotFound, CannotCancel.
    """
    actor.require("signals.import")
    seen = import_of(actor, import_id)
    job = latest_about(f"import:{seen.id}")
    if seen.state != "running" or job is None:
        raise CannotCancel
    with transaction.atomic():
        cancel(actor, job.id)
        Import.objects.filter(id=seen.id, state="running").update(state="cancelled")
        record(actor, "collect.import_cancelled", subject=f"import:{seen.id}")
