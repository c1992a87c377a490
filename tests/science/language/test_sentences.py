import itertools
import time

import pytest
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


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.菜好吃 2.服务差 3、环境一般", ["1.菜好吃", "2.服务差", "3、环境一般"]),
        ("1. Good food 2. Bad service. 3. ok", ["1. Good food", "2. Bad service.", "3. ok"]),
        (
            "优点：1、快；2、好。缺点：1、贵2、远",
            ["优点：", "1、快；", "2、好。", "缺点：", "1、贵", "2、远"],
        ),
        ("（1）快（2）好", ["（1）快", "（2）好"]),
        ("①快②好③便宜", ["①快", "②好", "③便宜"]),
        ("一是快二是好", ["一是快", "二是好"]),
        ("5.1音响不错 2.0的一般", ["5.1音响不错 2.0的一般"]),
        ("东西不错.物流也快.就是有点贵", ["东西不错.", "物流也快.", "就是有点贵"]),
        ("不错...就是贵", ["不错...", "就是贵"]),
        ("味道不错 服务很好 下次还来", ["味道不错", "服务很好", "下次还来"]),
        ("我 的 手机 坏 了", ["我 的 手机 坏 了"]),
        ("iPhone 15 Pro Max 很好 非常满意", ["iPhone 15 Pro Max 很好", "非常满意"]),
        ("买了3.5斤，花了12.80元。不错", ["买了3.5斤，花了12.80元。", "不错"]),
        ("见http://a.com/?p=1;b=2!c 很好。下次", ["见http://a.com/?p=1;b=2!c 很好。", "下次"]),
        ("很好吃👍下次再来😊😊老板好", ["很好吃👍", "下次再来😊😊", "老板好"]),
        ("我❤️北京", ["我❤️北京"]),
        ("[微笑]好的[强]谢谢", ["[微笑]好的[强]", "谢谢"]),
        ("好吃~推荐给大家", ["好吃~", "推荐给大家"]),
        ("周一~周五营业", ["周一~周五营业"]),
        ("太差了！！！！再也不来？？？", ["太差了！！！！", "再也不来？？？"]),
        (
            "I paid $3.50. The U.S. guy, Dr. No, said no! Really?! Yes... maybe.",
            ["I paid $3.50.", "The U.S. guy, Dr. No, said no!", "Really?!", "Yes...", "maybe."],
        ),
        (
            "今天我们去了这家餐厅吃饭服务员态\n度非常好而且上菜速度也是特别的快\n推荐大家去吃",
            ["今天我们去了这家餐厅吃饭服务员态\n度非常好而且上菜速度也是特别的快\n推荐大家去吃"],
        ),
    ],
)
def test_a_text_is_parted_where_a_reader_would(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(max_size=80))
def test_any_text_is_parted_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "piece", ["好。", "a. ", "1.", "1、", "很 好吃 ", "😊好", "http://a.", "\n好", ". ", "①", "”"]
)
def test_a_hundred_thousand_characters_are_parted_in_bounded_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    sentence_spans(text)
    assert time.process_time() - started < 3


@given(st.text(alphabet="好吃。！？ .a\n”", max_size=40))
def test_spans_are_in_order_and_hold_every_letter(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]
