"""METHODS D: scores of predicted labels, against worked numbers and slow definitions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.understand.evaluation import (
    NEVER_PREDICTED,
    NO_GOLD,
    NOTHING_TO_EVALUATE,
    ONE_CLASS_PREDICTED,
    Warned,
    calibration,
    evaluate,
)

LABELS = ("neg", "neu", "pos")


def test_scores_of_three_classes_by_hand() -> None:
    gold = ["neg"] * 4 + ["neu"] * 2 + ["pos"] * 4
    said = ["neg", "neg", "neg", "pos", "neu", "pos", "pos", "pos", "pos", "neg"]
    found = evaluate(gold, said, labels=LABELS)
    assert found.confusion == ((3, 0, 1), (0, 1, 1), (1, 0, 3))
    by_label = {one.label: one.scores for one in found.classes}
    assert by_label["neg"].precision == pytest.approx(3 / 4)
    assert by_label["neu"].recall == pytest.approx(1 / 2)
    assert by_label["neu"].f1 == pytest.approx(2 / 3)
    assert by_label["pos"].precision == pytest.approx(3 / 5)
    assert found.accuracy.value == pytest.approx(0.7)
    assert found.micro is not None
    assert found.micro.f1 == pytest.approx(0.7)
    assert found.macro is not None
    assert found.macro.f1 == pytest.approx((3 / 4 + 2 / 3 + 2 / 3) / 3)
    assert found.weighted is not None
    assert found.weighted.f1 == pytest.approx(0.4 * 3 / 4 + 0.2 * 2 / 3 + 0.4 * 2 / 3)
    assert found.warnings == ()


def test_the_macro_average_runs_over_the_declared_labels() -> None:
    found = evaluate(["neg", "pos"], ["neg", "pos"], labels=LABELS)
    assert found.macro is not None
    assert found.macro.f1 == pytest.approx(2 / 3)
    assert set(found.warnings) == {Warned(NEVER_PREDICTED, "neu"), Warned(NO_GOLD, "neu")}


def test_predicting_one_class_only_shows() -> None:
    found = evaluate(["pos"] * 95 + ["neg"] * 5, ["pos"] * 100, labels=["neg", "pos"])
    assert found.accuracy.value == pytest.approx(0.95)
    assert found.macro is not None
    assert found.macro.f1 < 0.5
    assert Warned(ONE_CLASS_PREDICTED, "pos") in found.warnings
    assert Warned(NEVER_PREDICTED, "neg") in found.warnings


def test_rows_without_a_label_are_left_out_and_counted() -> None:
    found = evaluate(["pos", None, "neg"], ["pos", "pos", None], labels=["neg", "pos"])
    assert (found.n, found.asked) == (1, 3)


def test_no_rows_have_no_scores() -> None:
    found = evaluate([], [], labels=LABELS)
    assert (found.accuracy.value, found.macro, found.classes) == (None, None, ())
    assert found.warnings == (Warned(NOTHING_TO_EVALUATE),)


def test_labels_that_are_not_declared_are_errors() -> None:
    with pytest.raises(ValueError, match="not one of the declared"):
        evaluate(["angry"], ["pos"], labels=LABELS)
    with pytest.raises(ValueError, match="declared"):
        evaluate(["pos"], ["pos"], labels=["pos", "pos"])
    with pytest.raises(ValueError, match="predictions"):
        evaluate(["pos"], [], labels=LABELS)


def test_the_interval_of_accuracy_is_about_the_binomial_one_and_seeded() -> None:
    gold, said = ["pos"] * 200, ["pos"] * 160 + ["neg"] * 40
    found = evaluate(gold, said, labels=["neg", "pos"])
    assert found.accuracy.low == pytest.approx(0.8 - 1.96 * 0.0283, abs=0.015)
    assert found.accuracy.high == pytest.approx(0.8 + 1.96 * 0.0283, abs=0.015)
    assert found == evaluate(gold, said, labels=["neg", "pos"])


rows = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=60)


@given(rows)
@settings(max_examples=150, deadline=None)
def test_every_class_score_is_what_its_definition_says(pairs: list[tuple[str, str]]) -> None:
    found = evaluate([g for g, _ in pairs], [p for _, p in pairs], labels="abc", resamples=0)
    total = 0.0
    for one in found.classes:
        right = sum(g == p == one.label for g, p in pairs)
        said = sum(p == one.label for _, p in pairs)
        true = sum(g == one.label for g, _ in pairs)
        precision, recall = right / said if said else 0.0, right / true if true else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        assert (one.scores.precision, one.scores.recall) == pytest.approx((precision, recall))
        assert one.scores.f1 == pytest.approx(f1)
        total += f1
    assert found.macro is not None
    assert found.macro.f1 == pytest.approx(total / 3)


def test_calibration_by_hand() -> None:
    found = calibration([0.9, 0.9, 0.6, 0.6], [True, False, True, True])
    assert found.error == pytest.approx(0.5 * 0.4 + 0.5 * 0.4)
    assert found.largest == pytest.approx(0.4)
    assert [one.n for one in found.bins] == [2, 2]


def test_certain_and_right_is_no_calibration_error() -> None:
    assert calibration([1.0, 0.0], [True, False]).error == 0.0
    assert calibration([], []).error is None


def test_calibration_refuses_what_is_no_probability() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration([1.2], [True])
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration([float("nan")], [True])
    with pytest.raises(ValueError, match="outcomes"):
        calibration([0.5], [])
