"""What is said of themes that emerge."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyin.contact.phrases import Notice, words_for
from zhiyin.theme import wording


def growth_in_words(*, count: int, day: date, expected: float, growth: float) -> str:
    """How many texts there were in the week from `day`, against how many its history let expect."""
    words = {
        "count": wording.number(count),
        "day": wording.day(day),
        "expected": wording.number(expected, 1),
        "times": wording.number(growth, 1),
    }
    return (
        ngettext(
            "%(count)s text in the week from %(day)s, where its history led to expect %(expected)s: "
            "%(times)s times as many.",
            "%(count)s texts in the week from %(day)s, where its history led to expect %(expected)s: "
            "%(times)s times as many.",
            count,
        )
        % words
    )


@words_for("theme_emerging")
def theme_emerging(data: Mapping[str, Any]) -> Notice:
    """A theme emerges in the reader's units."""
    share = _("%(share)s%% of the %(read)s texts of your units (%(count)s).") % {
        "share": wording.number(data["share"], 1),
        "read": wording.number(data["read"]),
        "count": wording.number(data["n"]),
    }
    grown = growth_in_words(
        count=data["count"],
        day=date.fromisoformat(data["day"]),
        expected=data["expected"],
        growth=data["growth"],
    )
    lines = [share, grown]
    if data["quote"]:
        lines.append(_("“%(quote)s” (%(unit)s)") % {"quote": data["quote"], "unit": data["unit"]})
    return Notice(_("Emerging theme: %(name)s") % {"name": data["name"]}, "\n".join(lines))
