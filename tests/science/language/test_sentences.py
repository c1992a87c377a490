import itertools

from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language.sentences import sentence_spans, sentences


def test_chinese_sentences_end_at_their_marks_and_closing_quotes() -> None:
    assert sentences("菜好吃。他说“很差！”不来了……再见") == ["菜好吃。", "他说“很差！”", "不来了……", "再见"]


def test_numbers_and_abbreviations_do_not_end_an_english_sentence() -> None:
    assert sentences("Mr. Smith gave 3.5 stars. Great! e.g. this is fine. Bye...") == [
        "Mr. Smith gave 3.5 stars.",
        "Great!",
        "e.g. this is fine.",
        "Bye...",
    ]


def test_lines_are_sentences_and_marks_alone_are_none() -> None:
    assert sentences("第一行\n第二行\n 。。。 \n") == ["第一行", "第二行"]


@given(st.text(alphabet="好吃。！？ .a\n”", max_size=40))
def test_spans_are_in_order_and_hold_every_letter(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]
