"""Counting what was heard at units, for the room of the organisation."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from zhiyin.accounts.queries.heard import count_with
from zhiyin.collect.models import Signal

AT_ONCE = 500


@count_with
def count_heard(unit_ids: Sequence[int], since: datetime | None) -> dict[int, int]:
    """Unit -> how many signals. The callers show it only to those who manage the unit."""
    found: dict[int, int] = {}
    for start in range(0, len(unit_ids), AT_ONCE):
        signals = Signal.objects.filter(unit_id__in=unit_ids[start : start + AT_ONCE])
        if since is not None:
            signals = signals.filter(occurred_at__gte=since)
        counted = signals.order_by().values_list("unit_id").annotate(count=Count("pk"))
        found.update(dict(counted))
    return found
