"""Taxonomies as people here set them."""

from typing import Any

from django.db import models


class TaxonomyVersion(models.Model):
    """One version of a taxonomy as people here set it; the newest holds. Without any, it is as shipped."""

    taxonomy = models.CharField(max_length=60)
    number = models.PositiveIntegerField()  # from 1 within the taxonomy
    is_on = models.BooleanField()
    # science.understand.taxonomies.content.as_content; null: as shipped
    content: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    # what it changed: {"added", "removed", "changed", "terms_added", "terms_removed", "restored", "switched"}
    changed: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["taxonomy", "number"], name="one_taxonomy_version_a_number"),
        )
