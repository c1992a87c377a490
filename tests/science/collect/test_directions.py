"""Which end of a scale is the good one."""

import pytest

from zhiyin.science.collect.directions import direction_named, ends_named, is_effort


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("满意度（1非常满意，5非常不满意）", -1), ("满意度（1-5分，5分为非常满意）", 1),
        ("满意度(1=非常不满意 5=非常满意)", 1),
        ("费力度（1非常轻松-5非常费力）", -1), ("CES（1-7，7为非常容易）", 1), ("费力度（1=非常费力，7=非常轻松）", 1),
        ("问题解决难易（1=非常容易 5=非常困难）", -1), ("Ease (1 = very difficult, 7 = very easy)", 1),
        ("Satisfaction (1 = very satisfied, 5 = very dissatisfied)", -1), ("满意度", 0), ("整体满意度(1-5)", 0),
        ("1、您对本次服务是否满意", 0), ("Q3满意度", 0), ("2.您觉得办理方便吗？", 0),
    ],
)  # fmt: skip
def test_the_ends_that_a_name_explains_tell_the_direction(name: str, direction: int) -> None:
    assert direction_named(name) == direction


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("费力度（1非常轻松-5非常费力）", (1, 5)), ("Ease (1 = very difficult, 7 = very easy)", (1, 7)),
        ("满意度（1非常满意，5非常不满意）", (1, 5)), ("推荐(0完全不愿意，10非常愿意)", (0, 10)),
        ("1、满意度（共5题）", None),
    ],
)  # fmt: skip
def test_the_ends_that_a_name_explains_are_its_scale(name: str, scale: tuple[float, float] | None) -> None:
    assert ends_named(name) == scale


def test_effort_is_less_the_better() -> None:
    assert [is_effort(name) for name in ("费力度", "客户费力度", "轻松度", "CES", "Customer Effort Score", "effort")] == [
        True, True, False, False, False, True,
    ]  # fmt: skip
