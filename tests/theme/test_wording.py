"""Numbers and times as people write them, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from zhiyin.theme import wording


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (1511, 0, "1,511"),
        (-0.24, 2, "\N{MINUS SIGN}0.24"),
        (None, 1, "–"),
        (0.05, 1, "0.1"),
        (-0.04, 1, "0.0"),
        (2.5, 0, "3"),
    ],
)
def test_a_number_is_rounded_half_up_with_a_true_minus(value: float | None, digits: int, shown: str) -> None:
    assert wording.number(value, digits) == shown


def test_a_rise_has_its_sign() -> None:
    assert wording.signed(9.8, 1) == "+9.8"


def test_no_change_has_no_sign() -> None:
    assert wording.signed(0.04, 1) == "0.0"


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "2026年11月21日"), ("en", "21 Nov 2026")])
def test_a_day_is_written_as_each_language_does(language: str, shown: str) -> None:
    with translation.override(language):
        assert wording.day(date(2026, 11, 21)) == shown


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "11月21日"), ("en", "21 Nov")])
def test_a_day_on_an_axis_leaves_its_year_out(language: str, shown: str) -> None:
    with translation.override(language):
        assert wording.day_of_year(date(2026, 11, 21)) == shown


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "12.3 万"), ("en", "123,400")])
def test_a_large_count_is_in_ten_thousands_in_chinese(language: str, shown: str) -> None:
    with translation.override(language):
        assert wording.amount(123_400) == shown


@pytest.mark.parametrize(("language", "shown"), [("zh-hans", "12 分钟前"), ("en", "12 minutes ago")])
def test_a_recent_moment_is_said_by_its_distance(language: str, shown: str) -> None:
    now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    with translation.override(language):
        assert wording.ago(now - timedelta(minutes=12), now) == shown
