"""Why a draft or a row was not taken; the codes are those of `science.collect`."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS: Final = {
    # a draft
    "unknown_kind": gettext_lazy("This kind is not known. Use one of: %(allowed)s."),
    "unknown_choice": gettext_lazy("This value is not known. Use one of: %(allowed)s."),
    "text_too_long": gettext_lazy("The text has %(length)s characters; the longest we take has %(limit)s."),
    "too_long": gettext_lazy("This is longer than %(limit)s characters."),
    "too_many": gettext_lazy("There are more than %(limit)s of these."),
    "nul": gettext_lazy("It contains a NUL character. Remove it."),
    "time_out_of_range": gettext_lazy("The time lies before 1970 or after 2099."),
    "required": gettext_lazy("A value is missing."),
    "value_without_answer": gettext_lazy("There is a value although the status says that nobody answered."),
    "not_a_number": gettext_lazy("This is not a number."),
    "scale_upside_down": gettext_lazy("The scale needs a lowest value below its highest."),
    "nps_scale": gettext_lazy("An NPS answer has the scale 0–10. Use “rating” for other scales."),
    "out_of_scale": gettext_lazy("The score %(value)s lies outside %(low)s–%(high)s."),
    "attribute_name": gettext_lazy("The name of an attribute needs 1 to 100 characters."),
    "attribute_type": gettext_lazy("An attribute is a text, a number, true, false or null."),
    "number_too_large": gettext_lazy("This number is too large to be kept exactly. Send it as text."),
    "empty": gettext_lazy("It says nothing: no text, no answer, no attribute."),
    # an event
    "event_kind": gettext_lazy(
        "A kind is one of: %(known)s; or a code of your own: small letters, digits and _."
    ),
    "amount_too_large": gettext_lazy("An amount lies between -%(limit)s and %(limit)s."),
    "refund_positive": gettext_lazy("What is paid back has a negative amount."),
    # where it belongs
    "unit_unknown": gettext_lazy("The unit “%(unit)s” is not known, and you may not add units."),
    "unit_out_of_scope": gettext_lazy("You may not bring in feedback for the unit “%(unit)s”."),
    "unit_missing": gettext_lazy("Name the unit that it belongs to."),
    "key_out_of_scope": gettext_lazy("This id belongs to feedback of a unit that is not yours."),
    "erased": gettext_lazy("This was erased on request and is not taken again."),
    # a body
    "invalid": gettext_lazy("This has the wrong form."),
    "not_json": gettext_lazy("This is no JSON in UTF-8."),
    "wrong_type": gettext_lazy("Needed is %(wanted)s, not %(found)s."),
    "unknown_field": gettext_lazy("The field “%(name)s” is not known here. Leave it out."),
    "missing_field": gettext_lazy("The field “%(name)s” is missing."),
    "not_a_time": gettext_lazy("This must be a time as in RFC 3339, such as 2026-03-01T18:30:00+08:00."),
    # a row of a file
    "time_missing": gettext_lazy("The row does not say when it was."),
    "amount_missing": gettext_lazy("The row names no amount."),
    "amount_unreadable": gettext_lazy("“%(value)s” in “%(column)s” is not a number."),
    "no_key": gettext_lazy(
        "No key tells whose row it is: a number, a whole mobile number, an e-mail address or an id is needed."
    ),
    "time_unreadable": gettext_lazy("The time “%(value)s” cannot be read."),
    "score_unreadable": gettext_lazy("The score “%(value)s” in “%(column)s” is not a number."),
    "cells_beyond_header": gettext_lazy("The row has %(cells)s cells, the header only %(columns)s."),
    "quote_never_closes": gettext_lazy(
        "A quotation mark opened in this row (line %(line)s) is never closed. Close it there."
    ),
    "line_undecodable": gettext_lazy(
        "Line %(line)s is written in no encoding that we know. Some bytes are damaged."
    ),
    "line_not_json": gettext_lazy("Line %(line)s is no JSON: %(value)s …"),
    "no_record": gettext_lazy("Here stands no record but a bare value: %(value)s"),
    "digits_lost": gettext_lazy(
        "The spreadsheet has rounded the number “%(value)s”; its digits are lost. Format the column as text and export "
        "again, or leave the column out."
    ),
    "year_missing": gettext_lazy(
        "“%(value)s” has no year, and the file does not say which. Name it above the table or in the file's name."
    ),
    "time_relative": gettext_lazy(
        "“%(value)s” depends on when it was written. Export the times with their date."
    ),
    "other_scale": gettext_lazy(
        "The score “%(value)s” in “%(column)s” stands on another scale: the column's ends at %(high)s."
    ),
    "total_row": gettext_lazy("a sum or mean of other rows (%(value)s)"),
    "header_again": gettext_lazy("the names of the columns, once more"),
    "footer_line": gettext_lazy("a line about the table (%(value)s)"),
    "no_voice": gettext_lazy("Nobody said anything: the platform filled it in by itself."),
}


def reason(code: str, data: dict[str, Any]) -> str:
    """The sentence for a reason code."""
    phrase = REASONS.get(code)
    if phrase is None:
        return _("This cannot be used.")
    return str(phrase) % data if data else str(phrase)
