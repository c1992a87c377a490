"""What follows from signals having been accepted: they are read."""

from zhiyin.accounts.actor import Actor
from zhiyin.journal.models import Event
from zhiyin.journal.registry import URGENT, reaction
from zhiyin.understand.actions.read_signals import read_signals

READER = Actor.system("reader")


@reaction("collect.signals_accepted", rank=URGENT)
def read_what_was_accepted(event: Event) -> None:
    read_signals(READER, signals=event.data["signals"])


@reaction("collect.signals_withdrawn")
def read_what_was_put_back(event: Event) -> None:
    """A signal that says again what it said before its import was undone."""
    read_signals(READER, signals=event.data["restored"])
