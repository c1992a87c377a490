"""Customers drawn from a known model, and the purchases of CDNOW."""

from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from training import data
from zhiyin.science.understand.people.bgnbd import Buying
from zhiyin.science.understand.people.gamma_gamma import Spending

FOLDER = data.folder() / "customers"
needs_cdnow = pytest.mark.skipif(
    not (FOLDER / "CDNOW_sample.txt").is_file(),
    reason="the purchases of CDNOW are not here (../shared/data or ZHIYIN_TRAINING_DATA)",
)
needs_online_retail = pytest.mark.skipif(
    not (FOLDER / "online_retail.csv.gz").is_file(),
    reason="the purchases of Online Retail are not here (../shared/data or ZHIYIN_TRAINING_DATA)",
)
PUBLISHED = Buying(0.243, 4.414, 0.793, 2.426)
MONEY = Spending(6.25, 3.74, 15.44)


class Rows(NamedTuple):
    customer: NDArray[np.int64]
    day: NDArray[np.datetime64]
    amount: NDArray[np.float64]


def cdnow_summary() -> NDArray[np.void]:
    """ID, x, t_x, T in weeks and zbar of the 2,357 customers."""
    return np.genfromtxt(FOLDER / "cdnow_customers_summary_with_transactions.csv", delimiter=",", names=True)


def cdnow_purchases() -> Rows:
    """The purchases of the same customers, 1997-01-01 to 1998-06-30."""
    lines = [line.split() for line in (FOLDER / "CDNOW_sample.txt").read_text().splitlines() if line.strip()]
    return Rows(
        np.asarray([int(line[1]) for line in lines]),
        np.asarray([f"{line[2][:4]}-{line[2][4:6]}-{line[2][6:]}" for line in lines], dtype="datetime64[D]"),
        np.asarray([float(line[4]) for line in lines]),
    )


class World(NamedTuple):
    """Histories up to the age, and what happened in the horizon after it."""

    x: NDArray[np.int64]
    t_x: NDArray[np.float64]
    age: NDArray[np.float64]
    value: NDArray[np.float64]
    later: NDArray[np.int64]
    money: NDArray[np.float64]


def world(
    seed: int, age: NDArray[np.float64], horizon: float, buying: Buying = PUBLISHED, money: Spending = MONEY
) -> World:
    """Customers who buy and leave exactly as the two models say.

    The k-th of N purchases at a constant rate lies at the share Beta(k, N − k + 1) of the time.
    """
    dice = np.random.default_rng(seed)
    n = len(age)
    rates = dice.gamma(buying.r, 1.0 / buying.alpha, n)
    leaving = np.maximum(dice.beta(buying.a, buying.b, n), 1e-15)
    scales = dice.gamma(money.q, 1.0 / money.v, n)
    in_age, in_horizon = dice.poisson(rates * age), dice.poisson(rates * horizon)
    last = np.maximum(np.ceil(np.log(dice.random(n)) / np.log1p(-leaving)), 1).astype(np.int64)
    x = np.minimum(in_age, last)
    later = np.minimum(in_horizon, np.maximum(last - in_age, 0))
    t_x = np.where(x > 0, age * dice.beta(np.maximum(x, 1), in_age - x + 1), 0.0)
    value = dice.gamma(money.p * np.maximum(x, 1)) / scales / np.maximum(x, 1)
    spent = np.where(later > 0, dice.gamma(money.p * np.maximum(later, 1)) / scales, 0.0)
    return World(x, t_x, np.asarray(age, dtype=np.float64), np.where(x > 0, value, np.nan), later, spent)
