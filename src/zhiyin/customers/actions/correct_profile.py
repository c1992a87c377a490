"""Correct what sources say of a person: the correction wins, what they say is kept beside it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Customer
from zhiyin.customers.queries.people import person_for
from zhiyin.customers.rules.telling import (
    Telling,
    forget,
    moment,
    refresh_profiles,
    seed,
    wellformed,
    write_down,
)
from zhiyin.journal.record import record
from zhiyin.science.customers.profiles import PERSON


def correct_profile(actor: Actor, *, customer_id: int, fields: Mapping[str, Any]) -> Customer:
    """Set fields of a person's profile; None takes a correction back, so that the sources' newest word holds again.

    Well-known fields are name, tier, language and born_on (ISO); every other one is an attribute. Needs
    `customers.manage` where the person was met. Raises NoSuchCustomer. Journals `customers.told` {"customers",
    "fields"}.
    """
    person = person_for(actor, customer_id, "customers.manage")
    with transaction.atomic():
        nodes = list(Customer.objects.filter(person_id=person.pk).values_list("id", flat=True))
        seed(nodes)
        withdrawn = [name for name, value in fields.items() if value is None or value == ""]
        changed = forget(nodes, withdrawn) if withdrawn else set()
        kept = wellformed({name: value for name, value in fields.items() if name not in withdrawn})
        if kept:
            changed |= write_down([Telling(person.pk, PERSON, moment(timezone.now()), kept)])
        if changed:
            refresh_profiles([person.pk])
            record(
                actor,
                "customers.told",
                {"customers": [person.pk], "fields": sorted(fields)},
                subject=f"customer:{person.pk}",
            )
        person.refresh_from_db()
    return person
