"""Lunar days, held against almanacs."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.calendar.lunar import (
    FIRST_DAY,
    LAST_DAY,
    LunarDay,
    by_moon,
    by_sun,
    days_of,
    kept_on,
    leap_month,
    next_by_moon,
    next_by_sun,
)

NEW_YEARS = {
    1900: date(1900, 1, 31),
    1901: date(1901, 2, 19),
    1949: date(1949, 1, 29),
    1985: date(1985, 2, 20),
    2000: date(2000, 2, 5),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2033: date(2033, 1, 31),
    2034: date(2034, 2, 19),
    2057: date(2057, 2, 4),
    2100: date(2100, 2, 9),
}
LEAP_MONTHS = {2017: 6, 2020: 4, 2023: 2, 2024: None, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2034: None}


@pytest.mark.parametrize(("year", "day"), NEW_YEARS.items())
def test_the_lunar_year_begins_when_the_almanac_says(year: int, day: date) -> None:
    assert by_sun(LunarDay(year, 1, 1)) == day
    assert by_moon(day) == LunarDay(year, 1, 1)


@pytest.mark.parametrize(("year", "month"), LEAP_MONTHS.items())
def test_leap_months_are_where_the_almanac_has_them(year: int, month: int | None) -> None:
    assert leap_month(year) == month


def test_mid_autumn_and_dragon_boat_of_2026() -> None:
    assert by_sun(LunarDay(2026, 8, 15)) == date(2026, 9, 25)
    assert by_sun(LunarDay(2026, 5, 5)) == date(2026, 6, 19)


def test_the_leap_sixth_month_of_2025_follows_the_sixth() -> None:
    assert by_sun(LunarDay(2025, 6, 1)) == date(2025, 6, 25)
    assert by_sun(LunarDay(2025, 6, 1, True)) == date(2025, 7, 25)
    assert by_moon(date(2025, 7, 25)) == LunarDay(2025, 6, 1, True)


def test_a_birthday_in_a_leap_month_is_kept_in_the_plain_month_of_other_years() -> None:
    assert next_by_moon(6, 1, date(2025, 1, 1), is_leap=True) == date(2025, 7, 25)
    assert next_by_moon(6, 1, date(2026, 1, 1), is_leap=True) == by_sun(LunarDay(2026, 6, 1))


def test_a_plain_birthday_is_kept_once_in_a_year_with_a_leap_month() -> None:
    assert next_by_moon(6, 1, date(2025, 6, 26)) == by_sun(LunarDay(2026, 6, 1))


def test_the_thirtieth_is_kept_on_the_last_day_of_a_short_month() -> None:
    short = next(year for year in range(2026, 2040) if days_of(year, 12) == 29)
    assert kept_on(short, 12, 30) == by_sun(LunarDay(short, 12, 29))
    assert by_sun(LunarDay(short, 12, 30)) is None


def test_new_years_eve_is_the_day_before_the_new_year() -> None:
    assert next_by_moon(12, 30, date(2026, 3, 1)) == date(2027, 2, 5)


def test_a_day_is_kept_on_itself() -> None:
    assert next_by_moon(1, 1, date(2027, 2, 6)) == date(2027, 2, 6)
    assert next_by_sun(11, 22, date(2026, 11, 22)) == date(2026, 11, 22)


def test_a_lunar_day_early_in_the_solar_year_belongs_to_the_lunar_year_before() -> None:
    assert next_by_moon(12, 8, date(2027, 1, 1)) == date(2027, 1, 15)


def test_the_29th_of_february_is_kept_on_the_28th_of_a_common_year() -> None:
    assert next_by_sun(2, 29, date(2027, 1, 1)) == date(2027, 2, 28)
    assert next_by_sun(2, 29, date(2027, 3, 1)) == date(2028, 2, 29)


def test_outside_the_calendar_nothing_is_guessed() -> None:
    assert by_moon(date(1899, 12, 31)) is None
    assert by_sun(LunarDay(2101, 1, 1)) is None
    assert by_sun(LunarDay(2026, 6, 1, True)) is None
    assert next_by_moon(1, 1, date(2101, 1, 20)) is None


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_every_day_has_one_lunar_day(day: date) -> None:
    lunar = by_moon(day)
    assert lunar is not None
    assert by_sun(lunar) == day


@given(st.dates(date(1901, 1, 1), date(2099, 1, 1)), st.integers(1, 12), st.integers(1, 30), st.booleans())
def test_a_yearly_day_comes_within_thirteen_months(since: date, month: int, day: int, leap: bool) -> None:
    kept = next_by_moon(month, day, since, is_leap=leap)
    assert kept is not None
    assert since <= kept <= since + timedelta(days=414)
