"""Characters that stand for the digits and marks of a number or an address, so that disguises are read through.

Every function keeps the length of the text: a position in what it returns is the same position in the original.
"""

import unicodedata

# Between the digits of one number anything of this may stand, at most three of it in a row.
GAP_CHARACTERS = r" \-.,/()_*~|+#^&=\u200b"
_DASHES = "‐‑‒–—―−－﹣➖ー─━"
_MARKS = "·・•‧∙●⋅＊✱"
_ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufeff\u00ad\ufe0e\ufe0f\u20e3"
_NUMERALS = {
    character: digit
    for digit, characters in enumerate(
        ("零〇○◯", "一壹弌幺么", "二贰貳弍貮", "三叁參弎叄", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for character in characters
}
NUMERALS = "".join(_NUMERALS)
_LOOK_ALIKE = {
    "Ｏ": "O",
    "ｏ": "O",
    "О": "O",
    "о": "O",
    "Ο": "O",
    "ο": "O",
    "Ｉ": "l",
    "ｌ": "l",
    "ｉ": "l",
    "Ⅰ": "l",
    "ı": "l",
    "丨": "|",
}
LOOK_ALIKES = "oOlIi|"


class _Plain(dict[int, str]):
    """What `str.translate` puts in the place of a character; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _plain(chr(code))
        return found


def _plain(character: str) -> str:
    if character in _ZERO_WIDTH:
        return "\u200b"
    if character in _DASHES:
        return "-"
    if character in _MARKS:
        return "*"
    if character == "、":
        return ","
    if character in "　\t\u00a0" or unicodedata.category(character) == "Zs":
        return " "
    if character in _LOOK_ALIKE:
        return _LOOK_ALIKE[character]
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if (
        "❶" <= character <= "❾"
        or "➀" <= character <= "➈"
        or "➊" <= character <= "➒"
        or "⓵" <= character <= "⓽"
    ):
        return str(int(unicodedata.numeric(character)))
    folded = unicodedata.normalize("NFKC", character)
    if not folded.isascii() and unicodedata.category(character) == "So":
        return "*"
    return folded if len(folded) == 1 and folded.isascii() else character


_TO_PLAIN = _Plain()
_TO_DIGITS = str.maketrans({character: str(digit) for character, digit in _NUMERALS.items()})
_TO_ONES = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "i": "1", "|": "1"})


def plain(text: str) -> str:
    """Digits of every script and shape as ASCII, full-width letters and marks as half-width, one kind of dash and dot."""
    return text if text.isascii() else text.translate(_TO_PLAIN)


def numerals_as_digits(text: str) -> str:
    """Chinese numerals that stand for a digit each, 一 or 壹, as that digit."""
    return text.translate(_TO_DIGITS)


def letters_as_digits(text: str) -> str:
    """The letters that look like 0 and 1 as these."""
    return text.translate(_TO_ONES)


def blanked(text: str, begin: int, end: int) -> str:
    """The text with NULs in [begin, end), so that nothing is found there or across it again."""
    return text[:begin] + "\0" * (end - begin) + text[end:]
