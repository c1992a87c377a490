"""Why something was not taken, in words; the codes are those of `science.collect`."""

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
    "time_unreadable": gettext_lazy("The time “%(value)s” cannot be read."),
    "score_unreadable": gettext_lazy("The score “%(value)s” in “%(column)s” is not a number."),
    "cells_beyond_header": gettext_lazy("The row has %(cells)s cells, the header only %(columns)s."),
    "digits_lost": gettext_lazy("The spreadsheet has rounded the number “%(value)s”; its digits are lost."),
}


def reason(code: str, data: dict[str, Any]) -> str:
    """The sentence for a reason code."""
    phrase = REASONS.get(code)
    if phrase is None:
        return _("This cannot be used.")
    return str(phrase) % data if data else str(phrase)


FAULTS: Final = {
    "empty_file": gettext_lazy("The file is empty."),
    "no_rows": gettext_lazy("The file has no rows."),
    "mixed_encoding": gettext_lazy(
        "The text is neither UTF-8 nor GB18030: it breaks at byte %(byte)s. Save the file again as CSV in UTF-8."
    ),
    "mixed_encoding_line": gettext_lazy(
        "The text cannot be decoded near line %(line)s. Save the file again as CSV in UTF-8."
    ),
    "quote_never_closes": gettext_lazy(
        "A quotation mark opened in the row that begins in line %(line)s is never closed. Close it there."
    ),
    "not_a_workbook": gettext_lazy(
        "This is no XLSX workbook that can be read. Save it again as XLSX or CSV."
    ),
    "file_broken": gettext_lazy(
        "The file is damaged or was cut off on its way. Export and send it once more."
    ),
    "archive_broken": gettext_lazy(
        "The file is damaged or was cut off on its way (%(name)s). Export and send it once more."
    ),
    "sheet_broken": gettext_lazy("The sheet is damaged at row %(row)s. Save it again as XLSX or CSV."),
    "bomb": gettext_lazy("Unpacked, this file would be unreasonably large. It is not taken."),
    "old_excel": gettext_lazy("This is the old Excel format (.xls). Save it as .xlsx or CSV."),
    "not_a_table": gettext_lazy("This is no table. Hand over CSV, TSV or XLSX."),
    "too_many_columns": gettext_lazy("The file has %(columns)s columns; the most we read is %(limit)s."),
    "file_gone": gettext_lazy("The uploaded file is no longer there. Upload it again."),
    "disk_full": gettext_lazy("There is no space left on the disk. Free some, then go on with the import."),
    "fault": gettext_lazy("This stopped because of a fault on our side. It has been written to the log."),
    "forbidden": gettext_lazy("Whoever started this import may no longer bring in feedback."),
}


def fault(code: str, data: dict[str, Any]) -> str:
    """The sentence for a file that cannot be read."""
    phrase = FAULTS.get(code)
    if phrase is None:
        return _("This file cannot be read.")
    return str(phrase) % data if data else str(phrase)


FIELD_LABELS: Final = {
    "attribute": gettext_lazy("Attribute (kept as it is)"),
    "ignore": gettext_lazy("Leave out"),
    "time": gettext_lazy("Time"),
    "text": gettext_lazy("Text"),
    "title": gettext_lazy("Title"),
    "unit": gettext_lazy("Unit (store, branch)"),
    "channel": gettext_lazy("Channel"),
    "nps": gettext_lazy("Score: NPS (0–10)"),
    "csat": gettext_lazy("Score: satisfaction"),
    "ces": gettext_lazy("Score: effort"),
    "rating": gettext_lazy("Score: rating or stars"),
    "number": gettext_lazy("Other number"),
    "id": gettext_lazy("Id of the feedback"),
    "customer_number": gettext_lazy("Customer: number"),
    "wecom": gettext_lazy("Customer: WeCom id"),
    "openid": gettext_lazy("Customer: WeChat openid"),
    "unionid": gettext_lazy("Customer: WeChat unionid"),
    "mobile": gettext_lazy("Customer: mobile number"),
    "email": gettext_lazy("Customer: e-mail"),
    "customer_name": gettext_lazy("Customer: name"),
    "tier": gettext_lazy("Customer tier"),
    "touchpoint": gettext_lazy("Touchpoint"),
    "kind": gettext_lazy("Kind of feedback"),
    "anonymous": gettext_lazy("Anonymous (yes/no)"),
}

KIND_LABELS: Final = {
    "survey": gettext_lazy("Survey"),
    "review": gettext_lazy("Review"),
    "ticket": gettext_lazy("Ticket or complaint"),
    "call": gettext_lazy("Call"),
    "chat": gettext_lazy("Chat"),
    "post": gettext_lazy("Post"),
    "mystery_visit": gettext_lazy("Mystery visit"),
}

STATE_LABELS: Final = {
    "uploaded": gettext_lazy("Columns to be agreed"),
    "running": gettext_lazy("Under way"),
    "done": gettext_lazy("Done"),
    "failed": gettext_lazy("Stopped"),
    "cancelled": gettext_lazy("Called off"),
}

EVIDENCE: Final = {
    "name": gettext_lazy("by its name"),
    "part_of_name": gettext_lazy("by a part of its name"),
    "values": gettext_lazy("values %(low)s to %(high)s"),
    "values_outside": gettext_lazy(
        "values %(low)s to %(high)s: some lie outside the scale and will not be taken"
    ),
    "values_are_times": gettext_lazy("its values are times"),
    "no_values": gettext_lazy("no values in the first rows"),
    "scale_named": gettext_lazy("scale %(low)s–%(high)s by its name"),
    "scale_assumed": gettext_lazy("scale %(low)s–%(high)s assumed from the values: please check"),
    "content_disagrees": gettext_lazy("its name suggests “%(field)s”, its content does not"),
    "words_not_scores": gettext_lazy("holds words, not scores"),
    "longest_words": gettext_lazy("the longest words of all columns (%(length)s characters on average)"),
    "other_column_taken": gettext_lazy("“%(name)s” is taken for this already"),
    "name_is_no_key": gettext_lazy("a name alone does not tell who it is"),
    "day_first": gettext_lazy("the day comes first"),
    "month_first": gettext_lazy("the month comes first"),
}

ENCODING_EVIDENCE: Final = {
    "mark": gettext_lazy("by its byte order mark"),
    "zeros": gettext_lazy("by its zero bytes"),
    "valid": gettext_lazy("every byte is valid"),
    "fallback": gettext_lazy("it is not valid UTF-8, and valid in this"),
}


def evidence(found: dict[str, Any]) -> str:
    """Why a column was taken for what it was, in words."""
    phrase = EVIDENCE.get(found["code"])
    if phrase is None:
        return ""
    data = {name: _short(name, value) for name, value in found.items() if name != "code"}
    return str(phrase) % data if data else str(phrase)


def _short(name: str, value: Any) -> Any:
    if name == "field":
        return FIELD_LABELS.get(value, value)
    return f"{value:g}" if isinstance(value, float) else value
