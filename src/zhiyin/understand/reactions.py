"""What follows from signals and events having been accepted: they are read, and their customers' standing follows."""

from zhiyin.accounts.actor import Actor
from zhiyin.collect.queries.untold import wordless
from zhiyin.customers.actions.refresh_segments import refresh_segments
from zhiyin.journal.models import Event
from zhiyin.journal.registry import URGENT, reaction
from zhiyin.understand.actions.bring_up_to_date import bring_up_to_date
from zhiyin.understand.actions.drop_written import drop_outdated
from zhiyin.understand.actions.find_copies import find_copies
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.stop_judging import stop_judging
from zhiyin.understand.actions.tell_of_emerging_themes import tell_of_emerging_themes
from zhiyin.understand.queries.customers import who_said
from zhiyin.understand.queries.judged_segments import segments_about_judgements

READER = Actor.system("reader")
JUDGE = Actor.system("judge")
TELLER = Actor.system("theme finder")


@reaction("collect.signals_accepted", rank=URGENT)
def read_what_was_accepted(event: Event) -> None:
    read_signals(READER, signals=event.data["signals"])


@reaction("collect.signals_accepted")
@reaction("collect.signals_withdrawn")
def forget_what_was_written_from_other_words(event: Event) -> None:
    drop_outdated(event.data.get("signals") or event.data.get("restored", ()))


@reaction("collect.signals_withdrawn")
def read_what_was_put_back(event: Event) -> None:
    """A signal that says again what it said before its import was undone."""
    read_signals(READER, signals=event.data["restored"])


@reaction("collect.signals_accepted")
def follow_scores_without_words(event: Event) -> None:
    """What has no word is never read, so that its acceptance is the moment to look at who gave it."""
    bring_up_to_date(READER, customers=who_said(wordless(event), wordless=True))


@reaction("understand.signals_read")
def find_copies_among_what_was_read(event: Event) -> None:
    find_copies(READER, signals=event.data["signals"])


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


@reaction("understand.people_judged")
def sort_by_judgements(event: Event) -> None:
    if segments := segments_about_judgements():
        refresh_segments(JUDGE, segments=segments)


@reaction("understand.themes_found")
def tell_of_what_emerges(event: Event) -> None:
    """The event names its finding in its subject only."""
    tell_of_emerging_themes(TELLER, run_id=int(event.subject.partition(":")[2]))


@reaction("customers.consent_changed", rank=URGENT)
def stop_where_refused(event: Event) -> None:
    if event.data.get("purpose") == "profiling":
        stop_judging(JUDGE, customers=event.data["customers"])


@reaction("customers.restricted", rank=URGENT)
def stop_where_restricted(event: Event) -> None:
    """The event names its customer in its subject only."""
    stop_judging(JUDGE, customers=[int(event.subject.partition(":")[2])])


@reaction("customers.joined")
def stop_where_another_refused(event: Event) -> None:
    """What one of a person's customers refused holds for the person."""
    stop_judging(JUDGE, customers=event.data.get("customers", ()))


@reaction("customers.restricted")
@reaction("customers.restriction_lifted")
def follow_restrictions(event: Event) -> None:
    """Whose data is used for nothing leaves every segment, and comes back when that is lifted."""
    bring_up_to_date(READER, customers=[int(event.subject.removeprefix("customer:"))])
