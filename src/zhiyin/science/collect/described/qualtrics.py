"""Qualtrics' survey file (.qsf): JSON with the questions as their editor keeps them."""

from typing import Any, Final

from zhiyin.science.collect.described.wording import worded
from zhiyin.science.collect.descriptions import Question, SurveyDescription

_MULTIPLE: Final = frozenset({"MAVR", "MAHR", "MACOL", "MSB"})
_LEFT_OUT: Final = frozenset(
    {"DB", "Timing", "Meta", "Captcha"}
)  # texts and what is measured about the browser


def qualtrics_structure(found: dict[str, Any]) -> SurveyDescription | None:
    """The questions of a survey by their export tags (Q1, Q5); None when this is something else."""
    entry, elements = found.get("SurveyEntry"), found.get("SurveyElements")
    if not isinstance(entry, dict) or not isinstance(elements, list):
        return None
    asked = [
        one["Payload"]
        for one in elements
        if isinstance(one, dict) and one.get("Element") == "SQ" and isinstance(one.get("Payload"), dict)
    ]
    made = [_question(one) for one in asked if one.get("QuestionType") not in _LEFT_OUT]
    return SurveyDescription(
        "qualtrics", str(entry.get("SurveyID", ""))[:120], worded(entry.get("SurveyName"))[:300], made
    )


def _question(asked: dict[str, Any]) -> Question:
    kind, selector = str(asked.get("QuestionType", "")), str(asked.get("Selector", ""))
    question = Question(str(asked.get("DataExportTag", "")), worded(asked.get("QuestionText")))
    choices = _texts(
        asked.get("Choices"), asked.get("ChoiceOrder"), asked.get("RecodeValues") if kind == "MC" else None
    )
    if kind == "MC":
        question.options = choices
        if selector == "NPS":
            question.construct, question.scale_min, question.scale_max = "nps", 0.0, 10.0
            question.options = {}
        elif selector in _MULTIPLE:
            question.multiple = True
            # broken out into columns, they are numbered by choice, not by what the choice is recoded to
            question.parts = _texts(asked.get("Choices"), asked.get("ChoiceOrder"), None)
    elif kind in ("Matrix", "Slider", "CS", "RO", "TE"):
        question.parts = choices
        if kind == "Matrix" and selector != "TE":
            question.options = _texts(
                asked.get("Answers"), asked.get("AnswerOrder"), asked.get("RecodeValues")
            )
            question.multiple = asked.get("SubSelector") == "MultipleAnswer"
        else:
            question.construct = "text" if kind in ("TE", "Matrix") else "number"
    else:
        question.construct = ""
    return question


def _texts(choices: Any, order: Any, recoded: Any) -> dict[str, str]:
    """Export code -> text. Choices come as an object, or as a list when their numbers have no gap."""
    if isinstance(choices, list):
        choices = {str(at): one for at, one in enumerate(choices)}
    if not isinstance(choices, dict):
        return {}
    recoded = recoded if isinstance(recoded, dict) else {}
    keys = [str(key) for key in order if str(key) in choices] if isinstance(order, list) else []
    keys += [key for key in choices if key not in keys]
    return {
        str(recoded.get(key, key)): worded(choices[key].get("Display"))
        for key in keys
        if isinstance(choices[key], dict)
    }
