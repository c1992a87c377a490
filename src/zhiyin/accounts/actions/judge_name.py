"""What a person says of a name in the queue is remembered, so that it is not asked again."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import NotUnsorted
from zhiyin.accounts.models import NameVerdict
from zhiyin.accounts.queries.units import unit_by_id
from zhiyin.accounts.rules.names import UNSORTED_CODE, folded
from zhiyin.journal.record import record


def put_off(actor: Actor, *, unit_id: str | int) -> None:
    """Ask later: the name goes to the end of the queue. Raises NotUnsorted, NotFound."""
    _of_waiting(actor, unit_id, NameVerdict.LATER, None)


def refuse_suggestion(actor: Actor, *, unit_id: str | int, not_this: str | int | None) -> None:
    """The name does not mean that unit; None: it means none of those there are, and none is suggested again.

    Raises NotUnsorted, NotFound.
    """
    if not_this is None:
        _of_waiting(actor, unit_id, NameVerdict.NONE, None)
    else:
        other = unit_by_id(actor, not_this, "organisation.manage")
        _of_waiting(actor, unit_id, NameVerdict.NOT_THIS, other.id)


def suggest_again(actor: Actor, *, unit_id: str | int) -> None:
    """Forget what was said of the name. Raises NotFound."""
    node = unit_by_id(actor, unit_id, "organisation.manage")
    with transaction.atomic():
        if NameVerdict.objects.filter(name=folded(node.name)[:150]).delete()[0]:
            record(actor, "accounts.name_judged", {"verdict": ""}, subject=f"unit:{node.id}")


def _of_waiting(actor: Actor, unit_id: str | int, verdict: str, other: int | None) -> None:
    node = unit_by_id(actor, unit_id, "organisation.manage")
    if not node.is_unsorted or node.code == UNSORTED_CODE or node.merged_into is not None:
        raise NotUnsorted(unit=node.label)
    with transaction.atomic():
        if judge_name(actor, node.name, verdict, other):
            data = {"verdict": verdict, **({"unit": str(other)} if other is not None else {})}
            record(actor, "accounts.name_judged", data, subject=f"unit:{node.id}", unit_path=node.path)


def judge_name(actor: Actor, name: str, verdict: str, unit_id: int | None) -> bool:
    """Write it down; the caller has checked and journals. Whether it is new."""
    said = NameVerdict.objects.filter(name=folded(name)[:150], verdict=verdict)
    said = said.filter(unit__isnull=True) if unit_id is None else said.filter(unit_id=unit_id)
    if said.exists():
        return False
    NameVerdict.objects.create(name=folded(name)[:150], verdict=verdict, unit_id=unit_id, by_name=actor.name)
    return True
