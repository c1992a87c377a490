"""Finding a person by a whole key: a number, a mobile, an address. Parts of keys are not kept, so none are found."""

from typing import Final

from django.db.models import QuerySet

from zhiyin.accounts.actor import Actor
from zhiyin.customers.keys import digest, normal
from zhiyin.customers.models import Customer, Identity
from zhiyin.customers.queries.people import visible_people

LOOKED_THROUGH: Final = 2_000
"""The newest and the oldest keys tell which systems and apps give keys here."""


def keyed_persons(text: str) -> set[int]:
    """The persons whom this key names, whatever kind it is of; keys that many people share name nobody.

    A key of one system among several may be given with it: crm:10086.
    """
    kinds = [kind for kind in Identity.KINDS if kind != "device"]
    found = _persons([digest(kind, normal(kind, text)) for kind in kinds])
    if found or not any(letter.isascii() and letter.isalnum() for letter in text):
        return found
    scope, colon, value = text.partition(":")
    if colon and value.strip():
        found = _persons([digest(kind, normal(kind, value), scope.strip()) for kind in kinds])
    return found or _persons([digest(kind, normal(kind, text), scope) for kind, scope in _scopes()])


def _persons(digests: list[bytes]) -> set[int]:
    named = Identity.objects.filter(digest__in=digests, is_shared=False)
    return set(named.values_list("customer__person_id", flat=True))


def _scopes() -> set[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for order in ("id", "-id"):
        seen.update(Identity.objects.order_by(order).values_list("kind", "scope")[:LOOKED_THROUGH])
    return {(kind, scope) for kind, scope in seen if scope and kind != "device"}


def found_by_key(actor: Actor, text: str, permission: str = "personal.read") -> QuerySet[Customer]:
    """The persons in the actor's sight whom this key names. Raises Forbidden."""
    return visible_people(actor, permission).filter(id__in=keyed_persons(text.replace("\x00", "").strip()))
