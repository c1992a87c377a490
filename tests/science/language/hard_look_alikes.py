"""Hard cases for masking: what looks like personal data and is none."""

from collections.abc import Callable, Iterator

from tests.science.language.hard_cases import Case, Dice, bank_card, digits, id_card, mobile

# ruff: noqa: E501


def _stamp(dice: Dice) -> str:
    return f"20{dice.randint(18, 29)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"


def _wrong_id(dice: Dice) -> str:
    number = id_card(dice)
    return number[:17] + dice.choice([c for c in "0123456789X" if c != number[17]])


def _wrong_card(dice: Dice) -> str:
    body = bank_card(dice)
    number = body[:-1] + dice.choice([c for c in "0123456789" if c != body[-1]])
    return number if dice.random() < 0.5 else " ".join(number[i : i + 4] for i in range(0, len(number), 4))


LOOK_ALIKES: dict[str, Callable[[Dice], str]] = {
    "order by date": lambda d: _stamp(d) + digits(d, d.choice([4, 6, 8, 10])),
    "order": lambda d: d.choice(["订单", "订单号", "订单号：", "单号", "order ", "Order No. ", "order number: ", "运单号：", "快递单号"]) + digits(d, d.choice([10, 11, 12, 13, 15, 18])),
    "mobile-like order": lambda d: d.choice(["订单号", "订单编号：", "order #", "tracking number ", "流水号", "发票号码："]) + mobile(d),
    "parcel": lambda d: d.choice(["SF", "YT", "JD", "ZTO", "YD", "JDVA"]) + digits(d, d.choice([10, 12, 13])),
    "amount": lambda d: d.choice([f"{d.randint(10, 999999)}.{d.randint(10, 99)}元", f"¥{d.randint(1000, 99999999)}", f"${d.randint(1, 999)},{digits(d, 3)}.{digits(d, 2)}", f"{mobile(d)}.50元", f"{d.randint(1, 99)}万"]),
    "date": lambda d: d.choice(["{0}-{1}-{2}", "{0}年{1}月{2}日", "{0}/{1}/{2}", "{0}.{1}.{2}", "{0}{1}{2}"]).format(_stamp(d)[:4], _stamp(d)[4:6], _stamp(d)[6:]),
    "moment": lambda d: f"{_stamp(d)[:4]}-{_stamp(d)[4:6]}-{_stamp(d)[6:]} {d.randint(10, 23)}:{d.randint(10, 59)}:{d.randint(10, 59)}",
    "unix time": lambda d: "17" + digits(d, d.choice([8, 11])),
    "version": lambda d: f"v{d.randint(1, 20)}.{d.randint(0, 99)}.{d.randint(0, 9999)}",
    "code of goods": lambda d: d.choice(["ABC-", "X", "SKU", "型号", "货号"]) + digits(d, d.choice([5, 6, 8])),
    "bar code": lambda d: d.choice(["69", "45", "88"]) + digits(d, 11),
    "wrong id": _wrong_id,
    "wrong card": _wrong_card,
    "flight": lambda d: d.choice(["CA", "MU", "CZ", "3U"]) + digits(d, 4),
    "train": lambda d: d.choice("GDKTZ") + digits(d, d.choice([2, 3, 4])),
    "place": lambda d: f"{d.randint(73, 134)}.{digits(d, d.choice([6, 8, 11]))},{d.randint(18, 53)}.{digits(d, d.choice([6, 8, 11]))}",
    "decimals": lambda d: f"{d.randint(0, 99)}.{digits(d, d.choice([7, 8, 10, 11, 12, 15]))}",
    "model": lambda d: d.choice(["iPhone13", "iPhone 15 Pro", "Mate60", "GT-I9500", "RTX4090", "小米14", "ThinkPad X1", "A12345"]),
    "service": lambda d: d.choice(["110", "119", "120", "12345", "12315", "95588", "10086", "10010", "95533", "911", "999"]),
    "400": lambda d: d.choice([f"400-{digits(d, 3)}-{digits(d, 4)}", f"400{digits(d, 7)}", f"800-{digits(d, 3)}-{digits(d, 4)}", f"4008-{digits(d, 3)}-{digits(d, 3)}"]),
    "scores": lambda d: " ".join(str(d.randint(1, 99)) for _ in range(d.randint(4, 9))),
    "range": lambda d: f"{d.randint(100, 9999)}-{d.randint(100, 9999)}",
    "ip": lambda d: ".".join(str(d.randint(1, 255)) for _ in range(4)),
    "not a mobile": lambda d: d.choice([f"1{d.choice('012')}{digits(d, 9)}", f"{d.choice('2345679')}{digits(d, 10)}", f"1{d.choice('3458')}{digits(d, 10)}"]),
    "mention": lambda d: d.choice(["@小红书", "@all", "a@b", "see you at example.com", "wechat payment failed", "微信支付太慢", "QQ音乐很好", "qq空间", "meet at 5 dot", "the shop at lunch"]),
    "numerals": lambda d: d.choice(["一二三四五六七八九十", "三五七八个人", "一千三百八十元", "二〇二四年六月一日", "一五一十", "五六七八折", "一三五限行"]),
    "words": lambda d: d.choice(["loooool 100", "oil l0l", "I’ll be 20 in 2024", "l0O%", "B1 1Il0"]),
    "isbn": lambda d: f"ISBN 978{digits(d, 10)}",
    "pin": lambda d: d.choice(["验证码", "取件码", "code "]) + digits(d, d.choice([4, 6, 8])),
    "uuid": lambda d: f"{digits(d, 4)}ab{digits(d, 2)}-{digits(d, 4)}-4{digits(d, 3)}-a{digits(d, 3)}-{digits(d, 6)}cdef{digits(d, 2)}",
    "starred": lambda d: f"1{d.choice('35789')}{digits(d, 1)}****{digits(d, 4)}",
}  # fmt: skip
_AROUND_NONE = [
    "{}",
    "我的{}",
    "菜不错{}。",
    "({})",
    "see {} please",
    "{}，谢谢",
    "等了很久 {} 还没到",
    "what is {}?",
    "“{}”",
]


def negatives(dice: Dice, each: int) -> Iterator[Case]:
    """`each` look-alikes of every sort."""
    for sort, make in LOOK_ALIKES.items():
        for _ in range(each):
            yield Case(dice.choice(_AROUND_NONE).format(make(dice)), "", sort, sort)
