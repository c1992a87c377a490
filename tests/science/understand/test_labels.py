import numpy as np
import pytest

from zhiyin.science.language.folding import fold
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.aspects import clauses
from zhiyin.science.understand.aspects.dictionary import dictionary
from zhiyin.science.understand.labels import labels
from zhiyin.science.understand.ngrams import Scorer


def label(text: str, positive: float, model: str = "zh") -> str | None:
    folded = fold([text])
    scorers = {model: Scorer(folded, sentiment.weights(model))}
    parse = clauses.parse(folded, dictionary())
    return labels(
        np.array([positive]),
        folded.starts[:1] + 1,
        folded.starts[1:],
        parse,
        scorers,
        np.array([model], dtype=object),
    )[0]


@pytest.mark.parametrize(
    ("text", "model"),
    [("味道非常好吃，服务态度太差了", "zh"), ("The food was delicious, but the service was terrible", "en")],
)
def test_an_unclear_text_that_praises_and_blames_is_mixed(text: str, model: str) -> None:
    assert label(text, 0.45, model) == "mixed"


def test_a_clear_text_keeps_its_side_though_it_names_the_other() -> None:
    assert label("味道非常好吃，服务态度太差了", 0.05) == "negative"
    assert label("味道非常好吃，服务态度太差了", 0.95) == "positive"


def test_an_unclear_text_with_only_lukewarm_words_is_neutral() -> None:
    assert label("味道一般", 0.4) == "neutral"


def test_a_coins_toss_without_words_of_opinion_is_neutral_and_with_them_leans() -> None:
    assert label("昨天下午收到了两箱", 0.51) == "neutral"
    assert label("昨天下午收到了两箱", 0.6) == "positive"
    assert label("很好吃", 0.51) == "positive"


def test_a_text_that_was_not_read_has_no_label() -> None:
    assert label("bonjour", float("nan")) is None


@pytest.mark.parametrize("text", ["", "。", "，，，", "好"])
def test_the_shortest_texts_have_a_label(text: str) -> None:
    assert label(text, 0.5) in ("neutral", "positive", "negative", "mixed")
