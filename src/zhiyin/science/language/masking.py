"""Masking personal data in text: mobile and landline numbers, ID cards, bank cards, e-mail addresses.

Numbers are read as groups of digits with separators between them, so that 138-0013-8000, "138 0013 8000" and
the same in full-width digits are one number, while an order number, a price or a date next to it is not part
of it. What a number is, is decided by its length, checksum, date and prefix (`identifiers`); a word before it
can only keep it from being masked, or tell that seven or eight digits are a telephone's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from zhiyin.science.language import identifiers

MOBILE, LANDLINE, ID_CARD, BANK_CARD, EMAIL = "mobile", "landline", "id_card", "bank_card", "email"
MASKS = {
    MOBILE: "‹mobile›",
    LANDLINE: "‹landline›",
    ID_CARD: "‹id-card›",
    BANK_CARD: "‹bank-card›",
    EMAIL: "‹email›",
}

# Any separator that people put between the digits of one number; at most this many in a row.
_GAP = r"[ \t\u00a0\u2000-\u200d\u2060\u3000\-‐‑‒–—―−－_.．·/／()（）]{0,3}"
# A text without an @ and without seven digits that could be one number holds none of the kinds.
_CANDIDATE = re.compile(rf"[@＠]|[0-9０-９](?:{_GAP}[0-9０-９]){{6}}")
# A full-width digit or at sign in UTF-8.
_WIDE = re.compile(rb"\xef\xbc[\x90-\x99\xa0]")
_STRETCH = re.compile(rf"[+]?[(]?[0-9](?:{_GAP}[0-9])*[xX×]?")
_CENTS = re.compile(r"\.[0-9]{1,2}(?![0-9.])|\s*(?:元|块|万|rmb|cny|usd)", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_%+\-][A-Za-z0-9._%+\-]{0,63}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62})\.){1,8}[A-Za-z]{2,18}(?![A-Za-z0-9])"
)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# Right before a number: it is an order's, not a person's (or is a telephone's, however it looks).
_ORDER_CUE = re.compile(
    r"(?:订单|單號|单号|运单|快递|物流|流水|编号|工单|货号|型号|条码|条形码|序列|批次|发票|票号|取餐码|券码|验证码"
    r"|order|tracking|serial|invoice|ticket|booking|reference|ref|sku|s/n)"
    r"(?:号码|编号|单号|码|号)?(?:\s*(?:number|id|no\.?|code))?\s*(?:[:：#＃是为]|is)?\s*[A-Z#]{0,4}$",
    re.IGNORECASE,
)
_PHONE_CUE = re.compile(
    r"(?:电话|電話|座机|固话|热线|致电|拨打|tel|telephone|phone|call|fax|传真)(?:号码|号|number)?\s*[:：.是为]?\s*$",
    re.IGNORECASE,
)
# How people group the eleven digits of a mobile number.
_MOBILE_GROUPS = {
    (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (3, 5, 3), (5, 6), (6, 5), (3, 4, 2, 2),
    (1,) * 11,
}  # fmt: skip
_MOST_GROUPS, _MOST_DIGITS = 6, 19


@dataclass(frozen=True)
class Found:
    """One piece of personal data: its kind and its span in the original text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Masked:
    """The text with each finding replaced by its mask, and the findings in order."""

    text: str
    found: tuple[Found, ...] = ()


@dataclass(frozen=True)
class _Group:
    digits: str
    start: int
    end: int


def mask(text: str) -> Masked:
    """Replaces personal data by language-neutral marks such as ‹mobile›, in time linear in the length."""
    if not _may_hold_any(text):
        return Masked(text)
    found = find(text)
    if not found:
        return Masked(text)
    pieces: list[str] = []
    last = 0
    for item in found:
        pieces += (text[last : item.start], MASKS[item.kind])
        last = item.end
    pieces.append(text[last:])
    return Masked("".join(pieces), found)


def _may_hold_any(text: str) -> bool:
    raw = text.encode("utf-8", "surrogatepass")
    if b"@" not in raw and len(raw) - len(raw.translate(None, b"0123456789")) < 7:
        return _WIDE.search(raw) is not None and _CANDIDATE.search(text) is not None
    return _CANDIDATE.search(text) is not None


def find(text: str) -> tuple[Found, ...]:
    """The personal data in a text, in order, without overlaps."""
    plain = text if text.isascii() else text.translate(_HALF_WIDTH)
    found: list[Found] = []
    if "@" in plain:
        found = [Found(EMAIL, match.start(), match.end()) for match in _EMAIL.finditer(plain)]
        plain = _EMAIL.sub(lambda match: "@" * len(match.group()), plain)
    for match in _STRETCH.finditer(plain):
        if match.end() - match.start() >= 7:
            found.extend(_numbers(plain, match))
    return tuple(sorted(found, key=lambda item: item.start))


def _numbers(plain: str, match: re.Match[str]) -> Iterator[Found]:
    groups = [
        _Group(digits.group(), digits.start(), digits.end())
        for digits in _DIGITS.finditer(plain, match.start(), match.end())
    ]
    index = 0
    while index < len(groups):
        taken = _number_at(plain, groups, index)
        if taken is None:
            index += 1
        else:
            item, count = taken
            yield item
            index += count


def _number_at(plain: str, groups: list[_Group], index: int) -> tuple[Found, int] | None:
    """The number that begins with this group, and its groups: the shortest one, of bank cards the longest."""
    first = groups[index]
    most = _most_groups(plain, groups, index)
    digits = ""
    best: tuple[Found, int] | None = None
    for count in range(1, most + 1):
        digits += groups[index + count - 1].digits
        if len(digits) > _MOST_DIGITS:
            break
        part = groups[index : index + count]
        kind = _kind(plain, digits, part) if len(digits) >= 7 else None
        if kind is None:
            continue
        end = part[-1].end + (1 if kind == ID_CARD and len(digits) == 17 else 0)
        start = _with_opening(plain, first.start, end) if kind in (MOBILE, LANDLINE) else first.start
        best = Found(kind, start, end), count
        # A longer card, or a card after "call", begins like a shorter card or a telephone number.
        if kind != BANK_CARD and not (kind == LANDLINE and len(digits) <= 8):
            break
    return best


def _most_groups(plain: str, groups: list[_Group], index: int) -> int:
    """How many groups a number beginning here may have; bounds the work on long rows of short numbers."""
    first = groups[index]
    rest = len(groups) - index
    if len(first.digits) >= 3 or plain[max(0, first.start - 1) : first.start] == "+" or first.digits == "86":
        return min(rest, _MOST_GROUPS)
    if first.digits != "1" or (index and len(groups[index - 1].digits) == 1):
        return 1
    # Eleven digits one by one, and no twelfth: 1 3 8 0 0 1 3 8 0 0 0.
    alone = 0
    while alone < min(rest, 12) and len(groups[index + alone].digits) == 1:
        alone += 1
    return 11 if alone == 11 else 1


def _kind(plain: str, digits: str, part: list[_Group]) -> str | None:
    start, end = part[0].start, part[-1].end
    sizes = tuple(len(group.digits) for group in part)
    after = plain[end : end + 1]
    if len(digits) == 17 and after and after in "xX×":
        return ID_CARD if len(part) <= 4 and identifiers.is_id_card(digits + "X") else None
    # An old 15-digit number has no checksum: it must stand alone.
    whole = len(digits) == 18 or (len(part) == 1 and not _is_order(plain, start))
    if len(digits) in (15, 18) and whole and len(part) <= 4 and identifiers.is_id_card(digits):
        return ID_CARD
    if identifiers.is_bank_card(digits) and _card_groups(sizes):
        return None if _is_order(plain, start) else BANK_CARD
    national = _national(digits)
    if national is not None and _mobile_groups(sizes, len(digits) - len(national), plain, part):
        return None if _is_amount(plain, start, end) or _is_order(plain, start) else MOBILE
    if _is_landline(plain, digits, sizes, part):
        return LANDLINE
    return None


def _national(digits: str) -> str | None:
    for prefix in ("", "86", "0086", "0"):
        national = digits.removeprefix(prefix) if prefix else digits
        if len(digits) == 11 + len(prefix) and digits.startswith(prefix) and identifiers.is_mobile(national):
            return national
    return None


def _mobile_groups(sizes: tuple[int, ...], prefix: int, plain: str, part: list[_Group]) -> bool:
    if len(sizes) > 1 and prefix and sizes[0] <= prefix:
        sizes, part, prefix = sizes[1:], part[1:], 0
    first = sizes[0] - prefix
    national = (first, *sizes[1:])
    if len(national) == 1:
        return True
    gaps = {plain[left.end : right.start] for left, right in pairwise(part)}
    alike = len(gaps) == 1 or national in ((3, 4, 4), (3, 8))
    return national in _MOBILE_GROUPS and alike and "/" not in "".join(gaps)


def _card_groups(sizes: tuple[int, ...]) -> bool:
    if len(sizes) == 1:
        # Fourteen digits in one piece are a time stamp or an order number far more often than a Diners card.
        return sizes[0] != 14
    return min(sizes[:-1]) >= 4 and len(sizes) <= 6


def _is_landline(plain: str, digits: str, sizes: tuple[int, ...], part: list[_Group]) -> bool:
    start = part[0].start
    if _is_order(plain, start):
        return False
    area = identifiers.area_code(digits)
    if area:
        local = (sizes[0] - area, *sizes[1:]) if sizes[0] > area else sizes[1:]
        return sizes[0] >= area and _local_groups(local)
    if digits.startswith("86") and identifiers.area_code("0" + digits[2:]):
        return len(sizes) > 1 and sizes[0] == 2 and plain[:start].endswith("+") and _local_groups(sizes[2:])
    if len(digits) not in (7, 8) or digits[0] not in "2345678" or not _local_groups(sizes):
        return False
    return _PHONE_CUE.search(plain, max(0, start - 24), start) is not None


def _is_order(plain: str, start: int) -> bool:
    return _ORDER_CUE.search(plain, max(0, start - 24), start) is not None


def _is_amount(plain: str, start: int, end: int) -> bool:
    """13800138000.00 and ¥13800138000 are money."""
    before = plain[max(0, start - 2) : start].rstrip()
    return before.endswith(("¥", "￥", "$", "€", "£")) or _CENTS.match(plain, end) is not None


def _local_groups(sizes: tuple[int, ...]) -> bool:
    return sizes in {(7,), (8,), (4, 4), (3, 4), (4, 3), (2, 2, 2, 2), (3, 5)}


def _with_opening(plain: str, start: int, end: int) -> int:
    """Where the number begins with its plus sign, and with a bracket that closes inside it."""
    closes = any(bracket in plain[start:end] for bracket in ")）")
    while start > 0 and plain[start - 1] in ("+(（" if closes else "+"):
        start -= 1
    return start
