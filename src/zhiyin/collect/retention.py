"""What collect forgets in time. Feedback itself stays unless a rule says otherwise: then it is nobody's any more."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyin.collect.earlier_givers import NAMES_ITS_GIVER, without_its_giver
from zhiyin.collect.models import Event, Reject, Signal, SignalRevision
from zhiyin.customers.retention_registry import keeps
from zhiyin.customers.vault import forget_vaulted
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
    """The signal stays with its scores and masked words; nothing in this room says any more whose it was, not what it
    said before nor the number of who spoke in confidence."""
    zone = ZoneInfo(settings.TIME_ZONE)
    named_before = SignalRevision.objects.filter(NAMES_ITS_GIVER, signal__occurred_at__lt=before)
    whose = (
        Q(customer__isnull=False) | Q(pseudonym__isnull=False) | Q(id__in=named_before.values("signal_id"))
    )
    old = dict(
        Signal.objects.filter(whose, occurred_at__lt=before)
        .order_by("occurred_at", "id")
        .values_list("id", "occurred_at")[:most]
    )
    Signal.objects.filter(id__in=old).update(customer=None, account=None, pseudonym=None)
    revisions = list(SignalRevision.objects.filter(NAMES_ITS_GIVER, signal_id__in=old))
    for one in revisions:
        one.content = without_its_giver(one.content)
    SignalRevision.objects.bulk_update(revisions, ["content"], batch_size=500)
    forget_vaulted(f"signal:{key}" for key in old)
    feed("signal", [(key, f"{at.astimezone(zone):%Y-%m}") for key, at in old.items()], "change")
    return len(old)


@keeps("events", _("Purchases and other events of customers"), days=None)
def forget_events(before: datetime, most: int) -> int:
    old = list(
        Event.objects.filter(occurred_at__lt=before).order_by("id").values_list("id", flat=True)[:most]
    )
    Event.objects.filter(id__in=old).delete()
    return len(old)
