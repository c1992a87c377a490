"""Numbers, days and moments that come in addresses and forms, as far as every zone and either database can hold them."""

from datetime import date, datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhiyin.journal.errors import BadCursor

GREATEST: Final = 2**63 - 1  # number of a row
FIRST_YEAR, LAST_YEAR = 1900, 2200


def is_number(text: str) -> bool:
    """Whether it can be the number of a row."""
    return text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= GREATEST


def is_within_reach(day: date) -> bool:
    """Whether a day or moment is one in every zone."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def within_reach(day: date) -> None:
    """For fields of forms: raises ValidationError for a day that is none in another zone."""
    if not is_within_reach(day):
        raise ValidationError(
            _("Give a day between the years %(first)d and %(last)d."),
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


def read_number(text: str) -> int:
    """A row's number in a cursor. Raises BadCursor."""
    if not is_number(text):
        raise BadCursor(cursor=text[:60])
    return int(text)


def read_moment(text: str) -> datetime:
    """A moment in a cursor, with its zone. Raises BadCursor."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadCursor(cursor=text[:60]) from None
    if moment.tzinfo is None or not is_within_reach(moment):
        raise BadCursor(cursor=text[:60])
    return moment
