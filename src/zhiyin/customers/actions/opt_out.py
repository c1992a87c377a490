"""Nothing more, at once and everywhere; and the way back, which only the person opens."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.keys import digest, normal
from zhiyin.customers.models import Customer, OptOut
from zhiyin.customers.queries.consents import opt_outs_of
from zhiyin.customers.queries.people import person_for
from zhiyin.journal.record import record


def opt_out_person(actor: Actor, *, customer_id: int, reason: str) -> None:
    """Write to this person no more, by whatever address; journals `customers.opted_out`.

    Every customer that is the person today is covered, so that an undone merge frees nobody. Needs `consent.manage`
    where the customer was met.
    """
    person = person_for(actor, customer_id, "consent.manage")
    nodes = Customer.objects.filter(person_id=person.pk).values_list("id", flat=True)
    _write(actor, [digest("customer", str(node)) for node in nodes], reason, f"customer:{person.pk}")


def opt_out_address(actor: Actor, *, kind: str, value: str, reason: str) -> None:
    """Write to this address no more (kind "email" or "mobile"), whoever's it is; journals `customers.opted_out`.

    Needs `consent.manage`. Only a digest of the address is kept.
    """
    actor.require("consent.manage")
    _write(actor, [digest(kind, normal(kind, value))], reason, "")


def opt_in_again(actor: Actor, *, customer_id: int) -> bool:
    """Take back the person's opt-out, by their own wish, with that of their own addresses; those that do not work
    (bounced) stay silent. Journals `customers.opted_in`. False when there was none."""
    person = person_for(actor, customer_id, "consent.manage")
    nodes = Customer.objects.filter(person_id=person.pk).values_list("id", flat=True)
    with transaction.atomic():
        removed, _ = opt_outs_of(person.pk).delete()
        if removed:
            record(actor, "customers.opted_in", {"customers": list(nodes)}, subject=f"customer:{person.pk}")
    return bool(removed)


def _write(actor: Actor, digests: list[bytes], reason: str, subject: str) -> None:
    with transaction.atomic():
        before = OptOut.objects.filter(digest__in=digests).count()
        OptOut.objects.bulk_create(
            [OptOut(digest=one, reason=reason[:100]) for one in digests], ignore_conflicts=True
        )
        if before < len(digests):
            record(actor, "customers.opted_out", {"reason": reason[:100]}, subject=subject)
