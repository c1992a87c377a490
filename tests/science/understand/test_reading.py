import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.language.detection import LANGUAGES
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.reading import BATCH_TEXTS, Reading, analyser, read

any_text = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z", "C"]), max_size=60)


def one(text: str | None, language: str | None = None) -> Reading:
    return read([text], languages=[language])[0]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("菜很好吃，服务也热情，下次还来", "positive"),
        ("排队等了一个小时，服务员还翻白眼，再也不来了", "negative"),
        ("服務態度很好，環境乾淨，推薦", "positive"),
        ("Great food and friendly staff, we will be back", "positive"),
        ("Rude staff, cold soup, terrible service", "negative"),
        ("service 很 slow，food 难吃，不会再来", "negative"),
    ],
)
def test_plain_praise_and_plain_blame_are_told_apart(text: str, label: str) -> None:
    assert one(text).label == label


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "empty"),
        ("", "empty"),
        (" \n\t", "empty"),
        ("👍👍", "no_words"),
        ("。。。!!!", "no_words"),
        ("\x00\ud83d", "no_words"),
        ("12345", "no_words"),
        ("とても美味しかったです", "language_not_read"),
        ("Danke, sehr gut", "language_not_read"),
    ],
)
def test_what_cannot_be_read_is_not_guessed(text: str | None, reason: str) -> None:
    reading = one(text)
    assert (reading.sentiment, reading.label, reading.confidence) == (None, None, None)
    assert reading.mentions == ()
    assert reading.reason == reason


def test_the_words_of_a_good_text_may_be_any_width_or_case() -> None:
    assert one("ＧＲＥＡＴ ＦＯＯＤ").sentiment == one("great food").sentiment


def test_tags_addresses_and_masks_are_no_words() -> None:
    plain = one("服务很好，下次再来")
    for text in (
        "<p class='a'>服务很好，下次再来</p>",
        "服务很好，下次再来 https://example.com/very/bad/service?q=terrible",
        "服务很好，下次再来&nbsp;",
        "服务很好，下次再来‹mobile›",
    ):
        reading = one(text)
        assert reading.language == "zh-Hans"
        assert reading.sentiment == pytest.approx(plain.sentiment, abs=0.05)


def test_offsets_are_those_of_the_text_with_its_tags() -> None:
    text = "<b>味道</b>好，<i>停车</i>难"
    assert [text[m.start : m.end] for m in one(text).mentions] == ["味道", "停车</i>难"]
    assert [m.sentiment > 0 for m in one(text).mentions] == [True, False]


def test_a_given_language_overrides_detection() -> None:
    assert one("好吃", "other").reason == "language_not_read"
    assert one("Rotkohl delicious", "en").language == "en"


def test_other_lengths_and_unknown_languages_are_refused() -> None:
    with pytest.raises(ValueError, match="languages"):
        read(["a"], languages=[])
    with pytest.raises(ValueError, match="tlh"):
        read(["a"], languages=["tlh"])


def test_sentiment_label_and_confidence_agree() -> None:
    reading = one("味道不错")
    assert reading.sentiment is not None
    assert reading.confidence == pytest.approx((1 + abs(reading.sentiment)) / 2)
    assert reading.label == "positive"


def test_every_reading_names_its_analyser_and_version() -> None:
    assert one("好").analyser == analyser()
    assert len(analyser()) <= 60
    assert analyser().startswith("zhiyin/1.")


def test_a_batch_reads_as_its_texts_alone() -> None:
    texts = ["菜好吃", "", "The soup was cold", "服务差，环境好", "👍", "x" * 500, "排队" * 40] * 3
    together = read(texts)
    alone = [read([text])[0] for text in texts]
    for left, right in zip(together, alone, strict=True):
        assert (left.language, left.label, left.reason) == (right.language, right.label, right.reason)
        assert len(left.mentions) == len(right.mentions)
        assert left.sentiment == pytest.approx(right.sentiment)


def test_batches_are_joined_in_order() -> None:
    texts = ["好吃", "难吃"] * BATCH_TEXTS
    labels = [reading.label for reading in read(texts)]
    assert labels == ["positive", "negative"] * BATCH_TEXTS


def test_nothing_to_read_is_nothing_read() -> None:
    assert read([]) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.none(), any_text), max_size=6))
def test_any_text_gets_a_defined_answer(texts: list[str | None]) -> None:
    readings = read(texts)
    assert len(readings) == len(texts)
    for text, reading in zip(texts, readings, strict=True):
        assert reading.language in LANGUAGES
        assert (reading.sentiment is None) == (reading.reason is not None)
        assert reading.sentiment is None or -1 <= reading.sentiment <= 1
        for mention in reading.mentions:
            assert text is not None
            assert 0 <= mention.start < mention.end <= len(text)
            assert -1 <= mention.sentiment <= 1


@pytest.mark.parametrize(
    "piece",
    [
        "好",
        "服务差，",
        "a",
        "very bad service ",
        "👍",
        "，",
        "\0",
        "\ud83d",
        "<p class='a'>很好</p>",
        "不",
        "1",
        "排队",
        "مرحبا ",
        "。\n",
    ],
)
def test_a_hundred_thousand_characters_take_less_than_50_ms_per_thousand(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    reading = one(text)
    assert time.process_time() - started < 5
    assert reading.language in LANGUAGES


def test_probability_does_not_overflow() -> None:
    with np.errstate(all="raise"):
        assert sentiment.probability(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


def test_the_shipped_files_are_small() -> None:
    sizes = [sentiment.model_path(model).stat().st_size for model in sentiment.MODELS]
    assert max(sizes) <= 8_000_000
    assert sum(sizes) <= 12_000_000
    assert all(sentiment.model_path(model).with_suffix(".md").exists() for model in sentiment.MODELS)
