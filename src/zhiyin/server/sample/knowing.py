"""The sample's segments, target customer and first judgement, once everybody has been heard."""

from typing import Final

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.save_segment import SegmentContent, save_segment
from zhiyin.journeys.actions.save_persona import PersonaContent, save_persona
from zhiyin.understand.actions.find_themes import find_themes
from zhiyin.understand.actions.judge_people import judge_people
from zhiyin.understand.theming.choice import Choice

SEGMENTS: Final = (
    SegmentContent(
        "gold_at_risk", "金卡中的高流失风险客户", criteria='tier in ["gold", "vip"] && churn_risk > 0.3'
    ),
    SegmentContent(
        "unhappy_regulars",
        "不满意的常客",
        criteria="purchases >= 8 && nps <= 6",
        description="来得勤，评价却不高，值得先回访",
    ),
    SegmentContent("new_this_quarter", "近三个月首次消费", criteria='first_bought_at >= ago("90d")'),
    SegmentContent("quiet", "沉默客户", criteria="is_silent == true"),
)
PERSONA: Final = PersonaContent(
    code="nearby_worker",
    name="附近上班的人",
    summary="工作日中午来，时间紧，看重出餐速度和稳定的口味。",
    segment="unhappy_regulars",
    needs=("十分钟内吃上饭", "不用排队就能点单"),
    pains=("高峰期等位", "外卖与堂食口味不一致"),
    expectations=("说好的时间就是准的",),
    brand_words=("利落", "实在"),
)


def know_people(actor: Actor) -> None:
    """Keep segments that show what conditions can say, one persona, and ask for the first judgement and the first themes."""
    for content in SEGMENTS:
        save_segment(actor, content=content)
    save_persona(actor, content=PERSONA)
    judge_people(actor)
    find_themes(actor, Choice())
