"""Numbers with letters or a country in them: passports, permits, identity cards of Hong Kong and Taiwan, IBAN, plates,
telephones abroad, social security numbers.

What carries a checksum is known by it; of the others those that look like codes of goods need a word before them.
"""

import re
from collections.abc import Iterator, Sequence

from zhiyin.science.language import identifiers
from zhiyin.science.language.masking.found import IBAN, ID_CARD, PASSPORT, PERMIT, PHONE, PLATE, SSN, Found

_APART = r"(?<![A-Za-z0-9])"
_ENDS = r"(?![A-Za-z0-9])"
_SEP = r"[ \-.*\u200b]?"
_COLON = r"(?:号码|號碼|编号|号|號|码| ?number| ?no\.?| ?id)?(?: ?[:：=]| ?是| ?为| is| was|为)? ?[(\"“]?"
_PASSPORT_CUE = re.compile(
    rf"(?:护照|護照|passport){_COLON}(?P<at>[A-Za-z]{{0,2}}{_SEP}[0-9](?:{_SEP}[0-9]){{6,8}}){_ENDS}", re.I
)
_PERMIT_CUE = re.compile(
    rf"(?:通行证|通行證|回乡证|回鄉證|回乡卡|台胞证|台胞證|港澳证|居住证|居住證|入台证|军官证|证件|證件|"
    rf"permit|travel document)"
    rf"{_COLON}(?P<at>[A-Za-z]{{0,2}}{_SEP}[0-9](?:{_SEP}[0-9]){{6,17}}){_ENDS}",
    re.I,
)
# Chinese passports of today; in small letters only after the word.
_PASSPORT = re.compile(
    rf"{_APART}(?<![\-/_#])[EG]{_SEP}[0-9]{{4}}{_SEP}[0-9]{{4}}(?![A-Za-z0-9\-/_])|{_APART}(?<![\-/_#])"
    rf"[EG][0-9](?:[ ][0-9]){{7}}{_ENDS}"
)
_CODE_CUE = re.compile(
    r"(?:订单|單號|单号|运单|快递|编号|货号|型号|款号|版本|产品|商品|车次|航班|条码|批号|序列号|房间|券码|取件码|"
    r"order|model|sku|serial|item|part|product|version|code|coupon|tracking|flight|invoice|ticket|batch|"
    r"ref|reference)"
    r"(?:号码|号|码)?(?: ?(?:no\.?|number|id|#))?(?: ?[:：#]| is|是)? ?$",
    re.I,
)
_HONG_KONG = re.compile(
    rf"{_APART}[A-Za-z]{{1,2}}[0-9]{{6}} ?\( ?[0-9Aa] ?\)|(?<=身份证)[A-Za-z]{{1,2}}[0-9]{{6}}[0-9Aa]{_ENDS}"
)
_TAIWAN = re.compile(rf"{_APART}[A-Za-z] ?[1289][0-9]{{2}}[ \-]?[0-9]{{3}}[ \-]?[0-9]{{3}}{_ENDS}")
_IBAN = re.compile(
    rf"{_APART}[A-Za-z]{{2}}[0-9]{{2}}(?:[ \-]?[A-Za-z0-9]{{4}}){{2,7}}(?:[ \-]?[A-Za-z0-9]{{1,3}})?{_ENDS}"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼魯蘇贛陝閩貴粵寧瓊雲]"
    r"[ ]?[A-HJ-NP-Za-hj-np-z][ *\-.]?"
    r"(?=[A-Za-z0-9]*[0-9][A-Za-z0-9]*[0-9])(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}(?![A-Za-z0-9])|"
    r"[A-HJ-NP-Z0-9]{4}[挂学警港澳])"
)
_PLATE_CODE = re.compile(r"[A-Za-z]{4}|[A-Za-z]{3}[0-9]{2}$")
_ABROAD = re.compile(r"(?<![0-9+])\+ ?\(?(?!86)[1-9][0-9]{0,2}\)?(?:[ \-.()]{0,2}[0-9]){7,12}(?![0-9])")
_ZERO_ABROAD = re.compile(
    r"(?<![0-9])00(?!86)(?:1|33|44|49|39|34|61|65|81|82|852|853|886)[ \-](?:[ \-.()]{0,2}[0-9]){8,11}(?![0-9])"
)
_NORTH_AMERICA = re.compile(
    r"(?<![0-9.\-])(?!\(?[48]00\)?[\-. ])(?:1[ \-.])?(?:\([2-9][0-9]{2}\)[ \-.]?|[2-9][0-9]{2}[\-. ])"
    r"[2-9][0-9]{2}(?P<sep>[\-. ])[0-9]{4}(?![0-9])(?!\.[0-9]|-[0-9])"
)
_UNITED_KINGDOM = re.compile(
    r"(?<![0-9.])\(?0(?:7[0-9]{3}\)?[ \-][0-9]{3}[ \-]?[0-9]{3}|7[0-9]{9}|1[0-9]{2,3}\)?[ \-]"
    r"[0-9]{3}[ \-][0-9]{3,4}|20\)?[ \-][0-9]{4}[ \-][0-9]{4})(?![0-9])"
)
_TAIWAN_MOBILE = re.compile(r"(?<![0-9])09[0-9]{2}[ \-][0-9]{3}[ \-]?[0-9]{3}(?![0-9])")
_NEIGHBOURS = re.compile(
    r"(?<![0-9])\(?(?:852|853|886)\)?[ \-][0-9]{4}[ \-]?[0-9]{4}(?![0-9])|(?<![0-9])886[ \-]"
    r"9[0-9]{2}[ \-]?[0-9]{3}[ \-]?[0-9]{3}(?![0-9])"
)
_AFTER_PHONE = re.compile(
    r"(?:电话|電話|手机|手機|致电|联系方式|tel|telephone|phone|call|text|mobile|cell|whatsapp|fax|dial|contact|reach)"
    r"(?:号码|號碼|号|number|no\.?|me|us|me at|us at|me on|at|on)?(?: ?[:：.]|是|"
    r" is)? ?(?P<at>[0-9]{10}|0[0-9]{9,10})(?![0-9]|[oOlI零一二三四五六七八九][0-9零一二三四五六七八九])",
    re.I,
)
_SSN = re.compile(
    r"(?:ssn|social security|社会安全号|社安号)[^0-9\n]{0,20}(?P<at>[0-9]{3}[ \-]?[0-9]{2}[ \-]?[0-9]{4})(?![0-9])",
    re.I,
)


def documents(plain: str) -> Iterator[Found]:
    """Findings in a text in plain characters; they may overlap, the surer ones first."""
    for match in _IBAN.finditer(plain):
        number = re.sub("[ -]", "", match.group()).upper()
        if identifiers.is_iban(number):
            yield Found(IBAN, *match.span(), number)
    for kind, pattern in ((SSN, _SSN), (PASSPORT, _PASSPORT_CUE), (PERMIT, _PERMIT_CUE)):
        for match in pattern.finditer(plain):
            value = re.sub("[^A-Za-z0-9]", "", match["at"]).upper()
            if kind != PERMIT or not (len(value) > 11 or identifiers.is_mobile(value)):
                yield Found(kind, *match.span("at"), value)
    for match in _PASSPORT.finditer(plain):
        if not _CODE_CUE.search(plain, max(0, match.start() - 24), match.start()):
            yield Found(PASSPORT, *match.span(), re.sub("[^A-Za-z0-9]", "", match.group()))
    for pattern, holds in ((_HONG_KONG, identifiers.is_hong_kong_id), (_TAIWAN, identifiers.is_taiwan_id)):
        for match in pattern.finditer(plain):
            number = re.sub("[^A-Za-z0-9]", "", match.group()).upper()
            if holds(number) and not _CODE_CUE.search(plain, max(0, match.start() - 24), match.start()):
                yield Found(ID_CARD, *match.span(), number)
    yield from _called(plain, (_ABROAD, _ZERO_ABROAD))


def plates(plain: str) -> Iterator[Found]:
    """Number plates of the mainland."""
    for match in _PLATE.finditer(plain):
        value = re.sub("[ *.-]", "", match.group())
        if not _PLATE_CODE.search(value[2:]):
            yield Found(PLATE, *match.span(), value.upper())


def telephones(plain: str) -> Iterator[Found]:
    """Telephone numbers of other countries without a plus sign, in what mainland numbers were taken from."""
    return _called(plain, (_NORTH_AMERICA, _UNITED_KINGDOM, _TAIWAN_MOBILE, _NEIGHBOURS, _AFTER_PHONE))


def _called(plain: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[Found]:
    for pattern in patterns:
        for match in pattern.finditer(plain):
            begin, end = match.span("at") if "at" in pattern.groupindex else match.span()
            digits = re.sub("[^0-9]", "", plain[begin:end])
            plus = plain[begin] == "+" and not plain[begin + 1 : end].isdigit()
            if not plus and (identifiers.is_mobile(digits) or identifiers.area_code(digits)):
                continue
            if _is_later_part(plain, begin, end):
                continue
            if len(digits) == 8 and identifiers.is_recent_date(digits):
                continue
            if not _CODE_CUE.search(plain, max(0, begin - 24), begin):
                yield Found(PHONE, begin, end, "+" * (plain[begin] == "+") + digits)


def _is_later_part(plain: str, begin: int, end: int) -> bool:
    """Whether digits before go on here with the separator that parts these, and are no year: 6217 0065 8000 3557."""
    before = plain[max(0, begin - 6) : begin]
    if (
        len(before) < 2
        or before[-1] not in " -."
        or not before[-2].isdigit()
        or before[-1] not in plain[begin:end]
    ):
        return False
    return re.search(r"(?<![0-9])(?:19|20)[0-9]{2}.$", before) is None
