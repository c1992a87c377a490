"""Who runs a unit, from which day on: the organisation itself, or somebody under its name."""

from datetime import date

from django.db import transaction

from zhiyin.accounts.actions.note_change import note_change, require_after
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Unit
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.accounts.rules.days import day_of_change
from zhiyin.journal.record import record


def change_ownership(
    actor: Actor, *, unit_id: str | int, ownership: str, on: date | None = None, note: str = ""
) -> None:
    """`ownership` is own, franchise or empty (not said). Raises NotYet, TooEarly, NotFound."""
    node = unit_by_id(actor, unit_id, "organisation.manage")
    on = day_of_change(on)
    with transaction.atomic():
        if set_ownership(actor, node.id, ownership, on=on, note=note):
            data = {"before": node.ownership, "after": ownership, "since": on.isoformat()}
            record(
                actor, "accounts.unit_ownership_changed", data, subject=f"unit:{node.id}", unit_path=node.path
            )


def set_ownership(actor: Actor, unit_id: int, ownership: str, *, on: date, note: str = "") -> bool:
    """Write it down; the caller has checked and journals. Returns whether that was a change. Raises TooEarly."""
    unit = Unit.objects.get(pk=unit_id)
    if unit.ownership == ownership:
        return False
    require_after(unit_id, ("ownership",), on)
    note_change(actor, unit_id, "ownership", on, before=unit.ownership, after=ownership, note=note)
    unit.ownership = ownership
    unit.save(update_fields=["ownership"])
    return True
