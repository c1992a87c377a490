"""Participation: of all, and of those who were asked."""

from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.collect.drafts import STATUSES
from zhiyin.science.collect.participation import participation


def test_three_of_seven_calls_and_of_five_asked() -> None:
    found = participation({"answered": 3, "skipped": 2, "not_asked": 2})
    assert found == (3, 5, 7)
    assert (found.of_all, found.of_asked) == (3 / 7, 3 / 5)


def test_those_without_a_row_could_have_answered_too() -> None:
    assert participation({"answered": 3}, 10) == (3, 3, 10)


def test_of_nobody_there_is_no_rate() -> None:
    assert (participation({}).of_all, participation({"not_asked": 1}).of_asked) == (None, None)


@given(st.dictionaries(st.sampled_from(STATUSES), st.integers(0, 1000)), st.integers(0, 1000))
def test_answered_are_among_the_asked_and_these_among_all(statuses: dict[str, int], everybody: int) -> None:
    answered, asked, of_all = participation(statuses, everybody)
    assert 0 <= answered <= asked <= of_all
