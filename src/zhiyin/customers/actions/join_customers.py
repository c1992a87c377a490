"""Say that two customers are one person."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.settle_persons import settle_persons
from zhiyin.customers.errors import AlreadyOnePerson, NoSuchCustomer
from zhiyin.customers.models import Merge
from zhiyin.customers.rules.merging import answer_questions, person_of, withdraw_aparts
from zhiyin.journal.record import record


def join_customers(
    actor: Actor, *, left: int, right: int, why: str = "", evidence: dict[str, Any] | None = None
) -> Merge:
    """Join the persons of two customers; nothing of either is overwritten, `undo_merge` restores what was.

    What somebody said against it before is withdrawn by that, until it is undone. Needs `customers.manage` for the
    whole organisation. Raises NoSuchCustomer, AlreadyOnePerson. Journals `customers.merged` and `customers.joined`.
    """
    actor.require("customers.manage", "")
    with transaction.atomic():
        first, second = person_of(left), person_of(right)
        if first is None or second is None:
            raise NoSuchCustomer
        if first == second:
            raise AlreadyOnePerson
        withdrew = withdraw_aparts(first, second)
        answer_questions(first, second, state="joined", by=actor.name)
        merge = Merge.objects.create(
            left_id=left,
            right_id=right,
            rule="person",
            evidence={
                **(evidence or {}),
                "why": why.strip()[:300],
                **({"withdrew": withdrew} if withdrew else {}),
            },
            by=actor.name[:150],
            at=timezone.now(),
        )
        record(
            actor,
            "customers.merged",
            {"merge": merge.pk, "customers": [first, second]},
            subject=f"customer:{left}",
        )
        settle_persons(actor, [left, right])
    return merge
