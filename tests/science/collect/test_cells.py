"""What a cell says."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.collect.cells import day_comes_first, no_answer, parse_score, parse_time, score_and_top

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-01 12:30:05", "2025-03-01T04:30:05"),
        ("2025-03-01T12:30:05", "2025-03-01T04:30:05"),
        ("2025-03-01T12:30:05.123Z", "2025-03-01T12:30:05"),
        ("2025-03-01T12:30:05+09:00", "2025-03-01T03:30:05"),
        ("2025/3/1 9:05", "2025-03-01T01:05:00"),
        ("2025.3.1", "2025-02-28T16:00:00"),
        ("2025年3月1日", "2025-02-28T16:00:00"),
        ("2025年3月1日 下午3点", "2025-03-01T07:00:00"),
        ("2025年3月1日 15时20分", "2025-03-01T07:20:00"),
        ("２０２５－０３－０１ １２：３０", "2025-03-01T04:30:00"),
        ("20250301", "2025-02-28T16:00:00"),
        ("03/04/2025 14:00", "2025-03-04T06:00:00"),
        ("3/4/2025 2:00 PM", "2025-03-04T06:00:00"),
        ("1740803400", "2025-03-01T04:30:00"),
        ("1740803400000", "2025-03-01T04:30:00"),
    ],
)
def test_a_moment_is_read_in_the_forms_that_people_write(text: str, expected: str) -> None:
    found = parse_time(text, SHANGHAI)
    assert found is not None
    assert found.replace(microsecond=0) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2025-13-01", "2025-02-30", "12:30", "9", "13800138000", "x" * 99]
)
def test_what_is_no_moment_is_not_guessed(text: str) -> None:
    assert parse_time(text, SHANGHAI) is None


def test_the_day_comes_first_when_told_so() -> None:
    found = parse_time("03/04/2025", SHANGHAI, day_first=True)
    assert found == datetime(2025, 4, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [(["03/04/2025"], None), (["03/04/2025", "25/04/2025"], True), (["3/25/2025"], False)],
)
def test_the_order_of_day_and_month_is_told_by_a_part_above_twelve(
    cells: list[str], expected: bool | None
) -> None:
    assert day_comes_first(cells) is expected


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2099, 12, 30)),
    st.integers(-12 * 60, 14 * 60),
)
def test_every_moment_survives_being_written_as_iso(moment: datetime, offset: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    assert parse_time(moment.isoformat(), SHANGHAI) == moment


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    parse_time(text, SHANGHAI)
    parse_score(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9", 9), (" 9.0 ", 9), ("９", 9), ("9分", 9), ("4星", 4), ("4 stars", 4), ("★★★★☆", 4), ("9/10", 9),
        ("-1", -1), ("1e3", None), ("", None), ("nan", None), ("inf", None), ("很好", None), ("9,5", None),
    ],
)  # fmt: skip
def test_a_score_is_read_in_the_forms_that_people_write(text: str, expected: float | None) -> None:
    assert parse_score(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("五星", (5, None)), ("五颗星", (5, None)), ("4.5星", (4.5, None)), ("四星半", (4.5, None)),
        ("四点五星", (4.5, None)), ("三颗星", (3, None)), ("9分", (9, None)), ("九分", (9, None)),
        ("10分制8分", (8, 10)), ("8分（满分10分）", (8, 10)), ("4/5", (4, 5)), ("4.5 out of 5 stars", (4.5, 5)),
        ("80%", (80, 100)), ("★★★★☆", (4, 5)), ("★★★½☆", (3.5, 5)), ("★★★★", (4, None)), ("⭐⭐⭐", (3, None)),
        ("五星好评", (5, None)), ("满意", None), ("半", None), ("一", None), ("十分满意", None), ("十分", (10, None)),
    ],
)  # fmt: skip
def test_a_score_says_the_end_of_its_scale_where_it_names_it(
    text: str, expected: tuple[float, float | None] | None
) -> None:
    assert score_and_top(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不适用", "not_applicable"), (" N/A ", "not_applicable"), ("不知道", "dont_know"), ("Don't know", "dont_know"),
        ("不愿回答", "skipped"), ("（跳过）", "skipped"), ("—", "skipped"), ("很好", None), ("0", None), ("", None),
    ],
)  # fmt: skip
def test_a_cell_that_says_there_is_no_answer_says_which_kind(text: str, expected: str | None) -> None:
    assert no_answer(text) == expected
