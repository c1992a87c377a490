"""Lifetime value at night is held against purchases that it has not seen, told as those it learnt from."""

import numpy as np
import pytest

from tests.understand.materials import NIGHT, material
from zhiyin.understand.judging import buying
from zhiyin.understand.judging.buying import histories, judge_value
from zhiyin.understand.judging.terms import Terms
from zhiyin.understand.showing.buying import value

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


@pytest.mark.usefixtures("in_english")
def test_money_is_held_against_what_came_by_tenths_and_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buying, "MOST_MONEY_CHECKED", 500)
    dice = np.random.default_rng(8)
    rows: list[tuple[int, int, float]] = []
    for who in range(1_500):
        pace, leaves, spends = dice.gamma(1.2, 0.03), dice.beta(1.0, 9.0), 40 * dice.gamma(6, 1 / 6)
        day = float(dice.integers(0, 300))
        while day < 720:
            rows.append((who, NIGHT - 719 + int(day), float(spends * dice.gamma(4, 0.25))))
            if dice.random() < leaves:
                break
            day += float(dice.exponential(1 / pace))
    whole = material(rows, 1_500)
    verdict, _values = judge_value(whole, histories(whole), Terms())
    money = verdict.card["checked"]["money"]  # type: ignore[index]
    assert money["customers"] == 500
    assert money["expected"] == pytest.approx(money["came"], rel=0.3)
    assert sum(each["customers"] for each in money["by_tenths"]) == 500
    assert money["by_tenths"][-1]["actual"]["value"] > money["by_tenths"][0]["actual"]["value"]
    assert money["coverage"]["value"] > 0.9
    shown = [section.title for section in value(verdict.card, 1_500, {}).sections]
    assert "Money expected against money that came, in time the model had not seen" in shown
