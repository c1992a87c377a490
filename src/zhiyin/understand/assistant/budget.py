"""What the assistant may cost in a month, counted before anything leaves."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from zhiyin.understand.models import Assistant, AssistantCall

BYTES_A_TOKEN = 3  # of UTF-8: one Chinese character; English words take fewer tokens than this


def month_began(now: datetime | None = None) -> datetime:
    """The first moment of this month, as the organisation's clocks show it."""
    local = timezone.localtime(now)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def spent() -> tuple[int, int]:
    """Requests and tokens of this month."""
    calls = AssistantCall.objects.filter(at__gte=month_began())
    return calls.count(), calls.aggregate(tokens=Sum("tokens"))["tokens"] or 0


def set_aside(use: str, messages: Sequence[dict[str, str]], most: int, asked_by: str) -> AssistantCall | None:
    """Write one question down with the most that it can cost, if it is switched on and the budget holds; else None.

    Under the lock of the one row of settings, so that two at once do not both take what is left for one.
    """
    need = len(json.dumps(list(messages), ensure_ascii=False).encode()) // BYTES_A_TOKEN + most
    with transaction.atomic():
        row = Assistant.objects.select_for_update().filter(is_on=True).first()
        if row is None or not holds(row, need):
            return None
        return AssistantCall.objects.create(
            at=timezone.now(), use=use, model=row.model, tokens=need, asked_by=asked_by
        )


def holds(row: Assistant, need: int = 1) -> bool:
    """Whether one more question of so many tokens fits."""
    requests, tokens = spent()
    return requests < row.monthly_requests and tokens + need <= row.monthly_tokens


def settle(call: AssistantCall, outcome: str, tokens: int | None, took_ms: int) -> None:
    """Write down how it went. Tokens that the server did not count stay as set aside."""
    call.outcome, call.took_ms = outcome, took_ms
    call.tokens = call.tokens if tokens is None else tokens
    call.save(update_fields=["outcome", "took_ms", "tokens"])
