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


def forget_preferences(actor: Actor, *, customer_id: int, code: str) -> None:
    """Take away all that the person wanted in this respect; journals `customers.preference_removed` for each.

    Needs `customers.manage` where the person was met. Raises NoSuchCustomer.
    """
    person = person_for(actor, customer_id, "customers.manage")
    with transaction.atomic():
        for held in Preference.objects.filter(customer__person_id=person.pk, code=code).order_by("id"):
            remove_preference(actor, customer_id=person.pk, preference_id=held.pk)
