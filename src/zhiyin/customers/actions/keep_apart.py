"""Say that two customers are different people, so that no rule joins them and nobody is asked again."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import AlreadyOnePerson, NoSuchApart, NoSuchCustomer
from zhiyin.customers.models import Apart
from zhiyin.customers.rules.merging import answer_questions, person_of, set_apart
from zhiyin.journal.record import record


def keep_apart(actor: Actor, *, left: int, right: int, why: str = "") -> Apart:
    """Keep the persons of two customers apart. Who is one person already must be parted first (undo, split).

    Needs `customers.manage` for the whole organisation. Raises NoSuchCustomer, AlreadyOnePerson. Journals
    `customers.kept_apart`.
    """
    actor.require("customers.manage", "")
    with transaction.atomic():
        first, second = person_of(left), person_of(right)
        if first is None or second is None:
            raise NoSuchCustomer
        if first == second:
            raise AlreadyOnePerson
        kept = set_apart(left, right, by=actor.name, why=why.strip())
        answer_questions(first, second, state="refused", by=actor.name)
        record(
            actor,
            "customers.kept_apart",
            {"customers": [left, right]},
            subject=f"customer:{first}",
        )
    return kept


def allow_again(actor: Actor, *, apart_id: int) -> None:
    """Take back that two customers are different people: rules and questions may join them again.

    Needs `customers.manage` for the whole organisation. Raises NoSuchApart. Journals `customers.apart_ended`.
    """
    actor.require("customers.manage", "")
    with transaction.atomic():
        kept = Apart.objects.select_for_update().filter(id=apart_id).first()
        if kept is None:
            raise NoSuchApart
        left, right = kept.left_id, kept.right_id
        kept.delete()
        record(actor, "customers.apart_ended", {"customers": [left, right]}, subject=f"customer:{left}")
