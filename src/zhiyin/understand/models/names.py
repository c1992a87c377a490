"""Names that the organisation wants to be recognised."""

from typing import Any

from django.db import models


class KnownNames(models.Model):
    """Competitors, products, own names and staff, as people here set them. One row; none without any."""

    # {"competitors": [name], "products": [name], "own": [name], "staff": [{"name", "unit": id or null}]}
    content: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    changed_by = models.CharField(max_length=150, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
