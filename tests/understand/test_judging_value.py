"""Lifetime value at night is held against purchases that it has not seen, told as those it learnt from."""

import numpy as np

from tests.understand.materials import NIGHT, material
from zhiyin.understand.judging.buying import histories, judge_value
from zhiyin.understand.judging.terms import Terms

PEOPLE, FIRST = 400, NIGHT - 400


def test_a_return_finds_its_order_in_the_check_as_in_the_model() -> None:
    dice = np.random.default_rng(3)
    rows: list[tuple[int, int, float]] = []
    orders: list[int] = []
    for who in range(PEOPLE):
        for day in np.unique(dice.integers(FIRST, FIRST + 280, int(dice.integers(2, 6)))).tolist():
            rows.append((who, day, 50.0 + 10.0 * float(dice.random())))
            orders.append(0)
        # In the time held out: an order that is given back whole, and another that is kept.
        rows += [(who, NIGHT - 90, 100.0), (who, NIGHT - 40, 300.0), (who, NIGHT - 30, -100.0)]
        orders += [2 * who + 1, 2 * who + 2, 2 * who + 1]
    whole = material(rows, PEOPLE, order=orders)
    bought = histories(whole)
    verdict, _values = judge_value(whole, bought, Terms())
    assert verdict.missing is None
    assert bought.purchases is not None
    assert (bought.purchases.last_day == NIGHT - 40).all()
    assert verdict.card["checked"]["quality"]["actual"] == PEOPLE  # type: ignore[index]
