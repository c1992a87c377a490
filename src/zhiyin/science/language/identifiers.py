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

_AREAS = tuple(
    (f"0{span[:3]}", f"0{span[:2]}{span[-1]}")
    for span in [
        "310-9",
        "335-5",
        "349-9",
        "350-9",
        "370-9",
        "391-8",
        "410-9",
        "421-1",
        "427-9",
        "431-9",
        "440-0",
        "451-9",
        "464-4",
        "467-9",
        "470-9",
        "482-3",
        "510-9",
        "523-3",
        "527-7",
        "530-9",
        "543-3",
        "546-6",
        "550-9",
        "561-6",
        "570-9",
        "580-0",
        "591-9",
        "631-5",
        "660-0",
        "662-3",
        "668-8",
        "691-2",
        "701-1",
        "710-9",
        "722-2",
        "724-4",
        "728-8",
        "730-9",
        "743-6",
        "750-9",
        "760-0",
        "762-3",
        "766-6",
        "768-9",
        "770-9",
        "790-9",
        "812-3",
        "816-8",
        "825-7",
        "830-9",
        "851-9",
        "870-9",
        "883-3",
        "886-8",
        "891-9",
        "901-9",
        "911-9",
        "930-9",
        "941-1",
        "943-3",
        "951-5",
        "970-9",
        "990-9",
    ]
)
_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in (
        entry.split(":")
        for entry in [
            "15:NO",
            "16:BE",
            "18:DK,FI,FO,GL,NL",
            "19:MK,SI",
            "20:AT,BA,EE,KZ,LT,LU,XK",
            "21:CH,HR,LI,LV",
            "22:BG,BH,DE,GB,GE,IE,ME,RS",
            "23:AE,GI,IL,TL,IQ",
            "24:AD,CZ,ES,MD,PK,RO,SA,SE,SK,TN,VG",
            "25:LY,PT,ST",
            "26:IS,TR",
            "27:FR,GR,IT,MC,MR,SM",
            "28:AL,AZ,BY,CY,DO,GT,HU,LB,PL,SV",
            "29:BR,EG,PS,QA,UA",
            "30:JO,KW,MU",
            "31:MT,SC",
            "32:LC",
            "33:RU",
        ]
    )
    for country in countries.split(",")
}


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


def is_area_code(code: str) -> bool:
    """Whether a code with its 0 is one of the mainland's; new ones may be missing, so it decides nothing alone."""
    if len(code) == 3:
        return code in {"010", "020", "021", "022", "023", "024", "025", "027", "028", "029"}
    return any(first <= code <= last for first, last in _AREAS)


def _is_birth_date(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if not 1900 <= year <= 2099:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_recent_date(digits: str) -> bool:
    """Whether eight digits are a day from 1990 to 2049, as 20240601."""
    return digits[:4] >= "1990" and digits[:4] <= "2049" and _is_birth_date(digits)


def is_iban(number: str) -> bool:
    """ISO 13616: a country of the registry with its length, two check digits by modulo 97."""
    if _IBAN_LENGTHS.get(number[:2]) != len(number) or not number[2:4].isdigit():
        return False
    moved = number[4:] + number[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def is_hong_kong_id(number: str) -> bool:
    """One or two letters, six digits and a check digit or A."""
    letters = number[:-7]
    if len(letters) not in (1, 2) or not letters.isalpha():
        return False
    values = [36] * (2 - len(letters)) + [ord(letter) - 55 for letter in letters.upper()]
    values += [int(digit) for digit in number[-7:-1]]
    check = (
        11 - sum(weight * value for weight, value in zip(range(9, 1, -1), values, strict=True)) % 11
    ) % 11
    return number[-1].upper() == ("A" if check == 10 else str(check))


def is_taiwan_id(number: str) -> bool:
    """A letter, 1 or 2 (8 or 9 for residents), eight digits of which the last is a check digit."""
    if len(number) != 10 or not number[0].isalpha() or number[1] not in "1289" or not number[1:].isdigit():
        return False
    place = "ABCDEFGHJKLMNPQRSTUVXYWZIO".find(number[0].upper()) + 10
    digits = [place // 10, place % 10, *map(int, number[1:])]
    return (
        sum(weight * digit for weight, digit in zip((1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), digits, strict=True))
        % 10
        == 0
    )
