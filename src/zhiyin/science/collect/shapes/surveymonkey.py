"""SurveyMonkey's responses (API v3, /responses/bulk): one record per person, answers in pages of questions.

Cells of answers are named "q:question", "q:question:row", "q:question:row:column" and, for own words, "q:question:other";
they hold ids of choices (several with BETWEEN between them) or what was typed.
"""

from collections.abc import Iterator
from typing import Any, Final

from zhiyin.science.collect.flat import BETWEEN, flat_cell, flat_record
from zhiyin.science.collect.shapes.shape import Shape

_KEPT: Final[tuple[str, ...]] = (
    "id", "survey_id", "collector_id", "date_created", "date_modified", "response_status", "collection_mode",
    "email_address", "first_name", "last_name", "custom_value", "ip_address", "total_time", "language",
)  # fmt: skip


def _matches(record: dict[str, Any]) -> bool:
    pages = record.get("pages")
    return (
        isinstance(pages, list)
        and "collector_id" in record
        and bool({"response_status", "survey_id", "recipient_id"} & record.keys())
    )


def _rows(record: dict[str, Any]) -> list[dict[str, str]]:
    cells: dict[str, str] = {name: flat_cell(record[name]) for name in _KEPT if name in record}
    for part in ("custom_variables", "metadata"):
        if isinstance(record.get(part), dict):
            cells.update({name: cell for name, cell in flat_record({part: record[part]}).items() if cell})
    pages = record.get("pages")
    for page in pages if isinstance(pages, list) else []:
        for name, cell in _page(page):
            cells[name] = f"{cells[name]}{BETWEEN}{cell}" if cells.get(name) else cell
    return [cells]


def _page(page: Any) -> Iterator[tuple[str, str]]:
    questions = page.get("questions") if isinstance(page, dict) else None
    for question in questions if isinstance(questions, list) else []:
        if not isinstance(question, dict) or "id" not in question:
            continue
        name = f"q:{flat_cell(question['id'])}"
        answers = question.get("answers")
        for answer in answers if isinstance(answers, list) else []:
            if isinstance(answer, dict):
                yield from _answer(name, answer)


def _answer(name: str, answer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    place = name
    if answer.get("row_id"):
        place += f":{flat_cell(answer['row_id'])}"
        if answer.get("col_id"):
            place += f":{flat_cell(answer['col_id'])}"
    text = flat_cell(answer.get("text") or answer.get("download_url") or "")
    if answer.get("other_id"):
        yield f"{name}:other", text
    elif answer.get("choice_id"):
        yield place, flat_cell(answer["choice_id"])
        if text:
            yield f"{name}:other", text
    else:
        yield place, text


SURVEYMONKEY: Final = tuple(Shape("surveymonkey", path, _matches, _rows) for path in ("data.item", "item"))
