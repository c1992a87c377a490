"""What the night says of next products: fresh purchases count for more than old ones."""

import numpy as np
import pytest

from tests.understand.materials import NIGHT, material
from zhiyin.science.understand.people.next_product import training
from zhiyin.understand.judging.following import judge_next_products
from zhiyin.understand.judging.terms import Terms

DAYS = 720


def market() -> list[tuple[int, int, int]]:
    """(person, product, days ago): half of those who buy 0, 1 or 2 take 3, 4 or 5 within two months."""
    dice = np.random.default_rng(0)
    rows = []
    for who in range(4_000):
        for what in range(3):
            if dice.random() < 0.3:
                ago = int(dice.integers(0, DAYS))
                rows.append((who, what, ago))
                follower = what + 3 if dice.random() < 0.5 else int(dice.integers(3, 6))
                after = int(dice.integers(1, 60))
                if dice.random() < 0.6 and after <= ago:
                    rows.append((who, follower, ago - after))
    return rows


def test_a_product_bought_long_ago_lifts_less_at_night_than_one_bought_lately(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "CHOICES", ((1.0, True),))
    rows = [*market(), (4_000, 0, 5), (4_000, 1, 700), (4_001, 0, 700), (4_001, 1, 5)]
    whole = material(
        [(who, NIGHT - ago, 1.0) for who, _, ago in rows], 4_002, product=[what for _, what, _ in rows]
    )
    found = judge_next_products(whole, Terms())
    assert found.missing is None
    assert found.card["beats_popularity"] is True
    told = dict(zip(found.people.tolist(), found.columns["next_products"], strict=True))
    assert told[4_000][0]["product"] == "p3"
    assert told[4_001][0]["product"] == "p4"
