"""Everything that leaves is a row here first."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Message(models.Model):
    """One thing to one recipient on one channel. To people at most once: an unknown outcome is held and
    shown.

    States: waiting -> sending -> sent | failed | unknown; or refused, when may_contact() said no (see
    `reason`); or staff: it lies with a member of staff, who must tap before it leaves.
    """

    channel = models.CharField(max_length=20)  # mail, sms, wecom, dingtalk, feishu, slack
    # the channel that it is to go by, when it names one; of what has left, the one that it went by
    via = models.ForeignKey("Channel", null=True, on_delete=models.SET_NULL, related_name="+")
    to_address = models.CharField(max_length=190)  # a key of a customer in its normal form
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
    asked_at = models.DateTimeField(null=True)  # what became of it, while it lies with staff
    parameters: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict
    )  # of a template kept by the carrier
    reply_digest = models.BinaryField(max_length=16, null=True, unique=True)  # of the token an answer carries
    external_id = models.CharField(max_length=120, blank=True, db_index=True)  # what the carrier calls it
    receipt = models.CharField(max_length=12, blank=True)  # delivered, bounced, complained

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "not_before"], name="message_waiting"),
            models.Index(fields=["channel", "id"], condition=models.Q(state="waiting"), name="message_next"),
            models.Index(fields=["customer_id", "purpose", "-created_at"], name="message_customer"),
            models.Index(fields=["unit_path", "-id"], name="message_unit"),
            models.Index(fields=["to_address", "-id"], name="message_recipient"),
        ]


class Channel(models.Model):
    """A way out: who carries messages of one kind, and how it is asked to. Its secret is sealed (accounts.sealing)."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)  # mail, sms, wecom, dingtalk, feishu, slack
    carrier = models.CharField(max_length=30)  # smtp, aliyun, tencent, wecom_robot, ..., null
    settings: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    secret = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)  # of its kind
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)


class ContactRule(models.Model):
    """A limit on contact: how often, and at which hours not. "" = every purpose, every channel."""

    purpose = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    most = models.PositiveSmallIntegerField(null=True)  # messages to one person ...
    within_days = models.PositiveSmallIntegerField(null=True)  # ... in so many days
    quiet_from = models.TimeField(null=True)  # the customer's evening ...
    quiet_until = models.TimeField(null=True)  # ... and morning, in the organisation's zone
    is_active = models.BooleanField(default=True)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)


class Webhook(models.Model):
    """A machine that is told of events (Standard Webhooks). Its secret is sealed."""

    url = models.CharField(max_length=500)
    name = models.CharField(max_length=100, blank=True)
    events: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # public names
    secret = models.TextField()
    earlier_secret = models.TextField(blank=True)  # signs as well while the secret is being changed
    earlier_until = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    paused_until = models.DateTimeField(null=True)  # the breaker
    stopped = models.CharField(max_length=40, blank=True)  # why it was switched off: gone, failing
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)


class WebhookDelivery(models.Model):
    """One event on its way to one machine: at least once, always under the same id."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=60)  # webhook-id
    event = models.CharField(max_length=80)
    body = models.TextField()
    state = models.CharField(max_length=10, default="waiting")  # waiting, sending, delivered, failed
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    status = models.PositiveSmallIntegerField(null=True)  # the last answer
    answer = models.TextField(blank=True)  # the beginning of its body
    problem = models.CharField(max_length=200, blank=True)
    took_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "key"], name="delivery_once")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "not_before"], name="delivery_waiting"),
            models.Index(fields=["webhook", "-id"], name="delivery_log"),
            models.Index(fields=["webhook", "created_at"], name="delivery_lately"),
            models.Index(fields=["webhook", "id"], condition=models.Q(state="waiting"), name="delivery_next"),
        ]


class Door(models.Model):
    """An address under which others may knock: only who knows its token. The token is kept as a digest."""

    KINDS = ("mail", "sms")

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    carrier = models.CharField(max_length=30, blank=True)  # whose form it speaks
    digest = models.BinaryField(max_length=16, unique=True)
    is_active = models.BooleanField(default=True)
    created_by = models.CharField(max_length=150)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)


class Inbound(models.Model):
    """Something that came back: an answer to a message, or words without one. Masked like everything else."""

    channel = models.CharField(max_length=20)
    external_id = models.CharField(max_length=190)  # the same twice is one
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="answers")
    customer_id = models.BigIntegerField(null=True, db_index=True)
    # customers.keys.digest of the address it says it is from: by it whoever wrote is served, but not known
    sender_digest = models.BinaryField(max_length=16, null=True, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    meant = models.CharField(max_length=20, blank=True)  # answer, opt_out, auto_reply, bounce, unknown
    unit_path = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="inbound_once")]


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
