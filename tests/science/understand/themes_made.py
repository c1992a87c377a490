"""Made-up reviews about a few things each, for the tests of themes."""

import random

CHINESE = {
    "排队": [
        "排队等位等了{n}分钟才叫号",
        "门口排队的人太多，叫号很乱",
        "等位区没有椅子，排队很累",
        "提前取号也要排队等位",
    ],
    "停车": [
        "停车场车位太少，停车很难",
        "停车费{n}块一小时，车位还窄",
        "地下停车场入口不好找车位",
        "停车要绕{n}圈才有车位",
    ],
    "外卖": [
        "外卖骑手送餐超时{n}分钟",
        "骑手打电话说送餐要晚点",
        "外卖包装漏了，骑手态度一般",
        "送餐的骑手很辛苦，外卖没洒",
    ],
    "房间": [
        "房间隔音差，隔壁声音很大",
        "房间空调声音吵，床单有味",
        "床单毛巾干净，房间也大",
        "隔壁装修，房间隔音不行",
    ],
    "退款": [
        "申请退款客服一直不处理",
        "客服说退款要{n}天到账",
        "退货退款找客服找了{n}次",
        "售后客服让我自己寄回再退款",
    ],
}
ENGLISH = {
    "battery": [
        "the battery died after {n} hours of charging",
        "battery needs charging twice, charger gets hot",
    ],
    "parking": [
        "parking garage was full, no parking spot for {n} minutes",
        "valet parking took our garage ticket",
    ],
    "waiter": [
        "our waiter forgot the menu and the drinks",
        "the waiter brought drinks after {n} minutes, menu was sticky",
    ],
    "refund": ["refund request was ignored by support agents", "support promised a refund within {n} days"],
}
PRAISE = ["很满意", "不错", "一般吧", "真的很差", "下次还来", "好吃", "推荐", "失望"]
FELT = ["really nice", "not good", "so disappointing", "we loved it", "just okay"]


def reviews(n: int = 400, *, seed: int = 0, english: bool = False) -> list[str]:
    """n reviews of one or two topics each, a feeling in most, none alike but by chance."""
    dice = random.Random(seed)
    topics, felt, end = (ENGLISH, FELT, "! ") if english else (CHINESE, PRAISE, "。")
    told = []
    for number in range(n):
        chosen = dice.sample(sorted(topics), dice.choice([1, 1, 2]))
        parts = [dice.choice(topics[topic]).format(n=dice.randint(2, 90)) for topic in chosen]
        parts.insert(dice.randint(0, len(parts)), dice.choice(felt))
        parts.append(f"第{number}次" if not english else f"visit {number}")
        told.append(end.join(parts))
    return told
