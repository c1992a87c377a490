"""Take a merge back, or make one again that was taken back."""

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.settle_persons import settle_persons
from zhiyin.customers.errors import AlreadyOnePerson, AlreadyUndone, NoSuchMerge
from zhiyin.customers.models import Merge
from zhiyin.customers.rules.merging import (
    answer_questions,
    give_back_aparts,
    merge_again,
    person_of,
    set_apart,
    wait_again,
    withdraw_aparts,
)
from zhiyin.customers.rules.persons import Change
from zhiyin.journal.record import record


def undo_merge(actor: Actor, *, merge_id: int, why: str = "") -> Change:
    """End a merge: both sides are again who they were, with all that came in for each since. No rule joins them again.

    What people had said against it, and the merge withdrew, is said again.

    Needs `customers.manage` for the whole organisation. Raises NoSuchMerge, AlreadyUndone. Journals
    `customers.merge_undone` and `customers.parted`. The change is empty where other merges still join the two.
    """
    actor.require("customers.manage", "")
    with transaction.atomic():
        merge = _locked(merge_id)
        if merge.undone_at is not None:
            raise AlreadyUndone
        merge.undone_at, merge.undone_by, merge.undone_why = (
            timezone.now(),
            actor.name[:150],
            why.strip()[:300],
        )
        merge.save(update_fields=["undone_at", "undone_by", "undone_why"])
        set_apart(merge.left_id, merge.right_id, by=actor.name, why=why.strip())
        record(
            actor,
            "customers.merge_undone",
            {"merge": merge.pk, "customers": [merge.left_id, merge.right_id]},
            subject=f"customer:{merge.left_id}",
        )
        change = settle_persons(actor, [merge.left_id, merge.right_id])
        give_back_aparts([merge])
        wait_again(merge)
    return change


def restore_merge(actor: Actor, *, merge_id: int) -> Merge:
    """Make a merge again that was undone, with its evidence: the undoing was a mistake. The old one stays as it is.

    Any merge that a split had cut takes the whole split back; the merge returned is then the first of those made again.

    Needs `customers.manage` for the whole organisation. Raises NoSuchMerge, AlreadyOnePerson. Journals
    `customers.merge_restored` and `customers.joined`.
    """
    actor.require("customers.manage", "")
    with transaction.atomic():
        merge = _locked(merge_id)
        left, right = person_of(merge.left_id), person_of(merge.right_id)
        if left is None or right is None:
            raise NoSuchMerge
        split = merge.evidence.get("cut_by")
        # A split also ends merges within a side, whose ends it holds together otherwise: they stand for it as well.
        if merge.undone_at is None or (left == right and not split):
            raise AlreadyOnePerson
        if left != right:
            answer_questions(left, right, state="joined", by=actor.name)
        again = _take_back_split(actor, split, merge) if split else [_again(actor, merge)]
        made = [one for one in again if one is not None]
        if not made:
            raise AlreadyOnePerson
        record(
            actor,
            "customers.merge_restored",
            {"merges": [one.pk for one in made], "customers": [left, right]},
            subject=f"customer:{merge.left_id}",
        )
    return made[0]


def _again(actor: Actor, merge: Merge) -> Merge | None:
    left, right = person_of(merge.left_id), person_of(merge.right_id)
    if left is None or right is None:
        return None
    if left == right:
        return None
    again = merge_again(merge, by=actor.name, withdrew=withdraw_aparts(left, right))
    settle_persons(actor, [merge.left_id, merge.right_id])
    return again


def _take_back_split(actor: Actor, split: str, first: Merge) -> list[Merge | None]:
    """Everything that a split had cut, and nothing that it had joined to hold each side together.

    `first` is made again before the others: joined otherwise meanwhile, its sides might be one person after them.
    """
    held = Merge.objects.filter(evidence__split=split, undone_at__isnull=True)
    ends = [node for pair in held.values_list("left_id", "right_id") for node in pair]
    held.update(undone_at=timezone.now(), undone_by=actor.name[:150])
    settle_persons(actor, ends)
    made = []
    cuts = Merge.objects.filter(evidence__cut_by=split, undone_at__isnull=False).order_by("id")
    for cut in sorted(cuts, key=lambda one: one.pk != first.pk):
        made.append(_again(actor, cut))
        del cut.evidence["cut_by"]
        cut.save(update_fields=["evidence"])
    return made


def _locked(merge_id: int) -> Merge:
    merge = Merge.objects.select_for_update().filter(id=merge_id).first()
    if merge is None:
        raise NoSuchMerge
    return merge
