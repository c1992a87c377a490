"""Numbers made of digits: mobile and landline numbers, ID cards, bank cards.

They are read as groups of digits with separators between them, so that 138-0013-8000 and "138 0013 8000" are one
number, while an order number, a price or a date next to it is not part of it. What a number is, is decided by its
length, checksum, date and prefix (`identifiers`); a word before it can only keep it from being masked, or tell that
seven or eight digits are a telephone's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from zhiyin.science.language import identifiers
from zhiyin.science.language.masking.cues import is_a_card, is_called, is_order, is_reached
from zhiyin.science.language.masking.disguises import (
    GAP_CHARACTERS,
    LOOK_ALIKES,
    NUMERALS,
    letters_as_digits,
    numerals_as_digits,
)
from zhiyin.science.language.masking.found import BANK_CARD, ID_CARD, LANDLINE, MOBILE, PHONE, Found

# Any separator that people put between the digits of one number; at most this many in a row.
_GAP = rf"[{GAP_CHARACTERS}]{{0,3}}"
_STRETCH = re.compile(rf"[+]?[(]?[0-9](?:{_GAP}[0-9])*[xX×]?")
_ALIKE = rf"[0-9{re.escape(LOOK_ALIKES)}]"
_STRETCH_WITH_LETTERS = re.compile(rf"{_ALIKE}(?:{_GAP}{_ALIKE})*[xX]?")
_CHECK_X = re.compile(rf"{_GAP}[xX×](?![0-9])")
_GOES_ON = re.compile(rf"[{re.escape(LOOK_ALIKES)}][0-9]|[{NUMERALS}][0-9{NUMERALS}]")
_WENT_ON = re.compile(rf"[0-9][{re.escape(LOOK_ALIKES)}]$|[0-9{NUMERALS}][{NUMERALS}]$")
_DIGITS = re.compile(r"[0-9]+")
_CENTS = re.compile(
    r"\.[0-9]{1,2}(?![0-9.])|\s*(?:元|块|万|亿|次|件|条|公里|千克|吨|股|rmb|cny|usd|dollars|yuan)",
    re.IGNORECASE,
)
_DECIMAL_AFTER = re.compile(r"[, ]{1,3}-?[0-9]{1,3}\.[0-9]{2}|°|[EWew](?![a-z])")
_DECIMAL_BEFORE = re.compile(r"[0-9]\.[0-9]{2,12}[, ]{1,3}$")
_EXTENSION = re.compile(
    r"(?: ?(?:转|轉|分机|内线|ext\.?|extension|x|#)[ :]?(?:分机|号)?[ :]?|-)[0-9]{1,6}(?![0-9A-Za-z])",
    re.IGNORECASE,
)
# How people group the eleven digits of a mobile number.
_MOBILE_GROUPS = {
    (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (3, 5, 3), (5, 6), (6, 5), (3, 4, 2, 2), (4, 7), (8, 3),
    (3, 2, 2, 2, 2), (5, 3, 3),
}  # fmt: skip
_LOCAL_GROUPS = {
    (7,),
    (8,),
    (4, 4),
    (3, 4),
    (4, 3),
    (2, 2, 2, 2),
    (3, 5),
    (3, 2, 2),
    (5, 3),
    (2, 3, 3),
    (3, 3, 2),
}
_MOST_GROUPS, _MOST_DIGITS = 11, 23
# From so many digits on that stand one by one, they are read as one group.
_ONE_BY_ONE = 7


_WORDS = {
    word: str(value)
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    )
}
_WORDS["oh"] = "0"
_WORD = "(?:" + "|".join(_WORDS) + ")"
_IN_WORDS = re.compile(rf"(?<![a-z]){_WORD}(?:[ ,.\-]{{0,2}}{_WORD}){{9,10}}(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class _Group:
    digits: str
    start: int
    end: int


def numbers(plain: str) -> Iterator[Found]:
    """The numbers of a text in plain characters, in order."""
    for match in _STRETCH.finditer(plain):
        if match.end() - match.start() >= 7:
            yield from _numbers(plain, match.start(), match.end())


def numbers_with_numerals(plain: str) -> Iterator[Found]:
    """Numbers in which Chinese numerals stand for digits: 一三八零零…, also after a name that ends in one (李四)."""
    read = numerals_as_digits(plain)
    for match in _STRETCH.finditer(read):
        start, end = match.span()
        written = plain[start:end]
        if end - start < 7 or not any(character in NUMERALS for character in written):
            continue
        leading = len(written) - len(written.lstrip(NUMERALS))
        trailing = len(written) - len(written.rstrip(NUMERALS))
        for cut, tail in ((0, 0), (1, 0), (0, 1), (2, 0), (0, 2), (1, 1)):
            if cut > leading or tail > trailing:
                continue
            found = [
                item
                for item in _numbers(read, start + cut, end - tail)
                if any(character in NUMERALS for character in plain[item.start : item.end])
            ]
            if found:
                yield from found
                break


def numbers_with_letters(plain: str) -> Iterator[Found]:
    """Numbers in which letters stand for digits: l38OO13800O."""
    for match in _STRETCH_WITH_LETTERS.finditer(plain):
        written = match.group()
        real = sum(character.isdigit() for character in written)
        if real < 5 or not any(character in LOOK_ALIKES for character in written):
            continue
        start, end = match.span()
        leading = len(written) - len(written.lstrip(LOOK_ALIKES))
        trailing = len(written) - len(written.rstrip(LOOK_ALIKES))
        read = (
            plain[:start] + letters_as_digits(plain[start:end]) + plain[end:] if len(plain) < 4000 else None
        )
        offset = 0
        if read is None:  # only the surroundings of a stretch in a long text
            offset = max(0, start - 40)
            read = plain[offset:start] + letters_as_digits(plain[start:end]) + plain[end : end + 40]
        for cut in range(min(leading, 4) + 1):
            for tail in range(min(trailing, 4) + 1):
                found = [
                    Found(item.kind, item.start + offset, item.end + offset, item.value)
                    for item in _numbers(read, start + cut - offset, end - tail - offset)
                    if item.kind != LANDLINE
                    and any(c in LOOK_ALIKES for c in plain[item.start + offset : item.end + offset])
                ]
                if found:
                    yield from found
                    break
            else:
                continue
            break


def numbers_in_words(plain: str) -> Iterator[Found]:
    """Telephone numbers spelt digit by digit in English: one three eight …"""
    for match in _IN_WORDS.finditer(plain):
        digits = "".join(_WORDS[word] for word in re.findall(_WORD, match.group().lower()))
        yield Found(MOBILE if identifiers.is_mobile(digits) else PHONE, *match.span(), digits)


def _numbers(plain: str, start: int, end: int) -> Iterator[Found]:
    groups = _groups(plain, start, end)
    index = 0
    while index < len(groups):
        taken = _number_at(plain, groups, index)
        if taken is None:
            index += 1
        else:
            item, count = taken
            yield item
            index += count


def _groups(plain: str, start: int, end: int) -> list[_Group]:
    """The groups of digits; those that stand one by one, evenly parted, are one group."""
    groups = [
        _Group(digits.group(), digits.start(), digits.end()) for digits in _DIGITS.finditer(plain, start, end)
    ]
    if len(groups) < _ONE_BY_ONE:
        return groups
    merged: list[_Group] = []
    index = 0
    while index < len(groups):
        last = index
        gap = None
        while last + 1 < len(groups) and len(groups[last].digits) == len(groups[last + 1].digits) == 1:
            between = plain[groups[last].end : groups[last + 1].start]
            if gap not in (None, between) or "/" in between or "," in between:
                break
            gap = between
            last += 1
        if last - index + 1 >= _ONE_BY_ONE:
            run = groups[index : last + 1]
            merged.append(_Group("".join(group.digits for group in run), run[0].start, run[-1].end))
            index = last + 1
        else:
            merged.append(groups[index])
            index += 1
    return merged


def _number_at(plain: str, groups: list[_Group], index: int) -> tuple[Found, int] | None:
    """The number that begins with this group, and its groups: the shortest one, of bank cards the longest."""
    first = groups[index]
    digits = ""
    best: tuple[Found, int] | None = None
    for count in range(1, min(len(groups) - index, _MOST_GROUPS) + 1):
        digits += groups[index + count - 1].digits
        if len(digits) > _MOST_DIGITS:
            break
        part = groups[index : index + count]
        alone = index == 0 and count == len(groups)
        kind = _kind(plain, digits, part, alone) if len(digits) >= 7 else None
        if kind is None:
            continue
        end = part[-1].end
        if kind == ID_CARD and len(digits) == 17:
            end += len(_CHECK_X.match(plain, end).group())  # type: ignore[union-attr]
        if kind == BANK_CARD and _has_a_tail(plain, groups, index + count, part):
            continue
        if _goes_on(plain, first.start, end) or (
            kind != ID_CARD and index and _is_middle(plain, groups[index - 1], part)
        ):
            continue
        start = _with_opening(plain, first.start, end) if kind in (MOBILE, LANDLINE) else first.start
        if kind == LANDLINE and (extension := _EXTENSION.match(plain, end)):
            end = extension.end()
            count = sum(group.start < end for group in groups[index:])
        while plain[end : end + 1] == "\u200b":  # the frame of a keycap
            end += 1
        best = Found(kind, start, end, digits + "X" * (kind == ID_CARD and len(digits) == 17)), count
        # A longer card, or a card after "call", begins like a shorter card or a telephone number.
        if (
            kind != BANK_CARD
            and not (kind == LANDLINE and len(digits) <= 8)
            and (kind, len(digits)) != (ID_CARD, 15)
        ):
            break
    return best


def _goes_on(plain: str, start: int, end: int) -> bool:
    """Whether a letter that stands for a digit joins more digits to these: 622848683763O8."""
    return bool(_GOES_ON.match(plain, end) or _WENT_ON.search(plain, max(0, start - 2), start))


def _is_middle(plain: str, before: _Group, part: list[_Group]) -> bool:
    """Whether groups of four go on from one before them: 6217 0058 1657 3025 787 holds no mobile number."""
    if (
        len(part) < 2
        or len(before.digits) != 4
        or len(part[0].digits) != 4
        or "1950" <= before.digits <= "2049"
    ):
        return False
    return plain[before.end : part[0].start] == plain[part[0].end : part[1].start]


def _has_a_tail(plain: str, groups: list[_Group], after: int, part: list[_Group]) -> bool:
    """Whether one to three digits end a row of groups of four: then it is a longer number, and no card."""
    if len(part) < 2 or after >= len(groups) or len(groups[after].digits) > 3:
        return False
    return plain[part[-1].end : groups[after].start] == plain[part[0].end : part[1].start]


def _kind(plain: str, digits: str, part: list[_Group], alone: bool) -> str | None:
    start, end = part[0].start, part[-1].end
    sizes = tuple(len(group.digits) for group in part)
    if len(digits) == 17 and identifiers.is_id_card(digits + "X") and _CHECK_X.match(plain, end):
        return ID_CARD
    if len(digits) == 18 and identifiers.is_id_card(digits) and not _is_fraction(plain, start):
        return ID_CARD
    # An old 15-digit number has no checksum: it must stand in one piece, or in its parts.
    if (
        len(digits) == 15
        and sizes in {(15,), (6, 6, 3)}
        and identifiers.is_id_card(digits)
        and not (is_order(plain, start) or _is_fraction(plain, start))
    ):
        return ID_CARD
    if identifiers.is_bank_card(digits) and _card_groups(sizes, plain, part, alone):
        return None if is_order(plain, start) or _is_fraction(plain, start) else BANK_CARD
    national = _national(digits)
    if (
        national is not None
        and not (sizes == (3, 8) and _is_place(plain, start, end))
        and _mobile_groups(sizes, len(digits) - len(national), plain, part, alone)
    ):
        no_person = _is_amount(plain, start, end) or is_order(plain, start) or _is_fraction(plain, start)
        return None if no_person else MOBILE
    if _is_landline(plain, digits, sizes, part):
        return LANDLINE
    return None


def _national(digits: str) -> str | None:
    for prefix in ("", "86", "0086", "0", "860"):
        national = digits.removeprefix(prefix) if prefix else digits
        if len(digits) == 11 + len(prefix) and digits.startswith(prefix) and identifiers.is_mobile(national):
            return national
    return None


def _mobile_groups(sizes: tuple[int, ...], prefix: int, plain: str, part: list[_Group], alone: bool) -> bool:
    if len(sizes) > 1 and prefix and sizes[0] <= prefix:
        sizes, part, prefix = sizes[1:], part[1:], 0
    first = sizes[0] - prefix
    national = (first, *sizes[1:])
    if len(national) == 1:
        return True
    gaps = {plain[left.end : right.start] for left, right in pairwise(part)}
    if gaps == {"."} and len(national) == 4 and max(national) <= 3:
        return False  # 137.148.240.97
    alike = len(gaps) == 1 or national in ((3, 4, 4), (3, 8))
    if national in _MOBILE_GROUPS:
        return alike and "/" not in "".join(gaps)
    # Parted anywhere, it is one where a word says so, or where nothing else stands beside it and a piece is long.
    if not alone or any(mark in "".join(gaps) for mark in "./,"):
        return False
    cued = is_reached(plain, part[0].start)
    return cued or (len(national) <= 4 and max(national) >= 4)


def _card_groups(sizes: tuple[int, ...], plain: str, part: list[_Group], alone: bool) -> bool:
    if len(sizes) == 1:
        # Thirteen and fourteen digits in one piece are a time stamp or a bar code far more often than a card.
        return sizes[0] > 14 or is_a_card(plain, part[0].start)
    gaps = "".join(plain[left.end : right.start] for left, right in pairwise(part))
    # Parted anywhere, where nothing else stands beside it; two numbers with decimals are none.
    if alone and sum(sizes) >= 16 and max(sizes) >= 4 and not set(gaps) & {",", "/"} and gaps != ".":
        return True
    return min(sizes[:-1]) >= 4 and len(sizes) <= 6


def _is_landline(plain: str, digits: str, sizes: tuple[int, ...], part: list[_Group]) -> bool:
    start = part[0].start
    area = identifiers.area_code(digits)
    if area:
        local = (sizes[0] - area, *sizes[1:]) if sizes[0] > area else sizes[1:]
        whole = sizes[0] >= area and local in _LOCAL_GROUPS
        if len(sizes) == 1:
            known = identifiers.is_area_code(digits[:area])
            whole = whole and (known or is_called(plain, start))
    elif digits[:2] == "86" and len(sizes) > 1 and identifiers.area_code("0" + digits[2:]):
        whole = plain[start - 1 : start] == "+" and sizes[0] in (2, 4, 5) and sum(sizes[1:]) >= 7
    elif digits[:3] == "860" and sizes[0] == 2 and identifiers.area_code(digits[2:]):
        whole = len(sizes) <= 4 and plain[part[0].end] != "."
    elif digits[:4] == "0086" and len(sizes) > 1 and identifiers.area_code("0" + digits[4:]):
        whole = sizes[0] in (4, 6, 7)
    elif len(digits) in (7, 8) and digits[0] in "2345678" and sizes in _LOCAL_GROUPS:
        dated = len(digits) == 8 and identifiers.is_recent_date(digits)
        whole = not dated and is_called(plain, start)
    else:
        return False
    return whole and not is_order(plain, start) and not _is_fraction(plain, start)


def _is_amount(plain: str, start: int, end: int) -> bool:
    """13800138000.00 and ¥13800138000 are money."""
    before = plain[max(0, start - 2) : start].rstrip()
    return before.endswith(("¥", "￥", "$", "€", "£")) or _CENTS.match(plain, end) is not None


def _is_fraction(plain: str, start: int) -> bool:
    """Whether the digits are the decimals of a number: 113.13812345678."""
    return start >= 2 and plain[start - 1] == "." and plain[start - 2].isdigit()


def _is_place(plain: str, start: int, end: int) -> bool:
    """Whether 134.83791317 is a longitude: another number with decimals stands beside it."""
    if "." not in plain[start:end]:
        return False
    return bool(_DECIMAL_AFTER.match(plain, end) or _DECIMAL_BEFORE.search(plain, max(0, start - 20), start))


def _with_opening(plain: str, start: int, end: int) -> int:
    """Where the number begins with its plus sign, and with a bracket that closes inside it."""
    closes = ")" in plain[start:end]
    while start > 0 and plain[start - 1] in ("+(" if closes else "+"):
        start -= 1
    return start
