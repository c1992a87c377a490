"""A drift is told only when it is more than chance, with the week as the unit."""

import numpy as np
import pytest

from zhiyin.science.understand.drifting import TOO_FEW_WEEKS, as_family, drift, stability, strange


def weeks(shares: list[float], n: int = 200, seed: int = 1) -> list[list[int]]:
    dice = np.random.default_rng(seed)
    counts = dice.binomial(n, shares)
    return [[int(one), n - int(one)] for one in counts]


def test_the_index_is_the_sum_of_differences_times_log_ratios() -> None:
    """Shares 0.2/0.8 against 0.5/0.5: 0.3 ln 2.5 + 0.3 ln 1.6 = 0.4159."""
    found = stability(np.array([[200_000.0, 800_000.0]]), np.array([[500_000.0, 500_000.0]]))
    assert found[0] == pytest.approx(0.4159, abs=1e-4)


def test_a_moved_share_is_told_with_its_interval() -> None:
    (found,) = as_family([drift(weeks([0.1] * 12 + [0.4] * 4), 4)])
    assert found.told
    assert 0.1 < (found.low or 0) < (found.index or 0) < (found.high or 0)
    assert found.p == pytest.approx(1 / 1820)


def test_weeks_that_differ_among_themselves_are_no_drift_however_many_texts() -> None:
    """With a million texts a week every test of texts would cry; the weeks go up and down as ever."""
    shares = [0.1, 0.3] * 8
    assert not as_family([drift(weeks(shares, 1_000_000), 4)])[0].told


def test_of_many_quiet_series_few_are_told() -> None:
    told = sum(
        as_family([drift(weeks([0.2] * 16, seed=seed), 4, resamples=10)])[0].told for seed in range(100)
    )
    assert told <= 12  # 5 are expected; more than 12 have a chance of 0.1 %


def test_the_family_is_held_to_five_percent() -> None:
    one = drift(weeks([0.2] * 12 + [0.27] * 4), 4)
    alone, family = as_family([one])[0], as_family([one] * 5)[0]
    assert alone.p_adjusted == one.p
    assert family.p_adjusted == pytest.approx(min(1.0, 5 * (one.p or 0)))


def test_too_few_weeks_say_so() -> None:
    found = drift(weeks([0.1] * 6 + [0.5] * 2), 2)
    assert (found.index, found.reason) == (None, TOO_FEW_WEEKS)
    assert drift([[0, 0]] * 16, 4).reason == TOO_FEW_WEEKS


def test_what_cannot_be_set_against_the_others_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be set"):
        drift([[1, 2]], 1)


def test_words_of_another_trade_are_strange() -> None:
    known, other, nothing = strange(["味道很好，上菜也快", "头孢克肟颗粒，吃了三天", ""], "zh")
    assert known[0] / known[1] < other[0] / other[1]
    assert nothing[1] <= 1
    assert strange([], "zh") == []
