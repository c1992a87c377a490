"""What other systems may be told of feedback."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.public_events import public_event

if TYPE_CHECKING:
    from zhiyin.journal.models import Event

AT_ONCE = 100  # signals in one body


@public_event("signals.accepted", of="collect.signals_accepted", about=_("Feedback came in"))
def signals_accepted(event: "Event") -> Iterator[dict[str, Any]]:
    """Lists of up to 100 signals: where, when and how they came, not what they say."""
    from zhiyin.collect.models import Signal  # noqa: PLC0415  (declared before models are loaded)

    ids = [int(number) for number in event.data["signals"]]
    for start in range(0, len(ids), AT_ONCE):
        rows = Signal.objects.filter(id__in=ids[start : start + AT_ONCE]).select_related("unit")
        found = [
            {
                "id": str(row.pk),
                "kind": row.kind,
                "channel": row.channel,
                "source": row.source,
                "unit": {"id": str(row.unit_id), "code": row.unit.code} if row.unit else None,
                "occurred_at": row.occurred_at.isoformat() if row.occurred_at else None,
            }
            for row in rows.order_by("id")
        ]
        if found:
            yield {"signals": found}
