"""What follows what: counts against counting one by one, reasons, and the measure against popularity."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.next_product import following as counting
from zhiyin.science.understand.people.next_product import suggesting
from zhiyin.science.understand.people.next_product.depth import UNKNOWN, depths
from zhiyin.science.understand.people.next_product.following import Following, following
from zhiyin.science.understand.people.next_product.purchases import Bought
from zhiyin.science.understand.people.next_product.suggesting import NONE, reason, suggest
from zhiyin.science.understand.people.next_product.training import (
    NEED_BUYERS,
    NEED_DAYS,
    NEED_PRODUCTS,
    NextProduct,
    train,
)

Rows = list[tuple[int, int, int]]


def bought(rows: Rows, products: int) -> Bought:
    who, what, day = (np.array(column) for column in zip(*rows, strict=True))
    return Bought(who, what, day.astype(float), products)


def one_by_one(rows: Rows, until: int, window: int, a: int, b: int) -> tuple[int, int]:
    """Customers who bought a, had no b by then and were seen through the window; of them, who took b in it."""
    n = took = 0
    for customer in {who for who, _, _ in rows}:
        days = {
            what: sorted(day for who, each, day in rows if (who, each) == (customer, what) and day <= until)
            for what in (a, b)
        }
        if not days[a] or days[a][0] + window > until or (days[b] and days[b][0] <= days[a][0]):
            continue
        n += 1
        took += bool(days[b]) and days[b][0] <= days[a][0] + window
    return n, took


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 30)), min_size=1, max_size=50))
def test_counts_are_those_of_counting_one_by_one(rows: Rows) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "LEAST", 1)
        patch.setattr(counting, "PAIRS", 7)
        found = following(bought(rows, 4), 25.0, 8.0)
    for a, product in enumerate(found.products.tolist()):
        for b, other in enumerate(found.products.tolist()):
            n, took = one_by_one(rows, 25, 8, product, other) if a != b else (0, 0)
            assert (int(found.n[a, b]), int(found.took[a, b])) == (n, took)


def bank(seed: int = 0, n: int = 4000, tied: float = 0.5) -> Bought:
    """Six products over two years; half of those who take 0, 1 or 2 take 3, 4 or 5 within two months."""
    dice = np.random.default_rng(seed)
    rows: Rows = []
    for who in range(n):
        for what in range(3):
            if dice.random() < 0.3:
                day = int(dice.integers(0, 720))
                rows.append((who, what, day))
                follower = what + 3 if dice.random() < tied else int(dice.integers(3, 6))
                if dice.random() < 0.6:
                    rows.append((who, follower, day + int(dice.integers(1, 60))))
    return bought(rows, 6)


@pytest.fixture(scope="module")
def trained() -> NextProduct:
    found = train(bank(), until=720.0)
    assert isinstance(found, NextProduct)
    return found


def test_a_planted_tie_is_found_and_told_with_its_figures(trained: NextProduct) -> None:
    why = trained.reason(3, 0)
    assert why is not None
    assert why.share == pytest.approx(0.45, abs=0.1)
    assert why.usual is not None
    assert why.lift is not None
    assert 1.5 < why.lift <= why.share / why.usual
    assert (why.window, why.times) == (90.0, 0)
    assert why.n > 300


def test_the_tie_beats_popularity_on_the_held_out_window(trained: NextProduct) -> None:
    by_depth = {each.depth: each for each in trained.hit_rates}
    assert by_depth[1].lead.real
    assert by_depth[1].model.value > by_depth[1].popularity.value
    assert by_depth[1].model.n >= 100


def test_where_nothing_follows_anything_popularity_is_used() -> None:
    found = train(bank(seed=3, tied=0.0), until=720.0)
    assert isinstance(found, NextProduct)
    assert not found.beats_popularity
    assert found.weight == 0.0


def test_products_had_are_not_suggested_and_the_reason_is_one_that_is_had() -> None:
    told = following(bank(), 720.0, 90.0)
    rows = bank(seed=5, n=300)
    found = suggest(told, rows, 720.0, weight=1.0, top=6)
    had = {who: set(rows.product[rows.customer == who].tolist()) for who in found.customer.tolist()}
    for place, who in enumerate(found.customer.tolist()):
        suggested = [each for each in found.product[place].tolist() if each != NONE]
        assert not set(suggested) & had[who]
        assert len(suggested) == 6 - len(had[who])
        assert set(found.because[place].tolist()) - {NONE} <= had[who]
        if 0 in had[who] and 3 not in had[who]:
            assert found.because[place][suggested.index(3)] == 0
        assert found.score[place].tolist() == sorted(found.score[place].tolist(), reverse=True)


def looked_at_whole(
    told: Following, rows: Bought, now: float, weight: float, fades: bool, again: bool
) -> list[list[float]]:
    """Everybody's scores of all products, by the definition, best first."""
    had, found = rows.holdings(), []
    for who in np.unique(had.customer).tolist():
        mine = np.flatnonzero(had.customer == who)
        scores = {}
        for b, product in enumerate(told.products.tolist()):
            lifts = []
            for row in mine.tolist():
                a = told.place(int(had.product[row]))
                lift = 0.0 if a is None else float(told.log_lifts[a, b])
                lifts.append(lift * (0.5 ** (max(now - had.last[row], 0) / told.window) if fades else 1.0))
            scores[product] = told.lately[b] * np.exp(weight * max(lifts))
        for row in mine.tolist():
            product = int(had.product[row])
            if again and product in scores:
                place = told.place(product)
                share = told.again[min(int(had.times[row]), counting.MOST_TIMES)]
                scores[product] = (share + 1e-6) * told.lately[place] ** 1e-3
            else:
                scores.pop(product, None)
        found.append(sorted(scores.values(), reverse=True))
    return found


def any_catalogue(dice: np.random.Generator, products: int) -> tuple[Following, Bought]:
    """Lifts and shares of any kind, also equal ones; one product in six is too rare to tell."""
    known = np.sort(dice.choice(products, products - products // 6, replace=False))
    width, rows = len(known), 200
    told = Following(
        products=known, n=dice.integers(0, 300, (width, width)), took=dice.integers(0, 30, (width, width)) ** 2,
        usual=dice.random(width) * (dice.random(width) < 0.9), lately=dice.choice([0.5, 0.2, 0.01, 0.03], width),
        again=np.linspace(0.0, 1.0, 7), again_n=np.full(7, 100), window=30.0, customers=300,
    )  # fmt: skip
    return told, Bought(
        dice.integers(0, 40, rows),
        dice.integers(0, products, rows),
        dice.integers(0, 90, rows).astype(float),
        products,
    )


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 4),
    st.integers(1, 5),
)
def test_looking_at_few_products_finds_what_looking_at_all_of_them_finds(
    seed: int, weight: float, fades: bool, again: bool, breadth: int, top: int
) -> None:
    told, data = any_catalogue(np.random.default_rng(seed), 18)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suggesting, "BREADTH", breadth)
        patch.setattr(suggesting, "WIDER", 2)
        patch.setattr(suggesting, "CELLS", 200)
        flags = np.full(18, again)
        found = suggest(told, data, 100.0, weight=weight, fades=fades, top=top, repeatable=flags)
    whole = looked_at_whole(told, data, 100.0, weight, fades, again)
    for row, scores in zip(np.where(found.product == NONE, 0.0, found.score).tolist(), whole, strict=True):
        best = scores[: len(row)] + [0.0] * (len(row) - len(scores))
        assert row == pytest.approx(best, rel=1e-4, abs=1e-9)


def test_nobodys_whole_row_of_a_large_catalogue_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(2)
    who = np.repeat(np.arange(3_000), 12)
    family = (who * 7 % 400 + dice.integers(0, 6, len(who))) % 400
    anything = (400 * dice.random(len(who)) ** 2).astype(int)
    data = Bought(
        who,
        np.where(dice.random(len(who)) < 0.8, family, anything),
        dice.integers(0, 700, len(who)).astype(float),
        400,
    )
    told = following(data, 700.0, 90.0)
    looked: list[int] = []
    board = suggesting._board
    monkeypatch.setattr(suggesting, "_board", lambda *of: looked.append(of[2]) or board(*of))
    found = suggest(told, data, 700.0, weight=1.0)
    assert (found.product != NONE).all()
    assert looked[0] == suggesting.BREADTH
    assert max(looked) < len(told.products)


def test_repeatable_products_come_again_with_how_often_they_were_bought() -> None:
    rows: Rows = [(who, 0, day) for who in range(60) for day in range(who % 7, 400, 20)]
    rows += [(who, 1, 10) for who in range(60)] + [(who, 2, 30 + who) for who in range(60)]
    data = bought(rows, 3)
    told = following(data, 400.0, 60.0)
    found = suggest(told, data, 400.0, weight=1.0, repeatable=np.array([True, False, False]))
    assert set(found.product[:, 0].tolist()) == {0}
    assert (found.because[:, 0] == 0).all()
    why = reason(told, 0, 0, int(found.times[0, 0]))
    assert why is not None
    assert why.share == 1.0
    assert (found.product[:, 1:] == NONE).all()


def test_too_few_customers_are_no_reason() -> None:
    told = following(bank(), 720.0, 90.0)
    assert reason(told, 3, NONE) is None
    assert reason(told, 99, 0) is None
    few = following(bank(n=150), 720.0, 90.0)
    assert all(reason(few, 3, each) is None for each in range(6) if few.n.max() < 30)


def test_a_short_history_few_products_or_few_buyers_are_not_enough() -> None:
    assert train(bank(), until=300.0) == NotEnough(NEED_DAYS, 300, 360)
    one = bought([(who, 0, day) for who in range(200) for day in (0, 500)], 1)
    assert train(one, until=500.0) == NotEnough(NEED_PRODUCTS, 1, 2)
    few = train(bank(n=400), until=720.0)
    assert isinstance(few, NotEnough)
    assert few.reason in (NEED_BUYERS, NEED_PRODUCTS)


def test_products_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="out of range"):
        bought([(0, 4, 0)], 4)


def test_depth_counts_those_with_nothing_and_headroom_is_the_step_to_the_deepest_class() -> None:
    # Class 0: 40 customers, half with product 0; class 1: 50 customers, all with product 0, ten with 1.
    rows: Rows = [(who, 0, 1) for who in range(20)] + [(who, 0, 1) for who in range(40, 90)]
    rows += [(who, 1, 2) for who in range(40, 50)] + [(999, 1, 2)]
    group = np.array([0] * 40 + [1] * 50 + [UNKNOWN])
    found = depths(bought(rows, 2).holdings(), np.arange(91), group)
    assert [each.group for each in found] == [0, 1]
    low, high = found
    assert (low.n, low.products_per_customer.value, low.more_than_one.value) == (40, 0.5, 0.0)
    assert (high.products_per_customer.value, high.penetration[1].value) == (1.2, 0.2)
    assert [(each.product, each.without, each.like, each.more) for each in low.headroom] == [
        (0, 20, 1, 20.0),
        (1, 40, 1, 8.0),
    ]
    assert high.headroom == ()
