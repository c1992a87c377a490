"""Whoever refuses to be judged is not judged any more from that moment on."""

from collections.abc import Iterable

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.sort_people import sort_people
from zhiyin.customers.models import Customer
from zhiyin.customers.queries.consents import consents_for
from zhiyin.understand.judging.material import PURPOSE
from zhiyin.understand.judging.writing import clear


def stop_judging(actor: Actor, *, customers: Iterable[int]) -> int:
    """Take back what models said of those among these customers who may not be judged, and sort them anew.

    Needs `customers.manage` everywhere. The same again changes nothing. Returns how many persons it was.
    """
    actor.require("customers.manage", "")
    people = sorted(set(Customer.objects.filter(id__in=list(customers)).values_list("person_id", flat=True)))
    refused = [person for person, word in consents_for(people, PURPOSE, "").items() if not word.allowed]
    if refused:
        clear(refused)
        sort_people(actor, people=refused)
    return len(refused)
