"""Finding who it is by the keys that sources know them by."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers import keys
from zhiyin.customers.models import Customer, Identity, random_key
from zhiyin.journal.record import record

CHUNK = 5_000


class Known(NamedTuple):
    """What a source says of a customer: a key, its kind, and perhaps a name and a tier."""

    kind: str
    value: str
    name: str = ""
    tier: str = ""


def normal(kind: str, value: str) -> tuple[str, str]:
    """The key under which `recognise_customers` answers."""
    return kind, keys.normal(kind, value)


class Recognised(NamedTuple):
    """The customer's random key and present tier."""

    id: int
    tier: str


def recognise_customers(actor: Actor, customers: Iterable[Known]) -> dict[tuple[str, str], Recognised]:
    """(kind, normal value) -> customer; whoever is new is made. Call it in the caller's transaction.

    Needs `signals.import`. A tier that differs from the known one replaces it (the last one named wins); a
    name is only filled in where there was none.
    """
    actor.require("signals.import")
    wanted: dict[tuple[str, str], Known] = {}
    for customer in customers:
        key = normal(customer.kind, customer.value)
        earlier = wanted.get(key)
        if earlier is not None:
            customer = customer._replace(
                name=customer.name or earlier.name, tier=customer.tier or earlier.tier
            )
        wanted[key] = customer
    found = _found(wanted)
    _refresh(found, wanted)
    new = {key: known for key, known in wanted.items() if key not in found}
    if new:
        found.update(_made(actor, new))
    return found


def _found(wanted: dict[tuple[str, str], Known]) -> dict[tuple[str, str], Recognised]:
    by_digest = {keys.digest(kind, value): (kind, value) for kind, value in wanted}
    digests = list(by_digest)
    found: dict[tuple[str, str], Recognised] = {}
    for start in range(0, len(digests), CHUNK):
        rows = Identity.objects.filter(digest__in=digests[start : start + CHUNK])
        for digest, customer, tier in rows.values_list("digest", "customer_id", "customer__tier"):
            key = by_digest[bytes(digest)]
            found[key] = Recognised(customer, wanted[key].tier or tier)
    return found


def _refresh(found: dict[tuple[str, str], Recognised], wanted: dict[tuple[str, str], Known]) -> None:
    told = {
        found[key].id: known for key, known in wanted.items() if key in found and (known.tier or known.name)
    }
    ids = list(told)
    changed = []
    for start in range(0, len(ids), CHUNK):
        for row in Customer.objects.filter(id__in=ids[start : start + CHUNK]).only("id", "name", "tier"):
            known = told[row.pk]
            name, tier = row.name or known.name, known.tier or row.tier
            if (name, tier) != (row.name, row.tier):
                row.name, row.tier = name, tier
                changed.append(row)
    if changed:
        Customer.objects.bulk_update(changed, ["name", "tier"], batch_size=500)


def _made(actor: Actor, new: dict[tuple[str, str], Known]) -> dict[tuple[str, str], Recognised]:
    now = timezone.now()
    made = {key: random_key() for key in new}
    Customer.objects.bulk_create(
        [
            Customer(id=made[key], person_id=made[key], name=known.name, tier=known.tier, created_at=now)
            for key, known in new.items()
        ]
    )
    Identity.objects.bulk_create(
        [
            Identity(
                customer_id=made[kind, value],
                kind=kind,
                digest=keys.digest(kind, value),
                sealed=keys.sealed(value),
                since=now,
            )
            for kind, value in new
        ]
    )
    record(actor, "customers.met", {"customers": list(made.values())})
    return {key: Recognised(made[key], known.tier) for key, known in new.items()}
