"""What an analyser made of a signal's text. Rebuildable; what people say of it is kept apart and wins."""

from typing import Any

from django.conf import settings
from django.db import models

from zhiyin.collect.models import Signal


class Reading(models.Model):
    """The current reading of one signal at its current revision."""

    signal = models.OneToOneField(Signal, primary_key=True, on_delete=models.CASCADE, related_name="reading")
    revision = models.PositiveIntegerField()
    analyser = models.CharField(max_length=60)  # name + version
    language = models.CharField(max_length=10, blank=True)
    sentiment = models.FloatField(null=True)  # -1..1; null = not read
    label = models.CharField(max_length=10, blank=True)  # negative, neutral, positive
    confidence = models.FloatField(null=True)
    # a list of objects with aspect, start, end (in the text) and sentiment
    mentions: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    reason = models.CharField(max_length=40, blank=True)  # why it was not read
    read_at = models.DateTimeField()


class Mention(models.Model):
    """One aspect that a reading found, as a row: a view over `Reading.mentions`, for criteria. Never written."""

    signal = models.OneToOneField(Signal, primary_key=True, on_delete=models.DO_NOTHING, related_name="+")
    name = models.CharField(max_length=60)
    sentiment = models.FloatField(null=True)

    class Meta:
        managed = False
        db_table = "understand_mention"


class Correction(models.Model):
    """A person's word about a reading; it wins over every analyser."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="corrections")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField(auto_now_add=True)
    field = models.CharField(max_length=20)  # sentiment, aspect
    value: "models.JSONField[Any, Any]" = models.JSONField()


class JudgingTerms(models.Model):
    """What the judgements about people rest on, as people here set it. One row; absent fields have their defaults."""

    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # judging.terms.Terms
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)


class PeopleModel(models.Model):
    """One run of one model about people: what it was made from, how good it is, or why there was not enough."""

    CODES = (
        "value", "tiers", "churn", "churn_contract", "next_product", "loyalty", "silence", "rfm", "base", "retention",
        "acquisition",
    )  # fmt: skip

    code = models.CharField(max_length=20)
    state = models.CharField(max_length=10)  # ready, not_enough, failed
    run_at = models.DateTimeField()
    until = models.DateField()  # the last day that was looked at
    customers = models.PositiveIntegerField(default=0)  # it was made from
    card: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # numbers for its page
    terms: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # as they were
    reason: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # {"code", "have", "need"}
    took_seconds = models.FloatField(default=0)

    class Meta:
        indexes = (models.Index(fields=["code", "-run_at"], name="people_model_newest"),)
