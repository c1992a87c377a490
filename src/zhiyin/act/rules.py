"""Who may see a case, and how long a step can be taken back."""

from datetime import timedelta
from typing import Final

from django.db.models import Q

from zhiyin.accounts.actor import Actor

UNDO_WITHIN: Final = timedelta(minutes=15)


def within(paths: tuple[str, ...], field: str = "unit__path") -> Q:
    """A condition for rows that lie under one of the unit paths; nothing for no path."""
    if "" in paths:
        return Q()
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def readable(actor: Actor) -> Q:
    """The cases this actor may see: by where their unit stands today."""
    return within(actor.paths("cases.read"))
