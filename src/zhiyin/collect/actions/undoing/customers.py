"""What an import told of customers is taken back; customers who came with it, and of whom nothing else is known, go."""

from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Import, ImportedCustomer
from zhiyin.customers.actions.take_back_profiles import (
    Telling,
    forget_customers,
    take_back_profiles,
)
from zhiyin.customers.models import Merge
from zhiyin.customers.rules.telling import moment

BATCH = 2_000


def take_back_customers(
    actor: Actor, row: Import, undone: Collection[int], told: Callable[[int, int, int], None]
) -> None:
    """Batch by batch, each in one transaction, from where an undo stopped.

    `told` hears of each how many went, how many were put back, and where the next begins.
    """
    # merges that rows brought about have been ended
    ended = Merge.objects.filter(evidence__reference=f"import:{row.pk}").values_list("left_id", "right_id")
    joined = {node for sides in ended for node in sides}
    named = ImportedCustomer.objects.filter(customer_id__in=joined).values_list("customer_id", flat=True)
    forget_customers(actor, joined - set(named), since=row.created_at)  # keys that came with it alone
    at = moment(row.created_at)
    others: dict[str, int] = {
        moment(created): pk
        for pk, created in Import.objects.filter(id__in=undone, source=row.source).values_list(
            "id", "created_at"
        )
    }
    last = row.undone.get("until", 0)
    while True:
        with transaction.atomic():
            found = list(ImportedCustomer.objects.filter(imported=row, id__gt=last).order_by("id")[:BATCH])
            if not found:
                return
            last = found[-1].pk
            earlier = _told_by_undone([one.customer_id for one in found], others)
            back = take_back_profiles(
                actor,
                [
                    Telling(
                        one.customer_id,
                        row.source,
                        at,
                        {
                            field: _before(one.customer_id, field, said, others, earlier)
                            for field, said in one.before.items()
                        },
                    )
                    for one in found
                ],
            )
            gone = forget_customers(actor, _only_with_it(found, row.pk, undone))
            told(gone, max(0, back - gone), last)


def _only_with_it(found: list[ImportedCustomer], import_id: int, undone: Collection[int]) -> list[int]:
    """Customers whom this list brought, or another that was undone, and of whom no other list tells."""
    ids = [one.customer_id for one in found]
    others = ImportedCustomer.objects.filter(customer_id__in=ids).exclude(imported_id=import_id)
    brought = {one.customer_id for one in found if one.is_new}
    told = set()
    for customer, other, is_new in others.values_list("customer_id", "imported_id", "is_new"):
        if other not in undone:
            told.add(customer)
        elif is_new:
            brought.add(customer)
    return sorted(brought - told)


def _told_by_undone(customers: list[int], others: dict[str, int]) -> dict[tuple[int, int], dict[str, Any]]:
    rows = ImportedCustomer.objects.filter(customer_id__in=customers, imported_id__in=others.values())
    return {(one.imported_id, one.customer_id): one.before for one in rows}


def _before(
    customer: int,
    field: str,
    said: "list[Any] | None",
    others: dict[str, int],
    earlier: dict[tuple[int, int], dict[str, Any]],
) -> "list[Any] | None":
    """What was said before, past what lists told that were undone themselves: in whatever order, the result is the same."""
    while said is not None and said[1] in others:
        said = earlier.get((others[said[1]], customer), {}).get(field)
    return said
