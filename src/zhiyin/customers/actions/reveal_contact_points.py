"""Show a person's contact points in full, for a reason that is kept."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import BadDetails
from zhiyin.customers.phrases.profiles import REASONS
from zhiyin.customers.queries.people import person_for
from zhiyin.customers.queries.persons import Key, keys_of
from zhiyin.journal.record import record


def reveal_contact_points(actor: Actor, *, customer_id: int, reason: str) -> list[Key]:
    """The person's keys in full; journals `customers.revealed` with the reason's code (free
    text would name people), and with nothing of what was shown.

    Needs `personal.read` where the person was met. Raises NoSuchCustomer, BadDetails without a reason.
    """
    person = person_for(actor, customer_id)
    if reason not in REASONS:
        raise BadDetails(errors={"reason": _("Choose a reason from the list.")})
    with transaction.atomic():
        shown = keys_of(actor, person.pk)
        record(
            actor,
            "customers.revealed",
            {"customer": str(person.pk), "reason": reason, "kinds": sorted({key.kind for key in shown})},
            subject=f"customer:{person.pk}",
        )
    return shown
