"""Which customers somebody sees who works for a part of the organisation: those that were heard or served there.

What was heard and served lies in rooms above: they say here where to look.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

Records = QuerySet[Any, Any]

_records: list[Callable[[], Records]] = []


def met_in(records: Callable[[], Records]) -> Callable[[], Records]:
    """Register rows with `customer_id`, `unit_id` and `unit_path` that show where a customer was met."""
    _records.append(records)
    return records


def meetings() -> list[Records]:
    """All registered rows."""
    return [records() for records in _records]
