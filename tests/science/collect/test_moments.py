"""What a cell says about when."""

from datetime import UTC, datetime
from timeit import timeit
from zoneinfo import ZoneInfo

import pytest

from zhiyin.science.collect.moments import (
    lacks_year,
    parse_time,
    short_order,
    why_no_moment,
    years_named,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str, **named: object) -> str:
    found = parse_time(text, SHANGHAI, **named)  # type: ignore[arg-type]
    return found.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") if found else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024.6.1", "2024-06-01 00:00:00"),
        ("2024.06.01 12:30", "2024-06-01 12:30:00"),
        ("2024年6月1日 下午3点20分", "2024-06-01 15:20:00"),
        ("2024年6月1日下午3:20", "2024-06-01 15:20:00"),
        ("2024年6月1日 15时20分30秒", "2024-06-01 15:20:30"),
        ("2024/6/1 中午12:10", "2024-06-01 12:10:00"),
        ("2024/6/1 上午12:10", "2024-06-01 00:10:00"),
        ("2024-06-01 星期六 12:30", "2024-06-01 12:30:00"),
        ("2024/06/01（周六） 09:05", "2024-06-01 09:05:00"),
        ("24-6-1", "2024-06-01 00:00:00"),
        ("24/06/01 8:05", "2024-06-01 08:05:00"),
        ("24年6月1日", "2024-06-01 00:00:00"),
        ("20240601", "2024-06-01 00:00:00"),
        ("20240601123005", "2024-06-01 12:30:05"),
        ("20240601 12:30", "2024-06-01 12:30:00"),
        ("2024-06-01 24:00:00", "2024-06-02 00:00:00"),
        ("1 Jun 2024", "2024-06-01 00:00:00"),
        ("Jun 1, 2024 3:04 PM", "2024-06-01 15:04:00"),
        ("June 1st, 2024 at 3:04 pm", "2024-06-01 15:04:00"),
        ("01-Jun-24", "2024-06-01 00:00:00"),
        ("Sat, 01 Jun 2024 10:00:00 +0000", "2024-06-01 18:00:00"),
        ("Sat Jun  1 10:00:00 2024", "2024-06-01 10:00:00"),
        ("Sat Jun 01 2024 10:00:00 GMT+0800 (中国标准时间)", "2024-06-01 10:00:00"),
        ("06/01/2024", "2024-06-01 00:00:00"),
        ("06/01/2024 3:04 p.m.", "2024-06-01 15:04:00"),
        ("2024-06-01T12:30:05.123456+00:00", "2024-06-01 20:30:05"),
        ("2024-06-01T12:30Z", "2024-06-01 20:30:00"),
        ("2024/6/1 10:00 (GMT+8)", ""),
        ("2024/6/1 10:00 GMT+8", "2024-06-01 10:00:00"),
        ("1717200000", "2024-06-01 08:00:00"),
        ("1717200000000", "2024-06-01 08:00:00"),
    ],
)
def test_a_moment_is_read_as_people_and_programs_write_it(text: str, expected: str) -> None:
    assert local(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45444", "2024-06-01 00:00:00"),
        ("45444.5", "2024-06-01 12:00:00"),
        ("45444.520833333336", "2024-06-01 12:30:00"),
    ],
)
def test_a_serial_number_is_a_day_only_where_days_are_expected(text: str, expected: str) -> None:
    assert local(text, serial=True) == expected
    assert local(text) == ""


@pytest.mark.parametrize("text", ["6月1日", "6-1", "06/01", "6.1", "6月1号"])
def test_a_day_without_a_year_takes_the_year_it_is_given(text: str) -> None:
    assert local(text, year=2024) == "2024-06-01 00:00:00"
    assert local(text) == ""
    assert lacks_year(text)


def test_the_year_is_named_by_titles_and_file_names() -> None:
    assert years_named(["2024年6月门店评价汇总"]) == {2024}
    assert years_named(["reviews_20240601.csv", "导出时间：2024-06-30 10:00"]) == {2024}
    assert years_named(["2024年12月至2025年1月"]) == {2024, 2025}
    assert years_named(["订单 320240601", "共12024条"]) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6月1日", "year_missing"),
        ("06-01 12:30", "year_missing"),
        ("刚刚", "time_relative"),
        ("昨天 12:30", "time_relative"),
        ("3天前", "time_relative"),
        ("2 days ago", "time_relative"),
        ("very soon", "time_unreadable"),
        ("2024-13-45", "time_unreadable"),
    ],
)
def test_what_is_no_moment_says_why(text: str, code: str) -> None:
    assert why_no_moment(text) == code


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["24/06/01", "24/06/30"], "ymd"),
        (["06/01/24", "06/30/24"], "mdy"),
        (["01/06/24", "30/06/24"], "dmy"),
        (["24-6-1", "24-7-2"], "ymd"),
        (["05/06/07"], "ymd"),
        (["2024-06-01"], None),
    ],
)
def test_the_order_of_short_dates_follows_from_all_of_them(cells: list[str], expected: str | None) -> None:
    assert short_order(cells) == expected


def test_a_day_on_which_the_clocks_change_is_read_by_the_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert parse_time("2024-03-31 01:30", berlin) == datetime(2024, 3, 31, 0, 30, tzinfo=UTC)
    assert parse_time("2024-03-31 04:30", berlin) == datetime(2024, 3, 31, 2, 30, tzinfo=UTC)


def test_reading_a_moment_is_quick() -> None:
    assert timeit(lambda: parse_time("2024-06-01 12:30:05", SHANGHAI), number=2_000) / 2_000 < 50e-6
