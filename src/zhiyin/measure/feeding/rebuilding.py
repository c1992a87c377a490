"""Making the lake again from the record: month by month beside the old one, resumable, then in its place."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.conf import settings
from django.db.models import Max

from zhiyin.collect import feeds as collected
from zhiyin.collect.feeds import Span
from zhiyin.facts.errors import LakeDamaged
from zhiyin.facts.lake import Lake
from zhiyin.journal.models import Feed
from zhiyin.measure.feeding.rows import rows_of

AT_ONCE = 50_000  # signals in memory
PATIENCE = 30.0  # seconds: longer than a feeder needs for a batch

Progress = Callable[[int, int], None]
"""Called with (signals done, signals in all)."""


def rebuild(lake: Lake, progress: Progress | None = None) -> int:
    """Make the lake again from the record and put it in the old one's place. Returns how many signals it read.

    Readers stay on the old lake until the new one is whole. Killed, the next call (or the feeder) goes on with
    the next month. Raises LakeBusy when another process does not let go of the lake.
    """
    with lake.writing(wait=PATIENCE):
        begin(lake)
        state = lake.rebuilding
        assert state is not None
        done = sum(collected.count(span_of(month)) for month in state.done)
        total = sum(collected.count(span_of(month)) for month in months())
        read = 0

        def tell(signals: int) -> None:
            nonlocal read
            read += signals
            if progress is not None:
                progress(done + read, total)

        # While one month is written, the next is read: the one waits for the disk's work, the other for Python's.
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="rebuild") as writer:
            written: Future[object] | None = None
            for month in months():
                if month in state.done:
                    continue
                pieces = list(_pieces(month, tell))
                if written is not None:
                    written.result()
                written = writer.submit(lake.rebuild_month, month, pieces)
            if written is not None:
                written.result()
        while lake.rebuilding is not None:
            step(lake, tell)
    return read


def begin(lake: Lake) -> None:
    """Begin a rebuild, or go on with the one begun. It takes over every feed row that waits at its beginning."""
    try:
        batch = lake.next_batch()
    except LakeDamaged:
        batch = lake.mark + 1
    claimed: int = Feed.objects.aggregate(last=Max("batch"))["last"] or 0
    state = lake.begin_rebuild(max(batch, claimed + 1))
    if not state.done:  # later rows may be of months that are done; they are fed afterwards
        Feed.objects.filter(batch__isnull=True).update(batch=state.batch)


def step(lake: Lake, progress: Callable[[int], None] | None = None) -> bool:
    """Make one more month, or put the new lake in the old one's place when all are made. True: call again."""
    state = lake.rebuilding
    assert state is not None, "begin comes first"
    month = next((month for month in months() if month not in state.done), None)
    if month is not None:
        lake.rebuild_month(month, _pieces(month, progress))
        return True
    lake.finish_rebuild(state.began)
    Feed.objects.filter(batch__lte=state.batch).delete()
    return True


def months() -> list[str]:
    """The months, in the organisation's zone, from the first signal to the last."""
    extent = collected.extent()
    if extent is None:
        return []
    zone = ZoneInfo(settings.TIME_ZONE)
    first, last = (moment.astimezone(zone) for moment in extent)
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


def span_of(month: str) -> Span:
    """The time of a month of the organisation's zone."""
    zone = ZoneInfo(settings.TIME_ZONE)
    year, number = (int(part) for part in month.split("-"))
    after = (year, number + 1) if number < 12 else (year + 1, 1)
    start, end = (datetime(*first, 1, tzinfo=zone).astimezone(UTC) for first in ((year, number), after))
    return Span(start, end)


def _pieces(month: str, progress: Callable[[int], None] | None) -> Iterator[dict[str, pa.Table]]:
    """The month's rows in as many equal spans of time as keep each in memory."""
    whole = span_of(month)
    number = -(-collected.count(whole) // AT_ONCE)
    width = (whole.end - whole.start) / max(number, 1) + timedelta(microseconds=1)
    for index in range(number):
        rows = rows_of(Span(whole.start + index * width, min(whole.start + (index + 1) * width, whole.end)))
        yield rows
        if progress is not None:
            progress(rows["signals"].num_rows)
