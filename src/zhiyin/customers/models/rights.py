"""What a person may ask of us by law, and what became of it."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from zhiyin.customers.models.people import Customer


class Vaulted(models.Model):
    """An original that is masked everywhere else, sealed: opened only with a permission and a reason."""

    subject = models.CharField(max_length=80, db_index=True)  # "signal:99"
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=255, blank=True)
    sealed = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)


class Restriction(models.Model):
    """While it lasts a person's data is kept and used for nothing."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="restrictions")
    reason = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    by = models.CharField(max_length=150)


class RightsRequest(models.Model):
    """What a person asked for, by when it is due, what became of it. Holds no name: it outlives an erasure."""

    KINDS = ("export", "correct", "restrict", "erase")
    STATES = ("open", "running", "done", "refused")

    kind = models.CharField(max_length=10)
    customer_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default="open")
    asked_via = models.CharField(max_length=40)  # preference_centre, staff, api
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=300, blank=True)
    data: "models.JSONField[Any, Any]" = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="request_due")]


class Erasure(models.Model):
    """One person's erasure: what is needed to do it again after a restore, and the certificate. No personal data."""

    number = models.CharField(max_length=40, unique=True)  # on the certificate
    customer_ids: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # random keys, as text
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=150)
    state = models.CharField(max_length=10, default="running")  # running, done
    touched: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # place -> rows, files


class RetentionRule(models.Model):
    """How long records of one kind are kept."""

    kind = models.CharField(max_length=40, unique=True)  # customers.phrases and others' registries word it
    days = models.PositiveIntegerField(null=True)  # null: for ever
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
