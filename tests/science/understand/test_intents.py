import csv
import gzip
import io
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training import data
from zhiyin.science.understand.intents import IntentModel, from_bytes, train
from zhiyin.science.understand.intents.features import learn, rows

ZH = {
    "lost_card": (
        "我的卡丢了|银行卡不见了怎么办|卡被偷了要挂失|挂失银行卡|信用卡丢失了|卡找不到了"
        "|钱包丢了，卡也没了|怎么挂失|卡片遗失|昨天把卡弄丢了|需要马上挂失我的卡"
        "|卡掉了怎么处理"
    ),
    "balance": (
        "余额是多少|查一下余额|我还有多少钱|账户里有多少钱|看看余额|余额查询|帮我查账户余额"
        "|卡里还剩多少|现在余额多少|想知道还剩多少钱|查余额怎么操作|账上还有多少钱"
    ),
    "opening": (
        "几点开门|营业时间是什么|周末上班吗|今天几点关门|节假日营业吗|网点几点下班"
        "|星期天开不开门|营业到几点|早上几点开始营业|你们什么时候上班|中午休息吗，几点开门"
        "|周六营业时间"
    ),
}
EN = {
    "lost_card": (
        "I lost my card|my card was stolen|card is missing|report a lost card"
        "|I can't find my card|someone took my card|please block my lost card"
        "|left my card in a taxi|my debit card disappeared|lost my wallet and card"
    ),
    "balance": (
        "what is my balance|show my account balance|how much money do I have|check my balance"
        "|how much is left in my account|balance please|tell me my current balance"
        "|how much cash is in my account|what's left on my account|current balance"
    ),
    "opening": (
        "when do you open|what are your opening hours|are you open on Sunday"
        "|when does the branch close|closing time today|are you open on holidays"
        "|what time do you open tomorrow|opening times at the weekend|until when are you open"
        "|is the branch open now"
    ),
}


def examples(intents: dict[str, str]) -> tuple[list[str], list[str]]:
    pairs = [(text, name) for name, texts in intents.items() for text in texts.split("|")]
    return [text for text, _ in pairs], [name for _, name in pairs]


@pytest.fixture(scope="module")
def chinese() -> IntentModel:
    return train(*examples(ZH), seed=1)


@pytest.fixture(scope="module")
def english() -> IntentModel:
    return train(*examples(EN), seed=1)


def test_chinese_intents_are_recognised_in_new_sentences(chinese: IntentModel) -> None:
    found = chinese.likeliest(
        ["卡丢了，帮我挂失", "账户余额还有多少", "你们周末几点开门", "卡丟了，幫我掛失"]
    )
    assert found == ["lost_card", "balance", "opening", "lost_card"]


def test_english_intents_are_recognised_in_new_sentences(english: IntentModel) -> None:
    found = english.likeliest(["help, I lost my debit card", "what balance do I have", "WHEN DO YOU OPEN?"])
    assert found == ["lost_card", "balance", "opening"]


def test_a_text_without_a_known_word_has_no_intent(chinese: IntentModel, english: IntentModel) -> None:
    for model in (chinese, english):
        assert model.predict(["", "🎉🎉", "\x00", "жизнь прекрасна"]) == [(None, 0.0)] * 4


def test_something_else_is_less_sure_than_an_intent(chinese: IntentModel) -> None:
    (_, own), (_, other) = chinese.predict(["帮我查一下余额", "今天的天气很适合去爬山"])
    assert own > other


def test_examples_without_an_intent_may_be_given(english: IntentModel) -> None:
    texts, labels = examples(EN)
    none = [
        "tell me a joke", "what is the weather like", "play some music", "who won the game", "translate hello",
        "book me a flight", "how tall is mount everest", "set an alarm", "I want a pizza", "sing a song",
    ]  # fmt: skip
    model = train([*texts, *none], [*labels, *[None] * len(none)], seed=1)
    assert model.labels == english.labels
    assert model.predict(["play a song"])[0][1] < model.predict(["what is my balance"])[0][1]


def test_the_same_examples_and_seed_give_the_same_bytes() -> None:
    assert train(*examples(EN), seed=3).to_bytes() == train(*examples(EN), seed=3).to_bytes()
    assert train(*examples(EN), seed=3).to_bytes() != train(*examples(EN), seed=4).to_bytes()


def test_a_stored_model_predicts_the_same(chinese: IntentModel) -> None:
    stored = chinese.to_bytes()
    again = from_bytes(stored)
    texts, _ = examples(ZH)
    assert again.predict(texts) == chinese.predict(texts)
    assert again.to_bytes() == stored


@pytest.mark.parametrize("broken", [b"", b"nothing", b"PK\x03\x04 broken"])
def test_what_is_no_model_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="not an intent model"):
        from_bytes(broken)


def test_a_model_that_holds_objects_is_refused_and_not_run() -> None:
    stream = io.BytesIO()
    np.savez(stream, format=np.array(1), labels=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="not an intent model"):
        from_bytes(stream.getvalue())


def test_a_model_whose_parts_do_not_fit_is_refused(chinese: IntentModel) -> None:
    with np.load(io.BytesIO(chinese.to_bytes())) as stored:
        arrays = dict(stored)
    arrays["labels"] = np.array(["one"])
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    with pytest.raises(ValueError, match="do not fit"):
        from_bytes(stream.getvalue())


def test_what_cannot_be_learned_from_is_refused() -> None:
    with pytest.raises(ValueError, match="2 texts but 1 labels"):
        train(["a", "b"], ["x"])
    with pytest.raises(ValueError, match="at least two intents"):
        train(["a", "b", "c"], ["x", "x", None])
    with pytest.raises(ValueError, match="at most"):
        train(["a"] * 501, [str(number) for number in range(501)])


def test_examples_without_any_word_are_no_failure() -> None:
    model = train(["", "!", "", "!"], ["a", "a", "b", "b"], seed=0)
    assert [label for label, _ in model.predict(["", "word"])] == [None, None]


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.text(max_size=60), max_size=5))
def test_any_text_has_an_answer(chinese: IntentModel, texts: list[str]) -> None:
    found = chinese.predict(texts)
    assert len(found) == len(texts)
    for label, probability in found:
        assert label is None or label in chinese.labels
        assert 0 <= probability <= 1


def test_a_long_text_takes_no_more_than_its_share_of_time(chinese: IntentModel) -> None:
    for text in ("我的卡丢了" * 20_000, "my card is lost " * 6_000, "\ud800" * 100_000):
        started = time.process_time()
        chinese.predict([text])
        assert time.process_time() - started < 50e-3 * len(text) / 1000


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="ab 卡丢c'1。", max_size=15), min_size=1, max_size=6))
def test_a_texts_features_do_not_depend_on_its_neighbours(texts: list[str]) -> None:
    vocabulary = learn([*texts, *texts])
    together = rows(texts, vocabulary).toarray()
    alone = np.vstack([rows([text], vocabulary).toarray() for text in texts])
    assert np.allclose(together, alone, atol=1e-6)


@pytest.mark.skipif(
    not (data.folder() / "intent").is_dir(),
    reason="the training data are not here (../shared/data or ZHIYIN_TRAINING_DATA)",
)
def test_most_of_a_banks_questions_find_their_intent_after_two_dozen_examples_each() -> None:
    path = data.folder() / "intent" / "en_banking77_train.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        table = [(row["text"], row["category"]) for row in csv.DictReader(file)]
    some = set(sorted({label for _, label in table})[:20])
    seen, other = [], []
    counts: dict[str, int] = {}
    for text, label in table:
        if label not in some:
            continue
        counts[label] = counts.get(label, 0) + 1
        if data.tenth_of(text) == 0:
            other.append((text, label))
        elif counts[label] <= 24:
            seen.append((text, label))
    model = train([text for text, _ in seen], [label for _, label in seen], seed=0)
    found = model.likeliest([text for text, _ in other])
    right = sum(label == own for label, (_, own) in zip(found, other, strict=True))
    assert right / len(other) >= 0.87
