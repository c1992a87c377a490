"""Masking personal data in text: telephone numbers, identity documents, bank cards, addresses of mail and messengers.

Numbers are found in whatever digits and with whatever separators they are written (１３８, ①③⑧, 一三八, l38, 138-0013-…);
checksums, lengths and prefixes decide, and words beside a number only where these do not. Left as they are:
service numbers that anybody may call (110, 12345, 95588, 400-…), numbers of orders, parcels and goods, amounts, dates.
Postal addresses and names are not searched for.
"""

import re
from collections.abc import Iterable

from zhiyin.science.language.masking import contacts, disguises, documents, numbers
from zhiyin.science.language.masking.found import (
    BANK_CARD,
    EMAIL,
    IBAN,
    ID_CARD,
    KINDS,
    LANDLINE,
    MASKS,
    MOBILE,
    PASSPORT,
    PERMIT,
    PHONE,
    PLATE,
    QQ,
    SSN,
    WECHAT,
    Found,
    Masked,
)

__all__ = [
    "BANK_CARD", "EMAIL", "IBAN", "ID_CARD", "KINDS", "LANDLINE", "MASKS", "MOBILE", "PASSPORT", "PERMIT", "PHONE", "PLATE",
    "QQ", "SSN", "WECHAT", "Found", "Masked", "find", "mask",
]  # fmt: skip

_NUMERAL = f"[0-9{disguises.NUMERALS}]"
_GAP = rf"[{disguises.GAP_CHARACTERS}]{{0,3}}"
_SEVEN_DIGITS = re.compile(rf"[0-9](?:{_GAP}[0-9]){{6}}")
_SEVEN_NUMERALS = re.compile(rf"{_NUMERAL}(?:{_GAP}{_NUMERAL}){{6}}")
_SEVEN_ALIKE = re.compile(r"[0-9oOlIi|](?:[ \-.,/()_*~|+#^&=\u200b]{0,3}[0-9oOlIi|]){9}")
# These are looked for in small letters.
_SPELT = re.compile(r"[a-z0-9](?: ?@| ?[(\[{<（【] ?(?:at|a|@|艾特)|艾特|#[a-z]| at +[a-z0-9])")
_MESSENGER = re.compile(
    r"信|vx|wx|q ?q|扣|抠|企鹅|球球|加 ?[vwq+➕薇威微]|卫星|芯|chat|whatsapp|telegram|skype|line ?id|line号"
)
_DIGIT_WORD = re.compile(r"(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[ ,.\-]{0,2}){5}")
# A text without any of these holds nothing of the kind.
_SIGN = re.compile("[0-9@]")
_FIVE_DIGITS = re.compile("(?:[0-9][^0-9]*){5}")


def mask(text: str) -> Masked:
    """Replaces personal data by language-neutral marks such as ‹mobile›, in time linear in the length."""
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


def find(text: str) -> tuple[Found, ...]:
    """The personal data in a text, in order, without overlaps."""
    plain = disguises.plain(text)
    small = plain.lower()
    numbered = _SIGN.search(plain) is not None
    spelt, messenger, in_words = _SPELT.search(small), _MESSENGER.search(small), _DIGIT_WORD.search(small)
    if not (numbered or spelt or messenger or in_words or _SEVEN_NUMERALS.search(plain)):
        return ()
    search = _Search(plain)
    search.take(contacts.addresses(plain))
    if spelt:
        search.take(contacts.spelt_addresses(search.left))
    if numbered:
        search.take(documents.plates(search.left))
    if numbered and _FIVE_DIGITS.search(search.left):
        search.take(documents.documents(search.left))
        if _SEVEN_DIGITS.search(search.left):
            search.take(numbers.numbers(search.left))
            search.take(documents.telephones(search.left))
    if _SEVEN_NUMERALS.search(search.left):
        search.take(numbers.numbers_with_numerals(search.left))
    if numbered and _SEVEN_ALIKE.search(search.left):
        search.take(numbers.numbers_with_letters(search.left))
    if (
        numbered
        and _SEVEN_ALIKE.search(read := disguises.numerals_as_digits(search.left))
        and read != search.left
    ):
        search.take(numbers.numbers_with_letters(read))
    if in_words:
        search.take(numbers.numbers_in_words(search.left))
    if messenger:
        search.take(contacts.messengers(search.left))
    return tuple(sorted(search.found, key=lambda item: item.start))


class _Search:
    """What was found so far, and the text with NULs where it stood, so that nothing is found there again."""

    def __init__(self, plain: str) -> None:
        self.left = plain
        self.found: list[Found] = []

    def take(self, findings: Iterable[Found]) -> None:
        """Adds those findings that overlap none before."""
        free: bytearray | None = None
        before = len(self.found)
        for item in findings:
            free = free or bytearray(b"\x01" * len(self.left))
            if 0 not in free[item.start : item.end] and "\0" not in self.left[item.start : item.end]:
                free[item.start : item.end] = bytes(item.end - item.start)
                self.found.append(item)
        if free is None:
            return
        parts: list[str] = []
        last = 0
        for item in sorted(self.found[before:], key=lambda item: item.start):
            parts += (self.left[last : item.start], "\0" * (item.end - item.start))
            last = item.end
        self.left = "".join((*parts, self.left[last:]))
