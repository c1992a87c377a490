"""Settling several names of the queue at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiyin.accounts.actions.judge_name import put_off, refuse_suggestion, suggest_again
from zhiyin.accounts.actions.place_unsorted_unit import merge_unsorted_unit, place_unsorted_unit
from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import NotFound, ZhiyinError

# What may be said: it is that unit; it is a unit of its own under that one; ask later; it is not that unit; it is
# like none of them; forget what was said.
VERDICTS = ("is", "new", "later", "not_this", "none", "again")


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person says of one name: `unit_id` waits, `other_id` is the unit it is, is not, or lies under."""

    unit_id: str
    verdict: str
    other_id: str | None = None
    kind: str = "store"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of it; `problem` is empty when it was done."""

    unit_id: str
    problem: str = ""


def settle_names(actor: Actor, sayings: Sequence[Saying]) -> list[Settled]:
    """Carry out each; one that cannot be carried out keeps none of the others. Needs `organisation.manage`."""
    actor.require("organisation.manage")
    done = []
    for saying in sayings:
        try:
            _settle(actor, saying)
        except ZhiyinError as error:
            done.append(Settled(saying.unit_id, str(error)))
        else:
            done.append(Settled(saying.unit_id))
    return done


def _settle(actor: Actor, saying: Saying) -> None:
    if saying.verdict in {"is", "not_this"} and saying.other_id is None:
        raise NotFound()
    if saying.verdict == "is" and saying.other_id is not None:
        merge_unsorted_unit(actor, unit_id=saying.unit_id, into_id=saying.other_id)
    elif saying.verdict == "new":
        place_unsorted_unit(actor, unit_id=saying.unit_id, parent_id=saying.other_id, kind=saying.kind)
    elif saying.verdict == "later":
        put_off(actor, unit_id=saying.unit_id)
    elif saying.verdict == "not_this":
        refuse_suggestion(actor, unit_id=saying.unit_id, not_this=saying.other_id)
    elif saying.verdict == "none":
        refuse_suggestion(actor, unit_id=saying.unit_id, not_this=None)
    elif saying.verdict == "again":
        suggest_again(actor, unit_id=saying.unit_id)
    else:
        raise NotFound()
