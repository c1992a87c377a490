"""Who only asks is neutral, who threatens is not pleased."""

import pytest

from zhiyin.science.understand.reading import read


@pytest.mark.parametrize(
    "text",
    [
        "请问周末几点开门",
        "能不能带宠物进去？",
        "这款有没有黑色",
        "会员积分年底会清零么",
        "从虹桥机场过去坐几号线",
        "希望早餐能提前到六点半",
        "要是门口有个雨棚就更好了",
        "前台旁边最好放个充电的地方",
        "请问外地能补卡吗，要本人去不",
        "想问问流水怎么打印出来",
        "麻烦帮我查一下余额，谢谢",
        "What time do you open on Sundays?",
        "do you guys deliver to zone 3",
        "Could you resend my invoice to this address?",
    ],
)
def test_who_only_asks_is_neutral(text: str) -> None:
    (reading,) = read([text])
    assert reading.label == "neutral"
    assert reading.sentences[0].label == "neutral"


@pytest.mark.parametrize(
    "text",
    [
        "为什么到现在还没发货？",
        "怎么又慢又贵？",
        "怎么又要重新登记？",
        "你们到底什么时候退款？",
        "Why has nobody called me back?",
        "When will you fix this broken machine?",
    ],
)
def test_who_asks_in_anger_is_not(text: str) -> None:
    assert read([text])[0].label == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "My solicitor will be writing to you on Monday",
        "以后聚餐绕开这家",
        "下个月合约到期，我转电信了",
    ],
)
def test_who_threatens_and_praises_nothing_is_displeased(text: str) -> None:
    assert read([text])[0].label == "negative"


@pytest.mark.parametrize(
    "text", ["放心，不会投诉你们的", "I'm not going to cancel", "没打算起诉谁，只想把押金要回来"]
)
def test_a_denied_threat_is_none(text: str) -> None:
    codes = {one.code for one in read([text])[0].annotations if one.kind == "intent"}
    assert codes.isdisjoint({"churn_threat", "legal_threat", "media_threat"})


def test_money_that_was_taken_is_no_threat_to_leave_and_no_joy() -> None:
    (reading,) = read(["账户刚被转走五万，快帮我冻结"])
    codes = {one.code for one in reading.annotations if one.kind == "intent"}
    assert reading.label == "negative"
    assert "request" in codes
    assert "churn_threat" not in codes


def test_clear_displeasure_is_a_complaint_where_no_aspect_is_named_too() -> None:
    (reading,) = read(["机器吞了我的卡，网点说明天再来"])
    assert reading.mentions == ()
    assert {one.code for one in reading.annotations if one.kind == "intent"} == {"complaint"}


def test_who_is_displeased_in_no_known_word_complains_all_the_same() -> None:
    (shown,) = [
        one for one in read(["快递显示签收了，可我根本没收到"])[0].annotations if one.kind == "intent"
    ]
    assert (shown.code, shown.rule) == ("complaint", "intent.complaint.felt")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("打了八遍电话", "repeated_contact"),
        ("打了8次电话都没人接", "repeated_contact"),
        ("三番五次跟客服反映", "repeated_contact"),
        ("催了无数次也不发货", "repeated_contact"),
        ("数不清给你们打过多少回电话了", "repeated_contact"),
        ("这已经是我第六次跑柜台了", "repeated_visit"),
        ("Eight times I've rung you", "repeated_contact"),
        ("I called for the third time and still no answer", "repeated_contact"),
        ("办个卡耗掉我一上午", "waiting"),
    ],
)
def test_how_often_and_how_long_is_effort_in_every_form(text: str, code: str) -> None:
    assert code in {one.code for one in read([text])[0].annotations if one.kind == "effort"}
