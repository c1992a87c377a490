"""A number or an address turns out to be many people's: a family's phone, a shop's tablet."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.settle_persons import settle_persons
from zhiyin.customers.errors import NoSuchKey
from zhiyin.customers.models import Identity, Merge
from zhiyin.customers.rules import ledger as books
from zhiyin.customers.rules.merging import merge_again, stands
from zhiyin.journal.record import record


def share_keys(actor: Actor, digests: Iterable[bytes]) -> None:
    """These keys tell nobody any more, and what was joined through one of them alone comes apart.

    What came in under such a key stays with the customer that it was known by; from now on what has this key alone
    belongs to nobody. Journals `customers.keys_shared` {"keys", "customers"} and what becomes of the persons. For
    intake and `mark_shared_key`: asks for no permission of its own.
    """
    with transaction.atomic():
        wanted = list(digests)
        ledger, ids = books.load(wanted)
        marked = []
        for digest in wanted:
            key = ledger.keys.get(digest)
            if key is not None and not key.shared:
                ledger.share(key)
                marked.append(key)
        if not marked:
            return
        books.write(ledger, {}, ids, timezone.now(), {}, by=actor.name)
        customers = sorted({key.node for key in marked})
        record(
            actor,
            "customers.keys_shared",
            {"keys": [ids[key.digest] for key in marked], "customers": customers},
            subject=f"customer:{customers[0]}" if len(customers) == 1 else "",
        )
        settle_persons(actor, {node for edge in ledger.undone for node in (edge.left, edge.right)})


def mark_shared_key(actor: Actor, *, identity_id: int, shared: bool) -> Identity:
    """Say that a key is many people's, or that it is one person's after all, which joins again what that parted.

    Needs `customers.manage` for the whole organisation. Raises NoSuchKey. Journals `customers.keys_shared` or
    `customers.key_owned`.
    """
    actor.require("customers.manage", "")
    with transaction.atomic():
        identity = Identity.objects.filter(id=identity_id).first()
        if identity is None:
            raise NoSuchKey
        if identity.is_shared is not shared:
            if shared:
                share_keys(actor, [bytes(identity.digest)])
            else:
                _own(actor, identity)
            identity.refresh_from_db()
    return identity


def _own(actor: Actor, identity: Identity) -> None:
    # the names that it came with are forgotten: else the next row would make it many people's again
    Identity.objects.filter(id=identity.pk).update(is_shared=False, names_seen=b"")
    record(
        actor,
        "customers.key_owned",
        {"keys": [identity.pk], "customers": [identity.customer_id]},
        subject=f"customer:{identity.customer_id}",
    )
    # also what came apart for another key of the same rows: this one holds it together now
    node = identity.customer_id
    waiting = Merge.objects.filter(Q(undone_for=identity.pk) | Q(left_id=node) | Q(right_id=node))
    for merge in waiting.filter(undone_for__isnull=False, undone_at__isnull=False).order_by("id"):
        again = merge_again(merge, by=actor.name) if stands(merge) else None
        if again is not None:
            settle_persons(actor, [again.left_id, again.right_id])
