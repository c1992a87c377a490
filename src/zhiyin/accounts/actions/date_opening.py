"""Since when there is a unit."""

from datetime import date

from django.db import transaction

from zhiyin.accounts.actions.note_change import note_change
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import TooLate
from zhiyin.accounts.models import UnitChange
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.accounts.rules.days import day_of_change
from zhiyin.journal.record import record


def date_opening(actor: Actor, *, unit_id: str | int, on: date, note: str = "") -> None:
    """The day on which the unit opened first; a day given before is corrected. Raises NotYet, TooLate, NotFound."""
    node = unit_by_id(actor, unit_id, "organisation.manage")
    on = day_of_change(on)
    with transaction.atomic():
        if set_opening(actor, node.id, on, note=note):
            record(
                actor,
                "accounts.unit_opened",
                {"since": on.isoformat()},
                subject=f"unit:{node.id}",
                unit_path=node.path,
            )


def set_opening(actor: Actor, unit_id: int, on: date, *, note: str = "") -> bool:
    """Write it down; the caller has checked and journals. Returns whether that was a change. Raises TooLate."""
    known = UnitChange.objects.filter(unit_id=unit_id, kind="opened").first()
    if known is not None and known.on == on:
        return False
    later = (
        UnitChange.objects.filter(unit_id=unit_id, on__lt=on).exclude(kind="opened").order_by("on").first()
    )
    if later is not None:
        raise TooLate(day=later.on.isoformat())
    if known is not None:
        known.delete()
    note_change(actor, unit_id, "opened", on, note=note)
    return True
