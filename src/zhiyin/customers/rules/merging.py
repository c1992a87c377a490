"""Edges between customers: which are in force, what stands against one, and the same one again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from zhiyin.customers.models import Apart, Customer, Identity, Merge, Suggestion

# Evidence that tells of one making of a merge and how it ended: the same merge made again has its own. What holds a
# side of a split together holds it for that split, however often it is made again.
OF_ONE_MAKING: Final = frozenset({"cut_by", "withdrew", "waited_for", "again"})


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


def withdraw_aparts(one: int, other: int) -> list[list[Any]]:
    """Forget what people said against two persons being one; what it was, as `give_back_aparts` takes it."""
    withdrawn = []
    for apart in aparts_between(one, other):
        withdrawn.append([apart.left_id, apart.right_id, apart.by, apart.at.isoformat(), apart.why])
        apart.delete()
    return withdrawn


def give_back_aparts(merges: Iterable[Merge]) -> None:
    """These merges hold no longer, and persons are settled: what they had withdrawn was said of different people."""
    for merge in merges:
        said = merge.evidence.pop("withdrew", None)
        if said is None:
            continue
        merge.save(update_fields=["evidence"])  # it stands on its own again, and goes with whom it is about
        nodes = {node for left, right, *_rest in said for node in (left, right)}
        persons = dict(Customer.objects.filter(id__in=nodes).values_list("id", "person_id"))
        for left, right, by, at, why in said:
            if left in persons and right in persons and persons[left] != persons[right]:
                before = {"by": by, "at": datetime.fromisoformat(at), "why": why}
                Apart.objects.update_or_create(left_id=left, right_id=right, defaults=before)


def merge_again(merge: Merge, *, by: str, withdrew: Sequence[list[Any]] = ()) -> Merge | None:
    """The merge as it was, in force from now on; the undone one is kept.

    One whose keys are many people's by now rests on the person who makes it again; and so does the cut of one customer
    in two, whom no key held together, so that none that becomes many people's may part them. None where the two are one
    person already, or where somebody said that they are not. `withdrew` is what people had said against it until now.
    """
    left, right = person_of(merge.left_id), person_of(merge.right_id)
    if left is None or right is None or left == right or aparts_between(left, right):
        return None
    kept = {name: value for name, value in merge.evidence.items() if name not in OF_ONE_MAKING}
    if said := [*merge.evidence.pop("withdrew", ()), *withdrew]:
        kept["withdrew"] = said
    if merge.undone_for is not None:
        kept["waited_for"] = merge.undone_for
        merge.undone_for = None
    merge.save(update_fields=["evidence", "undone_for"])
    return Merge.objects.create(
        left_id=merge.left_id,
        right_id=merge.right_id,
        rule=merge.rule if stands(merge) and not merge.evidence.get("one_row") else "person",
        evidence={**kept, "again": merge.pk},
        by=by[:150],
        at=timezone.now(),
    )


def wait_again(merge: Merge) -> None:
    """A merge was undone that had made another one again: what it had been waiting for, it waits for again.

    A merge that came apart because a key is many people's holds again as soon as the key is one person's.
    """
    waited = merge.evidence.get("waited_for")
    if waited is not None and Identity.objects.filter(id=waited, is_shared=True).exists():
        Merge.objects.filter(id=merge.evidence["again"], undone_at__isnull=False).update(undone_for=waited)


def stands(merge: Merge) -> bool:
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
