"""Rows that hold nobody's word, by the codes of `science.collect.mapping.PASSED_OVER`."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyin.theme.wording import number

PASSED: Final = {
    "no_voice": gettext_lazy("reviews that nobody wrote (default praise, left empty)"),
    "no_sale": gettext_lazy("rows without money and without a customer (stock taken or written off)"),
    "total_row": gettext_lazy("total rows"),
    "header_again": gettext_lazy("headers repeated further down"),
    "footer_line": gettext_lazy("lines below the table"),
}


def passed_over(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What was passed over and how often, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(str(PASSED.get(code, code)), count) for code, count in ordered if count]


def passed_over_line(counts: Mapping[str, int]) -> str:
    """All of it in one line; "" for nothing."""
    return _(" · ").join(f"{words} {number(count)}" for words, count in passed_over(counts))
