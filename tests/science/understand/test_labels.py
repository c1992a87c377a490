import numpy as np
import pytest

from zhiyin.science.language.folding import fold
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.aspects import clauses
from zhiyin.science.understand.aspects.dictionary import dictionary
from zhiyin.science.understand.labels import labels
from zhiyin.science.understand.ngrams import Scorer


def label(text: str, positive: float, model: str = "zh", felt: tuple[float, ...] = ()) -> str | None:
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
        lambda _: felt,
    )[0]


@pytest.mark.parametrize(
    ("text", "model"),
    [("味道非常好吃，服务态度太差了", "zh"), ("The food was delicious, but the service was terrible", "en")],
)
def test_an_unclear_text_that_praises_and_blames_is_mixed(text: str, model: str) -> None:
    assert label(text, 0.45, model) == "mixed"


@pytest.mark.parametrize("positive", [0.03, 0.3, 0.97])
def test_a_short_text_that_praises_and_blames_is_mixed_whichever_side_is_stronger(positive: float) -> None:
    assert label("味道非常好吃，服务态度太差了", positive) == "mixed"


# More than a short text has, with a clause of praise and one of blame.
LONG = (
    "味道非常好吃，服务态度太差了，"
    + "我们那天晚上七点多钟一共去了六个人，坐在靠窗的那张桌子边上，后来就走了"
)


def test_a_clear_long_text_keeps_its_side_though_it_names_the_other() -> None:
    assert label(LONG, 0.04) == "negative"
    assert label(LONG, 0.96) == "positive"


MEAL = "我们那天晚上去吃的饭，菜很不错，坐在靠窗的那张桌子边上，后来大概九点多钟就走了"


def test_a_longer_text_whose_aspects_are_praised_and_blamed_is_mixed() -> None:
    assert label(MEAL, 0.6, felt=(0.9, -0.8)) == "mixed"


def test_a_small_fault_among_much_praise_leaves_a_text_its_side() -> None:
    assert label(MEAL, 0.6, felt=(0.9, 0.9, 0.9, -0.8)) == "positive"
    assert label(MEAL, 0.6, felt=(0.9, -0.4)) == "positive"
    assert label(MEAL, 0.9, felt=(0.9, -0.8)) == "positive"


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
