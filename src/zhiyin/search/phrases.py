"""What is wrong with a condition, in words; the codes and their data are those of `zhiyin.science.terms`."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from zhiyin.science.terms import CriteriaError

FAULTS: Final = {
    "empty": gettext_lazy("Write a condition, for example nps <= 6."),
    "too_long": gettext_lazy("A condition has at most %(limit)s characters; this one has %(length)s."),
    "too_deep": gettext_lazy(
        "Parentheses and negations can be nested %(limit)s deep at most. Split the condition."
    ),
    "unexpected_character": gettext_lazy("The character “%(character)s” has no meaning here."),
    "unterminated_string": gettext_lazy("A text that begins here has no closing quote. Add it."),
    "bad_escape": gettext_lazy(
        "After a backslash only n, t, r, a quote, a backslash or a code such as u4e2d can follow."
    ),
    "bad_number": gettext_lazy("The number %(text)s is too large."),
    "expected": gettext_lazy("Here %(expected)s is expected, not %(found)s."),
    "unknown_name": gettext_lazy("There is no field %(name)s."),
    "unknown_list": gettext_lazy("There is no list %(name)s to look through with any."),
    "unknown_function": gettext_lazy("There is no function %(name)s."),
    "unknown_method": gettext_lazy("A text cannot be asked for %(name)s."),
    "unknown_subject": gettext_lazy("%(name)s cannot be counted."),
    "unknown_choice": gettext_lazy("The field %(name)s is never “%(value)s”."),
    "type_mismatch": gettext_lazy("This needs %(wanted)s, not %(found)s."),
    "not_ordered": gettext_lazy(
        "Only numbers and times can be greater or smaller; write == or !=, or in [ … ]."
    ),
    "null_not_ordered": gettext_lazy("null can only be compared with == and !=."),
    "not_text": gettext_lazy("%(name)s is no text. Compare it with ==, <= and the like."),
    "is_list": gettext_lazy("%(name)s is a list."),
    "is_namespace": gettext_lazy("Name one of the %(name)s, as in %(name)s.city."),
    "negation_open": gettext_lazy("Put what ! negates in parentheses."),
    "bad_time": gettext_lazy("“%(text)s” is no date. Write it as 2026-03-01 or 2026-03-01T18:30."),
    "bad_period": gettext_lazy("“%(text)s” is no period. Write hours, days or weeks as 12h, 30d or 4w."),
    "not_a_condition": gettext_lazy(
        "This is not true or false by itself. Compare it with something, as in nps <= 6."
    ),
    "not_an_operand": gettext_lazy(
        "Only a field, count or metric can be compared. Write a field on one side."
    ),
    "needs_constant": gettext_lazy(
        "A field is compared with a text, a number or a date, not with another field."
    ),
    "needs_constants": gettext_lazy("A list holds texts, numbers or dates."),
    "not_available": gettext_lazy(
        "%(name)s is not kept here, so nothing can be filtered by it. Leave it out."
    ),
    "no_history": gettext_lazy("count(…) and metric(…) cannot be used here. Leave them out."),
    "no_metric": gettext_lazy("metric(…) cannot be used here. Leave it out."),
    "no_moving_time": gettext_lazy('ago(…) cannot be used here. Write a date, as in "2026-03-01".'),
}

TYPES: Final = {
    "text": gettext_lazy("a text in quotes"),
    "number": gettext_lazy("a number"),
    "boolean": gettext_lazy("“true” or “false”"),
    "time": gettext_lazy("a date in quotes"),
    "null": "“null”",
}

PARTS: Final = {
    "condition": gettext_lazy("a condition"),
    "join": gettext_lazy("“&&”, “||” or the end"),
    "name": gettext_lazy("a name after the dot"),
    "text": gettext_lazy("a text in quotes"),
    "metric": gettext_lazy("the name of a metric"),
    "time": gettext_lazy("a time in quotes"),
    "period": gettext_lazy('a period in quotes such as "30d"'),
}

CORRECTED: Final = {"unexpected_character", "expected", "is_list", "negation_open"}
"""Faults whose suggestion is what to write instead; those of others are names that may have been meant."""


def problem(error: CriteriaError) -> str:
    """What is wrong and what to do, without the place."""
    known = FAULTS.get(error.code)
    if known is None:
        return _("It cannot be used here.")
    said = str(known) % _named(error) if error.data else str(known)
    remedy = _remedy(error)
    return _("%(problem)s %(remedy)s") % {"problem": said, "remedy": remedy} if remedy else said


def whole_problem(error: CriteriaError, text: str) -> str:
    """What is wrong with the condition, where (counted from 1), and what to do."""
    words = {"problem": problem(error)}
    if error.position is None or error.code == "empty":
        return _("The condition cannot be used: %(problem)s") % words
    place = {**words, "place": error.position + 1, "near": _near(error, text)}
    return _("The condition cannot be read at character %(place)s (%(near)s): %(problem)s") % place


def facts_of(error: CriteriaError, text: str) -> dict[str, Any]:
    """The same for programs: reason, position (from 0; None without one), near, suggestions."""
    facts = {"reason": error.code, "position": error.position, "suggestions": list(error.suggestions)}
    return facts if error.position is None else {**facts, "near": _near(error, text)}


def _near(error: CriteriaError, text: str) -> str:
    return text[error.position : (error.position or 0) + 12] or _("the end")


def _named(error: CriteriaError) -> dict[str, Any]:
    """The data, with words for codes."""
    data: dict[str, Any] = dict(error.data)
    if error.code == "expected":
        data["expected"] = PARTS.get(data["expected"], f"“{data['expected']}”")
        data["found"] = f"“{data['found']}”" if data["found"] else _("the end")
    elif error.code == "type_mismatch":
        data["wanted"], data["found"] = TYPES[data["wanted"]], TYPES[data["found"]]
    return data


def _remedy(error: CriteriaError) -> str:
    comma = pgettext("between names", ", ")
    if error.suggestions and error.code in CORRECTED:
        return _("Write %(names)s instead.") % {"names": error.suggestions[0]}
    if error.suggestions:
        return _("Perhaps you mean %(names)s.") % {"names": comma.join(error.suggestions)}
    if error.data.get("known"):
        return _("Known are: %(names)s.") % {"names": comma.join(str(error.data["known"]).split(", "))}
    return ""
