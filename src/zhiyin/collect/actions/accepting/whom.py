"""To whom it happened: the customers behind the keys that sources name."""

from collections.abc import Iterable, Sequence

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.recognise_customers import Known, normal, recognise_customers
from zhiyin.customers.keys import digest
from zhiyin.customers.models import Identity
from zhiyin.science.collect.event_drafts import PersonKey

CHUNK = 5_000

Key = tuple[str, str]


def people_of(actor: Actor, named: Sequence[PersonKey | None]) -> list[int | None]:
    """The customer of each key, in order; None without a key, and for a key that is many people's.

    Whoever is new is made. Call it in the caller's transaction.
    """
    different: dict[Key, Known] = {}
    keys: list[Key | None] = []
    seen: dict[tuple[str, str, str], Key] = {}
    for key in named:
        if key is None:
            keys.append(None)
            continue
        as_given = (key.kind, key.scope, key.value)
        found = seen.get(as_given)
        if found is None:
            found = seen[as_given] = normal(key.kind, key.value)
        keys.append(found)
        if found not in different or (key.name and not different[found].name):
            different[found] = Known(key.kind, key.value, key.name)
    if not different:
        return [None] * len(named)
    shared = _shared_among(different)
    known = recognise_customers(actor, [one for key, one in different.items() if key not in shared])
    return [None if key is None or key in shared else known[key].id for key in keys]


def _shared_among(keys: Iterable[Key]) -> set[Key]:
    by_digest = {digest(kind, value): (kind, value) for kind, value in keys}
    wanted = list(by_digest)
    found: set[Key] = set()
    for start in range(0, len(wanted), CHUNK):
        rows = Identity.objects.filter(digest__in=wanted[start : start + CHUNK], is_shared=True)
        found.update(by_digest[bytes(one)] for one in rows.values_list("digest", flat=True))
    return found
