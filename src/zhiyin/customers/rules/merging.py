"""Edges between customers: which are in force, what stands against one, and the same one again."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from zhiyin.customers.models import Apart, Customer, Merge, Suggestion


def nodes_of_person(person_id: int) -> list[int]:
    """Every customer that is this person, the surviving one included."""
    return list(Customer.objects.filter(person_id=person_id).order_by("id").values_list("id", flat=True))


def person_of(customer_id: int) -> int | None:
    """The surviving customer of this one; None where there is none."""
    return Customer.objects.filter(id=customer_id).values_list("person_id", flat=True).first()


def aparts_between(one: int, other: int) -> list[Apart]:
    """What people said against two persons being one."""
    first, second = nodes_of_person(one), nodes_of_person(other)
    return list(
        Apart.objects.filter(
            Q(left_id__in=first, right_id__in=second) | Q(left_id__in=second, right_id__in=first)
        )
    )


def set_apart(one: int, other: int, *, by: str, why: str = "") -> Apart:
    """Remember that two customers are different people; open questions about them are answered by that."""
    left, right = min(one, other), max(one, other)
    kept, _made = Apart.objects.get_or_create(
        left_id=left, right_id=right, defaults={"by": by[:150], "why": why[:300]}
    )
    return kept


def merge_again(merge: Merge, *, by: str, **evidence: Any) -> Merge | None:
    """The merge as it was, in force from now on; the undone one is kept. None where they are one person already."""
    Merge.objects.filter(id=merge.pk).update(undone_for=None)
    if person_of(merge.left_id) == person_of(merge.right_id):
        return None
    return Merge.objects.create(
        left_id=merge.left_id,
        right_id=merge.right_id,
        rule=merge.rule,
        evidence={**merge.evidence, **evidence, "again": merge.pk},
        by=by[:150],
        at=timezone.now(),
    )


def answer_questions(one: int, other: int, *, state: str, by: str) -> None:
    """Questions whether these two persons are one are answered by what was done."""
    first, second = nodes_of_person(one), nodes_of_person(other)
    Suggestion.objects.filter(
        Q(left_id__in=first, right_id__in=second) | Q(left_id__in=second, right_id__in=first), state="open"
    ).update(state=state, decided_by=by[:150], decided_at=timezone.now())
