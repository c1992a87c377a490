"""What follows for other systems from what happened here: they are told."""

from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.tell_machines import tell_machines
from zhiyin.journal.models import Event
from zhiyin.journal.public_events import carry_public_events

TELLER = Actor.system("teller")


@carry_public_events
def tell_of(event: Event) -> None:
    tell_machines(TELLER, event)
