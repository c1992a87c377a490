"""The churn method on the public contract set, which is not part of the repository."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs scikit-learn (a development dependency)")

from training import churn, data
from zhiyin.science.understand.people.churn.model import NAMES_ROWS, ChurnModel, Excluded
from zhiyin.science.understand.people.churn.training import train

TELCO = data.folder() / "customers" / "telco_churn_train.csv.gz"
pytestmark = pytest.mark.skipif(
    not TELCO.is_file(), reason="the churn data are not here (../shared/data or ZHIYIN_TRAINING_DATA)"
)


def test_five_held_out_fifths_of_the_contract_set_are_told_apart_and_calibrated() -> None:
    cells = churn.read(TELCO)
    table, left = churn.table_of(cells, {churn.named(cells, "Churn")}), churn.answers(cells["churn"])
    part = np.random.default_rng(0).permutation(len(left)) % 5
    found = [train(table, left, seed=0, held_out=part == each) for each in range(5)]
    models = [each for each in found if isinstance(each, ChurnModel)]
    assert len(models) == 5
    assert all(each.beats_rule and each.rule_feature == "contract" for each in models)
    assert all(each.excluded == (Excluded("rownames", NAMES_ROWS),) for each in models)
    assert np.mean([each.quality.auc.value for each in models]) >= 0.84
    assert np.mean([each.quality.brier.value for each in models]) <= 0.14
    assert np.mean([each.quality.slope.value for each in models]) == pytest.approx(1, abs=0.1)
    assert np.mean([each.quality.error for each in models]) <= 0.035


def test_a_held_out_file_is_read_in_the_kinds_of_the_trained_one() -> None:
    cells = {"age": ["1", "2"], "city": ["a", "b"]}
    like = churn.table_of(cells, set())
    other = churn.table_of({"age": ["x", "3"], "city": ["7", "8"]}, set(), like=like)
    assert other.value("age", 0) is None
    assert other.value("city", 1) == "8"
