"""Companies go with the unit whose customers they are, wherever it is moved to."""

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Account


def move_companies(actor: Actor, *, before: str, after: str) -> int:
    """Put the companies of the unit that lay at `before`, and of those below it, at `after`. How many there were.

    Needs `customers.manage` everywhere. Doing the same again changes nothing: no path is given out twice.
    """
    actor.require("customers.manage", "")
    moved = Account.objects.filter(unit_path__startswith=before) if before else Account.objects.none()
    return moved.update(unit_path=Concat(Value(after), Substr(F("unit_path"), len(before) + 1)))
