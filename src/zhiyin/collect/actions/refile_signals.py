"""Signals of a unit that had no place in the tree when they were heard, and has one now."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.journal.feed import UNMOVED, feed
from zhiyin.journal.record import record


def refile_signals(actor: Actor, *, unit_id: int, before: str, after: str) -> int:
    """Give the unit's signals heard at the path `before` the path `after`, and tell the lake. Returns how many.

    Only for a unit that was unsorted: "unsorted" says that the place was unknown, not that the unit lay elsewhere. A
    unit that was moved keeps its past where it was. Needs `organisation.manage` at the new place.
    """
    actor.require("organisation.manage", after)
    with transaction.atomic():
        signals = Signal.objects.filter(unit_id=unit_id, unit_path=before)
        keys = list(signals.select_for_update().values_list("id", flat=True))
        if not keys:
            return 0
        signals.update(unit_path=after)
        feed("signal", [(key, UNMOVED) for key in keys], "change")
        record(
            actor,
            "collect.signals_refiled",
            {"signals": len(keys)},
            subject=f"unit:{unit_id}",
            unit_path=after,
        )
    return len(keys)
