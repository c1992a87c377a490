"""What has come in: what the journal tells of it, and what is not told yet."""

from django.db.models import QuerySet

from zhiyin.collect.models import Untold
from zhiyin.journal.models import Event


def told_later() -> QuerySet[Untold, int]:
    """Ids of protected signals that came in alone: nobody hears of them, not even the lake, before their hour is over."""
    return Untold.objects.values_list("signal_id", flat=True)


def wordless(event: Event) -> list[int]:
    """The signals of `collect.signals_accepted` that have no words.

    An event that an earlier version wrote, and that waited through the upgrade, does not tell: then all of its
    signals, of which whoever asks looks at those without words only.
    """
    found: list[int] = event.data.get("wordless", event.data["signals"])
    return found
