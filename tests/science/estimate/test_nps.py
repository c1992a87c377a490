"""Worked numbers of METHODS A1 and A2."""

from decimal import Decimal
from math import exp, inf, lgamma, log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.estimate import (
    Votes,
    Weights,
    nps,
    nps_difference,
    nps_interval,
    nps_sample_size,
    paired_nps_change,
    weighted_nps,
)

Z = 1.959963984540054


def six(expected: float) -> object:
    return pytest.approx(expected, abs=5e-7)


def seven(expected: float) -> object:
    return pytest.approx(expected, abs=5e-8)


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        ("bonett_price", 0.3126438, 0.7349752),
        ("wald", 0.342693, 0.757307),
        ("adjusted_wald_3", 0.306545, 0.716711),
        ("tango", 0.305475, 0.720567),
    ],
)
def test_oracle_a1a_26_promoters_and_4_detractors_of_40(method, low, high):
    estimate = nps(26, 4, 40, method=method)
    assert estimate.value == pytest.approx(0.55, rel=1e-12)
    close = seven if method == "bonett_price" else six
    assert (estimate.low, estimate.high) == (close(low), close(high))
    assert estimate.n == 40


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        ("wald", 0.304976, 0.595024),
        ("bonett_price", 0.295917, 0.586436),
        ("adjusted_wald_3", 0.293431, 0.580355),
    ],
)
def test_oracle_a1c_60_promoters_and_15_detractors_of_100(method, low, high):
    estimate = nps(60, 15, 100, method=method)
    assert estimate.value == pytest.approx(0.45, rel=1e-12)
    assert (estimate.low, estimate.high) == (six(low), six(high))


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((10, 0, 10), 0.520580, 1.146087),
        ((0, 0, 10), -0.230984, 0.230984),
        ((3, 1, 5), -0.366654, 0.938083),
    ],
)
def test_bonett_price_before_truncation_at_the_edges(counts, low, high):
    assert nps_interval(*counts, Z) == (six(low), six(high))


def test_all_promoters_show_an_interval_that_ends_at_one():
    estimate = nps(10, 0, 10)
    assert (estimate.value, estimate.high) == (1.0, 1.0)
    assert estimate.low == six(0.520580)


@pytest.mark.parametrize("counts", [(10, 0, 10), (0, 0, 10), (0, 7, 7)])
def test_a_collapsed_wald_interval_is_never_shown(counts):
    estimate = nps(*counts, method="wald")
    assert (estimate.low, estimate.high, estimate.warning) == (None, None, "wald_collapsed")


def test_a_wald_interval_is_labelled_approximate():
    assert nps(60, 15, 100, method="wald").warning == "wald_approximate"
    assert nps(60, 15, 100).warning is None


def test_the_point_is_the_raw_score_whatever_the_interval():
    methods = ("bonett_price", "wald", "adjusted_wald_3", "tango")
    assert {nps(3, 1, 5, method=method).value for method in methods} == {0.4}


def test_no_answers_give_no_value_and_a_reason():
    estimate = nps(0, 0, 0)
    assert (estimate.value, estimate.low, estimate.high, estimate.n) == (None, None, None, 0)
    assert estimate.reason == "no_valid_answers"


def test_one_answer_has_a_value_and_a_wide_interval():
    estimate = nps(1, 0, 1)
    assert estimate.value == 1.0
    assert estimate.low < 0 < estimate.high


@pytest.mark.parametrize(
    ("size", "p_d", "p_p", "expected"),
    [
        (10, 0.02, 0.9, {"wald": 0.6494, "bonett_price": 0.9867, "adjusted_wald_3": 0.9298}),
        (20, 0.1, 0.6, {"wald": 0.9202, "bonett_price": 0.9560, "adjusted_wald_3": 0.9580}),
        (50, 0.3, 0.3, {"wald": 0.9390, "bonett_price": 0.9505, "adjusted_wald_3": 0.9476}),
    ],
)
def test_exact_coverage_by_enumerating_every_outcome(size, p_d, p_p, expected):
    covered = dict.fromkeys(expected, 0.0)
    for promoters in range(size + 1):
        for detractors in range(size + 1 - promoters):
            passives = size - promoters - detractors
            probability = exp(
                lgamma(size + 1)
                - lgamma(promoters + 1)
                - lgamma(detractors + 1)
                - lgamma(passives + 1)
                + promoters * log(p_p)
                + detractors * log(p_d)
                + passives * log(1 - p_p - p_d)
            )
            for method in covered:
                low, high = nps_interval(promoters, detractors, size, Z, method)
                if low <= p_p - p_d <= high:
                    covered[method] += probability
    assert covered == {method: pytest.approx(share, abs=5e-5) for method, share in expected.items()}


def test_sample_sizes():
    assert nps_sample_size(0.05, variance=0.5475) == 842
    assert nps_sample_size(0.05) == 1537


@pytest.mark.parametrize("half_width", [0, -0.1, nan])
def test_a_sample_size_needs_a_positive_half_width(half_width):
    with pytest.raises(ValueError, match="half_width"):
        nps_sample_size(half_width)


@pytest.mark.parametrize(
    "counts", [(-1, 0, 5), (0, -1, 5), (0, 0, -5), (3, 3, 5), (nan, 0, 5), (1, 0, inf), (1.5, 0, 5)]
)
def test_impossible_counts_are_refused_with_a_sentence(counts):
    with pytest.raises(ValueError, match=r"\.$"):
        nps(*counts)
    with pytest.raises(ValueError, match=r"\.$"):
        nps_difference(counts, (1, 1, 5))


def test_an_unknown_interval_is_refused_by_name():
    with pytest.raises(ValueError, match="bonett_price"):
        nps(1, 1, 5, method="exact")


def test_whole_counts_of_other_types_are_taken():
    assert nps(26.0, Decimal(4), 40) == nps(26, 4, 40)


@st.composite
def votes(draw):
    n = draw(st.integers(1, 5000))
    promoters = draw(st.integers(0, n))
    return Votes(promoters, draw(st.integers(0, n - promoters)), n)


@given(votes())
def test_the_interval_holds_the_score_and_stays_on_the_scale(counted):
    estimate = nps(*counted)
    assert -1 <= estimate.low <= estimate.value <= estimate.high <= 1
    assert estimate.low < estimate.high


@given(votes())
def test_swapping_promoters_and_detractors_mirrors_the_interval(counted):
    estimate = nps(*counted)
    mirrored = nps(counted.detractors, counted.promoters, counted.n)
    assert mirrored.low == pytest.approx(-estimate.high, abs=1e-12)


# --- two samples ---


def test_oracle_a2a_the_difference_of_two_samples():
    change = nps_difference(Votes(60, 15, 100), Votes(50, 20, 100))
    assert change.value == pytest.approx(0.15, rel=1e-12)
    assert change.value / change.statistic == seven(0.1075872)
    assert change.statistic == six(1.394218)
    assert change.p == six(0.163252)
    assert (change.low, change.high) == (six(-0.060867), six(0.360867))
    assert not change.real
    assert change.method == "wald_difference"


def test_a_small_sample_is_compared_by_mover_over_bonett_price():
    change = nps_difference((26, 4, 40), (10, 10, 40))
    first, second = nps(26, 4, 40), nps(10, 10, 40)
    assert change.method == "mover_bonett_price"
    assert change.low == pytest.approx(
        change.value - ((first.value - first.low) ** 2 + (second.high - second.value) ** 2) ** 0.5
    )
    assert change.high == pytest.approx(
        change.value + ((first.high - first.value) ** 2 + (second.value - second.low) ** 2) ** 0.5
    )
    assert change.real


def test_samples_without_variance_are_compared_by_mover_however_large():
    change = nps_difference((1000, 0, 1000), (995, 0, 1000))
    assert change.method == "mover_bonett_price"
    assert change.low < change.value < change.high


@given(votes(), votes())
def test_p_is_below_five_percent_exactly_when_the_interval_excludes_zero(first, second):
    change = nps_difference(first, second)
    assert change.real == (change.low > 0 or change.high < 0)
    if abs(change.p - 0.05) > 1e-9:
        assert change.real == (change.p < 0.05)


@given(votes(), votes())
def test_a_difference_turned_round_changes_its_sign(first, second):
    one, other = nps_difference(first, second), nps_difference(second, first)
    assert (one.value, one.low, one.high) == (
        pytest.approx(-other.value),
        pytest.approx(-other.high, abs=1e-12),
        pytest.approx(-other.low, abs=1e-12),
    )
    assert one.p == pytest.approx(other.p, abs=1e-9)


def test_nothing_is_compared_with_nobody():
    change = nps_difference((1, 0, 2), (0, 0, 0))
    assert (change.value, change.p, change.real, change.reason) == (None, None, False, "no_valid_answers")


# --- the same people twice ---


def test_oracle_paired_change():
    before = (1, 1, 0, -1, -1, 0, 1, -1, 0, 1)
    after = (1, 1, 1, 0, -1, 0, 1, 0, 1, 0)
    steps = [late - early for early, late in zip(before, after, strict=True)]
    change = paired_nps_change({step: steps.count(step) for step in set(steps)})
    assert change.value == pytest.approx(0.3, rel=1e-12)
    assert change.value / change.statistic == seven(0.2134375)
    assert change.statistic == six(1.405564)
    assert change.degrees_of_freedom == 9
    assert change.p == six(0.193422)


def test_a_change_of_three_steps_cannot_be():
    with pytest.raises(ValueError, match="between -2 and 2"):
        paired_nps_change({3: 1})


def test_people_who_all_stayed_the_same_prove_nothing():
    change = paired_nps_change({0: 50})
    assert (change.value, change.low, change.p, change.real, change.reason) == (
        0.0,
        None,
        None,
        False,
        "no_spread",
    )


# --- weighted ---


def weights(*each: float) -> Weights:
    return Weights(len(each), sum(each), sum(weight * weight for weight in each))


def test_weighted_nps_follows_the_linearised_formula():
    # x = 1, 1, 0, -1 with w = 2, 1, 1, 0.5: d = 2.5/4.5; sum w²(x-d)² = 5(4/9)² + (5/9)² + .25(14/9)²
    estimate = weighted_nps(weights(2, 1), weights(1), weights(0.5))
    value = 2.5 / 4.5
    error = (4 / 3 * (5 * (4 / 9) ** 2 + (5 / 9) ** 2 + 0.25 * (14 / 9) ** 2)) ** 0.5 / 4.5
    assert estimate.value == pytest.approx(value)
    assert estimate.low == pytest.approx(max(-1, value - Z * error))
    assert estimate.high == pytest.approx(min(1, value + Z * error))
    assert estimate.n_effective == pytest.approx(4.5**2 / 6.25)
    assert estimate.n == 4


def test_equal_weights_give_the_unweighted_score():
    estimate = weighted_nps(Weights(60, 120, 240), Weights(25, 50, 100), Weights(15, 30, 60))
    assert estimate.value == pytest.approx(0.45)
    assert estimate.n_effective == pytest.approx(100)


def test_weighted_answers_that_are_all_alike_keep_some_doubt():
    estimate = weighted_nps(Weights(10, 10, 10), Weights(0, 0, 0), Weights(0, 0, 0))
    assert (estimate.value, estimate.high, estimate.warning) == (1.0, 1.0, "kish_approximate")
    assert estimate.low == six(0.520580)


@pytest.mark.parametrize("bad", [Weights(0, 1, 1), Weights(2, -1, 1), Weights(2, 2, 1), Weights(1, nan, 1)])
def test_impossible_weights_are_refused(bad):
    with pytest.raises(ValueError, match=r"\.$"):
        weighted_nps(bad, Weights(1, 1, 1), Weights(0, 0, 0))
