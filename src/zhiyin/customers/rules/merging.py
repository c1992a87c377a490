"""Edges between customers: which are in force, what stands against one, and the same one again."""

from django.db.models import Q
from django.utils import timezone

from zhiyin.customers.models import Apart, Customer, Identity, Merge, Suggestion


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


def merge_again(merge: Merge, *, by: str) -> Merge | None:
    """The merge as it was, in force from now on; the undone one is kept.

    One whose keys are many people's by now rests on the person who makes it again. None where the two are one person
    already, or where somebody said that they are not.
    """
    Merge.objects.filter(id=merge.pk).update(undone_for=None)
    left, right = person_of(merge.left_id), person_of(merge.right_id)
    if left is None or right is None or left == right or aparts_between(left, right):
        return None
    kept = {name: value for name, value in merge.evidence.items() if name not in ("cut_by", "split")}
    return Merge.objects.create(
        left_id=merge.left_id,
        right_id=merge.right_id,
        rule=merge.rule if merge.rule == "person" or _stands(merge) else "person",
        evidence={**kept, "again": merge.pk},
        by=by[:150],
        at=timezone.now(),
    )


def _stands(merge: Merge) -> bool:
    """Whether a row states keys of both sides that are not many people's."""
    links = merge.evidence.get("links", [])
    stated = {number for link in links for side in link for number in side}
    own = set(Identity.objects.filter(id__in=stated, is_shared=False).values_list("id", flat=True))
    return any(all(own.intersection(side) for side in link) for link in links)


def answer_questions(one: int, other: int, *, state: str, by: str) -> None:
    """Questions whether these two persons are one are answered by what was done."""
    first, second = nodes_of_person(one), nodes_of_person(other)
    Suggestion.objects.filter(
        Q(left_id__in=first, right_id__in=second) | Q(left_id__in=second, right_id__in=first), state="open"
    ).update(state=state, decided_by=by[:150], decided_at=timezone.now())
