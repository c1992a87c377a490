import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from zhiyin.science.language.folding import fold
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.ngrams import Scorer
from zhiyin.science.understand.sentiment import Stack, logits
from zhiyin.science.understand.wording import words

LANGUAGES = ["zh-Hans", "en", "mixed", "zh-Hant", "zh-Hans"]
TEXTS = st.lists(st.text(max_size=20), min_size=1, max_size=5)


def positive(texts: list[str], languages: list[str]) -> NDArray[np.float64]:
    folded = fold(texts)
    scorers = {model: Scorer(folded, sentiment.weights(model)) for model in sentiment.MODELS}
    return sentiment.probability(logits(scorers, languages, folded))


def test_praise_is_positive_and_blame_negative_in_both_languages() -> None:
    found = positive(
        ["服务很好，非常满意", "太差了，再也不会来", "Great food, lovely staff", "Terrible, never again"],
        ["zh-Hans", "zh-Hans", "en", "en"],
    )
    assert (found > 0.5).tolist() == [True, False, True, False]


@settings(deadline=None)  # the first text loads the models
@given(TEXTS)
def test_any_text_gets_a_probability_and_the_same_alone_as_among_others(texts: list[str]) -> None:
    together = positive(texts, LANGUAGES[: len(texts)])
    for index, text in enumerate(texts):
        alone = positive([text], [LANGUAGES[index]])
        assert together[index] == pytest.approx(alone[0], abs=1e-3)
    assert ((together > 0) & (together < 1)).all()


@pytest.mark.parametrize(
    "text", ["", "好" * 100_000, "🙂🙂", "\x00\x01\x02", "\ud83d好\udc00", "<p>好</p>" * 50, "？！…"]
)
def test_a_hard_text_has_a_defined_answer(text: str) -> None:
    assert 0 < positive([text], ["zh-Hans"])[0] < 1


def test_a_text_that_no_model_reads_has_no_feeling() -> None:
    assert np.isnan(positive(["好", "bonjour"], ["zh-Hans", "other"])).tolist() == [False, True]


def test_networks_over_words_and_over_characters_are_averaged_apart() -> None:
    several = sentiment.networks(sentiment.CHINESE)
    over_words = [one.of_words for one in several]
    assert any(over_words)
    assert not all(over_words)
    folded = fold(["房间一般，服务还行", "", "不好吃"])
    worded = words(folded)
    characters, by_words = sentiment.network_scores(folded, worded, several)
    each = [sentiment.network_scores(folded, worded, [one])[int(one.of_words)] for one in several]
    for kind, mean in ((False, characters), (True, by_words)):
        own = [scores for scores, of_words in zip(each, over_words, strict=True) if of_words == kind]
        assert mean == pytest.approx(np.mean(own, axis=0))


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(-50, 50))
def test_the_calibrated_probability_stays_between_its_floors(
    linear: float, characters: float, by_words: float
) -> None:
    weigh = Stack(0.5, 0.7, 0.3, 0.1, 0.9, 0.02, 0.03)
    z = weigh.sum(np.array([linear]), np.array([characters]), np.array([by_words]))
    assert 0.02 - 1e-9 <= weigh.probability(z)[0] <= 0.97 + 1e-9


def test_the_shipped_models_together_are_small() -> None:
    assert sum(sentiment.model_path(model).stat().st_size for model in sentiment.MODELS) <= 8_500_000
