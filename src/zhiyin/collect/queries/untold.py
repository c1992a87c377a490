"""What has come in and is not told yet."""

from django.db.models import QuerySet

from zhiyin.collect.models import Untold


def told_later() -> QuerySet[Untold, int]:
    """Ids of protected signals that came in alone: nobody hears of them, not even the lake, before their hour is over."""
    return Untold.objects.values_list("signal_id", flat=True)
