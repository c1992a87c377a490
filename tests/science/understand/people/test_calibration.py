"""Expected against held-out purchases: METHODS A10."""

import csv
import gzip

import numpy as np
import pytest

from tests.science.understand.people.worlds import (
    FOLDER,
    PUBLISHED,
    cdnow_purchases,
    needs_cdnow,
    needs_online_retail,
    world,
)
from zhiyin.science.understand.people import bgnbd
from zhiyin.science.understand.people.bgnbd import BuyingModel
from zhiyin.science.understand.people.calibration import (
    Quality,
    by_frequency,
    by_tenths,
    coverage,
    quality,
)
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.from_purchases import HeldOut, held_out
from zhiyin.science.understand.people.results import DataError


def fitted(held: HeldOut | NotEnough) -> tuple[BuyingModel, HeldOut]:
    assert isinstance(held, HeldOut)
    then = held.calibration
    model = bgnbd.fit(then.frequency, then.recency, then.age)
    assert isinstance(model, BuyingModel)
    return model, held


@needs_cdnow
def test_cdnows_39_held_out_weeks_are_foretold_and_better_than_by_the_pace_so_far():
    model, held = fitted(
        held_out(
            *cdnow_purchases(), calibrate_until=np.datetime64("1997-09-30"), until=np.datetime64("1998-06-30")
        )
    )
    then = held.calibration
    histories = (then.frequency, then.recency, then.age, held.purchases, held.horizon)
    found = quality(model.buying, *histories)
    assert isinstance(found, Quality)
    assert found.actual == 1882
    assert found.expected == pytest.approx(1653, abs=2)
    assert found.beats_rule
    assert found.mean_error < found.rule_mean_error
    rows = by_frequency(model.buying, *histories)
    assert [(row.from_, row.upto) for row in rows[-2:]] == [(6.0, 6.0), (7.0, None)]
    assert sum(row.customers for row in rows) == 2357
    inside = [row.actual.low <= row.expected <= row.actual.high for row in rows]
    assert sum(inside) >= 6


@needs_online_retail
def test_a_shop_before_christmas_is_not_foretold_and_that_is_said():
    with gzip.open(FOLDER / "online_retail.csv.gz", "rt", encoding="utf-8", errors="replace") as file:
        rows = [row for row in csv.DictReader(file) if row["CustomerID"]]
    model, held = fitted(
        held_out(
            [row["CustomerID"] for row in rows],
            np.asarray([row["InvoiceDate"] for row in rows], dtype="datetime64[s]"),
            [float(row["Quantity"]) * float(row["UnitPrice"]) for row in rows],
            calibrate_until=np.datetime64("2011-08-31"),
            until=np.datetime64("2011-12-09"),
        )
    )
    assert model.warning == bgnbd.AT_EDGE
    then = held.calibration
    found = quality(model.buying, then.frequency, then.recency, then.age, held.purchases, held.horizon)
    assert isinstance(found, Quality)
    assert found.expected < found.actual * 0.85
    assert not found.beats_rule


def test_a_true_model_is_calibrated_in_its_own_world():
    dice = np.random.default_rng(6)
    made = world(12, dice.uniform(20, 60, 5000), 30.0)
    rows = by_frequency(PUBLISHED, made.x, made.t_x, made.age, made.later, 30.0)
    off = [
        abs(row.expected - row.actual.value) / (row.actual.high - row.actual.value)
        for row in rows
        if row.customers > 50
    ]
    assert max(off) < 2.0


def test_classes_without_customers_are_left_out():
    rows = by_frequency(PUBLISHED, [0, 9, 3], [0, 8.0, 2.0], [9.0, 9.0, 9.0], [0, 4, 1], 9.0, last_class=3)
    assert [(row.from_, row.upto, row.customers) for row in rows] == [(0.0, 0.0, 1), (3.0, None, 2)]


def test_tenths_hold_everybody_once_and_do_not_tear_ties():
    expected = np.repeat([1.0, 2.0, 3.0], [50, 30, 20])
    rows = by_tenths(expected, np.ones(100))
    assert [row.customers for row in rows] == [50, 30, 20]
    assert by_tenths([], []) == []


def test_ten_customers_do_not_tell_the_quality():
    found = quality(PUBLISHED, np.zeros(10), np.zeros(10), np.ones(10), np.zeros(10), 5.0)
    assert found == NotEnough("too_few_customers", 10, 30)


def test_coverage_is_the_share_within_the_intervals():
    found = coverage([0, 0, 5], [1, 2, 9], [1, 3, 5])
    assert (found.value, found.n) == (pytest.approx(2 / 3), 3)


def test_an_interval_that_ends_before_it_begins_is_an_error():
    with pytest.raises(DataError, match="out_of_range"):
        coverage([2], [1], [1])
