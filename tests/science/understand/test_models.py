"""The shipped models against their cards; needs the training data, which are not part of the repository."""

import re

import pytest

pytest.importorskip("sklearn", reason="training needs scikit-learn (a development dependency)")

from training import aspects, cards, data
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
    measured = cards.agreement(cards.read_logits(rows.texts, model), rows.positive)
    assert measured.row == card_row(card, "all held-out")


def test_chinese_reviews_held_out_are_read_right_92_times_in_100() -> None:
    rows = cards.held_out(sentiment.CHINESE)
    measured = cards.agreement(cards.read_logits(rows.texts, sentiment.CHINESE), rows.positive)
    assert measured.right / measured.n >= 0.92
    assert measured.error <= 0.03


def test_given_aspects_of_restaurant_sentences_are_felt_as_the_card_says() -> None:
    card = aspects.CARD.read_text(encoding="utf-8")
    assert dictionary.version() in card
    table = aspects.polarity_table(list(aspects.chinese()), sentiment.CHINESE)
    assert card_row(table, "restaurant sentences") == card_row(card, "restaurant sentences")
