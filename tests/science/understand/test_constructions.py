"""Phrases that mean something else than their words."""

import pytest

from zhiyin.science.language.folding import fold
from zhiyin.science.understand.annotations.annotating import show
from zhiyin.science.understand.reading import read

PRAISES = [
    "这服务不是一般的好",
    "比肯德基强多了",
    "屏幕比以前那款大",
    "质量不比大牌差",
    "没见过比你们更好的",
    "除了贵没别的毛病",
    "没什么可挑剔的",
    "咁嘅服务真系畀足一百分",
    "再也找不到第二家这么用心的店了",
    "真后悔没早点来",
    "没有想象中那么难吃",
    "一点都不踩雷",
    "从没想过换别家",
    "味道yyds",
    "问题解决了",
    "客服很快给解决了",
    "拍照秒杀老款",
    "比起上一家，你们信号稳太多了",
    "Not bad at all",
    "I couldn't be happier",
    "Staff couldn't have been kinder",
    "Nothing short of fantastic",
    "Never had a problem in six years",
    "I don't have a single bad word for them",
    "Wouldn't hesitate to stay here again",
    "Much better than the chain next door",
    "They never rushed us",
    "Logging in used to take ages, now it is one tap",
]
BLAMES = [
    "上菜不是一般的慢",
    "隔壁都比你们热情",
    "连路边摊都不如",
    "跟老字号没法比",
    "比上次退步太多了",
    "服务好到让我想投诉",
    "谢谢你们让我见识了什么叫踢皮球",
    "你们的态度可真好，电话说挂就挂",
    "优惠券等于没给",
    "谁还用你们的宽带",
    "还没我家楼下的好吃",
    "海底捞的服务哪是你们能比的",
    "Thanks for nothing",
    "Great, another update that logs me out",
    "Love paying extra for a room with no window",
    "Nowhere near as good as the old menu",
    "The battery barely lasts a morning",
    "Even the petrol station has friendlier staff",
    "The waiter couldn't have been ruder",
    "Nothing but trouble",
]
NEITHER = [
    "味道谈不上惊艳",
    "没特别快也没特别慢",
    "说不上好，也说不上坏",
    "上菜不快不慢",
    "跟图片差不多",
    "The soup was nothing to write home about",
    "Neither good nor bad",
]
# What looks like one and means its words.
PLAIN = [
    "没想到很好吃",
    "后悔没早点换一家",
    "不如先打个电话",
    "差不多等了一个小时",
    "味道真好，下次还来",
    "比较慢",
    "一次比一次慢吗？",
    "谁会来接我？",
    "Thank you so much for your help",
    "Love being treated like a guest",
    "I can't recommend it",
    "They had no problem taking my money",
    "Is it better than the old one?",
    "Great food, great service",
    "You couldn't tell us when",
]


def leans(text: str) -> list[float]:
    return [lean for _, _, lean in show(fold([text]), [text]).turned]


@pytest.mark.parametrize("text", PRAISES)
def test_a_phrase_praises_whatever_its_words_say(text: str) -> None:
    assert leans(text)
    assert all(lean > 0 for lean in leans(text))


@pytest.mark.parametrize("text", BLAMES)
def test_a_phrase_blames_whatever_its_words_say(text: str) -> None:
    assert leans(text)
    assert all(lean < 0 for lean in leans(text))


@pytest.mark.parametrize("text", NEITHER)
def test_a_phrase_does_neither(text: str) -> None:
    assert leans(text) == [0]


@pytest.mark.parametrize("text", PLAIN)
def test_what_only_looks_like_such_a_phrase_means_its_words(text: str) -> None:
    assert leans(text) == []


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [("上菜不是一般的慢", "complaint", "上菜不是一般的慢"), ("Not bad at all", "praise", "Not bad")],
)
def test_the_phrase_shows_the_intent_and_its_words_no_other(text: str, code: str, words: str) -> None:
    (shown,) = [one for one in show(fold([text]), [text]).annotations[0] if one.kind == "intent"]
    assert (shown.code, shown.rule) == (code, f"intent.{code}.construction")
    assert text[shown.start : shown.end] == words


@pytest.mark.parametrize(
    ("text", "aspect", "side"),
    [
        ("隔壁便利店都比你们服务周到", "service", -1),
        ("上菜不是一般的慢", "service_speed", -1),
        ("这服务不是一般的好", "service", 1),
        ("Staff couldn't have been kinder", "staff_attitude", 1),
        ("西区排队太久，味道不错", "waiting", -1),
        ("西区排队太久，味道不错", "taste", 1),
    ],
)
def test_an_aspect_is_judged_by_what_its_clause_means(text: str, aspect: str, side: int) -> None:
    (found,) = [mention.sentiment for mention in read([text])[0].mentions if mention.aspect == aspect]
    assert found * side > 0.15


def test_a_phrase_counts_for_its_share_of_a_text() -> None:
    short = "这服务不是一般的慢。"
    long = short + "菜很好吃，环境优雅，价格实惠，分量也足，下次一定还会带朋友来，强烈推荐给大家。"
    first, second = read([short, long])
    assert first.label == "negative"
    assert second.label == "positive"
    assert second.sentences[0].label == "negative"


def test_a_text_of_nothing_but_anchors_is_read() -> None:
    texts = [
        "比" * 500,
        "couldn't " * 200,
        "没有" * 300 + "毛病",
        "than than than",
        "不是一般的",
        "除了",
        "nothing but",
    ]
    assert len(read(texts)) == len(texts)


def test_in_a_text_without_any_mark_only_what_stands_near_tells_what_a_comparison_is_about() -> None:
    others, said = "隔壁", "味道比以前强多了"
    beside, far = read([others + said, others + "我们慢慢走着看着说着" * 60 + said])
    assert "intent.praise.construction" not in {one.rule for one in beside.annotations}
    assert "intent.praise.construction" in {one.rule for one in far.annotations}
