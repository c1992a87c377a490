"""What contact forgets in time."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhiyin.contact.models import Inbound, Message, Notification, WebhookDelivery
from zhiyin.customers.retention_registry import keeps


def _forget(rows: "QuerySet[Any]", most: int) -> int:
    old = list(rows.order_by("id").values_list("id", flat=True)[:most])
    rows.model.objects.filter(id__in=old).delete()
    return len(old)


@keeps("messages", _("Messages that were sent or refused"), days=730)
def forget_messages(before: datetime, most: int) -> int:
    return _forget(Message.objects.filter(finished_at__lt=before), most)


@keeps("inbound", _("What came back by mail and text message"), days=730)
def forget_inbound(before: datetime, most: int) -> int:
    return _forget(Inbound.objects.filter(received_at__lt=before), most)


@keeps("deliveries", _("The log of deliveries to other systems"), days=30)
def forget_deliveries(before: datetime, most: int) -> int:
    return _forget(WebhookDelivery.objects.filter(finished_at__lt=before), most)


@keeps("notifications", _("Notifications of users"), days=180)
def forget_notifications(before: datetime, most: int) -> int:
    return _forget(Notification.objects.filter(at__lt=before), most)
