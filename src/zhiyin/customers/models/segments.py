"""Where a person stands with us, and the groups they belong to, from when until when."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhiyin.customers.models.people import Customer


class Standing(models.Model):
    """One wide row per person, for criteria and lists. Written by `understand`; rebuildable.

    What was heard and done is brought up to date within seconds; what models say of it, at night. Null and ""
    mean: not known, or not enough data to say.
    """

    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    # what was heard of them
    signals = models.PositiveIntegerField(default=0)
    first_heard_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    nps = models.FloatField(null=True)  # the latest
    csat = models.FloatField(null=True)
    ces = models.FloatField(null=True)
    rating = models.FloatField(null=True)
    nps_at = models.DateTimeField(null=True)  # when each of these was said
    csat_at = models.DateTimeField(null=True)
    ces_at = models.DateTimeField(null=True)
    rating_at = models.DateTimeField(null=True)
    sentiment = models.FloatField(null=True)  # -1..1, of the latest words
    # what they did
    purchases = models.PositiveIntegerField(default=0)  # days on which something was bought
    spent = models.FloatField(default=0)
    refunds = models.PositiveIntegerField(default=0)
    products = models.PositiveIntegerField(default=0)  # different ones
    first_bought_at = models.DateTimeField(null=True)
    last_bought_at = models.DateTimeField(null=True)
    # judged by models, at night
    recency_score = models.PositiveSmallIntegerField(null=True)
    frequency_score = models.PositiveSmallIntegerField(null=True)
    monetary_score = models.PositiveSmallIntegerField(null=True)
    rfm_group = models.CharField(max_length=20, blank=True)
    alive = models.FloatField(null=True)  # probability
    expected_purchases = models.FloatField(null=True)  # over the horizon
    value = models.FloatField(null=True)  # lifetime value over the horizon
    value_low = models.FloatField(null=True)
    value_high = models.FloatField(null=True)
    value_tier = models.CharField(max_length=20, blank=True)
    churn_risk = models.FloatField(null=True)  # probability
    churn_reasons: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    loyalty = models.CharField(max_length=20, blank=True)
    relation = models.CharField(max_length=20, blank=True)
    is_silent = models.BooleanField(null=True)
    next_products: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # the orders of the list of customers, each read off its index with the key
            models.Index(fields=["last_heard_at", "customer"], name="standing_heard"),
            models.Index(fields=["value", "customer"], name="standing_value"),
            models.Index(fields=["churn_risk", "customer"], name="standing_risk"),
        ]


class Segment(models.Model):
    """A named group of customers: by criteria, kept up to date; or a list that people keep."""

    KINDS = ("criteria", "list")

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, default="criteria")
    criteria = models.TextField(blank=True)
    follows_time = models.BooleanField(default=False)  # its criteria mention a moment that moves on
    is_active = models.BooleanField(default=True)
    size = models.PositiveIntegerField(default=0)
    refreshed_at = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now)


class Membership(models.Model):
    """A person's time in a segment."""

    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )  # the indexes below begin with it
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "customer"], condition=Q(until__isnull=True), name="member_once"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["segment", "since"], name="membership_as_was")
        ]
