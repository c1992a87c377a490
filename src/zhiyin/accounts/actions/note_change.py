"""Writing down a dated change of a unit: what, from when on, who."""

from datetime import date

from zhiyin.accounts.errors import TooEarly
from zhiyin.accounts.models import UnitChange
from zhiyin.journal.record import Acting


def note_change(
    actor: Acting, unit_id: int, kind: str, on: date, *, before: str = "", after: str = "", note: str = ""
) -> None:
    """Write it down; the caller has checked and journals."""
    UnitChange.objects.create(
        unit_id=unit_id,
        kind=kind,
        on=on,
        before=before[:255],
        after=after[:255],
        note=note[:200],
        by_kind=actor.kind,
        by_id=actor.id,
        by_name=actor.name,
    )


def require_after(unit_id: int, kinds: tuple[str, ...], on: date) -> None:
    """Raise TooEarly when a change of one of those kinds has a later day than this one."""
    last = UnitChange.objects.filter(unit_id=unit_id, kind__in=kinds, on__gt=on).order_by("-on").first()
    if last is not None:
        raise TooEarly(day=last.on.isoformat())
