"""Telling the journal and the lake of what was accepted: at once, or of protected single signals at the hour's end.

The journal knows to the microsecond when something was taken in. A protected signal that came alone would have its
moment there, whoever wrote it could be found in any log of requests. So it is told with all others of its hour.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accepting.identify import EPOCH
from zhiyin.collect.models import Signal, Untold
from zhiyin.journal.feed import feed, make_ready
from zhiyin.journal.record import Acting, record

ENOUGH: Final = 5  # so many protected ones handed in together hide each other
CHUNK: Final = 2_000
TELLER: Final = Actor.system("intake")

Told = tuple[int, str, bool]  # id, month, has words


def hour_of(moment: datetime) -> int:
    """Hours since 2024, as in a signal's id."""
    return int((moment - EPOCH).total_seconds() // 3600)


def tell(
    actor: Acting,
    *,
    new: Sequence[Told],
    changed: Sequence[Told],
    protected: Collection[int],
    imported_id: int | None,
    now: datetime,
) -> None:
    """Journal the batch and let the lake know; signals with words wait until they have been read.

    The event names those without words once more, so that whoever looks at these need not look at all of them.
    """
    ids = list(dict.fromkeys([key for key, _, _ in (*new, *changed)]))
    if not ids:
        return
    later: Collection[int] = ()
    if protected:
        if imported_id is None and len(protected) < ENOUGH:
            later = protected
        # those that may be named stand in the order of their random numbers, behind the others
        ids = [one for one in ids if one not in protected] + sorted(set(protected) - set(later))
    if ids:
        speaks = {key: words for key, _, words in (*new, *changed)}
        data: dict[str, Any] = {"signals": ids, "wordless": [one for one in ids if not speaks[one]]}
        if imported_id is not None:
            data["import"] = imported_id
        record(actor, "collect.signals_accepted", data)
    if later:
        Untold.objects.bulk_create(
            [Untold(signal_id=one, hour=hour_of(now)) for one in sorted(later)], ignore_conflicts=True
        )
    for rows, change in ((new, "insert"), (changed, "change")):
        for waits in (True, False):
            pairs = sorted((key, month) for key, month, words in rows if (words or key in later) is waits)
            if pairs:
                feed("signal", pairs, change, ready=not waits)


def tell_of_past_hours(now: datetime | None = None) -> bool:
    """Tell of the protected signals of hours that have ended, in no order. True when there were some."""
    hour = hour_of(now or timezone.now())
    ids = list(Untold.objects.filter(hour__lt=hour).values_list("signal_id", flat=True)[:CHUNK])
    if not ids:
        return False
    secrets.SystemRandom().shuffle(ids)
    with transaction.atomic():
        for start in range(0, len(ids), 900):
            Untold.objects.filter(signal_id__in=ids[start : start + 900]).delete()
        silent = set(Signal.objects.filter(id__in=ids, text="", title="").values_list("id", flat=True))
        wordless = [one for one in ids if one in silent]
        record(TELLER, "collect.signals_accepted", {"signals": ids, "wordless": wordless})
        make_ready("signal", wordless)
    return len(ids) == CHUNK
