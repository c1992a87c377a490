"""Saying what became of a request that no other action settles: it was refused, or done by hand."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.open_request import LONGEST_NOTE
from zhiyin.customers.errors import AlreadyUnderWay, NoReason, NoSuchRequest
from zhiyin.customers.models import RightsRequest
from zhiyin.customers.queries.rights import everywhere, has_job
from zhiyin.journal.errors import Invalid
from zhiyin.journal.record import record


def settle_request(actor: Actor, request_id: int, *, state: str, note: str = "") -> None:
    """Close a request as done or refused: an open one, or a copy whose job failed. A refusal needs its reason.

    Journals `customers.request_settled`.
    Raises NoSuchRequest, Invalid, NoReason, AlreadyUnderWay (it was settled, or a job is at it).
    """
    everywhere(actor)
    if state not in ("done", "refused") or len(note) > LONGEST_NOTE or "\0" in note:
        raise Invalid(_("A request is settled as done or refused; its note has up to 300 characters."))
    if state == "refused" and not note.strip():
        raise NoReason()
    with transaction.atomic():
        row = RightsRequest.objects.select_for_update().filter(id=request_id).first()
        if row is None:
            raise NoSuchRequest()
        is_stuck = row.kind == "export" and row.state == "running" and not has_job(f"request:{row.pk}")
        if row.state != "open" and not is_stuck:
            raise AlreadyUnderWay()
        row.state, row.settled_at, row.settled_by = state, timezone.now(), actor.name
        row.note = note.strip() or row.note
        row.save(update_fields=["state", "settled_at", "settled_by", "note"])
        record(
            actor,
            "customers.request_settled",
            {"request": row.pk, "state": state},
            subject=f"customer:{row.customer_id}",
        )


def settled_by_action(
    actor: Actor, customer_ids: "list[int] | tuple[int, ...]", kind: str, *, state: str = "done"
) -> None:
    """Close the open requests of that kind that an action has just carried out. In the action's transaction."""
    RightsRequest.objects.filter(
        customer_id__in=customer_ids, kind=kind, state__in=("open", "running")
    ).update(state=state, settled_at=timezone.now(), settled_by=actor.name)
