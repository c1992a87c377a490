"""Kinds of events in words."""

from typing import Final

from django.utils.translation import gettext_lazy

EVENT_KIND_LABELS: Final = {
    "paid": gettext_lazy("Paid"),
    "refunded": gettext_lazy("Refunded"),
    "booked": gettext_lazy("Booked"),
    "cancelled": gettext_lazy("Cancelled"),
    "served": gettext_lazy("Served"),
    "delivered": gettext_lazy("Delivered"),
    "viewed": gettext_lazy("Viewed"),
    "contacted": gettext_lazy("Contacted"),
    "joined": gettext_lazy("Joined"),
    "left": gettext_lazy("Left"),
    "renewed": gettext_lazy("Renewed"),
}


def event_kind_label(kind: str) -> str:
    """What a kind is called; one's own kinds by their code."""
    return str(EVENT_KIND_LABELS.get(kind, kind.replace("_", " ")))
