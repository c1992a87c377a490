"""METHODS D: kappa and alpha against worked numbers and against their definitions, written out the slow way."""

import math
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.understand.agreement import (
    INTERVAL,
    LEVELS,
    NO_VARIATION,
    NOMINAL,
    NOTHING_IN_COMMON,
    ORDINAL,
    RATIO,
    RELIABLE,
    TENTATIVE,
    UNRELIABLE,
    cohen_kappa,
    judgement,
    kappa_of_table,
    krippendorff_alpha,
)

N = None
CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, N],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]


def test_cohens_kappa_of_the_textbook_table() -> None:
    found = kappa_of_table([[20, 5], [10, 15]])
    assert found.observed == pytest.approx(0.7)
    assert found.expected == pytest.approx(0.5)
    assert found.value == pytest.approx(0.4)
    assert found.standard_error == pytest.approx(0.126996, abs=5e-7)
    assert (found.low, found.high) == pytest.approx((0.151092, 0.648908), abs=5e-7)


@pytest.mark.parametrize(
    ("weights", "value"), [(None, 0.664839), ("linear", 0.742991), ("quadratic", 0.824729)]
)
def test_weighted_kappa_forgives_near_misses(weights: str | None, value: float) -> None:
    found = kappa_of_table([[10, 2, 0], [3, 12, 4], [0, 2, 17]], weights=weights)
    assert found.value == pytest.approx(value, abs=5e-7)


def test_two_coders_who_always_say_the_same_one_thing_have_no_kappa() -> None:
    found = cohen_kappa(["good"] * 9, ["good"] * 9, labels=["good", "bad"])
    assert (found.value, found.reason, found.n) == (None, NO_VARIATION, 9)


def test_units_that_one_coder_left_out_are_dropped_and_counted() -> None:
    found = cohen_kappa(["a", "b", None, "a"], ["a", "b", "b", None])
    assert (found.n, found.dropped, found.value) == (2, 2, pytest.approx(1.0))
    assert cohen_kappa([None], ["a"]).reason == NOTHING_IN_COMMON


def test_kappa_refuses_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="second coder"):
        cohen_kappa(["a"], [])
    with pytest.raises(ValueError, match="not one of the labels"):
        cohen_kappa(["a"], ["c"], labels=["a", "b"])
    with pytest.raises(ValueError, match="need the labels"):
        cohen_kappa(["a"], ["a"], weights="linear")
    with pytest.raises(ValueError, match="square"):
        kappa_of_table([[1, 2]])
    with pytest.raises(ValueError, match="linear or quadratic"):
        kappa_of_table([[1]], weights="cubic")


@pytest.mark.parametrize(
    ("level", "value"), [(NOMINAL, 0.743421), (ORDINAL, 0.815388), (INTERVAL, 0.849107), (RATIO, 0.797403)]
)
def test_krippendorffs_alpha_of_his_four_coders(level: str, value: float) -> None:
    found = krippendorff_alpha(CODERS, level=level)
    assert found.value == pytest.approx(value, abs=5e-7)
    assert (found.n, found.values, found.dropped) == (11, 40, 1)
    assert found.low is not None
    assert found.high is not None
    assert found.low < value < found.high


def test_alphas_interval_is_the_same_for_the_same_seed() -> None:
    assert krippendorff_alpha(CODERS, seed=5) == krippendorff_alpha(CODERS, seed=5)
    assert krippendorff_alpha(CODERS, seed=5).low != krippendorff_alpha(CODERS, seed=6).low


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_undefined_where_nobody_ever_differs(level: str) -> None:
    found = krippendorff_alpha([[3, 3, 3], [3, 3, None]], level=level)
    assert (found.value, found.reason, found.low) == (None, NO_VARIATION, None)


def test_alpha_takes_words_on_the_nominal_level_only() -> None:
    assert krippendorff_alpha([["a", "b", "a"], ["a", "b", "b"]]).value is not None
    with pytest.raises(ValueError, match="no number"):
        krippendorff_alpha([["a", "b"], ["a", "b"]], level=INTERVAL)
    with pytest.raises(ValueError, match="below 0"):
        krippendorff_alpha([[-1, 2], [1, 2]], level=RATIO)
    with pytest.raises(ValueError, match="level is one of"):
        krippendorff_alpha([[1], [1]], level="cardinal")
    with pytest.raises(ValueError, match="for every unit"):
        krippendorff_alpha([[1], [1, 2]])


def test_alpha_without_a_pair_of_values_says_so() -> None:
    assert krippendorff_alpha([]).reason == NOTHING_IN_COMMON
    assert krippendorff_alpha([[1, None], [None, 2]]).reason == NOTHING_IN_COMMON


def test_not_a_number_is_a_missing_value() -> None:
    nan = float("nan")
    assert krippendorff_alpha([[1, 2, nan], [1, 3, 2]], level=INTERVAL) == krippendorff_alpha(
        [[1, 2, None], [1, 3, 2]], level=INTERVAL
    )


def test_the_guidance_names_three_ranges() -> None:
    assert [judgement(x) for x in (0.8, 0.7, 0.5)] == [RELIABLE, TENTATIVE, UNRELIABLE]


def by_definition(ratings: list[list[int | None]], level: str) -> float:
    """Alpha from the coincidence matrix, pair by pair; NaN where it is undefined."""
    units = [[v for v in unit if v is not None] for unit in zip(*ratings, strict=True)]
    together: Counter[tuple[int, int]] = Counter()
    for values in units:
        for a, b in permutations(range(len(values)), 2):
            together[values[a], values[b]] += 1 / (len(values) - 1)
    total: Counter[int] = Counter()
    for (c, _), count in together.items():
        total[c] += count
    n = sum(total.values())

    def distance(c: int, k: int) -> float:
        if level == NOMINAL:
            return float(c != k)
        if level == INTERVAL:
            return float((c - k) ** 2)
        if level == RATIO:
            return ((c - k) / (c + k)) ** 2 if c + k else 0.0
        low, high = min(c, k), max(c, k)
        between = sum(count for g, count in total.items() if low <= g <= high)
        return (between - (total[low] + total[high]) / 2) ** 2

    observed = sum(count * distance(c, k) for (c, k), count in together.items())
    expected = sum(total[c] * total[k] * distance(c, k) for c in total for k in total) / (n - 1) if n else 0.0
    return 1 - observed / expected if expected else math.nan


ratings = st.integers(2, 4).flatmap(
    lambda coders: st.integers(1, 8).flatmap(
        lambda units: st.lists(
            st.lists(st.none() | st.integers(0, 5), min_size=units, max_size=units),
            min_size=coders,
            max_size=coders,
        )
    )
)


@given(ratings, st.sampled_from(LEVELS))
@settings(max_examples=300, deadline=None)
def test_alpha_is_what_its_definition_says(table: list[list[int | None]], level: str) -> None:
    expected = by_definition(table, level)
    found = krippendorff_alpha(table, level=level, resamples=0).value
    if math.isnan(expected):
        assert found is None
    else:
        assert found == pytest.approx(expected, abs=1e-9)


@given(ratings, st.integers(-1000, 1000), st.integers(1, 50))
@settings(max_examples=100, deadline=None)
def test_on_an_interval_scale_neither_origin_nor_unit_matters(
    table: list[list[int | None]], shift: int, unit: int
) -> None:
    moved = [[None if v is None else shift + unit * v for v in row] for row in table]
    one = krippendorff_alpha(table, level=INTERVAL, resamples=0).value
    other = krippendorff_alpha(moved, level=INTERVAL, resamples=0).value
    assert one == (None if other is None else pytest.approx(other, abs=1e-9))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_kappa_is_chance_corrected_agreement(pairs: list[tuple[int, int]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    chance = sum(first.count(v) * second.count(v) for v in range(4)) / n**2
    found = cohen_kappa(first, second).value
    if chance == 1:
        assert found is None
    else:
        assert found == pytest.approx((observed - chance) / (1 - chance), abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
@settings(max_examples=100, deadline=None)
def test_alpha_of_two_raters_is_agreement_beyond_what_drawing_their_words_in_pairs_gives(
    pairs: list[tuple[int, int]],
) -> None:
    words = [word for pair in pairs for word in pair]
    n = len(words)
    observed = sum(a == b for a, b in pairs) / len(pairs)
    by_chance = sum(words.count(v) * (words.count(v) - 1) for v in range(4)) / (n * (n - 1))
    alpha = krippendorff_alpha(list(zip(*pairs, strict=True)), resamples=0).value
    if by_chance == 1:
        assert alpha is None
    else:
        assert alpha == pytest.approx((observed - by_chance) / (1 - by_chance), abs=1e-9)
