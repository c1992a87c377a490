"""Write down what a customer likes to hear of."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import BadDetails
from zhiyin.customers.models import Interest
from zhiyin.customers.queries.people import person_for
from zhiyin.journal.record import record


def save_interest(actor: Actor, *, customer_id: int, name: str, source: str = "staff") -> Interest:
    """Add an interest; the same twice is one. Journals `customers.interest_saved` when it is new.

    Needs `customers.manage` where the person was met. Raises NoSuchCustomer, BadDetails.
    """
    person = person_for(actor, customer_id, "customers.manage")
    name = " ".join(name.split())
    if not name or len(name) > 60 or "\x00" in name:
        raise BadDetails(errors={"name": _("Use 1 to 60 characters.")})
    with transaction.atomic():
        held = Interest.objects.filter(customer__person_id=person.pk, name=name).first()
        if held is not None:
            return held
        interest = Interest.objects.create(customer_id=customer_id, name=name, source=source)
        record(
            actor,
            "customers.interest_saved",
            {"customer": str(person.pk)},
            subject=f"customer:{person.pk}",
        )
    return interest
