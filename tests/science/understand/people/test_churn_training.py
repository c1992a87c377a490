"""Training on one's own customers: what is kept, what is refused, what is said when there is too little."""

import json
import time

import numpy as np
import pytest

from zhiyin.science.understand.people.churn.model import (
    DETERMINES,
    LOWERS,
    NAMES_ROWS,
    ONE_VALUE,
    RAISES,
    ChurnModel,
    Excluded,
)
from zhiyin.science.understand.people.churn.quality import quality
from zhiyin.science.understand.people.churn.scorecard import coded, expit, feature, scorecard
from zhiyin.science.understand.people.churn.table import Numbers, Table, Words, words
from zhiyin.science.understand.people.churn.training import NEED_LEFT, NEED_STAYED, train
from zhiyin.science.understand.people.enough import NotEnough

Made = tuple[Table, np.ndarray, np.ndarray]


def made(seed: int = 0, n: int = 3000) -> Made:
    """Customers whose risk is known: tenure, a U-shaped price, a contract, noise; with gaps in tenure."""
    dice = np.random.default_rng(seed)
    tenure, price = dice.uniform(0, 60, n), dice.uniform(-2, 2, n)
    contract = dice.choice(["month", "year", "two years"], n)
    logit = -1.5 - 0.04 * (tenure - 30) + 0.7 * (price**2 - 1) + np.where(contract == "month", 1.0, -0.6)
    told = np.where(dice.random(n) < 0.1, np.nan, tenure)
    table = Table(
        {
            "tenure": Numbers(told),
            "price": Numbers(price),
            "contract": words(contract.tolist()),
            "noise": Numbers(dice.normal(size=n)),
        }
    )
    return table, dice.random(n) < expit(logit), logit


@pytest.fixture(scope="module")
def trained() -> ChurnModel:
    table, left, _ = made()
    found = train(table, left, seed=1)
    assert isinstance(found, ChurnModel)
    return found


def test_the_model_finds_nearly_all_that_can_be_known(trained: ChurnModel) -> None:
    table, left, logit = made(seed=7, n=5000)
    possible = quality(logit, left).auc.value
    found = quality(trained.card.logits(table), left).auc.value
    assert possible is not None
    assert found is not None
    assert possible - found < 0.02


def test_chances_are_calibrated_on_customers_it_never_saw(trained: ChurnModel) -> None:
    table, left, _ = made(seed=8, n=20_000)
    found = quality(trained.used.logits(table), left)
    assert found.slope.value == pytest.approx(1, abs=0.12)
    assert found.intercept.value == pytest.approx(0, abs=0.15)
    assert found.error < 0.025


def test_the_rule_is_the_best_single_column_and_is_beaten(trained: ChurnModel) -> None:
    assert trained.rule_feature in ("contract", "price")
    assert trained.beats_rule
    assert trained.lead.low is not None
    assert trained.lead.low > 0
    assert trained.columns() == ("tenure", "price", "contract", "noise")


def test_a_model_that_knows_no_more_than_the_rule_gives_way_to_it() -> None:
    dice = np.random.default_rng(3)
    risk = dice.normal(size=1500)
    table = Table({"risk": Numbers(risk)} | {f"noise_{i}": Numbers(dice.normal(size=1500)) for i in range(5)})
    found = train(table, dice.random(1500) < expit(risk - 1), seed=1, rule=["risk"])
    assert isinstance(found, ChurnModel)
    assert not found.beats_rule
    assert found.columns() == ("risk",)
    assert found.used_quality == found.rule_quality
    assert all(why.feature == "risk" for reasons in found.reasons(table) for why in reasons)


def test_noise_alone_gives_chances_near_the_base_rate() -> None:
    dice = np.random.default_rng(5)
    table = Table({"a": Numbers(dice.normal(size=2000)), "b": Numbers(dice.normal(size=2000))})
    found = train(table, dice.random(2000) < 0.3, seed=1)
    assert isinstance(found, ChurnModel)
    assert not found.beats_rule
    assert np.abs(found.chances(table) - 0.3).max() < 0.15


def test_the_named_rule_is_the_one_to_beat() -> None:
    table, left, _ = made()
    found = train(table, left, seed=1, rule=["tenure"])
    assert isinstance(found, ChurnModel)
    assert found.rule_feature == "tenure"
    with pytest.raises(KeyError):
        train(table, left, seed=1, rule=["absent"])


def test_contributions_add_up_to_the_log_odds(trained: ChurnModel) -> None:
    table, _, _ = made(seed=9, n=200)
    parts = trained.used.contributions(table)
    assert np.allclose(parts.sum(axis=1) + trained.used.intercept, trained.used.logits(table))
    assert np.allclose(expit(trained.used.logits(table)), trained.chances(table))


def test_contributions_are_compared_with_the_average_customer(trained: ChurnModel) -> None:
    table, _, _ = made()
    assert np.allclose(trained.used.contributions(table).mean(axis=0), 0, atol=1e-9)


def test_reasons_are_the_three_that_set_a_customer_furthest_apart(trained: ChurnModel) -> None:
    table, _, _ = made(seed=10, n=50)
    parts = trained.used.contributions(table)
    for row, why in enumerate(trained.reasons(table)):
        assert [abs(each.contribution) for each in why] == sorted(np.abs(parts[row]))[::-1][: len(why)]
        assert all(each.direction == (RAISES if each.contribution > 0 else LOWERS) for each in why)
        assert all(each.value == table.value(each.feature, row) for each in why)


def test_the_band_of_a_reason_holds_its_value(trained: ChurnModel) -> None:
    table, _, _ = made(seed=11, n=200)
    told = [each for why in trained.reasons(table) for each in why if isinstance(each.value, float)]
    assert told
    assert all((each.low is None or each.low <= each.value) for each in told)
    assert all((each.high is None or each.value < each.high) for each in told)


def test_unseen_words_and_unseen_gaps_count_as_average(trained: ChurnModel) -> None:
    table = Table(
        {
            "tenure": Numbers(np.array([30.0, 30.0])),
            "price": Numbers(np.array([0.5, np.nan])),
            "contract": words(["weekly", ""]),
            "noise": Numbers(np.zeros(2)),
        }
    )
    parts = trained.used.contributions(table)
    assert parts[:, 2].tolist() == [0.0, 0.0]
    assert parts[1, 1] == 0.0


def test_the_same_seed_gives_the_same_model_and_its_bytes_give_it_back(trained: ChurnModel) -> None:
    table, left, _ = made()
    again = train(table, left, seed=1)
    assert isinstance(again, ChurnModel)
    stored = trained.to_bytes()
    assert again.to_bytes() == stored
    back = ChurnModel.from_bytes(stored)
    assert back.to_bytes() == stored
    assert back.version == trained.version
    assert np.array_equal(back.chances(table), trained.chances(table))
    assert back.quality == trained.quality
    with pytest.raises(ValueError, match="schema"):
        ChurnModel.from_bytes(json.dumps({"schema": 99}).encode())


def test_too_few_who_left_is_not_enough() -> None:
    table, _, _ = made(n=1000)
    assert train(table, np.arange(1000) < 149, seed=1) == NotEnough(NEED_LEFT, 149, 150)
    assert train(table, np.arange(1000) >= 149, seed=1) == NotEnough(NEED_STAYED, 149, 150)


def test_just_enough_is_a_hundred_to_train_on_and_fifty_to_measure() -> None:
    table, _, _ = made(n=1000)
    found = train(table, np.arange(1000) < 150, seed=1)
    assert isinstance(found, ChurnModel)
    assert found.quality.left == 50


def test_a_given_part_is_measured_on_and_must_hold_fifty() -> None:
    table, left, _ = made()
    later = np.arange(len(left)) >= 2400
    found = train(table, left, seed=1, held_out=later)
    assert isinstance(found, ChurnModel)
    assert found.quality.n == 600
    few = np.arange(len(left)) >= 2990
    small = train(table, left, seed=1, held_out=few)
    assert small == NotEnough(NEED_LEFT, int(left[few].sum()), 50)


def test_columns_that_tell_the_answer_are_left_out_and_listed() -> None:
    table, left, _ = made()
    dice = np.random.default_rng(0)
    reason = [("price" if gone else "") for gone in left]
    fee = np.where(left & (dice.random(len(left)) < 0.5), 30.0, 0.0)
    columns = dict(table.columns) | {
        "closing_reason": words(reason),
        "score_after": Numbers(left + dice.normal(0, 0.1, len(left))),
        "closing_fee": Numbers(fee),
        "customer_id": Numbers(np.arange(len(left)) + 1000.0),
        "bank": words(["ours"] * len(left)),
    }
    found = train(Table(columns), left, seed=1)
    assert isinstance(found, ChurnModel)
    assert set(found.excluded) == {
        Excluded("closing_reason", DETERMINES),
        Excluded("score_after", DETERMINES),
        Excluded("closing_fee", DETERMINES),
        Excluded("customer_id", NAMES_ROWS),
        Excluded("bank", ONE_VALUE),
    }
    kept = train(Table(columns), left, seed=1, vouched=frozenset({"closing_fee"}))
    assert isinstance(kept, ChurnModel)
    assert "closing_fee" in kept.columns()


def test_only_useless_columns_are_not_enough() -> None:
    found = train(Table({"id": Numbers(np.arange(600.0))}), np.arange(600) < 300, seed=1)
    assert isinstance(found, NotEnough)


def test_the_fit_is_the_penalised_maximum_likelihood() -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    dice = np.random.default_rng(2)
    column: Words = words(dice.choice(["a", "b", "c"], 600).tolist())
    left = dice.random(600) < np.where(column.codes == 0, 0.5, 0.2)
    found = feature("x", column)
    assert found is not None
    rows = coded((found,), Table({"x": column}))
    card = scorecard(rows, left, 2.0)
    # scikit-learn's C multiplies the likelihood: C = 1 / strength.
    other = linear.LogisticRegression(C=0.5, tol=1e-10, max_iter=1000).fit(rows.design.toarray(), left)
    told = rows.design.toarray() @ other.coef_[0] + other.intercept_[0]
    assert np.allclose(card.logits(Table({"x": column})), told, atol=1e-4)


def test_a_million_customers_are_told_in_seconds(trained: ChurnModel) -> None:
    table, _, _ = made(seed=1, n=20_000)
    many = table.take(np.tile(np.arange(20_000), 50))
    started = time.process_time()
    chances = trained.chances(many)
    batches = [places.shape for _, places, _ in trained.strongest(many)]
    assert time.process_time() - started < 20
    assert len(chances) == sum(rows for rows, _ in batches) == 1_000_000
