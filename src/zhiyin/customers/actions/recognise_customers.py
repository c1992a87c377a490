"""Finding who it is by the keys that sources know them by."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers import keys
from zhiyin.customers.actions.mark_shared_key import share_keys
from zhiyin.customers.models import Customer, Identity, random_key
from zhiyin.customers.rules.chunking import chunks
from zhiyin.customers.rules.inserting import at, insert
from zhiyin.customers.rules.ledger import IDENTITY_COLUMNS
from zhiyin.customers.rules.telling import (
    Telling,
    moment,
    refresh_profiles,
    wellformed,
    write_down,
    write_new,
)
from zhiyin.journal.record import record
from zhiyin.science.customers.kinds import KINDS, NAMES_OF_ONE, REACHES, is_key
from zhiyin.science.customers.profiles import tell

Key = tuple[str, str, str]  # kind, scope, normal value


class Known(NamedTuple):
    """What a source says of a customer: a key with its kind and scope, and perhaps a name and a tier, since when."""

    kind: str
    value: str
    name: str = ""
    tier: str = ""
    scope: str = ""
    source: str = ""
    at: datetime | None = None


def normal(kind: str, value: str, scope: str = "") -> Key:
    """The key under which `recognise_customers` answers."""
    return kind, keys.scoped(kind, scope), keys.normal(kind, value)


class Recognised(NamedTuple):
    """The customer's random key, which stays with the record for ever, and the present tier of their person."""

    id: int
    tier: str


def recognise_customers(actor: Actor, customers: Iterable[Known]) -> dict[Key, Recognised]:
    """(kind, scope, normal value) -> customer; whoever is new is made. Call it in the caller's transaction.

    Left out are keys that tell nobody: masked numbers, nicknames and placeholders, and numbers and addresses that
    are many people's. Needs `signals.import`. A tier that differs from the person's is told by its source (the
    newest word holds); a name is only filled in where there was none. A number or address under three different
    names is many people's from then on.
    """
    actor.require("signals.import")
    wanted: dict[Key, Known] = {}
    named: dict[Key, dict[bytes, None]] = {}
    for customer in customers:
        key = normal(customer.kind, customer.value, customer.scope)
        earlier = wanted.get(key)
        if earlier is None:
            if not is_key(customer.kind, customer.value):
                continue
        else:
            customer = _newer(earlier, customer)
        wanted[key] = customer
        if customer.name and customer.kind in REACHES and (mark := keys.name_mark(customer.name)):
            named.setdefault(key, {})[mark] = None
    if not wanted:
        return {}
    found = _find(actor, wanted, named)
    present = {key: one for key, one in found.items() if one is not None}
    _tell(actor, present, wanted)
    recognised = {key: Recognised(one.id, wanted[key].tier or one.tier) for key, one in present.items()}
    new = {key: known for key, known in wanted.items() if key not in found}
    if new:
        recognised.update(_meet(actor, new, named))
    return recognised


def _newer(earlier: Known, later: Known) -> Known:
    """What both say together; where both say something, the newer one."""
    if earlier.at is not None and later.at is not None and later.at < earlier.at:
        earlier, later = later, earlier
    return later._replace(name=later.name or earlier.name, tier=later.tier or earlier.tier)


class _Person(NamedTuple):
    """A customer that was found, with the tier and the name of their person."""

    id: int
    person_id: int
    tier: str
    name: str


def _find(
    actor: Actor, wanted: Mapping[Key, Known], named: Mapping[Key, Mapping[bytes, None]]
) -> dict[Key, _Person | None]:
    """The customers that are known by these keys; None for keys that are many people's."""
    by_digest = {keys.digest(kind, value, scope): (kind, scope, value) for kind, scope, value in wanted}
    found: dict[Key, _Person | None] = {}
    joined: set[int] = set()
    heard: dict[int, bytes] = {}
    too_many: dict[int, bytes] = {}
    for part in chunks(by_digest):
        rows = Identity.objects.filter(digest__in=part).values_list(
            "id", "digest", "is_shared", "names_seen",
            "customer_id", "customer__person_id", "customer__tier", "customer__name",
        )  # fmt: skip
        for number, digest, shared, seen, node, person, tier, name in rows:
            key = by_digest[bytes(digest)]
            if shared:
                found[key] = None
                continue
            found[key] = _Person(node, person, tier, name)
            if person != node:
                joined.add(person)
            if key in named and (marks := _marks(bytes(seen), named[key])) is not None:
                heard[number] = marks
                if len(marks) > 8 * NAMES_OF_ONE:
                    too_many[number] = bytes(digest)
                    found[key] = None
    if heard:
        changed = [Identity(id=number, names_seen=marks) for number, marks in heard.items()]
        Identity.objects.bulk_update(changed, ["names_seen"], batch_size=300)
    if too_many:
        share_keys(actor, too_many.values())
    return _of_persons(found, joined)


def _marks(seen: bytes, names: Iterable[bytes]) -> bytes | None:
    """The marks of names with those that are new, three at most; None when none is new."""
    held = [seen[start : start + 8] for start in range(0, len(seen), 8)]
    new = [mark for mark in names if mark not in held]
    return b"".join([*held, *new][: NAMES_OF_ONE + 1]) if new and len(held) <= NAMES_OF_ONE else None


def _of_persons(found: dict[Key, _Person | None], joined: set[int]) -> dict[Key, _Person | None]:
    people = {
        key: (tier, name)
        for part in chunks(joined)
        for key, tier, name in Customer.objects.filter(id__in=part).values_list("id", "tier", "name")
    }
    if people:
        for key, one in found.items():
            if one is not None and one.person_id in people:
                tier, name = people[one.person_id]
                found[key] = one._replace(tier=tier, name=name)
    return found


def _tell(actor: Actor, found: Mapping[Key, _Person], wanted: Mapping[Key, Known]) -> None:
    """Keep tiers that are news, and names of those who had none."""
    tellings = []
    now = timezone.now()
    for key, person in found.items():
        known = wanted[key]
        fields = {}
        if known.tier and known.tier != person.tier:
            fields["tier"] = known.tier
        if known.name and not person.name:
            fields["name"] = known.name
        if fields:
            tellings.append(
                Telling(person.id, known.source[:60], moment(known.at or now), wellformed(fields))
            )
    if tellings:
        changed = write_down(tellings)
        people = {one.person_id for one in found.values() if one.id in changed}
        if told := refresh_profiles(people):
            record(actor, "customers.told", {"customers": sorted(told)})


def _meet(
    actor: Actor, new: Mapping[Key, Known], named: Mapping[Key, Mapping[bytes, None]]
) -> dict[Key, Recognised]:
    now = timezone.now()
    made = {key: random_key() for key in new}
    fresh = []
    for key, known in new.items():
        said: dict[str, object] = {}
        fields = wellformed({"name": known.name, "tier": known.tier})
        tell(said, known.source[:60], fields, moment(known.at or now))
        fresh.append((made[key], KINDS[known.kind].joins, said))
    write_new(fresh, now)
    made_at = at(now)
    marks = {key: b"".join(list(names)[: NAMES_OF_ONE + 1]) for key, names in named.items() if key in new}
    shared = {key for key, held in marks.items() if len(held) > 8 * NAMES_OF_ONE}
    insert(
        Identity,
        IDENTITY_COLUMNS,
        [
            (
                made[key],
                key[0],
                key[1],
                keys.digest(key[0], key[2], key[1]),
                keys.sealed(key[2]),
                key in shared,
                known.source[:60],
                made_at,
                marks.get(key, b""),
            )
            for key, known in new.items()
        ],
    )
    record(actor, "customers.met", {"customers": list(made.values())})
    return {key: Recognised(made[key], known.tier) for key, known in new.items() if key not in shared}
