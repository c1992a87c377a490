"""Forget an interest of a customer."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import NoSuchDetail
from zhiyin.customers.models import Interest
from zhiyin.customers.queries.people import person_for
from zhiyin.journal.record import record


def remove_interest(actor: Actor, *, customer_id: int, interest_id: int) -> None:
    """Take an interest away, whichever source named it; journals `customers.interest_removed`.

    Needs `customers.manage` where the person was met. Raises NoSuchCustomer, NoSuchDetail.
    """
    person = person_for(actor, customer_id, "customers.manage")
    with transaction.atomic():
        found = Interest.objects.filter(id=interest_id, customer__person_id=person.pk).first()
        if found is None:
            raise NoSuchDetail()
        Interest.objects.filter(customer__person_id=person.pk, name=found.name).delete()
        record(
            actor,
            "customers.interest_removed",
            {"customer": str(person.pk)},
            subject=f"customer:{person.pk}",
        )
