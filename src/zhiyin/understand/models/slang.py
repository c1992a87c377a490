"""What the organisation says of slang."""

from typing import Any

from django.db import models


class KnownSlang(models.Model):
    """Own words by meaning, and shipped words that are switched off, as people here set them. One row; none without
    any."""

    # by praise, blame, irony and off, a list of words each
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
