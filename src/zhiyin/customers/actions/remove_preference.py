"""Forget something a customer wanted."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import NoSuchDetail
from zhiyin.customers.models import Preference
from zhiyin.customers.queries.people import person_for
from zhiyin.journal.record import record


def remove_preference(actor: Actor, *, customer_id: int, preference_id: int) -> None:
    """Take a preference away; journals `customers.preference_removed`.

    Needs `customers.manage` where the person was met. Raises NoSuchCustomer, NoSuchDetail.
    """
    person = person_for(actor, customer_id, "customers.manage")
    with transaction.atomic():
        found = Preference.objects.filter(id=preference_id, customer__person_id=person.pk).first()
        if found is None:
            raise NoSuchDetail()
        found.delete()
        record(
            actor,
            "customers.preference_removed",
            {"customer": str(person.pk), "code": found.code},
            subject=f"customer:{person.pk}",
        )
