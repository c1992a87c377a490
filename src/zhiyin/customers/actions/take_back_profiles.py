"""What a list told of customers is taken back: profiles say again what was said before, who only came with it goes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.settle_persons import settle_persons
from zhiyin.customers.keys import digest
from zhiyin.customers.models import Customer, Identity, Membership, Merge, OptOut, Standing, Told
from zhiyin.customers.rights_registry import naming_customers
from zhiyin.customers.rules.chunking import chunks
from zhiyin.customers.rules.telling import refresh_profiles
from zhiyin.journal.record import record

# What goes with a customer; whoever is known by anything else stays.
_GOES_TOO = frozenset({Identity, Told, Standing, Membership})


class Telling(NamedTuple):
    """What a list told of a customer: at `at` (as it stands beside what was said), over what was said `before`.

    `before` is {field: [value, time]}, or None for a field of which the source had said nothing.
    """

    customer_id: int
    source: str
    at: str
    before: Mapping[str, Sequence[Any] | None]


def take_back_profiles(actor: Actor, tellings: Iterable[Telling]) -> int:
    """Put back what was said before, where nothing newer was said since; how many customers say something else now.

    Needs `signals.import`. Journals `customers.told`. Call it in the caller's transaction.
    """
    actor.require("signals.import")
    by_customer = {one.customer_id: one for one in tellings}
    changed: list[int] = []
    for part in chunks(by_customer):
        altered = []
        for row in Told.objects.filter(customer_id__in=part).select_for_update().order_by("customer_id"):
            if _put_back(row.said, by_customer[row.pk]):
                altered.append(row)
        Told.objects.bulk_update(altered, ["said"], batch_size=500)
        changed += [row.pk for row in altered]
    told: set[int] = set()
    for part in chunks(changed):
        persons = Customer.objects.filter(id__in=part).values_list("person_id", flat=True)
        told |= refresh_profiles(set(persons))
    if told:
        record(actor, "customers.told", {"customers": sorted(told)})
    return len(changed)


def _put_back(said: dict[str, Any], one: Telling) -> bool:
    changed = False
    for field, before in one.before.items():
        sources = said.get(field, {})
        if sources.get(one.source, [None, None])[1] != one.at:
            continue  # said anew since
        changed = True
        if before is not None:
            sources[one.source] = list(before)
            continue
        del sources[one.source]
        if not sources:
            del said[field]
    return changed


def end_merges_of(actor: Actor, reference: str) -> set[int]:
    """End the merges that rows of one list brought about; the two sides are again who they were. The customers joined.

    Needs `signals.import`. Journals what `settle_persons` does.
    """
    actor.require("signals.import")
    with transaction.atomic():
        rows = list(
            Merge.objects.select_for_update()
            .filter(undone_at=None, evidence__reference=reference)
            .order_by("id")
        )
        for merge in rows:
            merge.undone_at, merge.undone_by = timezone.now(), actor.name[:150]
            merge.undone_why = reference
        Merge.objects.bulk_update(rows, ["undone_at", "undone_by", "undone_why"], batch_size=500)
        joined = {node for merge in rows for node in (merge.left_id, merge.right_id)}
        if joined:
            settle_persons(actor, joined)
    return joined


def forget_customers(actor: Actor, customer_ids: Collection[int], *, since: datetime | None = None) -> int:
    """Delete those of these customers of whom nothing is known but their keys and what was said of them. How many.

    With `since` only those who are known since then.

    Needs `signals.import`.
    """
    actor.require("signals.import")
    gone = 0
    for part in chunks(customer_ids):
        with transaction.atomic():
            stay = _known_by_more(part)
            others = [one for one in part if one not in stay]
            if since is not None:
                older = Customer.objects.filter(id__in=others, created_at__lt=since)
                stay |= set(older.values_list("id", flat=True))
            joined = Customer.objects.filter(id__in=others).values_list("id", "person_id")
            stay |= {one for one, person in joined if one != person}
            stay |= set(
                Customer.objects.filter(person_id__in=others)
                .exclude(id__in=others)
                .values_list("person_id", flat=True)
            )
            gone += (
                Customer.objects.filter(id__in=[one for one in others if one not in stay])
                .delete()[1]
                .get(Customer._meta.label, 0)
            )
    return gone


def _known_by_more(ids: Sequence[int]) -> set[int]:
    naming: list[type[Model]] = [*naming_customers()]
    for relation in Customer._meta.related_objects:
        if relation.related_model not in _GOES_TOO:
            naming.append(relation.related_model)
    found: set[int] = set()
    for model in naming:
        rows = model._default_manager.filter(customer_id__in=ids)
        found.update(rows.values_list("customer_id", flat=True))
    marks = {digest("customer", str(one)): one for one in ids}
    silenced = OptOut.objects.filter(digest__in=list(marks)).values_list("digest", flat=True)
    return found | {marks[bytes(mark)] for mark in silenced}
