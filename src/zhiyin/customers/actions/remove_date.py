"""Forget a day that mattered to a customer."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import NoSuchDetail
from zhiyin.customers.models import ImportantDate
from zhiyin.customers.queries.people import person_for
from zhiyin.journal.record import record


def remove_date(actor: Actor, *, customer_id: int, date_id: int) -> None:
    """Take a date away; journals `customers.date_removed`.

    Needs `customers.manage` where the person was met. Raises NoSuchCustomer, NoSuchDetail.
    """
    person = person_for(actor, customer_id, "customers.manage")
    with transaction.atomic():
        found = ImportantDate.objects.filter(id=date_id, customer__person_id=person.pk).first()
        if found is None:
            raise NoSuchDetail()
        found.delete()
        record(
            actor,
            "customers.date_removed",
            {"customer": str(person.pk), "kind": found.kind},
            subject=f"customer:{person.pk}",
        )
