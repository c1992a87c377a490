"""What waits for the lake, and how what happens to a key while it waits is told once."""

import pytest

from zhiyin.journal.feed import UNMOVED, feed, make_ready
from zhiyin.journal.models import Feed

pytestmark = pytest.mark.django_db


def waiting() -> set[tuple[int, str, str, bool]]:
    rows = Feed.objects.filter(batch__isnull=True)
    return set(rows.values_list("key", "month", "change", "ready"))


def claim() -> None:
    Feed.objects.filter(batch__isnull=True).update(batch=1)


def test_a_new_key_waits_once_however_often_it_is_told() -> None:
    feed("signal", [(1, "2026-01"), (1, "2026-01"), (2, "2026-01")])
    feed("signal", [(1, "2026-01")])
    assert waiting() == {(1, "2026-01", "insert", True), (2, "2026-01", "insert", True)}


def test_a_waiting_insert_absorbs_a_change_in_any_month() -> None:
    feed("signal", [(1, "2026-01")], ready=False)
    feed("signal", [(1, "2026-02")], "change", ready=False)
    assert waiting() == {(1, "2026-01", "insert", False)}


def test_a_change_that_needs_no_reading_lets_a_waiting_insert_go() -> None:
    feed("signal", [(1, "2026-01")], ready=False)
    feed("signal", [(1, "2026-01")], "change", ready=True)
    assert waiting() == {(1, "2026-01", "insert", True)}


def test_a_change_after_the_insert_was_claimed_waits_by_itself() -> None:
    feed("signal", [(1, "2026-01")])
    claim()
    feed("signal", [(1, "2026-01")], "change")
    feed("signal", [(1, "2026-01")], "change")
    assert waiting() == {(1, "2026-01", "change", True)}


def test_both_months_of_a_key_that_moved_twice_wait() -> None:
    feed("signal", [(1, "2026-01")], "change")
    feed("signal", [(1, "2026-02")], "change")
    assert {month for _, month, _, _ in waiting()} == {"2026-01", "2026-02"}


def test_an_erasure_takes_the_place_of_what_waits_and_does_not_wait_for_a_reading() -> None:
    feed("signal", [(1, "2026-01")], ready=False)
    feed("signal", [(1, "2026-01"), (2, "2026-03")], "erase")
    assert waiting() == {(1, "2026-01", "erase", True), (2, "2026-03", "erase", True)}


def test_a_read_text_lets_its_insert_go() -> None:
    feed("signal", [(1, "2026-01"), (2, "2026-01")], ready=False)
    make_ready("signal", [1])
    assert waiting() == {(1, "2026-01", "insert", True), (2, "2026-01", "insert", False)}


def test_a_text_read_after_its_signal_was_fed_is_a_change_where_it_lies() -> None:
    feed("signal", [(1, "2026-01")])
    claim()
    make_ready("signal", [1, 1])
    assert waiting() == {(1, UNMOVED, "change", True)}


def test_a_text_read_while_a_change_waits_needs_no_second_row() -> None:
    feed("signal", [(1, "2026-01")], "change", ready=False)
    make_ready("signal", [1])
    assert waiting() == {(1, "2026-01", "change", True)}


def test_more_keys_than_one_statement_takes_are_told() -> None:
    feed("signal", [(key, "2026-01") for key in range(12_000)], "change")
    assert Feed.objects.count() == 12_000
