import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language.turns import customer_text


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in customer_text(text)]


@pytest.mark.parametrize(
    ("text", "customer"),
    [
        ("客服：您好，请问有什么可以帮您？ 用户：退款怎么还没到 客服：非常抱歉，马上查", ["退款怎么还没到"]),
        ("客服：您好\n用户：三天还没发货\n还要等多久？\n客服：非常抱歉", ["三天还没发货\n还要等多久？"]),
        (
            "[10:02:11] 坐席8021: 您好\n[10:02:20] 客户: 我要投诉\n[10:02:40] 坐席8021: 非常抱歉",
            ["我要投诉"],
        ),
        ("客服小美 2026-03-01 10:02:11\n亲，在的\n买家 2026-03-01 10:03:00\n衣服掉色", ["衣服掉色"]),
        ("A：您好，这里是某某银行客服热线\nB：我的卡被吞了\nA：请您稍等", ["我的卡被吞了"]),
        (
            "Agent: How can I help?\nCustomer: My bill is wrong\nAgent: I'm sorry about that",
            ["My bill is wrong"],
        ),
        (
            "我：什么时候发货\n机器人：亲，48小时内\n我：太慢了，我要退款",
            ["什么时候发货", "太慢了，我要退款"],
        ),
        ("問：可以退嗎 答：可以的", ["可以退嗎"]),
        ("客服：您好\n顧客：我要退貨\n客服：好的", ["我要退貨"]),
        ("【客服】您好\n【顾客】我要退货\n【客服】好的", ["我要退货"]),
        ("客服：您好请问有什么可以帮您用户：退款没到账客服：非常抱歉", ["退款没到账"]),
        ("张三：东西坏了\n客服：非常抱歉\n张三：赔钱", ["东西坏了", "赔钱"]),
        ("会话记录 2024-06-01\n用户：东西坏了\n客服：抱歉", ["东西坏了"]),
        ("很生气。聊天如下，你们看：\n我：人呢\n客服：亲，在的", ["很生气。聊天如下，你们看：", "人呢"]),
        (
            "Visitor 1: hello\nJohn (10:01): Hi, how may I help you?\nVisitor 1: I was charged twice",
            ["hello", "I was charged twice"],
        ),
        (
            "坐席: 您好 客户: 我要查话费 坐席: 非常抱歉系统故障 客户: 好的那算了",
            ["我要查话费", "好的那算了"],
        ),
        ("agent: awful delay customer: ok agent: sorry", ["ok"]),
        ("(客服) 非常抱歉\n(客户) 没事", ["没事"]),
        ("营业员：非常抱歉，太糟了\n顾客：很好", ["很好"]),
        ("Waiter: sorry, that was terrible\nGuest: it was great", ["it was great"]),
        ("味道很好\n商家回复：非常抱歉给您带来糟糕的体验", ["味道很好"]),
        ("太慢了\n商家回复：抱歉，让您久等\n追评：还是慢", ["太慢了", "追评：还是慢"]),
        ("客服\n您好\n客户\n我要退货\n客服\n非常抱歉", ["我要退货"]),
        ("Agent 12\nsorry, that is awful\nCustomer\nno problem\nAgent 12\nawful day", ["no problem"]),
        ("A: sorry for the delay\nC: it is fine\nA: that was terrible of us", ["it is fine"]),
        ("Too loud.\nResponse from the owner: Dear guest, we are so sorry", ["Too loud."]),
    ],
)
def test_only_the_customers_turns_of_a_dialogue_are_read(text: str, customer: list[str]) -> None:
    assert said(text) == customer


@pytest.mark.parametrize(
    "text",
    [
        "味道：不错\n服务：很差\n价格：贵",
        "客服：态度很差\n物流：慢\n质量：一般",
        "客服：态度很差\n顾客：太多\n味道：一般",
        "我问客服：多久到？客服说：三天。结果一周还没到。",
        "客服态度：差。用户体验：差",
        "这家店真的很好吃，推荐：牛肉面",
        "时间：2024-06-01 12:30",
        "商家回复：感谢您的支持",
        "要求退款。商家回复：不能退。太气人了",
        "前台：很热情\n泳池：干净",
        "用户：好吃",
        "Pros: cheap\nCons: slow service: very",
        "见http://a.com: ok",
        "1:2 输了",
        "[微笑]很好[强]",
        "客服\n很差\n商家\n不理人",
        "用户\n体验很差\n系统\n老是崩",
        "A: 20 元\nB: 30 元\nC: 40 元",
    ],
)
def test_what_is_no_dialogue_is_read_whole(text: str) -> None:
    assert said(text) == [text]


def test_nothing_is_read_of_no_words() -> None:
    assert customer_text("") == []


@given(st.one_of(st.text(max_size=80), st.text("客服用户我：:您好A\n 10[]【】退款，", max_size=80)))
def test_spans_are_in_order_and_within_the_text(text: str) -> None:
    spans = customer_text(text)
    assert all(0 <= a <= b <= len(text) for a, b in spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "piece", ["客服：", "用户：好\n", "客服：好 用户：坏 ", ":", "[10:02] ", "1:", "a", "【", "客服 "]
)
def test_a_hundred_thousand_characters_are_parted_in_bounded_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    customer_text(text)
    assert time.process_time() - started < 4
