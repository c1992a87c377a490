"""Coding by hand: rounds, their texts and what coders said."""

from typing import Any

from django.conf import settings
from django.db import models

from zhiyin.collect.models import Signal


class CodingRound(models.Model):
    """A random sample of texts that people code by hand, blind to the machine: the yardstick of the models."""

    name = models.CharField(max_length=120)
    where = models.TextField(blank=True)  # the condition on signals that it was drawn by
    seed = models.BigIntegerField()
    asked_by = models.CharField(max_length=150, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)


class CodingItem(models.Model):
    """One text of a round, at its place."""

    round = models.ForeignKey(CodingRound, on_delete=models.CASCADE, related_name="items")
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    # corrected.digest of the words to be coded; an item whose words have changed is left out
    words = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["round", "signal"], name="coding_item_once"),
            models.UniqueConstraint(fields=["round", "position"], name="coding_item_place"),
        )


class Coding(models.Model):
    """What one person says of one text, without having seen what others or the machine say."""

    item = models.ForeignKey(CodingItem, on_delete=models.CASCADE, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    by = models.CharField(max_length=150, blank=True)  # as they were called then
    at = models.DateTimeField()
    sentiment = models.CharField(max_length=10)  # a label, or "unclear"
    aspects: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # code -> label

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "coder"], name="coding_once_per_person"),)
