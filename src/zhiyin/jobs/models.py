"""Background work a person waits for: its progress, its end, and who looks after it."""

from typing import Any

from django.db import models


class Job(models.Model):
    """One piece of work. States: waiting -> running -> done | failed | cancelled.

    A running job whose heartbeat stopped is taken up again; `attempts` counts, and is what a worker shows to
    prove that the job is still its own.
    """

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True, db_index=True)  # "import:12"
    payload: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting", db_index=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    result: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)  # host, namespace and process that took it up
    created_by_kind = models.CharField(max_length=10, default="user")
    created_by = models.CharField(max_length=150)
    created_by_id = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)


class Schedule(models.Model):
    """When a recurring loop last ran, so that several workers do not run it twice."""

    name = models.CharField(max_length=80, unique=True)
    last_run_at = models.DateTimeField(null=True)
