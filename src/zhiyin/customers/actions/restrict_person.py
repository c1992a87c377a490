"""Restriction: what is known of a person is kept and used for nothing, until it is lifted."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.settle_request import settled_by_action
from zhiyin.customers.errors import AlreadyUnderWay
from zhiyin.customers.models import Customer, Restriction
from zhiyin.customers.queries.rights import everywhere, in_force, person_in_full
from zhiyin.customers.rights_registry import Person
from zhiyin.journal.errors import Invalid
from zhiyin.journal.record import record


def restrict_person(actor: Actor, customer_id: int, *, reason: str = "") -> int:
    """Restrict the person; returns the restriction's id. The same again changes nothing.

    Nobody is written to while it lasts (contact.rules), no segment and no model takes the person in. What the person
    said stays in the counts that name nobody. Journals `customers.restricted`. Raises NoSuchCustomer, Invalid.
    """
    everywhere(actor)
    if len(reason) > 300 or "\0" in reason:
        raise Invalid(_("A reason has up to 300 characters."))
    person = person_in_full(customer_id)
    with transaction.atomic():
        Customer.objects.select_for_update().filter(id=person.person_id).first()
        if restrict_nodes(person, by=actor.name, reason=reason.strip()):
            record(actor, "customers.restricted", {}, subject=f"customer:{person.person_id}")
        settled_by_action(actor, person.customer_ids, "restrict")
        held = Restriction.objects.filter(in_force(), customer_id__in=person.customer_ids)
        first: int = held.order_by("id").values_list("id", flat=True)[0]
    return first


def restrict_nodes(person: Person, *, by: str, reason: str = "") -> bool:
    """Restrict every customer that is the person today, so that an undone merge frees nobody; whether any was free."""
    held = Restriction.objects.filter(in_force(), customer_id__in=person.customer_ids)
    free = set(person.customer_ids) - set(held.values_list("customer_id", flat=True))
    now = timezone.now()
    Restriction.objects.bulk_create(
        [Restriction(customer_id=one, reason=reason, by=by, since=now) for one in sorted(free)]
    )
    return bool(free)


def lift_restriction(actor: Actor, customer_id: int) -> None:
    """Use the person's data again as their consent allows. Journals `customers.restriction_lifted`.

    Raises NoSuchCustomer, AlreadyUnderWay (nothing restricts them).
    """
    everywhere(actor)
    person = person_in_full(customer_id)
    with transaction.atomic():
        changed = Restriction.objects.filter(in_force(), customer_id__in=person.customer_ids).update(
            until=timezone.now()
        )
        if not changed:
            raise AlreadyUnderWay()
        record(actor, "customers.restriction_lifted", {}, subject=f"customer:{person.person_id}")
