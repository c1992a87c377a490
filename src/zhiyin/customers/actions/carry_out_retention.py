"""Forget what has been kept long enough, kind by kind, and write down how much."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import RetentionRule
from zhiyin.customers.retention_registry import kinds
from zhiyin.journal.record import record

BATCH: Final = 2_000


def carry_out_retention(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Forget every kind's records of before its days, in batches of their own transactions, so that a killed run has
    lost nothing and goes on. Journals `customers.retention_carried_out` with the numbers, when there are any."""
    actor.require("privacy.manage", "")
    rules = dict(RetentionRule.objects.values_list("kind", "days"))
    forgotten: dict[str, int] = {}
    for kept in kinds():
        days = rules.get(kept.kind, kept.days)
        if days is None:
            continue
        gone = BATCH
        while gone >= BATCH:
            with transaction.atomic():
                gone = kept.forget(now - timedelta(days=days), BATCH)
            if gone:
                forgotten[kept.kind] = forgotten.get(kept.kind, 0) + gone
    if forgotten:
        record(actor, "customers.retention_carried_out", {"forgotten": forgotten})
    return forgotten
