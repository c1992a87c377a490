"""SurveyMonkey's survey details (API v3, /surveys/{id}/details): pages of questions with families and choices."""

from typing import Any, Final

from zhiyin.science.collect.described.wording import worded
from zhiyin.science.collect.descriptions import Question, SurveyDescription

_ATTRIBUTES: Final = frozenset({"datetime", "demographic", "file_upload", "presentation", "payment"})


def surveymonkey_details(found: dict[str, Any]) -> SurveyDescription | None:
    """The questions of a survey; None when this is something else."""
    pages = found.get("pages")
    if not isinstance(pages, list) or not isinstance(found.get("id"), str | int):
        return None
    asked = [one for page in pages if isinstance(page, dict) for one in page.get("questions") or []]
    if not any(isinstance(one, dict) and ("family" in one or "headings" in one) for one in asked):
        return None
    if "collector_id" in found:  # one answer sheet with its questions, not the survey
        return None
    made = [_question(one) for one in asked if one.get("family") != "presentation"]
    title = worded(found.get("title") or found.get("nickname"))
    return SurveyDescription("surveymonkey", str(found["id"])[:120], title[:300], made)


def _question(asked: dict[str, Any]) -> Question:
    headings = asked.get("headings") or [{}]
    family, subtype = str(asked.get("family", "")), str(asked.get("subtype", ""))
    answers = asked.get("answers") or {}
    question = Question(str(asked["id"]), worded(headings[0].get("heading")))
    question.parts = {
        str(row["id"]): worded(row.get("text"))
        for row in sorted(answers.get("rows") or [], key=_position)
    }  # fmt: skip
    choices = sorted(answers.get("choices") or [], key=_position)
    if not choices and answers.get("cols"):  # a matrix of menus: choices under each column
        choices = [one for col in answers["cols"] for one in col.get("choices") or []]
    for choice in choices:
        question.options[str(choice["id"])] = worded(choice.get("text")) or _weight_text(choice)
        if isinstance(choice.get("weight"), int | float) and not choice.get("is_na"):
            question.weights[str(choice["id"])] = float(choice["weight"])
    for col in answers.get("cols") or []:
        question.spellings[f"col:{col['id']}"] = worded(col.get("text"))
    other = answers.get("other")
    if isinstance(other, dict) and other.get("id"):
        question.other = str(other["id"])
        question.spellings["other"] = worded(other.get("text"))
    _measured(question, asked, family, subtype)
    return question


def _measured(question: Question, asked: dict[str, Any], family: str, subtype: str) -> None:
    display = asked.get("display_options") or {}
    shown = " ".join(str(display.get(name, "")) for name in ("display_type", "display_subtype"))
    if "nps" in (subtype, family) or "net_promoter" in f"{family} {subtype} {shown}":
        question.construct, question.scale_min, question.scale_max = "nps", 0.0, 10.0
    elif family == "multiple_choice" or (family == "matrix" and subtype == "multi"):
        question.multiple = True
    elif family == "open_ended":
        validation = asked.get("validation") or {}
        slider = "slider" in shown
        number = slider or subtype == "numerical" or validation.get("type") in ("integer", "decimal")
        question.construct = "number" if number else "text"
        if slider:
            question.scale_min = _number(validation.get("min"), 0.0)
            question.scale_max = _number(validation.get("max"), 100.0)
    elif family == "matrix" and subtype == "rating":
        question.construct = "rating"
        if question.weights:
            question.scale_min, question.scale_max = (
                min(question.weights.values()),
                max(question.weights.values()),
            )
    elif family == "matrix" and subtype == "ranking":
        question.construct = "number"
    elif family in _ATTRIBUTES:
        question.construct = ""


def _position(one: dict[str, Any]) -> float:
    return _number(one.get("position"), 0.0)


def _weight_text(choice: dict[str, Any]) -> str:
    weight = choice.get("weight", choice.get("position"))
    return f"{weight:g}" if isinstance(weight, int | float) else str(weight or "")


def _number(value: object, usual: float) -> float:
    try:
        return float(value) if isinstance(value, int | float | str) else usual
    except ValueError:
        return usual
