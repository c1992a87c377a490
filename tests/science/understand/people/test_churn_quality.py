"""The measures of a churn model against other tools and worked numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.understand.people.churn.quality import (
    auc,
    auc_difference,
    by_tenth,
    calibration,
    lift,
    quality,
)
from zhiyin.science.understand.people.churn.scorecard import expit

metrics = pytest.importorskip(
    "sklearn.metrics", reason="compared with scikit-learn (a development dependency)"
)
linear = pytest.importorskip("sklearn.linear_model")


def sample(seed: int = 0, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(seed)
    logit = dice.normal(-1, 1.5, n)
    return logit, dice.random(n) < expit(logit)


def test_the_area_is_that_of_scikit_learn_with_ties_counting_half() -> None:
    logit, left = sample()
    coarse = np.round(logit)
    assert auc(coarse, left).value == pytest.approx(metrics.roc_auc_score(left, coarse), abs=1e-12)


def test_the_interval_of_the_area_is_delongs() -> None:
    # Variance of the two sets of placements by hand: leavers 3, 1; stayers 2, 0. Placements 1, .5 and .5, 1.
    found = auc(np.array([3.0, 1.0, 2.0, 0.0]), np.array([True, True, False, False]))
    assert found.value == 0.75
    error = np.sqrt(0.125 / 2 + 0.125 / 2)
    middle, half = np.log(3.0), 1.959963984540054 * error / (0.75 * 0.25)
    assert found.low == pytest.approx(1 / (1 + np.exp(half - middle)), abs=1e-12)
    assert found.high == pytest.approx(1 / (1 + np.exp(-half - middle)), abs=1e-12)


def test_the_interval_of_the_area_covers_the_truth_19_times_in_20() -> None:
    # Leavers N(1, 1), stayers N(0, 1): the area is Phi(1 / sqrt 2).
    dice = np.random.default_rng(3)
    left = np.arange(150) < 50
    hit = 0
    for _ in range(400):
        found = auc(dice.normal(size=150) + left, left)
        hit += bool(found.low is not None and found.high is not None and found.low <= 0.7602499 <= found.high)
    assert 0.92 <= hit / 400 <= 0.975


def test_a_perfect_order_has_an_area_and_no_interval() -> None:
    found = auc(np.array([0.0, 1.0, 2.0]), np.array([False, True, True]))
    assert (found.value, found.low) == (1.0, None)


def test_a_score_leads_itself_by_nothing() -> None:
    logit, left = sample()
    found = auc_difference(logit, logit, left)
    assert (found.value, found.real) == (0.0, False)


def test_a_lead_is_the_difference_of_the_areas_and_noise_loses() -> None:
    logit, left = sample(1, 1000)
    noise = np.random.default_rng(2).normal(size=1000)
    found = auc_difference(logit, noise, left)
    assert found.value == pytest.approx(auc(logit, left).value - auc(noise, left).value)
    assert found.real
    assert found.low is not None
    assert found.low > 0


def test_the_calibration_slope_is_that_of_an_unpenalised_regression() -> None:
    logit, left = sample(4, 2000)
    slope, intercept = calibration(logit * 2, left)
    line = linear.LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit((logit * 2)[:, None], left)
    assert slope.value == pytest.approx(line.coef_[0, 0], rel=1e-4)
    assert slope.low is not None
    assert slope.high is not None
    assert slope.low < 0.5 < slope.high
    assert intercept.value is not None


def test_told_too_high_shows_as_a_negative_intercept() -> None:
    logit, left = sample(5, 5000)
    _, intercept = calibration(logit + 1, left)
    assert intercept.value == pytest.approx(-1, abs=0.12)


def test_one_chance_for_everybody_has_no_slope() -> None:
    _, left = sample()
    slope, _ = calibration(np.zeros(len(left)), left)
    assert slope.value is None


@given(st.lists(st.sampled_from([0.1, 0.2, 0.5, 0.9]), min_size=2, max_size=60))
def test_tenths_hold_everybody_and_never_part_equal_chances(chances: list[float]) -> None:
    chance = np.array(chances)
    left = np.arange(len(chance)) % 2 == 0
    tenths = by_tenth(chance, left)
    assert sum(each.n for each in tenths) == len(chance)
    assert [each.told for each in tenths] == sorted(each.told for each in tenths)
    assert len(tenths) <= len(set(chances))


def test_the_lift_of_ties_is_that_of_a_draw_among_them() -> None:
    left = np.array([True, False] * 10)
    assert lift(np.full(20, 0.5), left) == pytest.approx(1.0)
    assert lift(left.astype(float), left) == pytest.approx(2.0)


def test_all_figures_are_of_the_same_customers() -> None:
    logit, left = sample(6, 1000)
    found = quality(logit, left)
    assert (found.n, found.left) == (1000, int(left.sum()))
    assert found.brier.value == pytest.approx(metrics.brier_score_loss(left, expit(logit)), abs=1e-12)
    assert found.brier.value < found.brier_of_base
