"""For how many days records of a kind are kept."""

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.errors import UnusableRetention
from zhiyin.customers.models import RetentionRule
from zhiyin.customers.retention_registry import kinds
from zhiyin.journal.record import record

LONGEST_DAYS = 36_500


def save_retention_rule(actor: Actor, *, kind: str, days: int | None) -> None:
    """Keep records of the kind so many days (None: for ever) from now on; journals `customers.retention_changed`.

    Needs `privacy.manage` everywhere. Raises UnusableRetention for an unknown kind or days outside 1 to 36,500.
    """
    actor.require("privacy.manage", "")
    if kind not in {kept.kind for kept in kinds()} or (days is not None and not 1 <= days <= LONGEST_DAYS):
        raise UnusableRetention()
    with transaction.atomic():
        RetentionRule.objects.update_or_create(
            kind=kind, defaults={"days": days, "changed_by": actor.name, "changed_at": timezone.now()}
        )
        record(actor, "customers.retention_changed", {"kind": kind, "days": days})
