"""To whom it happened: the customers behind the keys that sources name."""

from collections.abc import Sequence
from datetime import datetime

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.recognise_customers import Key, Known, normal, recognise_customers
from zhiyin.science.collect.event_drafts import PersonKey

# a key, the source that names it, and when
Named = tuple[PersonKey, str, datetime | None]


def people_of(actor: Actor, named: Sequence[Named | None]) -> list[int | None]:
    """The customer of each key, in order; None without a key, and for a key that is nobody's or many people's.

    Whoever is new is made. Call it in the caller's transaction.
    """
    different: dict[tuple[Key, str], Known] = {}
    keys: list[Key | None] = []
    seen: dict[tuple[str, str, str], Key] = {}
    for one in named:
        if one is None:
            keys.append(None)
            continue
        key, source, at = one
        as_given = (key.kind, key.scope, key.value)
        found = seen.get(as_given)
        if found is None:
            found = seen[as_given] = normal(key.kind, key.value, key.scope)
        keys.append(found)
        if (found, key.name) not in different:  # under several names it may be many people's
            different[found, key.name] = Known(
                key.kind, key.value, name=key.name, scope=key.scope, source=source, at=at
            )
    if not different:
        return [None] * len(named)
    known = recognise_customers(actor, different.values())
    return [
        customer.id if key is not None and (customer := known.get(key)) is not None else None for key in keys
    ]
