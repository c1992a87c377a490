"""What happened, for whom it still has to be carried out, what belongs together, and what the lake has yet to see."""

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One thing that happened. Append-only; ids and small facts in `data`, never a customer's text."""

    name = models.CharField(max_length=80, db_index=True)  # "collect.signals_accepted"
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_kind = models.CharField(max_length=10)  # user, key, system
    actor_id = models.CharField(max_length=40)
    actor_name = models.CharField(max_length=150)
    subject = models.CharField(max_length=80, blank=True, db_index=True)  # "case:12"
    unit_path = models.CharField(max_length=255, blank=True)  # where; empty = the whole organisation
    data = models.JSONField(default=dict)


class Delivery(models.Model):
    """One event still to be carried to one reaction; deleted when it has been."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    reaction = models.CharField(max_length=120)
    rank = models.PositiveSmallIntegerField(default=1)  # 0 is carried first: what others wait for
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=60, blank=True)
    not_before = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)


class Link(models.Model):
    """Two things that belong together, by plain names such as "case:12" and "signal:99"."""

    source = models.CharField(max_length=80, db_index=True)
    relation = models.CharField(max_length=40)
    target = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "relation", "target"], name="link_once")]


class Feed(models.Model):
    """One key whose state the lake has yet to take over; written in the transaction that changed it.

    `ready` is false while a new text still waits to be read. `batch` is set when a feeder claims the row; the
    row is deleted once the lake holds that batch.
    """

    subject = models.CharField(max_length=20)  # "signal"
    key = models.BigIntegerField()
    change = models.CharField(max_length=10)  # insert, change, erase
    month = models.CharField(max_length=7)  # where the key lies, or lay
    ready = models.BooleanField(default=True)
    batch = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "key", "month"], condition=Q(batch__isnull=True), name="feed_pending_once"
            )
        ]
