"""Hard cases for masking: personal data of every kind in every disguise and context."""

# ruff: noqa: E501

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhiyin.science.language import identifiers
from zhiyin.science.language import masking as kinds

Dice = random.Random


@dataclass(frozen=True)
class Case:
    """A text, the personal data in it ("" for none), its kind and how it is disguised."""

    text: str
    value: str
    kind: str
    disguise: str


def digits(dice: Dice, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


# -- the numbers ------------------------------------------------------------------------------------------------------


def mobile(dice: Dice) -> str:
    return "1" + dice.choice("3456789") + digits(dice, 9)


def id_card(dice: Dice) -> str:
    body = (
        dice.choice(["110101", "440305", "310115", "652901", "510104", "320583", "230102"])
        + f"{dice.randint(1940, 2015)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
        + digits(dice, 3)
    )
    total = sum(
        w * int(d) for w, d in zip((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), body, strict=True)
    )
    return body + "10X98765432"[total % 11]


def bank_card(dice: Dice) -> str:
    prefix, size = dice.choice(
        [
            ("622202", 19),
            ("621700", 19),
            ("622848", 19),
            ("6225", 16),
            ("4512", 16),
            ("5187", 16),
            ("3568", 16),
            ("62", 17),
            ("62", 18),
        ]
    )
    body = prefix + digits(dice, size - len(prefix) - 1)
    return next(body + last for last in "0123456789" if identifiers.luhn(body + last))


# -- disguises of digits ----------------------------------------------------------------------------------------------

GLYPHS = {
    "plain": "0123456789",
    "full-width": "０１２３４５６７８９",
    "numerals": "零一二三四五六七八九",
    "numerals with 〇": "〇一二三四五六七八九",
    "capital numerals": "零壹贰叁肆伍陆柒捌玖",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "mathematical": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "letters": "Ol23456789",
    "small letters": "oI23456789",
}
SEPARATORS = [
    "",
    " ",
    "-",
    ".",
    "–",
    "—",
    "　",
    "_",
    "·",
    "~",
    " - ",
    "\u200b",
    "\u00a0",
    "－",
    "*",
    "\u2060",
    "+",
]


def written(dice: Dice, number: str, sizes: list[list[int]]) -> tuple[str, str]:
    """The number with glyphs and separators, and what these are called."""
    name = dice.choice(["plain", "plain", *GLYPHS])
    glyphs = GLYPHS[name]
    if dice.random() < 0.08:
        name, shown = (
            "mixed",
            [
                dice.choice([c, GLYPHS["full-width"][int(c)], GLYPHS["numerals"][int(c)]])
                if c.isdigit()
                else c
                for c in number
            ],
        )
    elif dice.random() < 0.04 and number.isdigit():
        name, shown = "keycaps", [c + "\ufe0f\u20e3" for c in number]
    else:
        shown = [glyphs[int(c)] if c.isdigit() else c for c in number]
    separator = dice.choice(SEPARATORS)
    way = dice.random()
    if name == "keycaps":
        return "".join(shown), name
    if way < 0.35 or not separator:
        return "".join(shown), name
    if way < 0.45 and separator not in ("/",) and len(separator) == 1:
        return separator.join(shown), f"{name}, one by one {separator!r}"
    groups = []
    index = 0
    for size in dice.choice(sizes):
        groups.append("".join(shown[index : index + size]))
        index += size
    if index < len(shown):
        groups.append("".join(shown[index:]))
    return separator.join(group for group in groups if group), f"{name}, parted {separator!r}"


def a_mobile(dice: Dice) -> tuple[str, str]:
    shown, name = written(
        dice, mobile(dice), [[3, 4, 4], [3, 4, 4], [3, 4, 4], [3, 8], [4, 3, 4], [4, 4, 3], [7, 4], [3, 3, 5]]
    )
    if name in ("plain", "full-width") or (name.startswith("plain, parted") and dice.random() < 0.5):
        prefix = dice.choice(["", "", "+86", "+86 ", "+86-", "0086", "86-", "(+86)", "（+86）", "86 ", "0"])
        return prefix + shown, f"{name} after {prefix!r}"
    return shown, name


def a_landline(dice: Dice) -> tuple[str, str]:
    area, size = dice.choice(
        [("010", 8), ("021", 8), ("0755", 8), ("0512", 8), ("0898", 8), ("0931", 7), ("0571", 8), ("0838", 7)]
    )
    local = dice.choice("2345678") + digits(dice, size - 1)
    shape = dice.choice(
        [
            "{0}-{1}",
            "({0}){1}",
            "（{0}）{1}",
            "{0} {1}",
            "{0}{1}",
            "{0}－{1}",
            "{0}—{1}",
            "{0}.{1}",
            "+86-{2}-{1}",
            "+86 {2} {1}",
        ]
    )
    shown = shape.format(area, local if dice.random() < 0.8 else local[:4] + "-" + local[4:], area[1:])
    shown += dice.choice(["", "", "", "转8001", "-801", "转 12", "分机605", " ext. 22", "#3"])
    if dice.random() < 0.2:
        return shown.translate(str.maketrans("0123456789", GLYPHS["full-width"])), "full-width"
    if dice.random() < 0.12 and shape == "{0}-{1}" and shown.replace("-", "").isdigit():
        return shown.translate(str.maketrans("0123456789", GLYPHS["numerals"])), "numerals"
    return shown, shape


def an_id_card(dice: Dice) -> tuple[str, str]:
    number = id_card(dice)
    if dice.random() < 0.1:
        old = number[:6] + number[8:17]
        return old, "fifteen digits"
    if dice.random() < 0.2:
        number = number.lower()
    return written(dice, number, [[6, 8, 4], [6, 4, 4, 4], [3, 3, 4, 4, 4], [4, 4, 4, 4, 2], [6, 8, 3, 1]])


def a_bank_card(dice: Dice) -> tuple[str, str]:
    number = bank_card(dice)
    return written(dice, number, [[4] * 5, [4, 4, 4, 4, 3], [6, 13], [8, 8, 3], [5, 5, 5, 4]])


def an_email(dice: Dice) -> tuple[str, str]:
    name = dice.choice(
        ["li.ming", "wang_2020", "138001", "zhao88", "service+vip", "Zhang-San", "a1", "mary.k"]
    )
    host, top = dice.choice(
        [
            ("qq", "com"),
            ("163", "com"),
            ("gmail", "com"),
            ("outlook", "com"),
            ("mail.example", "com.cn"),
            ("a-b", "org"),
            ("126", "com"),
        ]
    )
    at = dice.choice(["@", "@", "＠", " @ ", "(at)", "[at]", " (at) ", " at ", "（at）", "{at}", "艾特"])
    dot = dice.choice([".", ".", ".", "．", " . ", "[dot]", "(dot)", " dot ", "点", "(点)"])
    return f"{name}{at}{host}{dot}{top}", f"{at!r} {dot!r}"


def a_wechat(dice: Dice) -> tuple[str, str]:
    cue = dice.choice(
        [
            "加微信 ",
            "微信：",
            "微信号:",
            "vx:",
            "VX：",
            "wx ",
            "加我微信",
            "加v：",
            "v信 ",
            "WeChat: ",
            "my wechat id is ",
            "wechat ",
            "微信号是",
            "薇信：",
        ]
    )
    name = dice.choice(["abc_123", "xiaoming2020", "lily-0512", "wxid_8k2j3h", "Tom88888", "zhang_san"])
    return name, cue


def a_qq(dice: Dice) -> tuple[str, str]:
    cue = dice.choice(["QQ ", "QQ：", "qq号", "加QQ", "QQ:", "扣扣", "qq是", "QQ号码：", "my qq is "])
    return dice.choice("123456789") + digits(dice, dice.randint(5, 9)), cue


def a_passport(dice: Dice) -> tuple[str, str]:
    cue = dice.choice(["", "", "护照", "护照号：", "passport ", "passport no. ", "Passport number: "])
    letter = dice.choice("EG") if not cue else dice.choice(["E", "G", "EA", "EJ", "P", "K"])
    return letter + digits(dice, 8 if len(letter) == 1 else 7), cue


def a_permit(dice: Dice) -> tuple[str, str]:
    cue = dice.choice(
        ["港澳通行证", "通行证号：", "回乡证 ", "台胞证号码", "往来台湾通行证：", "港澳居民来往内地通行证 "]
    )
    return dice.choice(["C", "H", "M", "T", "H0", "M1", ""]) + digits(dice, 8), cue


def a_plate(dice: Dice) -> tuple[str, str]:
    tail = dice.choice(
        [
            digits(dice, 5),
            "B" + digits(dice, 4),
            digits(dice, 3) + "QK",
            "D" + digits(dice, 5),
            "F" + digits(dice, 5),
        ]
    )
    return dice.choice("京沪粤苏浙川渝鄂") + dice.choice("ABCEN") + dice.choice(
        ["", "", "·", " ", "-"]
    ) + tail, ""


def a_phone(dice: Dice) -> tuple[str, str]:
    area, middle, last = dice.choice(["212", "415", "617", "310"]), "5" + digits(dice, 2), digits(dice, 4)
    return (
        dice.choice(
            [
                f"+1 {area} {middle} {last}", f"+1-{area}-{middle}-{last}", f"({area}) {middle}-{last}", f"{area}-{middle}-{last}", f"{area}.{middle}.{last}",
                f"+44 20 7946 {last}", f"+44 7700 900{digits(dice, 3)}", f"07700 900{digits(dice, 3)}", f"+852 9{digits(dice, 3)} {last}",
                f"+886 912 {digits(dice, 3)} {digits(dice, 3)}", f"0912-{digits(dice, 3)}-{digits(dice, 3)}", f"+65 9{digits(dice, 3)} {last}", f"+81-90-{last}-{digits(dice, 4)}",
            ]
        ),
        "",
    )  # fmt: skip


def an_iban(dice: Dice) -> tuple[str, str]:
    country, rest = dice.choice(
        [
            ("DE", digits(dice, 18)),
            ("GB", "WEST" + digits(dice, 14)),
            ("FR", digits(dice, 23)),
            ("NL", "ABNA" + digits(dice, 10)),
        ]
    )
    check = 98 - int("".join(str(int(c, 36)) for c in rest + country + "00")) % 97
    number = f"{country}{check:02}{rest}"
    return (
        number if dice.random() < 0.5 else " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    ), ""


def an_ssn(dice: Dice) -> tuple[str, str]:
    return f"{digits(dice, 3)}-{digits(dice, 2)}-{digits(dice, 4)}", dice.choice(
        ["SSN ", "my social security number is ", "SSN: "]
    )


# -- where they stand -------------------------------------------------------------------------------------------------

AROUND_ZH = [
    "{}", "电话{}谢谢", "请打{}，找王经理", "我是{}", "（{}）", "服务不错，{}。", "联系{}李先生", "菜太咸了{}退钱", "【{}】", "有事找我：{}！",
    "一天没回复，{}，着急", "回电{}", "{}是我的", "下午3点{}等你", "给了5星。{}", "留个{}吧\n谢谢", "2024年6月1日，{}", "花了128元，{}",
]  # fmt: skip
AROUND_EN = [
    "{}",
    "call me {} please",
    "my number: {}",
    "({})",
    "It is {}.",
    "abc {} def",
    "reach me at {}, thanks",
    "waited 45 minutes, {}",
    "on 12 May 2024 {}",
]
GLUED = ["abc{}def", "v{}", "电话{}谢谢", "tel{}", "我{}你", "：{}；", "x{}x"]

POSITIVES: dict[str, tuple[Callable[[Dice], tuple[str, str]], list[str]]] = {
    kinds.MOBILE: (a_mobile, [*AROUND_ZH, *AROUND_EN, *GLUED]),
    kinds.LANDLINE: (a_landline, [*AROUND_ZH, *AROUND_EN]),
    kinds.ID_CARD: (an_id_card, [*AROUND_ZH, *AROUND_EN, "身份证{}", "身份证号：{}", "ID {}"]),
    kinds.BANK_CARD: (a_bank_card, [*AROUND_ZH, *AROUND_EN, "卡号{}", "退到{}这张卡", "card {}"]),
    kinds.EMAIL: (
        an_email,
        ["邮箱{}", "邮箱：{}，谢谢", "发到{}。", "mail {}", "({})", "my email is {} thanks", "联系{}吧"],
    ),
    kinds.WECHAT: (a_wechat, ["{}", "{}，谢谢", "{} 详聊", "{}。", "有问题{}"]),
    kinds.QQ: (a_qq, ["{}", "{}，谢谢", "我的{}", "{}。"]),
    kinds.PASSPORT: (a_passport, ["{}", "我的{}，谢谢", "{}。", "({})"]),
    kinds.PERMIT: (a_permit, ["{}", "我的{}，谢谢", "{}。"]),
    kinds.PLATE: (a_plate, ["车牌{}", "{}停在门口", "我的车是{}，谢谢", "({})", "看到{}了"]),
    kinds.PHONE: (a_phone, [*AROUND_EN, "电话{}", "请打 {} 谢谢"]),
    kinds.IBAN: (an_iban, ["IBAN {}", "to {} please", "{}.", "汇到{}"]),
    kinds.SSN: (an_ssn, ["{}", "{}.", "well, {} ok"]),
}
_CUED = {kinds.WECHAT, kinds.QQ, kinds.PASSPORT, kinds.PERMIT, kinds.SSN}


def positives(dice: Dice, each: int) -> Iterator[Case]:
    """`each` cases of every kind."""
    for kind, (make, frames) in POSITIVES.items():
        for _ in range(each):
            value, disguise = make(dice)
            shown = disguise + value if kind in _CUED else value
            frame = dice.choice(frames)
            before, after = frame.split("{}")
            letters = any(c in "OolI" for c in value) and "letters" in disguise
            if letters and (
                (before[-1:].isalpha() and before[-1:].isascii())
                or (after[:1].isalpha() and after[:1].isascii())
            ):
                before, after = "电话", "谢谢"
            if value.isascii() and kind in (kinds.PLATE, kinds.IBAN):
                before = before + " " if before[-1:].isalnum() and before[-1:].isascii() else before
            yield Case(before + shown + after, value, kind, disguise)
