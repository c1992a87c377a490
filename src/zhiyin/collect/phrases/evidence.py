"""Why a column was taken for what it was, and how a file was found to be written."""

from typing import Any, Final

from django.utils.translation import gettext_lazy

from zhiyin.collect.phrases.fields import FIELD_LABELS

EVIDENCE: Final = {
    "name": gettext_lazy("by its name"),
    "chosen": gettext_lazy("chosen by a person"),
    "ours": gettext_lazy("written by us into the list of rows that were not taken"),
    "part_of_name": gettext_lazy("by a part of its name"),
    # tables as people keep them
    "scale_words": gettext_lazy("words of a scale: %(words)s"),
    "middle_leans": gettext_lazy(
        "“%(word)s” stays the middle (%(value)s), though people mean rather bad by it"
    ),
    "nps_other_scale": gettext_lazy("no NPS: that needs the scale 0–10, and here it is %(low)s–%(high)s"),
    "scale_in_cells": gettext_lazy("scale %(low)s–%(high)s, as the cells say"),
    "scale_open": gettext_lazy("the values do not decide between the scales %(scales)s: please choose"),
    "stars": gettext_lazy("stars, 1 to 5"),
    "short_years": gettext_lazy("order of short dates: %(order)s"),
    "serial_dates": gettext_lazy("%(count)s times are serial numbers of a spreadsheet"),
    "year": gettext_lazy("days without a year are in %(year)s"),
    "year_open": gettext_lazy("%(count)s days have no year, and the file does not say which"),
    "shared_number": gettext_lazy(
        "%(count)s numbers (%(value)s) stand for many people, as a switchboard's do, and tell nobody's identity"
    ),
    "private_numbers": gettext_lazy("numbers lent by a platform do not tell who it is"),
    "names_not_numbers": gettext_lazy("holds names, not numbers"),
    "staff_note": gettext_lazy("written by our own people"),
    "own_words": gettext_lazy("more words of customers: they join the text"),
    "empty_column": gettext_lazy("empty in the first rows"),
    "one_value": gettext_lazy("the same value in all rows"),
    "values": gettext_lazy("values %(low)s to %(high)s"),
    "values_outside": gettext_lazy(
        "values %(low)s to %(high)s: some lie outside the scale and will not be taken"
    ),
    "values_are_amounts": gettext_lazy("its values are amounts"),
    "values_are_counts": gettext_lazy("its values are small whole numbers"),
    "values_come_again": gettext_lazy("its values come again and again"),
    "own_in_each_row": gettext_lazy("each row has one of its own"),
    "one_row_an_order": gettext_lazy("each order stands in one row"),
    "values_are_times": gettext_lazy("its values are times"),
    "no_values": gettext_lazy("no values in the first rows"),
    "scale_named": gettext_lazy("scale %(low)s–%(high)s by its name"),
    "scale_assumed": gettext_lazy("scale %(low)s–%(high)s assumed from the values: please check"),
    "content_disagrees": gettext_lazy("its name suggests “%(field)s”, its content does not"),
    "words_not_scores": gettext_lazy("holds words, not scores"),
    "longest_words": gettext_lazy("the longest words of all columns (%(length)s characters on average)"),
    "other_column_taken": gettext_lazy("“%(name)s” is taken for this already"),
    "name_is_no_key": gettext_lazy("a name alone does not tell who it is"),
    "words_are_scores": gettext_lazy("its words are steps of the scale %(low)s–%(high)s"),
    "keys_assumed": gettext_lazy(
        "keys without words; assumed that 1 is the best (key = value: %(meaning)s): please check"
    ),
    "keys_known": gettext_lazy("the keys say what they mean: %(meaning)s"),
    "direction_unclear": gettext_lazy("some calls went out: this may be the number of the hotline itself"),
    "masked_number": gettext_lazy("the numbers are masked: they do not tell who it is"),
    "internal": gettext_lazy("an internal note, never read"),
    "known_here": gettext_lazy("known from such exports"),
    "part_of_rating": gettext_lazy("a part of the rating"),
    "platform_user": gettext_lazy("a user of the platform is no known customer"),
    "tenfold": gettext_lazy("45 stands for 4.5 stars"),
    "scale_of_platform": gettext_lazy("scale %(low)s–%(high)s; 0 means that it was not rated"),
    "check": gettext_lazy("a check, scale %(low)s–%(high)s"),
    "sum_of_checks": gettext_lazy("a sum of other columns: kept, not counted again"),
    "question_choice": gettext_lazy("one option each; %(count)s were seen"),
    "question_choices": gettext_lazy("several options in one cell; %(count)s were seen"),
    "question_open": gettext_lazy("answered in own words (%(length)s characters on average)"),
    "question_number": gettext_lazy("numbers %(low)s to %(high)s, on no scale"),
    "question_personal": gettext_lazy("asks who answers, not what they think"),
    "counted_from_one": gettext_lazy("the eleven options of 0–10 are counted from 1: 11 stands for 10"),
    "written_beside": gettext_lazy("what was written beside an option"),
    "option_column": gettext_lazy("one column per option: “%(option)s”"),
    "numbers_are_values": gettext_lazy(
        "its numbers are taken as values, the highest as the best. If they only count the options, import the "
        "export by text first"
    ),
    "numbers_of_options": gettext_lazy(
        "numbers of options, up to %(count)s; their texts are not in this file"
    ),
    "texts_learnt": gettext_lazy("%(count)s options are known from the same survey by text"),
    "described": gettext_lazy("as the survey's description says"),
    "places_in_order": gettext_lazy("places in an order, each given once"),
    "numbers_of_choices": gettext_lazy(
        "these are the numbers of choices: please check that the highest one means the best"
    ),
    "day_first": gettext_lazy("the day comes first"),
    "month_first": gettext_lazy("the month comes first"),
    "scale_of_others": gettext_lazy("scale %(low)s–%(high)s, as the other scores of the file"),
    "beside_scores": gettext_lazy("numbers beside scores, on the same scale %(low)s–%(high)s: please check"),
    "low_is_good": gettext_lazy("a low number is good, as its name says"),
    "other_day": gettext_lazy("a day that tells of something else than the feedback"),
    "of_single_answers": gettext_lazy("tells of single answers, not of the questionnaire"),
    "type_named": gettext_lazy("the file says in every row that this is %(type)s"),
    "sheets_of_stores": gettext_lazy("the sheets have the names of stores"),
    "clock_of": gettext_lazy("the time of day to “%(name)s”"),
}

ENCODING_EVIDENCE: Final = {
    "mark": gettext_lazy("by its byte order mark"),
    "zeros": gettext_lazy("by its zero bytes"),
    "valid": gettext_lazy("every byte is valid"),
    "declared": gettext_lazy("as the file itself says"),
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
