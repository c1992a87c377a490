"""What names a case, and how its clock stands."""

from datetime import UTC, datetime, timedelta

import pytest

from zhiyin.science.act.standing import standing
from zhiyin.science.act.telling import telling_aspects

DUE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_the_worst_aspects_name_a_bad_experience() -> None:
    mentions = [("taste", 0.8), ("waiting", -0.9), ("attitude", -0.4), ("waiting", -0.2), ("price", -0.6)]
    assert telling_aspects(mentions, "negative") == ["waiting", "price"]


def test_delight_is_named_by_what_delighted() -> None:
    assert telling_aspects([("taste", 0.8), ("waiting", -0.9)], "positive") == ["taste"]


def test_a_voice_without_aspects_has_no_names() -> None:
    assert telling_aspects([], "negative") == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (DUE - timedelta(hours=2), "running"),
        (DUE - timedelta(minutes=60), "soon"),
        (DUE, "soon"),
        (DUE + timedelta(seconds=1), "late"),
    ],
)
def test_a_case_is_late_only_after_its_due_instant(now: datetime, expected: str) -> None:
    assert standing(DUE, None, now) == expected


@pytest.mark.parametrize(("touched", "expected"), [(DUE, "kept"), (DUE + timedelta(seconds=1), "missed")])
def test_the_first_touch_stops_the_clock(touched: datetime, expected: str) -> None:
    assert standing(DUE, touched, DUE + timedelta(days=3)) == expected
