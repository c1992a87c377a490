"""What customers allow, to what end and in which words they were asked. Append-only: the newest word holds."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from zhiyin.customers.models.people import Customer


class Purpose(models.Model):
    """What personal data is used for. Those that ship are worded in customers.phrases."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100, blank=True)  # of one that was added here
    basis = models.CharField(max_length=10, default="consent")
    is_sensitive = models.BooleanField(default=False)  # asked for apart from everything else
    passes_on = models.BooleanField(default=False)  # hands data to others: asked for apart as well
    minimum_age = models.PositiveSmallIntegerField(null=True)  # below it a guardian must agree
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)


class ConsentText(models.Model):
    """The words in which a purpose was explained. Published texts never change."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    text = models.TextField()
    asks_again = models.BooleanField(default=False)  # who agreed to earlier words has not agreed to these
    published_at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version", "language"], name="consent_text_once")
        ]


class Consent(models.Model):
    """One thing a customer said about one purpose."""

    STATES = ("given", "withdrawn")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, blank=True)  # "" = every channel
    state = models.CharField(max_length=10)
    text = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=60)  # preference_centre, api, staff, a source's name
    by = models.CharField(max_length=150, blank=True)  # who wrote it down
    by_guardian = models.BooleanField(default=False)
    is_once = models.BooleanField(default=False)  # a one-time subscription: one consent, one message
    used_for = models.BigIntegerField(null=True)  # the message that used it up
    proof: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # how we know: form, call, paper

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["customer", "purpose", "-at"], name="consent_newest")
        ]


class OptOut(models.Model):
    """An address or a customer that must not be written to. Immediate and global; survives an erasure.

    Of an address only its keyed digest is kept (customers.keys).
    """

    digest = models.BinaryField(max_length=16, unique=True)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=100, blank=True)  # unsubscribed, sms_reply, bounced, asked_staff
