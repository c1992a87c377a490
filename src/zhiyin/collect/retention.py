"""What collect forgets in time. Feedback itself stays unless a rule says otherwise: then it is nobody's any more."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhiyin.collect.models import Event, Reject, Signal
from zhiyin.customers.retention_registry import keeps
from zhiyin.journal.feed import feed


@keeps("rejects", _("Rows of imports that were not taken"), days=180)
def forget_rejects(before: datetime, most: int) -> int:
    old = list(
        Reject.objects.filter(imported__finished_at__lt=before)
        .order_by("id")
        .values_list("id", flat=True)[:most]
    )
    return Reject.objects.filter(id__in=old).delete()[0]


@keeps("known_signals", _("Whose feedback it was (the feedback itself stays)"), days=None)
def forget_givers(before: datetime, most: int) -> int:
    """The signal stays with its scores and masked words; nothing says any more whose it was."""
    zone = ZoneInfo(settings.TIME_ZONE)
    old = dict(
        Signal.objects.filter(occurred_at__lt=before, customer__isnull=False)
        .order_by("occurred_at", "id")
        .values_list("id", "occurred_at")[:most]
    )
    Signal.objects.filter(id__in=old).update(customer=None, account=None)
    feed("signal", [(key, f"{at.astimezone(zone):%Y-%m}") for key, at in old.items()], "change")
    return len(old)


@keeps("events", _("Purchases and other events of customers"), days=None)
def forget_events(before: datetime, most: int) -> int:
    old = list(
        Event.objects.filter(occurred_at__lt=before).order_by("id").values_list("id", flat=True)[:most]
    )
    Event.objects.filter(id__in=old).delete()
    return len(old)
