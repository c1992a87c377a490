"""What other systems may be told of customers: by random keys, never by name or contact point."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from zhiyin.journal.public_events import public_event

if TYPE_CHECKING:
    from zhiyin.journal.models import Event

AT_ONCE = 500  # customers in one body


@public_event("segment.entered", of="customers.segment_changed", about=_("Customers entered a segment"))
def segment_entered(event: "Event") -> Iterator[dict[str, Any]]:
    return _moved(event, "entered")


@public_event("segment.left", of="customers.segment_changed", about=_("Customers left a segment"))
def segment_left(event: "Event") -> Iterator[dict[str, Any]]:
    return _moved(event, "left")


def _moved(event: "Event", which: str) -> Iterator[dict[str, Any]]:
    """The customers by their keys; their number alone where they were too many to be named."""
    data = event.data
    segment = {"id": str(data["segment"]), "code": data.get("code", "")}
    ids = [str(key) for key in data.get(which, ())]
    for start in range(0, len(ids), AT_ONCE):
        yield {"segment": segment, "at": data.get("at"), "customers": ids[start : start + AT_ONCE]}
    if not ids and data.get(f"{which}_count"):
        yield {"segment": segment, "at": data.get("at"), "count": data[f"{which}_count"]}


@public_event("consent.changed", of="customers.consent_changed", about=_("A customer's consent changed"))
def consent_changed(event: "Event") -> Iterator[dict[str, Any]]:
    data = event.data
    for key in data["customers"]:
        yield {
            "customer": str(key),
            "purpose": data["purpose"],
            "channel": data["channel"] or None,
            "state": data["state"],
        }


@public_event("customer.erased", of="customers.erased", about=_("A customer was erased"))
def customer_erased(event: "Event") -> Iterator[dict[str, Any]]:
    from zhiyin.customers.models import Erasure  # noqa: PLC0415  (declared before models are loaded)

    number = event.data["number"]
    row = Erasure.objects.filter(number=number).first()
    yield {"certificate": number, "customers": [str(key) for key in row.customer_ids] if row else []}
