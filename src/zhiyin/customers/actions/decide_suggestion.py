"""Answer the question whether two customers are one person, or take the answer back."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.keep_apart import allow_again, keep_apart
from zhiyin.customers.actions.undo_merge import undo_merge
from zhiyin.customers.errors import NoSuchSuggestion
from zhiyin.customers.models import Apart, Merge, Suggestion
from zhiyin.customers.rules.merging import person_of

VERDICTS = ("same", "different", "undo")


def decide_suggestions(actor: Actor, *, suggestion_ids: Sequence[int], verdict: str) -> list[int]:
    """Answer these questions alike: "same" person, "different" people, or "undo" the answer given. Those answered now.

    What was answered in the meantime is left as it is. Needs `customers.manage` for the whole organisation. Raises
    NoSuchSuggestion when none of them exists. Each answer journals what it does.
    """
    actor.require("customers.manage", "")
    assert verdict in VERDICTS, verdict
    with transaction.atomic():
        rows = list(Suggestion.objects.filter(id__in=suggestion_ids).select_for_update().order_by("id"))
        if not rows:
            raise NoSuchSuggestion
        return [row.pk for row in rows if _decide(actor, row, verdict)]


def _decide(actor: Actor, row: Suggestion, verdict: str) -> bool:
    if verdict == "undo":
        return row.state in ("joined", "refused") and _take_back(actor, row)
    row.refresh_from_db()  # an answer given a moment ago may have answered this one, too
    if row.state != "open":
        return False
    if person_of(row.left_id) == person_of(row.right_id):
        _close(row, "stale", actor)
        return False
    if verdict == "same":
        evidence = {"suggestion": row.pk, "found": row.evidence}
        join_customers(actor, left=row.left_id, right=row.right_id, evidence=evidence)
        _close(row, "joined", actor)
    else:
        keep_apart(actor, left=row.left_id, right=row.right_id)
        _close(row, "refused", actor)
    return True


def _take_back(actor: Actor, row: Suggestion) -> bool:
    if row.state == "joined":
        merges = Merge.objects.filter(left_id=row.left_id, right_id=row.right_id, undone_at__isnull=True)
        merge = merges.filter(rule="person").order_by("-id").first()
        if merge is not None:
            undo_merge(actor, merge_id=merge.pk)
        elif person_of(row.left_id) == person_of(row.right_id):
            return False  # something else joined them: that is to be undone
    apart = Apart.objects.filter(left_id=row.left_id, right_id=row.right_id).first()
    if apart is not None:
        allow_again(actor, apart_id=apart.pk)
    row.state, row.decided_by, row.decided_at = "open", "", None
    row.save(update_fields=["state", "decided_by", "decided_at"])
    return True


def _close(row: Suggestion, state: str, actor: Actor) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.name[:150], timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
