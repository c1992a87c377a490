"""Customers for tests: known by a key, as a source would know them."""

from typing import Any

from zhiyin.customers.keys import digest, normal, sealed
from zhiyin.customers.models import Customer, Identity, OptOut


def met(
    kind: str, value: str, *, customer: Customer | None = None, scope: str = "", **fields: Any
) -> Customer:
    """A customer known by this key; another key of `customer` when one is given."""
    who = customer or Customer.objects.create(**fields)
    value = normal(kind, value)
    Identity.objects.create(
        customer=who, kind=kind, scope=scope, digest=digest(kind, value, scope), sealed=sealed(value)
    )
    return who


def opted_out(kind: str, value: str) -> None:
    """Whoever this key belongs to (kind "customer": that id) wants nothing any more."""
    OptOut.objects.create(digest=digest(kind, normal(kind, value)))
