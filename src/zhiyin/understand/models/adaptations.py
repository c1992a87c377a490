"""What was learnt here from corrections."""

from typing import Any

from django.db import models


class LearntAdaptation(models.Model):
    """One attempt to learn from people's corrections, and whether it was kept. At most one is in force."""

    STATES = ("learning", "in_force", "refused", "replaced", "reverted", "failed")

    state = models.CharField(max_length=10, default="learning")
    asked_by = models.CharField(max_length=150, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    reverted_by = models.CharField(max_length=150, blank=True)
    version = models.CharField(max_length=8, blank=True)
    content = models.BinaryField(
        null=True
    )  # science.understand.adaptation.Adaptation.kept: hashed weights, no text
    result: "models.JSONField[Any, Any]" = models.JSONField(
        default=dict
    )  # actions.learn_from_corrections.Result

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="in_force"), name="one_adaptation_in_force"
            ),
        )
