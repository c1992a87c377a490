"""How urgent a text is, and whether it names something to do."""

import pytest

from zhiyin.science.language.folding import fold
from zhiyin.science.understand.annotations.actionability import Actionability, actionability
from zhiyin.science.understand.annotations.annotating import annotate
from zhiyin.science.understand.annotations.annotation import Annotation
from zhiyin.science.understand.annotations.urgency import LEVELS, Urgency, urgency
from zhiyin.science.understand.aspects.mentions import Mention


def of(text: str) -> tuple[Annotation, ...]:
    return annotate(fold([text]), [text])[0]


def urgent(text: str, sentiment: float | None = None) -> Urgency:
    return urgency(of(text), sentiment=sentiment)


def to_do(text: str, sentiment: float | None = None, blamed: tuple[str, ...] = ()) -> Actionability:
    mentions = [Mention(aspect, 0, 1, -0.8) for aspect in blamed]
    return actionability(of(text), sentiment=sentiment, mentions=mentions)


@pytest.mark.parametrize(
    ("text", "level", "reason"),
    [
        ("着火了，快来人", "immediate", "emergency"),
        ("有人晕倒了，快叫救护车", "immediate", "emergency"),
        ("孩子被热汤烫伤了", "immediate", "safety"),
        ("吃完上吐下泻，食物中毒了", "high", "safety"),
        ("卡被盗刷了五千块", "high", "money"),
        ("再不退钱我就去12315投诉", "high", "legal_threat"),
        ("不处理我就找记者曝光你们", "high", "media_threat"),
        ("八十岁的老人没人管，没有电梯", "high", "vulnerable"),
        ("今天必须给我处理好", "high", "deadline"),
        ("打了五次电话都没人接", "high", "repeated_contact"),
        ("打了两次电话都没人接", "normal", "repeated_contact"),
        ("再也不来了", "normal", "churn_threat"),
        ("请帮我改一下地址", "normal", "request"),
        ("菜很难吃", "normal", "complaint"),
        ("请问几点关门？", "normal", "question"),
        ("味道很好，下次还来", "low", "praise"),
        ("周一去的", "low", "nothing"),
        ("Call an ambulance, someone collapsed", "immediate", "emergency"),
        ("We got food poisoning from the oysters", "high", "safety"),
        ("There are fraudulent charges on my account", "high", "money"),
        ("I will sue you", "high", "legal_threat"),
        ("I called five times and nobody answered", "high", "repeated_contact"),
        ("Please send me an invoice", "normal", "request"),
        ("Great food, we will be back", "low", "praise"),
    ],
)
def test_urgency_has_a_level_and_a_reason(text: str, level: str, reason: str) -> None:
    found = urgent(text)
    assert (found.level, found.reason) == (level, reason)
    assert reason == "nothing" or found.shown_by is not None


def test_a_text_that_shows_nothing_is_urgent_by_its_sentiment_only() -> None:
    assert urgency((), sentiment=-0.9).reason == "dissatisfaction"
    assert urgency((), sentiment=0.9).level == "low"
    assert urgency(()).level == "low"


def test_harm_in_a_text_that_is_pleased_is_less_urgent() -> None:
    text = "上次拉肚子，这次很卫生"
    assert LEVELS.index(urgent(text, sentiment=0.9).level) < LEVELS.index(urgent(text, sentiment=-0.5).level)


def test_what_can_be_changed_is_more_to_do_than_praise_venting_or_politeness() -> None:
    assert to_do("建议增加几个停车位").reason == "suggestion"
    assert to_do("请尽快给我退款").reason == "request"
    assert to_do("排了一个小时的队").reason == "waiting"
    concrete = min(
        to_do(text).value for text in ("建议增加几个停车位", "请尽快给我退款", "排了一个小时的队", "插座漏电")
    )
    vague = max(
        to_do(text).value
        for text in ("味道很好，下次还来", "气死我了", "谢谢", "垃圾，太差了", "周一去的", "真让人失望")
    )
    assert concrete > 0.5 > vague


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("味道很好", "praise"),
        ("气死我了", "venting"),
        ("垃圾，太差了", "venting"),
        ("谢谢", "politeness"),
        ("周一去的", "nothing"),
        ("Please fix the door", "request"),
        ("You should open earlier on Sundays", "suggestion"),
        ("Best coffee in town", "praise"),
    ],
)
def test_actionability_has_a_reason(text: str, reason: str) -> None:
    assert to_do(text).reason == reason


def test_a_blamed_aspect_makes_blame_something_to_do() -> None:
    assert to_do("太差了").value < to_do("太差了", blamed=("service_speed",)).value
    assert to_do("周一去的", blamed=("noise",)) == Actionability(0.5, "aspect_blamed", None)


def test_actionability_stays_within_bounds() -> None:
    text = (
        "建议增加窗口，请尽快退款，打了八次电话，跑了三趟，排了两个小时，插座漏电，别家都免费，服务员小李骂人"
    )
    assert 0.9 < to_do(text, -0.9, ("waiting", "service", "safety", "fees")).value <= 1
