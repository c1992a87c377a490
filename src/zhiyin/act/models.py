"""What is done about one experience."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhiyin.accounts.models import Unit
from zhiyin.collect.models import Signal


class AlertRule(models.Model):
    """A condition on a signal that opens a case."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    criteria = models.TextField()
    priority = models.PositiveSmallIntegerField(default=2)  # 1 urgent, 2 high, 3 normal
    due_minutes = models.PositiveIntegerField(default=1440)  # first touch, on the calendar's clock
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE)  # None: everywhere
    max_age_days = models.PositiveSmallIntegerField(default=14)  # older experiences open no case
    is_active = models.BooleanField(default=True)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)


class RootCause(models.Model):
    """Why it happened, from a list that an organisation edits."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)


class Case(models.Model):
    """One experience being put right. States: open -> working -> resolved, and back by reopening."""

    signal = models.ForeignKey(Signal, null=True, on_delete=models.SET_NULL, related_name="cases")
    rule = models.ForeignKey(AlertRule, null=True, on_delete=models.SET_NULL)
    title = models.CharField(max_length=200, blank=True)  # a person's words, where a person opened it
    # what the reading says: {"aspects": [...], "scores": [{"construct", "value", "max"}], "label":
    # "negative"}
    headline: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False)
    unit_path = models.CharField(max_length=255)
    customer_id = models.BigIntegerField(null=True)
    priority = models.PositiveSmallIntegerField(default=2)
    state = models.CharField(max_length=10, default="open")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="cases"
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True)  # first human touch
    resolved_at = models.DateTimeField(null=True)
    root_cause = models.ForeignKey(RootCause, null=True, on_delete=models.SET_NULL)
    resolution = models.TextField(blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)  # for If-Match

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signal"], condition=~Q(state="resolved"), name="one_open_case_per_signal"
            ),
            models.UniqueConstraint(fields=["signal", "rule"], name="a_rule_opens_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"], name="case_state_due"),
            models.Index(fields=["assignee", "state", "due_at"], name="case_mine"),
            models.Index(fields=["unit_path", "state"], name="case_unit_state"),
            models.Index(fields=["customer_id", "opened_at"], name="case_customer"),
        ]


class CaseEntry(models.Model):
    """One line of a case's story: a comment, a letter, a change of state."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField(auto_now_add=True)
    actor_name = models.CharField(max_length=150)
    actor_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)  # opened, assigned, comment, message, cause, resolved, reopened
    text = models.TextField(blank=True)
    data: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # what the sentence is made of
    message_id = models.BigIntegerField(null=True)
