"""What follows from customers having been heard: the alert rules look at it; and from their words being withdrawn."""

from zhiyin.accounts.actor import Actor
from zhiyin.act.actions.apply_rules import apply_rules
from zhiyin.act.actions.note_reply import note_reply
from zhiyin.act.actions.note_withdrawn import note_withdrawn
from zhiyin.collect.queries.untold import wordless
from zhiyin.journal.models import Event
from zhiyin.journal.registry import reaction

ALARM = Actor.system("alarm")


@reaction("understand.signals_read")
def look_at_what_was_read(event: Event) -> None:
    apply_rules(ALARM, signals=event.data["signals"])


@reaction("collect.signals_accepted")
def look_at_scores_without_words(event: Event) -> None:
    """A score without a word is never read, so that its acceptance is the moment to look at it."""
    apply_rules(ALARM, signals=wordless(event), wordless=True)


@reaction("collect.signals_withdrawn")
def say_that_the_voice_is_gone(event: Event) -> None:
    """An import was undone: cases about what it had brought in say so."""
    if event.data["signals"]:
        note_withdrawn(ALARM)


@reaction("contact.reply_received")
def put_the_answer_into_its_case(event: Event) -> None:
    """What a customer answers to a letter of a case belongs into the case's story."""
    note_reply(ALARM, inbound_id=event.data["inbound"])
