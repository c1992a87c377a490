"""Who wants to be told of emerging themes, and who was told of which."""

from django.conf import settings
from django.db import models

from zhiyin.collect.models import Signal
from zhiyin.understand.models.themes import Theme


class ThemeWatcher(models.Model):
    """A person who asked to be told of themes that emerge in their units."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(auto_now_add=True)


class ThemeAlert(models.Model):
    """A person was told of a theme; they are not told of it again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    # whose words were quoted: the notice goes with them
    signal = models.ForeignKey(Signal, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=190, unique=True)  # of the notice
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "theme"], name="theme_alert_once"),)
