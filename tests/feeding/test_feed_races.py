"""Two connections at the same rows: a feeder never reads a key's state from before a change it has swallowed."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from zhiyin.journal.feed import feed
from zhiyin.journal.models import Feed
from zhiyin.measure.feeding.feeder import _claim

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer: nothing to race"),
]


def beside(work: Callable[[], None]) -> threading.Thread:
    """Run it in a thread with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("waiting", ["insert", "change"])
def test_a_row_that_a_writer_is_relying_on_is_not_claimed_before_its_commit(waiting: str) -> None:
    feed("signal", [(1, "2026-01")], waiting)
    relied, looked = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            feed("signal", [(1, "2026-01")], "change")  # absorbed by the row that waits
            relied.set()
            assert looked.wait(20)

    writer = beside(write)
    assert relied.wait(20)
    assert _claim(1, True, 10) == 0
    looked.set()
    writer.join()
    assert _claim(1, True, 10) == 1
    assert Feed.objects.count() == 1


def test_a_change_that_finds_its_row_claimed_writes_one_of_its_own() -> None:
    feed("signal", [(1, "2026-01")])
    claimed, wrote = threading.Event(), threading.Event()

    def claim() -> None:
        with transaction.atomic():
            _claim(1, True, 10)
            claimed.set()
            wrote.wait(0.2)  # the writer waits for our commit: it cannot get this far

    feeder = beside(claim)
    assert claimed.wait(20)
    feed("signal", [(1, "2026-01")], "change")
    wrote.set()
    feeder.join()
    assert sorted(Feed.objects.values_list("change", "batch"), key=str) == [("change", None), ("insert", 1)]
    assert connection.vendor == "postgresql"
