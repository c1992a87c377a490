"""What a cell says about money and amounts: ¥1,234.50, (12.00), 12.00-, 35元, 1.234,50 €."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_PLAIN: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[, ']\d{3})+(?:\.\d+)?|\d{1,3}(?:,\d{4})+(?:\.\d+)?")
_EUROPEAN: Final = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{2}")
_MARKS: Final = re.compile(r"rmb|cny|usd|eur|gbp|hkd|jpy|us\$|hk\$|[¥$€£₩元圆块]|人民币", re.IGNORECASE)
_UNITS: Final = re.compile(r"(?<=\d)\s*(?:个|件|份|杯|盒|瓶|次|pcs?|x|×)$|^[x×]\s*(?=\d)", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def parse_amount(text: str) -> float | None:
    """An amount or a quantity as a number; None for what is none. Brackets and a minus behind are below zero."""
    text = text.strip()
    if _PLAIN.fullmatch(text):
        return float(text)
    text = unicodedata.normalize("NFKC", text)
    text = _UNITS.sub("", _MARKS.sub("", text).strip()).strip()
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1].strip(), True
    elif text.endswith("-"):
        text, negative = text[:-1].strip(), True
    elif text[:1] in "-−":
        text, negative = text[1:].strip(), True
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[, ']", "", text)
    elif _EUROPEAN.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    if not _PLAIN.fullmatch(text):
        return None
    return -float(text) if negative else float(text)
