"""Everything that leaves is a row here first."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Message(models.Model):
    """One thing to one recipient on one channel. To people at most once: an unknown outcome is held and
    shown.

    States: waiting -> sending -> sent | failed | unknown; or refused, when may_contact() said no (see
    `reason`).
    """

    channel = models.CharField(max_length=20)  # mail
    to_address = models.CharField(max_length=190)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    purpose = models.CharField(max_length=40)  # case_reply, notification
    about = models.CharField(max_length=80, blank=True, db_index=True)  # "case:12"
    customer_id = models.BigIntegerField(null=True)
    unit_path = models.CharField(max_length=255, blank=True)  # whose business it is; "" = everybody's
    key = models.CharField(max_length=190, unique=True)  # the same thing asked twice is written once
    state = models.CharField(max_length=10, default="waiting")
    reason = models.CharField(max_length=200, blank=True)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=120, blank=True)  # host, process and a token of this one claim
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "not_before"], name="message_waiting"),
            models.Index(fields=["unit_path", "-id"], name="message_unit"),
        ]


class Hold(models.Model):
    """A reason not to send this customer anything but answers, e.g. an open complaint."""

    customer_id = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=40)
    about = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer_id", "about"], name="hold_once")]


class Notification(models.Model):
    """Something a user should know, shown in the product."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=40)  # case_opened, case_assigned, ...
    data: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=190, unique=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-id"], name="notification_user")
        ]
