"""After merges came or went: say anew who is one person."""

from collections.abc import Iterable

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.rules.persons import Change, settle
from zhiyin.journal.record import record


def settle_persons(actor: Actor, customer_ids: Iterable[int]) -> Change:
    """Resolve the persons of these customers anew; also after a customer was deleted (name one joined with it).

    Journals `customers.joined` {"customers": persons that took others in, "gone": those that were taken in,
    "moved": customers whose person is another one now} and `customers.parted` {"customers", "moved"}. Actions that
    make or end merges call it in their transaction; it asks for no permission of its own.
    """
    with transaction.atomic():
        change = settle(customer_ids)
        if change.joined:
            record(
                actor,
                "customers.joined",
                {"customers": change.joined, "gone": change.gone, "moved": change.moved},
                subject=_subject(change.joined),
            )
        if change.parted:
            record(
                actor,
                "customers.parted",
                {"customers": change.parted, "moved": change.moved},
                subject=_subject(change.parted),
            )
    return change


def _subject(people: list[int]) -> str:
    return f"customer:{people[0]}" if len(people) == 1 else ""
