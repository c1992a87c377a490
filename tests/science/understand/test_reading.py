import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.language.detection import LANGUAGES
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.aspects.mentions import BY_TAGGER
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
    assert analyser().startswith("zhiyin/5.")


def test_a_batch_reads_as_its_texts_alone() -> None:
    texts = ["菜好吃", "", "The soup was cold", "服务差，环境好", "👍", "x" * 500, "排队" * 40] * 3
    together = read(texts)
    alone = [read([text])[0] for text in texts]
    for left, right in zip(together, alone, strict=True):
        assert (left.language, left.label, left.reason) == (right.language, right.label, right.reason)
        assert len(left.mentions) == len(right.mentions)
        assert left.sentiment == pytest.approx(right.sentiment)


def test_batches_are_joined_in_order() -> None:
    texts = [("很好吃", "很难吃")[number % 2] + str(number) for number in range(BATCH_TEXTS + 200)]
    labels = [reading.label for reading in read(texts)]
    assert labels == ["positive", "negative"] * (len(texts) // 2)


def test_what_is_said_a_million_times_is_read_once() -> None:
    started = time.process_time()
    readings = read(["菜很好吃，服务差"] * 1_000_000)
    assert time.process_time() - started < 10
    assert len(readings) == 1_000_000
    assert readings[0] is readings[-1]


def test_the_same_words_in_two_languages_are_read_twice() -> None:
    read_, not_read = read(["好吃", "好吃"], languages=["zh-Hans", "other"])
    assert (read_.label, not_read.reason) == ("positive", "language_not_read")


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
        check_spans(text or "", reading)


def check_spans(text: str, reading: Reading) -> None:
    """Every span lies in the text, and holds more than blanks; sentences do not overlap."""
    spans = [(one.start, one.end) for one in (*reading.mentions, *reading.targets, *reading.sentences)]
    spans += [one.opinion for one in (*reading.mentions, *reading.targets) if one.opinion]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()
    assert all(0 <= one.start < one.end <= len(text) for one in reading.annotations)
    assert all(left.end <= right.start for left, right in pairwise(reading.sentences))
    for one in (*reading.mentions, *reading.targets, *reading.sentences):
        assert -1 <= one.sentiment <= 1
        assert 0 <= one.confidence <= 1


words_of_reviews = st.lists(
    st.sampled_from(
        [
            *"好不太差菜鱼。！，；…~(（<[\n ",
            "味道", "服务员", "酸菜鱼", "难吃", "等了3个小时", "停车难", "<b>", "</p>", "https://a.b/c", "‹mobile›",
            "[微笑]", "👍", "\ud83d", "\x00", "\u200b", "客服：", "\n客户：", "1. ", "2、", "the food ", "was terrible. ",
            "called 3 times", "Ã©", "。。。", "好吃" * 30, "ｇｏｏｄ", "é", "な",
        ]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(words_of_reviews.map("".join), min_size=1, max_size=4))
def test_whatever_is_found_lies_in_the_text(texts: list[str]) -> None:
    for text, reading in zip(texts, read(texts), strict=True):
        check_spans(text, reading)


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
        "(",
        "a@",
        "[好]",
        "味道好吃服务差",
        "<a ",
        "客服：您好\n客户：差\n",
        "https://a.b/",
        " ",
    ],
)
def test_a_hundred_thousand_characters_take_less_than_50_ms_per_thousand(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    reading = one(text)
    assert time.process_time() - started < 5
    assert reading.language in LANGUAGES
    check_spans(text, reading)


def test_probability_does_not_overflow() -> None:
    with np.errstate(all="raise"):
        assert sentiment.probability(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


def test_the_shipped_files_are_small() -> None:
    sizes = [sentiment.model_path(model).stat().st_size for model in sentiment.MODELS]
    assert max(sizes) <= 8_000_000
    assert sum(sizes) <= 12_000_000
    assert all(sentiment.model_path(model).with_suffix(".md").exists() for model in sentiment.MODELS)


def test_of_a_dialogue_only_the_customers_turns_are_read() -> None:
    (reading,) = read(["客服：非常抱歉，太糟糕了，给您带来不便\n客户：谢谢，服务很好，很满意\n客服：再见"])
    assert reading.label == "positive"
    assert not any(one.code in {"anger", "complaint"} for one in reading.annotations)


def test_what_shows_that_there_is_something_to_do_in_a_dialogue_are_the_customers_words() -> None:
    text = "客服：非常抱歉，太糟糕了\n客户：好的\n客服：马上处理\n客户：你们的APP老是闪退"
    (reading,) = read([text])
    shown = {text[one.start : one.end] for one in reading.annotations if one.kind in {"action", "urgency"}}
    assert shown
    assert not any("客服" in words for words in shown)


def test_what_is_found_in_a_dialogue_points_into_the_text_as_given() -> None:
    text = "客服：您好\n客户：上菜太慢了"
    (reading,) = read([text])
    assert {text[one.start : one.end] for one in reading.mentions} <= {"上菜", "上菜太慢", "太慢"}
    assert reading.mentions


def test_each_sentence_has_its_own_feeling() -> None:
    text = "菜很好吃。服务员太差了！The room was clean. "
    told = [(text[s.start : s.end], s.label) for s in one(text).sentences]
    assert told == [
        ("菜很好吃。", "positive"),
        ("服务员太差了！", "negative"),
        ("The room was clean.", "positive"),
    ]


def test_a_text_of_one_sentence_feels_as_its_sentence() -> None:
    reading = one("味道不错")
    (sentence,) = reading.sentences
    assert (sentence.sentiment, sentence.label) == (reading.sentiment, reading.label)


def test_a_text_that_is_not_read_has_no_sentences_and_targets() -> None:
    reading = one("とても美味しかったです。好吃。")
    assert (reading.sentences, reading.targets) == ((), ())


def test_what_the_dictionary_does_not_name_is_found_with_the_aspect_of_its_head() -> None:
    text = "火龙果不太新鲜，酸菜鱼很好"
    beyond = {text[m.start : m.end]: m.aspect for m in one(text).mentions if m.rule == BY_TAGGER}
    assert beyond == {"火龙果": "taste", "酸菜鱼": "taste"}


@pytest.mark.parametrize(
    ("text", "aspect", "opinion"),
    [
        ("服务员不太热情", "staff_attitude", "不太热情"),
        ("Great food here", "taste", "Great"),
        ("价格不贵", "price", "不贵"),
    ],
)
def test_a_mention_shows_the_words_that_judge_it(text: str, aspect: str, opinion: str) -> None:
    (found,) = [m.opinion for m in one(text).mentions if m.aspect == aspect]
    assert found is not None
    assert text[slice(*found)] == opinion
