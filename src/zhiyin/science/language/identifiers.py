"""Whether digits are a mainland Chinese mobile number, ID card or landline, or a bank card."""

from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
# GB/T 2260, the first two digits: provinces and what ranks with them; 91 is for residents from abroad.
_PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83, 91),
    )
    for code in codes
)
# Issuers by prefix, with the lengths of their cards (ISO/IEC 7812 ranges of the schemes and in use in China).
_ISSUERS: tuple[tuple[tuple[str, ...], frozenset[int]], ...] = (
    (("62", "81"), frozenset({16, 17, 18, 19})),
    (("4",), frozenset({13, 16, 19})),
    (("51", "52", "53", "54", "55"), frozenset({16})),
    (tuple(str(n) for n in range(222, 273)), frozenset({16})),
    (("34", "37", "690755"), frozenset({15})),
    (tuple(str(n) for n in range(3528, 3590)), frozenset({16, 17, 18, 19})),
    (("6011", "644", "645", "646", "647", "648", "649", "65"), frozenset({16, 19})),
    (("300", "301", "302", "303", "304", "305", "36", "38"), frozenset({14})),
    (
        ("9558", "9559", "6013", "6014", "603", "6858", "6907", "9843"),
        frozenset({16, 17, 18, 19}),
    ),
    (("50", "56", "57", "58", "601", "63", "66", "67"), frozenset({16, 17, 18, 19})),
)


def is_mobile(digits: str) -> bool:
    """Eleven digits that begin with 13 … 19."""
    return len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"


def is_id_card(number: str) -> bool:
    """GB 11643: 18 characters, the last a checksum (or X), or the old 15; region and birth date valid."""
    number = number.upper()
    if number[:2] not in _PROVINCES:
        return False
    if len(number) == 15:
        return number.isdigit() and _is_birth_date("19" + number[6:12])
    if len(number) != 18 or not number[:17].isdigit() or not _is_birth_date(number[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number[:17], strict=True))
    return _ID_CHECK[total % 11] == number[17]


def is_bank_card(digits: str) -> bool:
    """13–19 digits with a known issuer's prefix and length, and a valid Luhn digit."""
    if not 13 <= len(digits) <= 19:
        return False
    known = any(digits.startswith(prefixes) and len(digits) in lengths for prefixes, lengths in _ISSUERS)
    return known and luhn(digits)


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def area_code(digits: str) -> int:
    """The length of the area code (with its 0) that a landline number begins with; 0 when it is none."""
    if len(digits) < 10 or digits[0] != "0" or digits[1] not in "123456789":
        return 0
    length = 3 if digits[1] in "12" else 4
    local = digits[length:]
    if length == 3:
        fits = digits[:3] != "011" and len(local) == 8
    else:
        fits = len(local) in (7, 8)
    return length if fits and local[0] in "23456789" else 0


def _is_birth_date(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if not 1900 <= year <= 2099:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
