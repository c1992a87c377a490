"""Formulas by metric: METHODS A1–A4 in the units that people read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.measure import CES, CSAT, MEAN, NPS, SENTIMENT, VOLUME, Unit, merge, share_of

EFFORT = dict(zip(range(1, 8), (80, 210, 140, 110, 160, 180, 120), strict=True))


def test_nps_in_points():
    shown = NPS.unit.scaled(NPS.estimate({"promoters": 26, "detractors": 4, "n": 40}))
    assert shown.value == pytest.approx(55.0)
    assert (shown.low, shown.high) == (pytest.approx(31.26438, abs=5e-6), pytest.approx(73.49752, abs=5e-6))


def test_the_parts_of_nps_add_up_to_all():
    parts = NPS.parts({"promoters": 60, "detractors": 15, "n": 100})
    assert parts == {"promoters": 60.0, "passives": 25.0, "detractors": 15.0}


def test_nps_is_counted_from_votes_and_not_from_their_mean():
    counts = NPS.count({0: 1, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1})
    assert counts == {"n": 6, "promoters": 2, "detractors": 2}


@pytest.mark.parametrize("stray", [-1, 11, 8.5])
def test_a_vote_off_the_scale_is_an_error_and_never_clipped(stray):
    with pytest.raises(ValueError, match="not an answer on the scale 0–10"):
        NPS.count({stray: 1})


def test_csat_counts_the_top_two_of_five():
    counts = CSAT.count({1: 5, 3: 10, 4: 40, 5: 45})
    shown = CSAT.unit.scaled(CSAT.estimate(counts))
    assert counts == {"n": 100, "satisfied": 85}
    assert (shown.value, shown.low, shown.high) == (
        pytest.approx(85.0),
        pytest.approx(76.7164, abs=5e-5),
        pytest.approx(90.6940, abs=5e-5),
    )


def test_csat_refuses_a_scale_of_ten():
    with pytest.raises(ValueError, match="1–5"):
        CSAT.count({10: 1})


def test_oracle_a4_effort_is_a_mean_with_the_easy_share_and_the_index():
    counts = CES.count(EFFORT)
    estimate = CES.unit.scaled(CES.estimate(counts))
    assert estimate.value == pytest.approx(4.08)
    assert (estimate.low, estimate.high) == (
        pytest.approx(3.961327, abs=5e-7),
        pytest.approx(4.198673, abs=5e-7),
    )
    assert CES.parts(counts) == {"easy": pytest.approx(46.0), "index": pytest.approx(-13.0)}


def test_higher_effort_scores_are_easier():
    assert CES.polarity == 1
    assert SENTIMENT.polarity == 1
    assert share_of("negative", polarity=-1).polarity == -1


def test_sentiment_shows_all_three_shares():
    counts = {"n": 70, "positive": 56, "neutral": 10, "negative": 4}
    assert SENTIMENT.estimate(counts).value == pytest.approx(0.8)
    assert sum(SENTIMENT.parts(counts).values()) == pytest.approx(100.0)


def test_volume_is_a_count_without_doubt_and_nothing_heard_is_zero():
    assert VOLUME.estimate({"n": 0}).value == 0
    assert VOLUME.estimate({"n": 812}).low is None
    assert VOLUME.difference is None


@pytest.mark.parametrize("formula", [NPS, CSAT, CES, MEAN])
def test_no_answers_have_no_value(formula):
    estimate = formula.estimate(formula.count({}))
    assert (estimate.value, estimate.reason) == (None, "no_valid_answers")


@pytest.mark.parametrize("formula", [NPS, CSAT, CES])
def test_answers_on_another_scale_only_are_named_as_the_reason(formula):
    estimate = formula.estimate({**formula.count({}), "answered": 3})
    assert (estimate.value, estimate.reason) == (None, "other_scale")


SCALES = {
    "least_min": 1,
    "most_min": 1,
    "least_max": 5,
    "most_max": 5,
    "least_polarity": 1,
    "most_polarity": 1,
}


def test_a_mean_over_different_scales_is_refused():
    counts = {**MEAN.count({3: 10, 4: 10}), **SCALES, "unscaled": 0}
    assert MEAN.estimate(counts).value == 3.5
    assert MEAN.estimate({**counts, "most_max": 10}).reason == "mixed_scales"
    assert MEAN.estimate({**counts, "unscaled": 3}).reason == "mixed_scales"
    assert MEAN.difference(counts, {**counts, "least_max": 7, "most_max": 7}).reason == "mixed_scales"


def test_differences_are_first_minus_second_in_the_same_unit():
    change = NPS.unit.scaled_change(
        NPS.difference(
            {"promoters": 60, "detractors": 15, "n": 100}, {"promoters": 50, "detractors": 20, "n": 100}
        )
    )
    assert change.value == pytest.approx(15.0)
    assert (change.low, change.high) == (pytest.approx(-6.0867, abs=5e-5), pytest.approx(36.0867, abs=5e-5))
    assert change.p == pytest.approx(0.163252, abs=5e-7)
    assert CSAT.difference({"satisfied": 56, "n": 70}, {"satisfied": 48, "n": 80}).real
    assert not CES.difference(CES.count(EFFORT), CES.count(EFFORT)).real


@pytest.mark.parametrize(
    ("unit", "number", "shown"),
    [
        (Unit.PERCENT, 0.2845 * 100, "28.5"),
        (Unit.PERCENT, 12.25, "12.3"),
        (Unit.POINTS, -12.25, "-12.3"),
        (Unit.POINTS, -0.04, "0.0"),
        (Unit.MEAN, 4.085, "4.09"),
        (Unit.COUNT, 812.0, "812"),
    ],
)
def test_numbers_are_rounded_half_away_from_zero_when_shown(unit, number, shown):
    assert unit.rounded(number) == Decimal(shown)
    assert str(unit.rounded(number)) == shown


@given(st.lists(st.lists(st.integers(0, 10), max_size=30), max_size=8))
def test_any_partition_of_the_rows_merges_to_the_same_counts(parts):
    def counted(formula, rows):
        return formula.count({value: rows.count(value) for value in set(rows)})

    everything = [row for part in parts for row in part]
    for formula in (NPS, MEAN):
        forwards = backwards = counted(formula, [])
        for part in parts:
            forwards = merge(forwards, counted(formula, part))
        for part in reversed(parts):
            backwards = merge(counted(formula, part), backwards)
        assert forwards == backwards == counted(formula, everything)


counts = st.fixed_dictionaries(
    {
        "n": st.integers(0, 10**18),
        "total": st.integers(-(10**24), 10**24),
        "least_min": st.none() | st.integers(0, 3),
        "most_min": st.none() | st.integers(0, 3),
    }
)


@given(counts, counts, counts)
def test_merging_is_associative_and_commutative(one, two, three):
    assert merge(merge(one, two), three) == merge(one, merge(two, three))
    assert merge(one, two) == merge(two, one)


def test_counts_of_different_kinds_are_not_merged():
    with pytest.raises(ValueError, match="promoters"):
        merge({"n": 1, "promoters": 1}, {"n": 1})


def test_a_negative_frequency_is_refused():
    with pytest.raises(ValueError, match="fewer than 0"):
        NPS.count({9: -1})
