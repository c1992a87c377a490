"""The optional assistant: how it is reached, what it was asked, what it wrote, what that cost."""

from typing import Any

from django.db import models

from zhiyin.collect.models import Signal


class Assistant(models.Model):
    """A language model that people here chose to ask. One row at most; without it, or off, nothing calls out."""

    is_on = models.BooleanField(default=False)
    address = models.CharField(max_length=500)  # of an OpenAI-compatible API, up to and with "/v1"
    model = models.CharField(max_length=120)
    key = models.TextField(blank=True)  # sealed, see accounts.sealing
    own = models.BooleanField(default=False)  # a server of one's own: private networks may be asked
    seconds = models.PositiveSmallIntegerField(default=60)  # for one answer
    monthly_requests = models.PositiveIntegerField(default=1_000)
    monthly_tokens = models.PositiveBigIntegerField(default=2_000_000)
    uses: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # of assistant.uses.USES
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)


class Written(models.Model):
    """One thing that the assistant writes, from being asked for to its text. The words it was made from are not kept
    here: they are those of its sources."""

    STATES = ("waiting", "writing", "ready", "failed")

    use = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="waiting", db_index=True)
    model = models.CharField(max_length=120)
    digest = models.CharField(
        max_length=64, db_index=True
    )  # of use, model, language and everything that is sent
    language = models.CharField(max_length=10)  # of what is written
    # what it is made from besides its sources: {"words", "of"}
    asked: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # assistant.answers
    problem = models.CharField(max_length=40, blank=True)  # a code of phrases.assistant
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)


class WrittenFrom(models.Model):
    """One voice that a text was made from. When it goes, or says something else, so does the text."""

    written = models.ForeignKey(Written, on_delete=models.CASCADE, related_name="sources")
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()  # from 1, as the model is shown them
    revision = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["written", "signal"], name="written_from_once"),)


class AssistantCall(models.Model):
    """One question that left, for the budget: how many tokens, how it went. No text."""

    at = models.DateTimeField(db_index=True)
    use = models.CharField(max_length=20)
    model = models.CharField(max_length=120)
    tokens = models.PositiveIntegerField()  # set aside before; what the server counted once it has answered
    outcome = models.CharField(max_length=40, blank=True)  # "" on its way, "ok", or a problem
    took_ms = models.PositiveIntegerField(default=0)
    asked_by = models.CharField(max_length=150)
