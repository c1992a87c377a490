import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.language.folding import BOUNDARY, fold
from zhiyin.science.understand.wording import words

TEXTS = st.lists(st.text(alphabet="好吃慢酒店房间 abC1.!，\n\ud83d服务", max_size=16), min_size=1, max_size=6)


def codes(text: str) -> list[int]:
    worded = words(fold([text]))
    return worded.codes[1:-1].tolist()


def test_a_word_has_one_code_wherever_it_stands() -> None:
    (good,) = codes("好吃")
    assert good in codes("很 好吃。")
    assert good not in codes("不好看")


def test_characters_of_another_order_are_another_word() -> None:
    assert codes("蜂蜜") != codes("蜜蜂")


def test_blanks_are_no_words_and_each_word_tells_where_it_begins() -> None:
    folded = fold(["酒店 很 干净", "", "ok"])
    worded = words(folded)
    found = ["".join(map(chr, folded.codes[place : place + 2])) for place in worded.where[[1, 3]]]
    assert found == ["酒店", "干净"]
    assert np.diff(worded.starts).tolist() == [4, 1, 2]


@settings(deadline=None)  # the first text loads the dictionary
@given(TEXTS)
def test_a_text_has_the_same_words_alone_as_among_others(texts: list[str]) -> None:
    together = words(fold(texts))
    assert len(together) == len(texts)
    assert (together.codes[together.starts] == BOUNDARY).all()
    for index, text in enumerate(texts):
        mine = together.codes[together.starts[index] + 1 : together.starts[index + 1]]
        assert mine.tolist() == codes(text)


@pytest.mark.parametrize("text", ["", "\x00", "好" * 20_000, "a" * 20_000, "🙂🙂", "\ud83d\udc00", "\u3000"])
def test_a_hard_text_has_words_or_none(text: str) -> None:
    assert len(words(fold([text]))) == 1
