"""Emerging themes: false alarms at the stated rate where nothing changes, and a doubled theme is seen."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.science.understand.themes_made import reviews
from zhiyin.science.estimate.families import benjamini_hochberg
from zhiyin.science.understand.themes import discover, emerging, weekly
from zhiyin.science.understand.themes.growth import (
    EMERGING,
    LEAST_HISTORY,
    NOT_ENOUGH,
    STEADY,
    dispersion,
)

THEMES = 20
Ints = NDArray[np.int64]


def weeks_without_change(
    dice: np.random.Generator, weeks: int, mean: float, swing: float | None
) -> tuple[Ints, Ints]:
    """Counts of 20 themes that are all steady; `swing`: the shape of the gamma that makes them swing beyond chance."""
    totals = dice.poisson(3000, weeks)
    rate = np.full((THEMES, weeks), mean / 3000) * totals
    if swing is not None:
        rate = rate * dice.gamma(swing, 1 / swing, (THEMES, weeks))
    return np.minimum(dice.poisson(rate), totals), totals


@pytest.mark.parametrize("swing", [None, 20.0])
@pytest.mark.parametrize("mean", [5.0, 60.0])
def test_where_nothing_changes_false_alarms_stay_at_the_stated_rate(mean: float, swing: float | None) -> None:
    dice = np.random.default_rng(1)
    runs, alone, alarms = 60, 0, 0
    for _ in range(runs):
        found = emerging(*weeks_without_change(dice, 20, mean, swing))
        alone += sum(week.p is not None and week.p <= 0.05 for week in found)
        alarms += any(week.verdict == EMERGING for week in found)
    # Three standard errors above 5 % of 1,200 tests, and of 60 families.
    assert alone / (runs * THEMES) <= 0.05 + 3 * (0.05 * 0.95 / (runs * THEMES)) ** 0.5
    assert alarms / runs <= 0.05 + 3 * (0.05 * 0.95 / runs) ** 0.5


def test_looking_at_four_weeks_is_one_family() -> None:
    dice = np.random.default_rng(2)
    alarms = 0
    for _ in range(60):
        found = emerging(*weeks_without_change(dice, 30, 40.0, None), looks=4)
        assert len(found) == 4 * THEMES
        alarms += any(week.verdict == EMERGING for week in found)
    assert alarms <= 8
    adjusted = benjamini_hochberg(week.p for week in found)
    assert [week.p_adjusted for week in found] == [one.p for one in adjusted]


def test_a_doubled_theme_is_seen_among_steady_ones() -> None:
    dice = np.random.default_rng(3)
    seen = 0
    for _ in range(40):
        counts, totals = weeks_without_change(dice, 26, 50.0, None)
        counts[7, -1] = dice.poisson(100)
        found = emerging(counts, totals)
        seen += found[7].verdict == EMERGING
        assert found[7].growth == pytest.approx(2.0, abs=0.8)
    assert seen >= 36


def test_a_lasting_growth_of_a_swinging_theme_is_seen_over_four_weeks() -> None:
    dice = np.random.default_rng(4)
    one = four = 0
    for _ in range(40):
        counts, totals = weeks_without_change(dice, 30, 80.0, 20.0)
        counts[0, -4:] = dice.poisson(160 * dice.gamma(20, 1 / 20, 4))
        one += emerging(counts, totals)[0].verdict == EMERGING
        four += emerging(counts, totals, width=4)[0].verdict == EMERGING
    assert four >= 36
    assert four > one


def test_a_theme_that_grows_with_all_texts_does_not_emerge() -> None:
    totals = np.array([1000] * 12 + [4000])
    counts = np.array([[50] * 12 + [200]])
    assert emerging(counts, totals)[0].verdict == STEADY


def test_a_swinging_theme_needs_more_than_a_steady_one() -> None:
    totals = [1000] * 13
    steady = emerging([[48, 52, 50, 49, 51, 50, 50, 52, 48, 50, 49, 51, 90]], totals)[0]
    swinging = emerging([[10, 90, 30, 70, 20, 85, 15, 95, 40, 60, 5, 80, 90]], totals)[0]
    assert (steady.verdict, swinging.verdict) == (EMERGING, STEADY)
    assert steady.dispersion == 1.0
    assert swinging.dispersion is not None
    assert swinging.dispersion > 10


def test_a_new_theme_has_emerged_although_nothing_was_expected() -> None:
    found = emerging([[0] * 12 + [12]], [500] * 13)[0]
    assert (found.verdict, found.expected, found.growth) == (EMERGING, 0.0, None)


def test_a_few_texts_are_too_few_to_matter() -> None:
    assert emerging([[0] * 12 + [4]], [500] * 13)[0].verdict == STEADY


def test_too_little_history_says_so() -> None:
    short = emerging([[5] * LEAST_HISTORY], [100] * LEAST_HISTORY)[0]
    assert (short.verdict, short.p, short.expected, short.history) == (
        NOT_ENOUGH,
        None,
        None,
        LEAST_HISTORY - 1,
    )
    enough = emerging([[5] * (LEAST_HISTORY + 1)], [100] * (LEAST_HISTORY + 1))[0]
    assert enough.verdict == STEADY
    gaps = emerging([[5, 0] * 7 + [5]], [100, 0] * 7 + [100])[0]
    assert (gaps.history, gaps.verdict) == (7, NOT_ENOUGH)


def test_a_week_without_texts_has_no_verdict() -> None:
    assert emerging([[5] * 12 + [0]], [100] * 12 + [0])[0].verdict == NOT_ENOUGH
    assert emerging([], []) == ()


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="all of a week"):
        emerging([[11]], [10])
    with pytest.raises(ValueError, match="all of a week"):
        emerging([[-1]], [10])
    with pytest.raises(ValueError, match="every week"):
        emerging([[1, 2, 3]], [5])
    with pytest.raises(ValueError, match="one week"):
        emerging([[1]], [5], looks=0)


def test_dispersion_is_pearsons_chi_square_by_its_degrees_of_freedom() -> None:
    counts, totals = np.array([4, 16, 10, 10]), np.array([100.0] * 4)
    assert dispersion(counts, totals) == pytest.approx((36 + 36) / 10 / 3)
    assert dispersion(np.array([10, 10, 10]), np.array([100.0] * 3)) == 1.0
    assert dispersion(np.zeros(5, dtype=np.int64), np.array([100.0] * 5)) == 1.0


def test_texts_are_counted_by_week_and_theme() -> None:
    texts = reviews(120)
    themes = discover(texts)
    assert themes.members is not None
    weeks = [number // 10 - 1 for number in range(120)]
    counts, totals = weekly(themes.members, len(themes), weeks, 10)
    assert totals.tolist() == [10] * 10
    for place in range(len(themes)):
        own, _ = themes.members.of(place)
        assert counts[place].sum() == sum(0 <= weeks[i] < 10 for i in own.tolist())
    with pytest.raises(ValueError, match="weeks"):
        weekly(themes.members, len(themes), [0], 10)
