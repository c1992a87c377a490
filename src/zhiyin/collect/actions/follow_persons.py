"""Signals keep the customer they came in under; whose voice that is in the lake follows the person."""

from collections.abc import Iterable

from django.db import transaction

from zhiyin.collect.models import Signal
from zhiyin.journal.columns import rows_of
from zhiyin.journal.feed import UNMOVED, feed

CHUNK = 5_000


def follow_persons(customer_ids: Iterable[int]) -> int:
    """Tell the lake of all signals of these customers, whose person is another one now; how many there are."""
    customers = list(dict.fromkeys(customer_ids))
    told = 0
    for start in range(0, len(customers), CHUNK):
        part = customers[start : start + CHUNK]
        found = Signal.objects.filter(customer_id__in=part).order_by().values_list("id")
        for rows in rows_of(found):
            with transaction.atomic():
                feed("signal", [(key, UNMOVED) for (key,) in rows], "change")
            told += len(rows)
    return told
