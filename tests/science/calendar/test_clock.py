"""METHODS E: the business-hours clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.calendar.clock import breached, due, elapsed
from zhiyin.science.calendar.hours import CalendarError, WorkingCalendar, read_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = {str(day): [["09:00", "18:00"]] for day in range(1, 6)}
# Monday 10 June 2024 is a holiday; Saturday 14 September makes up for 15 to 17 September
DRAGON_BOAT = read_calendar("Asia/Shanghai", OFFICE, {date(2024, 6, 10): []})
MID_AUTUMN = read_calendar(
    "Asia/Shanghai",
    OFFICE,
    {
        date(2024, 9, 14): [["09:00", "18:00"]],
        **{date(2024, 9, day): [] for day in (15, 16, 17)},
    },
)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("created", "hours", "expected"),
    [
        ("2024-06-07 17:30", 4, "2024-06-11 12:30"),
        ("2024-06-08 10:00", 8, "2024-06-11 17:00"),
        ("2024-06-07 18:00", 1, "2024-06-11 10:00"),
    ],
)
def test_the_clock_rests_outside_hours_on_weekends_and_on_holidays(
    created: str, hours: int, expected: str
) -> None:
    assert due(DRAGON_BOAT, shanghai(created), timedelta(hours=hours)) == shanghai(expected)


def test_the_clock_rests_while_it_waits_for_the_customer() -> None:
    pause = (shanghai("2024-06-11 10:00"), shanghai("2024-06-11 11:00"))
    found = due(DRAGON_BOAT, shanghai("2024-06-07 17:30"), timedelta(hours=4), [pause])
    assert found == shanghai("2024-06-11 13:30")


def test_a_make_up_saturday_is_a_working_day() -> None:
    found = due(MID_AUTUMN, shanghai("2024-09-13 17:30"), timedelta(hours=4))
    assert found == shanghai("2024-09-14 12:30")


def test_exactly_at_due_is_kept() -> None:
    due_at = shanghai("2024-06-11 12:30")
    assert not breached(due_at, due_at)
    assert breached(due_at, due_at + timedelta(microseconds=1))


def test_a_target_used_up_at_closing_time_falls_due_at_the_next_opening() -> None:
    assert due(DRAGON_BOAT, shanghai("2024-06-07 17:00"), timedelta(hours=1)) == shanghai("2024-06-11 09:00")


def test_no_target_falls_due_at_the_first_open_instant() -> None:
    assert due(DRAGON_BOAT, shanghai("2024-06-08 10:00"), timedelta()) == shanghai("2024-06-11 09:00")
    assert due(DRAGON_BOAT, shanghai("2024-06-07 10:15"), timedelta()) == shanghai("2024-06-07 10:15")


def test_a_lunch_break_is_not_open_time() -> None:
    calendar = read_calendar("Asia/Shanghai", {"5": [["09:00", "12:00"], ["13:00", "18:00"]]})
    found = due(calendar, shanghai("2024-06-07 11:30"), timedelta(hours=1))
    assert found == shanghai("2024-06-07 13:30")


def test_overlapping_pauses_are_taken_off_once() -> None:
    pauses = [
        (shanghai("2024-06-07 10:00"), shanghai("2024-06-07 11:00")),
        (shanghai("2024-06-07 10:30"), shanghai("2024-06-07 11:30")),
    ]
    found = elapsed(DRAGON_BOAT, shanghai("2024-06-07 09:00"), shanghai("2024-06-07 12:00"), pauses)
    assert found == timedelta(hours=1, minutes=30)


def test_instants_come_back_in_utc() -> None:
    assert due(DRAGON_BOAT, shanghai("2024-06-07 09:00"), timedelta(hours=1)).tzinfo is UTC


ROUND_THE_CLOCK = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}


@pytest.mark.parametrize(("day", "hours"), [("2024-03-10", 23), ("2024-11-03", 25), ("2024-07-01", 24)])
def test_a_day_of_a_changing_clock_has_its_own_length(day: str, hours: int) -> None:
    zone = ZoneInfo("America/New_York")
    calendar = read_calendar("America/New_York", ROUND_THE_CLOCK)
    start = datetime.fromisoformat(day).replace(tzinfo=zone)
    end = (start + timedelta(days=1)).replace(tzinfo=zone)
    assert elapsed(calendar, start, end) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("interval", "day", "minutes"),
    [
        (["01:00", "02:00"], "2024-11-03", 120),  # shown twice
        (["00:00", "01:30"], "2024-11-03", 120),  # 00:00–01:30, and 01:00–01:30 again
        (["02:00", "03:00"], "2024-03-10", 0),  # never shown
        (["01:30", "03:30"], "2024-03-10", 60),
    ],
)
def test_the_local_clock_decides_what_is_open(interval: list[str], day: str, minutes: int) -> None:
    zone = ZoneInfo("America/New_York")
    calendar = read_calendar("America/New_York", {"7": [interval]})
    start = datetime.fromisoformat(day).replace(tzinfo=zone)
    end = (start + timedelta(days=1)).replace(tzinfo=zone)
    assert elapsed(calendar, start, end) == timedelta(minutes=minutes)


def test_a_calendar_without_open_hours_is_refused() -> None:
    with pytest.raises(CalendarError):
        due(read_calendar("Asia/Shanghai", {}), shanghai("2024-06-07 09:00"), timedelta(hours=1))


@pytest.mark.parametrize(
    ("zone", "weekly"),
    [
        ("Asia/Nowhere", {}),
        ("Asia/Shanghai", {"8": []}),
        ("Asia/Shanghai", {"1": [["09:00"]]}),
        ("Asia/Shanghai", {"1": [["9", "18:00"]]}),
        ("Asia/Shanghai", {"1": [["09:00", "25:00"]]}),
        ("Asia/Shanghai", {"1": [["18:00", "09:00"]]}),
        ("Asia/Shanghai", {"1": [["09:00", "12:00"], ["11:00", "18:00"]]}),
    ],
)
def test_a_calendar_that_cannot_be_meant_is_refused(zone: str, weekly: dict[str, list[list[str]]]) -> None:
    with pytest.raises(CalendarError):
        read_calendar(zone, weekly)


moments = st.datetimes(datetime(2023, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC))
calendars = st.sampled_from(
    [
        DRAGON_BOAT,
        MID_AUTUMN,
        read_calendar("America/New_York", ROUND_THE_CLOCK),
        read_calendar(
            "America/New_York", {"7": [["00:30", "01:30"], ["02:15", "03:10"]], "2": [["22:00", "24:00"]]}
        ),
        read_calendar("Australia/Lord_Howe", {"7": [["01:00", "03:00"]]}),
        read_calendar("Asia/Beirut", {"7": [["00:00", "00:30"]], "1": [["08:00", "12:00"]]}),
    ]
)
targets = st.timedeltas(timedelta(), timedelta(hours=60))
pauses_of_a_case = st.lists(
    st.tuples(moments, st.timedeltas(timedelta(), timedelta(days=3))).map(lambda p: (p[0], p[0] + p[1])),
    max_size=3,
)


@given(calendars, moments, targets, pauses_of_a_case)
def test_as_much_has_elapsed_at_due_as_was_promised(
    calendar: WorkingCalendar,
    start: datetime,
    target: timedelta,
    pauses: list[tuple[datetime, datetime]],
) -> None:
    assert elapsed(calendar, start, due(calendar, start, target, pauses), pauses) == target


@given(calendars, moments, targets)
def test_due_is_an_open_instant(calendar: WorkingCalendar, start: datetime, target: timedelta) -> None:
    found = due(calendar, start, target)
    assert elapsed(calendar, found, found + timedelta(microseconds=1)) == timedelta(microseconds=1)


@given(
    calendars,
    moments,
    st.timedeltas(timedelta(), timedelta(days=30)),
    st.timedeltas(timedelta(), timedelta(days=30)),
)
def test_open_time_adds_up(
    calendar: WorkingCalendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second
    whole = elapsed(calendar, start, end)
    assert whole == elapsed(calendar, start, middle) + elapsed(calendar, middle, end)
