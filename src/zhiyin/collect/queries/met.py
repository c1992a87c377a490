"""Where customers were met: what they let us know and what happened to them, for who may see whom."""

from django.db.models import QuerySet

from zhiyin.collect.models import Event, Signal
from zhiyin.customers.visibility import met_in


@met_in
def heard() -> "QuerySet[Signal]":
    """Signals whose giver may be known."""
    return Signal.objects.filter(identity="known")


@met_in
def served() -> "QuerySet[Event]":
    """Everything that happened to customers."""
    return Event.objects.all()
