"""What follows from signals and events having been accepted: they are read, and their customers' standing follows."""

from zhiyin.accounts.actor import Actor
from zhiyin.journal.models import Event
from zhiyin.journal.registry import URGENT, reaction
from zhiyin.understand.actions.bring_up_to_date import bring_up_to_date
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.queries.customers import who_said

READER = Actor.system("reader")


@reaction("collect.signals_accepted", rank=URGENT)
def read_what_was_accepted(event: Event) -> None:
    read_signals(READER, signals=event.data["signals"])


@reaction("collect.signals_withdrawn")
def read_what_was_put_back(event: Event) -> None:
    """A signal that says again what it said before its import was undone."""
    read_signals(READER, signals=event.data["restored"])


@reaction("collect.signals_accepted")
def follow_scores_without_words(event: Event) -> None:
    """What has no word is never read, so that its acceptance is the moment to look at who gave it."""
    bring_up_to_date(READER, customers=who_said(event.data["signals"], wordless=True))


@reaction("understand.signals_read")
def follow_what_was_read(event: Event) -> None:
    bring_up_to_date(READER, customers=who_said(event.data["signals"]))


@reaction("collect.signals_withdrawn")
@reaction("collect.events_accepted")
@reaction("collect.events_withdrawn")
@reaction("customers.met")
@reaction("customers.told")
@reaction("customers.joined")
@reaction("customers.parted")
def follow_customers(event: Event) -> None:
    """Their records or what is known of them changed; persons that were joined or parted stand anew."""
    bring_up_to_date(READER, customers=event.data.get("customers", ()))
