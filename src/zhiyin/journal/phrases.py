"""What is wrong with a value that a program sent, in words; the codes are those of pydantic."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_TEXT: Final = gettext_lazy("This must be a text.")
_WHOLE: Final = gettext_lazy("This must be a whole number.")
_NUMBER: Final = gettext_lazy("This must be a number.")
_FLAG: Final = gettext_lazy("This must be true or false.")
_LIST: Final = gettext_lazy("This must be a list.")
_OBJECT: Final = gettext_lazy("This must be an object.")
_TIME: Final = gettext_lazy("This must be a time as in RFC 3339, such as 2026-03-01T18:30:00+08:00.")
_DAY: Final = gettext_lazy("This must be a day such as 2026-03-01.")

WRONG: Final = {
    "missing": gettext_lazy("This is missing. Send it."),
    "extra_forbidden": gettext_lazy("This is not known here. Leave it out."),
    "nul": gettext_lazy("It contains a NUL character. Remove it."),
    "string_type": _TEXT,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": gettext_lazy("This number is too large."),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "list_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "timezone_aware": _TIME,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "literal_error": gettext_lazy("This must be one of: %(expected)s."),
    "enum": gettext_lazy("This must be one of: %(expected)s."),
    "string_too_short": gettext_lazy("This needs at least %(min_length)s characters."),
    "string_too_long": gettext_lazy("This has at most %(max_length)s characters."),
    "too_short": gettext_lazy("This needs at least %(min_length)s entries."),
    "too_long": gettext_lazy("This has at most %(max_length)s entries."),
    "greater_than": gettext_lazy("This must be greater than %(gt)s."),
    "greater_than_equal": gettext_lazy("This must be at least %(ge)s."),
    "less_than": gettext_lazy("This must be less than %(lt)s."),
    "less_than_equal": gettext_lazy("This must be at most %(le)s."),
}


def wrong(code: str, data: Mapping[str, Any]) -> str:
    """The sentence for a value that was refused with this code."""
    phrase = WRONG.get(code)
    if phrase is None:
        return _("This has the wrong form.")
    words = {name: str(value).replace(" or ", ", ") for name, value in data.items()}  # 'a', 'b' or 'c'
    return str(phrase) % words if "%(" in str(phrase) else str(phrase)
