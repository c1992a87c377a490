"""What this room forgets in time."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zhiyin.customers.retention_registry import keeps
from zhiyin.understand.models import Written


@keeps("written", _("What the assistant wrote"), days=90)
def forget_written(before: datetime, most: int) -> int:
    old = list(Written.objects.filter(asked_at__lt=before).order_by("id").values_list("id", flat=True)[:most])
    Written.objects.filter(id__in=old).delete()
    return len(old)
