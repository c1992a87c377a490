"""The shipped models against their cards; needs the training data, which are not part of the repository."""

import re
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="training needs scikit-learn (a development dependency)")

from training import aspects, cards, data, evaluate
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.aspects import dictionary

pytestmark = pytest.mark.skipif(
    not (data.folder() / "text").is_dir(),
    reason="the training data are not here (../shared/data or ZHIYIN_TRAINING_DATA)",
)


def card_row(text: str, name: str) -> str:
    found = re.search(rf"^\| {re.escape(name)} \| (.*) \|$", text, re.MULTILINE)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("model", sentiment.MODELS)
def test_a_shipped_model_does_what_its_card_says_on_rows_it_never_saw(model: str) -> None:
    card = sentiment.model_path(model).with_suffix(".md").read_text(encoding="utf-8")
    assert sentiment.version(model) in card
    rows = cards.held_out(model)
    measured = cards.agreement(cards.read(rows.texts, cards.LANGUAGE[model]), rows.positive)
    assert measured.row == card_row(card, "all held-out")


def test_chinese_reviews_held_out_are_read_right_93_times_in_100_and_as_surely_as_said() -> None:
    rows = cards.held_out(sentiment.CHINESE)
    answers = cards.read(rows.texts, None)
    measured = cards.agreement(answers, rows.positive)
    assert measured.right / measured.n >= 0.932
    assert measured.error <= 0.02
    for group, floor in (("food_delivery", 0.89), ("hotel", 0.89), (None, 0.944)):
        goods = ~np.isin(rows.group, cards.OTHER_THAN_GOODS)
        mine = goods if group is None else rows.group == group
        found = cards.agreement(answers[mine], rows.positive[mine])
        assert found.right / found.n >= floor


def test_calling_a_review_mixed_or_neutral_costs_next_to_no_decisions() -> None:
    rows = cards.held_out(sentiment.CHINESE)
    measured = cards.agreement(cards.read(rows.texts, None), rows.positive)
    assert measured.undecided / measured.n <= 0.03


def test_a_file_of_a_strangers_rows_gets_the_cards_table(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "domain,label,review\nhotel,1,房间很干净，服务也好\nhotel,0,太脏了，再也不来\n饮料,1,好喝\n饮料,0,？？\n饮料,2,一般\n",
        encoding="utf-8",
    )
    report = evaluate.file_report(path)
    assert "4 rows, 1 of them not read" in report
    assert card_row(report, "all").startswith("4 | 75.0 %")
    assert card_row(report, "hotel").startswith("2 | 100.0 %")
    assert "| confidence |" in report


def test_given_aspects_of_restaurant_sentences_are_felt_as_the_card_says() -> None:
    card = aspects.CARD.read_text(encoding="utf-8")
    assert dictionary.version() in card
    table = aspects.polarity_table(list(aspects.chinese()), sentiment.CHINESE)
    assert card_row(table, "restaurant sentences") == card_row(card, "restaurant sentences")
