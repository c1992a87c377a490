"""Which values may tell who somebody is. A key that is many people's joins strangers: in doubt it is none (L16)."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

# What a spreadsheet makes of a long number; the digits cannot be had back.
_ROUNDED: Final = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2}|\d\.\d+[eE]\d{2}|\d{16,}\.0")
_SURE: Final = 17  # characters of a number that a spreadsheet has not rounded, with its .0
_NAMES_KEY: Final = re.compile(
    r"(?<![型序房楼])号$|号码|编号|编码|单号|卡号|账号|帐号|流水|身份证|证件|手机|电话|运单|订单|交易号|"
    r"(?:^|[\s_\-])(?:id|no|nr|number|order|card|phone|mobile|account|tel|imei|sku)(?:$|[\s_\-.#])|(?<=[a-z])(?:ID|Id|No)$",
    re.IGNORECASE,
)
_MASKED: Final = re.compile(r"[*＊•●×✱※#]|\.{3,}|…|[xX]{4,}|^\+?\d*[xX]{2,}\d*$|[?？]{2,}")
_PRIVATE_NUMBER: Final = re.compile(r"隐私|虚拟|中间号|小号|privacy|virtual|proxy|masked", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"转|ext|分机|[,，;_]|#", re.IGNORECASE)
_HYPHEN_EXTENSION: Final = re.compile(r"1\d{10}[-—]\d{2,6}")
_SERVICE: Final = re.compile(r"(?:95|96|10|11|12|400|800)\d*")
_PHONE_JUNK: Final = re.compile(r"[\s()（）+\-—.]")
_PLACEHOLDER: Final = re.compile(
    r"0+|(\d)\1{4,}|1?(?:0?123456)(?:7(?:8(?:9(?:0)?)?)?)?|1[3-9]\d0{8}|1(\d)\2{9}|9{4,}|test.*|demo|测试.*|null|none|"
    r"nan|unknown|guest|anonymous|anon|n/?a|-+|/+|default|visitor|walk-?in|member|customer|user|nobody|[x?]+",
    re.IGNORECASE,
)
_NUMBERED_PERSON: Final = re.compile(
    r"(?:会员|客户|顾客|VIP)?(?:号|编号)?[:：]?[A-Za-z0-9_\-]{4,}", re.IGNORECASE
)
_PLAIN: Final = re.compile(r"(?=.*\d)[A-Za-z0-9_\-]{1,64}")
_SHARED: Final = 0.2  # of the rows, under different names


def digits_lost(value: str) -> bool:
    """Whether a spreadsheet has rounded a long number: 6.22E+18, 1.38E+10, 6222021001116245000.0."""
    return _ROUNDED.fullmatch(value) is not None


def visible(value: str) -> str:
    """The value in half-width letters, without what nobody sees: pasted numbers carry marks of direction."""
    value = value.strip()
    if value.isascii():
        return value
    folded = unicodedata.normalize("NFKC", value)
    return "".join(letter for letter in folded if unicodedata.category(letter) != "Cf").strip()


def whole_key(cell: str) -> str:
    """A number as it stood before a spreadsheet marked it as text or read it as a number: ="123", '123, 123.0."""
    if cell[:2] == '="' and cell[-1] == '"':
        cell = cell[2:-1]
    elif cell[:1] == "'":
        cell = cell[1:]
    return cell[:-2] if cell.endswith(".0") and cell[:-2].isdecimal() and len(cell) <= _SURE else cell


def names_a_key(name: str) -> bool:
    """Whether a column of this name holds numbers that stand for something: orders, cards, phones, ids."""
    return _NAMES_KEY.search(name) is not None


def names_private_numbers(name: str) -> bool:
    """Whether a column of this name holds numbers that a platform lends for one delivery."""
    return _PRIVATE_NUMBER.search(name) is not None


def may_be_key(kind: str, value: str) -> bool:
    """Whether the value can be one customer's own: not masked, no form of address, no placeholder, no lent number."""
    if kind == "mobile":
        return _own_number(value)
    if _usual(value):
        return True
    if _PLAIN.fullmatch(value) is not None:
        return _PLACEHOLDER.fullmatch(value) is None and (
            ("x" not in value and "X" not in value) or _MASKED.search(value) is None
        )
    if kind == "email":
        local, _at, domain = value.partition("@")
        return bool(domain) and not _MASKED.search(value) and not _PLACEHOLDER.fullmatch(local)
    if _MASKED.search(value) or _PLACEHOLDER.fullmatch(value):
        return False
    if value.isascii():
        return " " not in value
    return _NUMBERED_PERSON.fullmatch(value) is not None  # 王女士, 微信用户 and nicknames are no keys


def _usual(value: str) -> bool:
    """Whether it is letters and digits that end with a digit, as nearly all numbers of customers are."""
    return (
        value[-1].isdecimal()
        and value.isascii()
        and value.isalnum()
        and not value.isdecimal()
        and value[0] not in "tTxX"
        and "xx" not in value
        and "XX" not in value
    )


def _own_number(value: str) -> bool:
    if _EXTENSION.search(value) or _HYPHEN_EXTENSION.fullmatch(value) or _MASKED.search(value):
        return False
    foreign = value.startswith("+") and not value.startswith("+86")
    digits = _PHONE_JUNK.sub("", value)
    if not digits.isdecimal():
        return False
    if len(digits) > 11 and digits.startswith(("86", "0086")):
        digits = digits.removeprefix("00").removeprefix("86")
    if _PLACEHOLDER.fullmatch(digits) or not 7 <= len(digits) <= 15:
        return False
    if digits.startswith("95013") or (digits.startswith("0") and digits[1:].startswith(("400", "95"))):
        return False
    return foreign or (len(digits) == 11 and digits[0] == "1") or not _SERVICE.fullmatch(digits)


def mostly_names(values: Iterable[str]) -> bool:
    """Whether a column of customers holds names and not numbers: more than half have no digit and no length of a key."""
    seen = list(values)
    named = sum(
        not any(char.isdigit() for char in value)
        and "@" not in value
        and (not value.isascii() or " " in value)
        for value in seen
    )
    return named > 0.5 * len(seen)


def shared_values(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Keys that stand for many: on more than a fifth of at least 10 rows, with three or more different names.

    `pairs` are (key, name) of the rows that have a key.
    """
    rows: Counter[str] = Counter()
    names: defaultdict[str, set[str]] = defaultdict(set)
    for key, name in pairs:
        rows[key] += 1
        if name:
            names[key].add(name)
    total = rows.total()
    return [
        key for key, count in rows.items() if total >= 10 and count > _SHARED * total and len(names[key]) >= 3
    ]
