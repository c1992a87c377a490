"""Hard cases are generated: personal data in every way people write it, and look-alikes that are none."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language import identifiers, masking
from zhiyin.science.language.masking import find, mask

WIDE = str.maketrans("0123456789Xx@", "０１２３４５６７８９Ｘｘ＠")
FRAMES = [
    "{}",
    "电话{}",
    "请打{}谢谢",
    "我是{}，找王经理",
    "abc{}def",
    "({})",
    "call {} please",
    "菜不错{}。",
    "no:{}1".replace("1", "!"),
]


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def mobile(rng: random.Random) -> str:
    number = "1" + rng.choice("3456789") + digits(rng, 9)
    shapes = [
        number,
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"+86{number}",
        f"+86 {number[:3]} {number[3:7]} {number[7:]}",
        f"86-{number}",
        f"0086{number}",
        f"（{number[:3]}）{number[3:]}",
        f"{number[:3]}.{number[3:7]}.{number[7:]}",
        f"{number[:7]}　{number[7:]}",
        " ".join(number),
        number.translate(WIDE),
        f"{number[:3]}–{number[3:7]}–{number[7:]}",
    ]
    return rng.choice(shapes)


def landline(rng: random.Random) -> str:
    area, size = rng.choice([("010", 8), ("021", 8), ("0755", 8), ("0512", 8), ("0898", 8), ("0931", 7)])
    local = rng.choice("2345678") + digits(rng, size - 1)
    return rng.choice(
        [f"{area}-{local}", f"({area}){local}", f"{area} {local}", f"{area}{local}", f"{area}－{local}"]
    )


def id_card(rng: random.Random) -> str:
    region = rng.choice(["110101", "440305", "310115", "652901", "810000"])
    birth = f"{rng.randint(1940, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = region + birth + digits(rng, 3)
    last = "10X98765432"[sum(w * int(d) for w, d in zip(identifiers._ID_WEIGHTS, body, strict=True)) % 11]
    number = body + last
    old = region + birth[2:] + digits(rng, 3)
    shapes = [number, number.lower(), number.translate(WIDE), f"{body[:6]} {body[6:14]} {body[14:]}{last}"]
    return rng.choice([*shapes, old])


def bank_card(rng: random.Random) -> str:
    prefix, size = rng.choice(
        [("622202", 19), ("621700", 19), ("4512", 16), ("5187", 16), ("3568", 16), ("37", 15)]
    )
    body = prefix + digits(rng, size - len(prefix) - 1)
    number = next(body + last for last in "0123456789" if identifiers.luhn(body + last))
    groups = [number[i : i + 4] for i in range(0, size, 4)]
    return rng.choice([number, " ".join(groups), "-".join(groups), number.translate(WIDE)])


def email(rng: random.Random) -> str:
    name = rng.choice(["li.ming", "wang_2020", "138001", "a", "service+vip", "Zhang-San"])
    host = rng.choice(["qq.com", "163.com", "mail.example.com.cn", "a-b.org"])
    return rng.choice([f"{name}@{host}", f"{name}＠{host}"])


KINDS: dict[str, Callable[[random.Random], str]] = {
    masking.MOBILE: mobile,
    masking.LANDLINE: landline,
    masking.ID_CARD: id_card,
    masking.BANK_CARD: bank_card,
    masking.EMAIL: email,
}


def look_alike(rng: random.Random) -> str:
    stamp = f"20{rng.randint(18, 26)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    wrong_id = "110101" + f"{rng.randint(1940, 2015)}" + "1332" + digits(rng, 4)
    body = "622202" + digits(rng, 12)
    wrong_card = next(body + last for last in "0123456789" if not identifiers.luhn(body + last))
    return rng.choice(
        [
            f"订单{stamp}{digits(rng, 6)}",
            f"订单号：1{rng.choice('3456789')}{digits(rng, 9)}",
            f"运单号SF{digits(rng, 12)}",
            stamp + digits(rng, 6),
            f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:]} 12:{rng.randint(10, 59)}:30",
            f"{rng.randint(10, 99999)}.{rng.randint(10, 99)}元",
            f"¥{rng.randint(1000000, 99999999)}",
            f"1{rng.choice('012')}{digits(rng, 9)}",
            f"{rng.choice('23456789')}{digits(rng, 10)}",
            wrong_id,
            wrong_card,
            "15 20 36 128 99 45",
            "@小红书 a@b",
            f"条码69{digits(rng, 11)}",
            f"400-{digits(rng, 3)}-{digits(rng, 4)}",
            f"9{digits(rng, 11)}",
            digits(rng, 9).replace("0", "5"),
            f"v1.2.{digits(rng, 3)}",
        ]
    )


def test_recall_is_99_and_precision_98_percent_on_generated_hard_cases() -> None:
    rng = random.Random(20240607)
    hits = misses = false = 0
    for _ in range(4000):
        kind = rng.choice(list(KINDS))
        frame = rng.choice(FRAMES)
        value = KINDS[kind](rng)
        text = frame.format(value)
        start = text.index(value)
        right = [
            item
            for item in find(text)
            if item.kind == kind and item.start <= start + 1 and item.end >= start + len(value) - 1
        ]
        hits += bool(right)
        misses += not right
        false += len(find(text)) - len(right)
    for _ in range(4000):
        false += len(find(rng.choice(FRAMES[:7]).format(look_alike(rng))))
    assert hits / (hits + misses) >= 0.99
    assert hits / (hits + false) >= 0.98


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678，金额1299.00", "电话‹mobile›，金额1299.00"),
        ("13812345678 13912345678", "‹mobile› ‹mobile›"),
        ("2023-11-01 13812345678", "2023-11-01 ‹mobile›"),
        ("0755-82345678转8001", "‹landline›转8001"),
        ("QQ 12345678@qq.com。", "QQ ‹email›。"),
        ("电话62345678，编号62345678", "电话‹landline›，编号62345678"),
        ("订单20231101123045", "订单20231101123045"),
        ("卡6222 0202 0011 2233 446密码", "卡‹bank-card›密码"),
        ("一共13812345678.50元", "一共13812345678.50元"),
        ("显示1799（1999-200），但", "显示1799（1999-200），但"),
        ("一天150（13812345678李）", "一天150（‹mobile›李）"),
        ("(021)62345678", "‹landline›"),
    ],
)
def test_only_the_person_is_masked(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_findings_are_spans_of_the_original_text() -> None:
    text = "我１３８１２３４５６７８，邮箱a@qq.com"
    assert [(item.kind, text[item.start : item.end]) for item in mask(text).found] == [
        ("mobile", "１３８１２３４５６７８"),
        ("email", "a@qq.com"),
    ]


@given(st.text(alphabet="0123456789 -+()@.aX１＠服", max_size=120))
def test_findings_never_overlap_and_masking_twice_changes_nothing(text: str) -> None:
    masked = mask(text)
    assert all(a.end <= b.start for a, b in zip(masked.found, masked.found[1:], strict=False))
    assert len(mask(masked.text).found) == 0 or masked.text != text


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "138 ", "1-", "1.2 ", "a@", "a.b@c", "(", "6222 ", "86 ", "ａ@"]
)
def test_a_hundred_thousand_characters_take_bounded_time(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    mask(text)
    assert time.process_time() - started < 5
