"""Who is silent, and who was never heard."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.understand.people.churn.histories import Gone
from zhiyin.science.understand.people.silence import silence

RULE = Gone(times=3.0, least=10.0, most=100.0)


def test_silence_is_measured_by_ones_own_gaps() -> None:
    # Both were last heard on day 60; one spoke every 10 days, the other every 30.
    who = np.array([1] * 4 + [2] * 3)
    day = np.array([30.0, 40, 50, 60, 0, 30, 60])
    found = silence(who, day, np.array([1, 2, 3]), now=100.0, rule=RULE)
    assert found.silent.tolist() == [1]
    assert found.heard.tolist() == [2]
    assert found.never.tolist() == [3]
    assert (found.expected.tolist(), found.silence.tolist()) == ([30.0], [40.0])
    assert (found.n, found.never_share.n, found.silent_share.n) == (3, 3, 3)


def test_where_nobody_was_heard_twice_the_longest_silence_is_allowed() -> None:
    found = silence(np.array([1, 2]), np.array([0.0, 50.0]), np.array([1, 2]), now=101.0, rule=RULE)
    assert found.silent.tolist() == [1]
    assert found.heard.tolist() == [2]


def test_nobody_heard_at_all_is_told_as_such() -> None:
    found = silence(np.array([], int), np.array([]), np.array([5, 6]), now=1.0)
    assert found.never.tolist() == [5, 6]
    assert found.never_share.value == 1.0


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 200)), max_size=60))
def test_everybody_is_in_one_of_the_three_lists(rows: list[tuple[int, int]]) -> None:
    who, day = np.array([a for a, _ in rows], int), np.array([b for _, b in rows], float)
    found = silence(who, day, np.arange(8), now=150.0, rule=RULE)
    assert sorted([*found.never, *found.silent, *found.heard]) == list(range(8))
