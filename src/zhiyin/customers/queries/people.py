"""The one rule of who sees which person: everybody with the whole organisation, else those met at one's units."""

from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import NoSuchCustomer
from zhiyin.customers.models import Customer
from zhiyin.customers.visibility import meetings


def visible_people(actor: Actor, permission: str = "personal.read") -> QuerySet[Customer]:
    """The persons (surviving customers) that the actor may see. Raises Forbidden without the permission anywhere."""
    actor.require(permission)
    people = Customer.objects.filter(person_id=F("id"))
    paths = actor.paths(permission)
    if "" in paths:
        return people
    of_them = Customer.objects.filter(person_id=OuterRef("id"))
    here = reduce(or_, (Q(unit_path__startswith=path) for path in paths))
    met = reduce(
        or_,
        (Q(Exists(rows.filter(here, customer_id=OuterRef("id")))) for rows in meetings()),
        Q(pk__in=[]),
    )
    return people.filter(Exists(of_them.filter(met)))


def person_for(actor: Actor, customer_id: int, permission: str = "personal.read") -> Customer:
    """The person that this customer belongs to. Raises NoSuchCustomer, also when the actor may not see them."""
    person_id = Customer.objects.filter(id=customer_id).values_list("person_id", flat=True).first()
    found = visible_people(actor, permission).filter(id=person_id).first() if person_id is not None else None
    if found is None:
        raise NoSuchCustomer()
    return found
