"""Days in one column, the time of day in another: one moment."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from zhiyin.science.collect.clocks import parse_clock
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets import recognise
from zhiyin.science.collect.rows import RowReader


def found(header: str, *rows: str) -> Recognised:
    lines = [header, *rows]
    return recognise(Head("csv", [(number, line.split("|")) for number, line in enumerate(lines, 1)]))


def moments(header: str, *rows: str) -> list[datetime | None]:
    mapping = Mapping(found(header, *rows).columns)
    drafts = [RowReader(mapping, ZoneInfo("Asia/Shanghai")).draft(row.split("|")) for row in rows]
    return [draft.occurred_at if isinstance(draft, SignalDraft) else None for draft in drafts]


def clock_of(header: str, *rows: str) -> list[str]:
    columns: list[Column] = found(header, *rows).columns
    return [column.name for column in columns if column.field == "clock"]


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("09:30", time(9, 30)), ("9:30:05 PM", time(21, 30, 5)), ("下午3点20分", time(15, 20)), ("93005", time(9, 30, 5)),
        ("0.395833333", time(9, 30)), ("1899-12-30 08:00:10", time(8, 0, 10)), ("１２：０５", time(12, 5)),
        ("12:10 am", time(0, 10)), ("中午12:30", time(12, 30)), ("25:00", None), ("2分35秒", None), ("80", None), ("", None),
    ],
)  # fmt: skip
def test_times_of_day_as_people_and_programs_write_them(cell: str, clock: time | None) -> None:
    assert parse_clock(cell) == clock


def test_a_day_and_its_time_are_one_moment() -> None:
    rows = (
        "2024-06-01|09:30|上菜太慢了等了很久|人民广场店",
        "2024-06-02|18:05:10|味道很好下次还来吃|徐家汇店",
    )
    assert moments("日期|时间|评价内容|门店", *rows) == [
        datetime(2024, 6, 1, 1, 30, tzinfo=UTC),
        datetime(2024, 6, 2, 10, 5, 10, tzinfo=UTC),
    ]


def test_of_several_times_that_with_the_days_name_counts() -> None:
    rows = [f"2024060{day}|082000|09300{day}|满意" for day in range(1, 6)]
    assert clock_of("交易日期|叫号时间|交易时间|评价结果", *rows) == ["交易时间"]
    assert clock_of("业务日期|叫号时间|受理时刻|评价结果", *rows) == ["叫号时间"]


def test_how_long_it_took_is_no_time_of_day() -> None:
    rows = [f"2024-06-0{day}|00:0{day}:35|挺好的服务态度很好" for day in range(1, 8)]
    assert clock_of("日期|通话时间|意见", *rows) == []
    rows = [f"2024-06-0{day}|09:0{day}:35|挺好的服务态度很好" for day in range(1, 8)]
    assert clock_of("日期|等待时间|意见", *rows) == []


def test_a_moment_with_its_own_time_of_day_needs_no_other() -> None:
    rows = [f"2024-06-0{day} 10:00|19:30|挺好的服务态度很好" for day in range(1, 8)]
    assert clock_of("评价时间|就餐时间|评价内容", *rows) == []


def test_a_time_of_day_that_cannot_be_read_leaves_the_day() -> None:
    rows = [f"2024-06-0{day}|1{day}:00|挺好的服务态度很好" for day in range(1, 9)]
    reader = RowReader(Mapping(found("日期|时间|意见", *rows).columns), ZoneInfo("Asia/Shanghai"))
    draft = reader.draft(["2024-06-09", "不详", "等了很久没人理"])
    assert isinstance(draft, SignalDraft)
    assert (draft.occurred_at, draft.attributes) == (datetime(2024, 6, 8, 16, tzinfo=UTC), {"时间": "不详"})


def test_a_calls_day_and_time_are_one_moment() -> None:
    rows = [f"2024-06-0{day}|1{day}:20:10|1391234000{day}|4008001234|8001|2分35秒|1" for day in range(1, 9)]
    assert moments("通话日期|通话时间|主叫号码|被叫号码|坐席|通话时长|按键评价", *rows)[0] == datetime(
        2024, 6, 1, 3, 20, 10, tzinfo=UTC
    )
