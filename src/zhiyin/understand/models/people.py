"""Models about people: their terms and their runs."""

from typing import Any

from django.db import models


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
