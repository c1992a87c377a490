"""SurveyMonkey's records as its API gives them: questions and choices are ids, which the details word."""

import re
from typing import Final

from zhiyin.science.collect.columns import Column, named_columns
from zhiyin.science.collect.described.applying import (
    as_described,
    fitting,
    worded_with,
)
from zhiyin.science.collect.described.wording import item_worded
from zhiyin.science.collect.descriptions import Question
from zhiyin.science.collect.flat import BETWEEN
from zhiyin.science.collect.heads import Descriptions, Head, Header, Recognised
from zhiyin.science.collect.presets.surveymonkey.responses import (
    CUSTOM,
    Responses,
    as_listed,
    instead,
    unlike,
)
from zhiyin.science.collect.questions import understand_question

_SENTENCE: Final = re.compile(r"[\u4e00-\u9fff]{5}|\S+\s+\S+\s+\S+")


class Records(Responses):
    """Records of the API; the names of columns hold the ids of questions (see shapes.surveymonkey)."""

    def __init__(self, head: Head, descriptions: Descriptions) -> None:
        number, names = head.rows[0]
        header = Header((number,), list(names), list(head.rows[1:]), number + 1)
        super().__init__(
            Recognised("surveymonkey_json", named_columns(names, len(names)), header),
            [cells for _, cells in header.rows],
        )
        surveys = [index for index, name in enumerate(names) if name == "survey_id"]
        cells = [cell for index in surveys for cell in self._cells(index) if cell]
        self.found.survey = cells[0][:120] if cells and len(set(cells)) == 1 else ""
        self.asked = [name.split(":")[1:] for name in names]
        self.description = next(
            (one for one in descriptions if one.tool == "surveymonkey" and one.survey == self.found.survey),
            None,
        ) or fitting(descriptions, "surveymonkey", {parts[0] for parts in self.asked if parts}, ())
        questions = self.description.questions if self.description else []
        self.questions = dict(zip((one.code for one in questions), questions, strict=True))
        self.wordings = dict(
            zip((one.code for one in questions), unlike([one.text for one in questions]), strict=True)
        )

    def recognised(self) -> Recognised:
        custom = []
        for column, parts in zip(self.found.columns, self.asked, strict=True):
            if column.name.startswith("q:") and parts:
                self._question(column, parts)
            elif CUSTOM.fullmatch(column.name):
                custom.append(column)
            else:
                self._own(column)
        self._custom(custom)
        if self.description is None:
            self.found.noted("hand_over_details")
        return self._end(self.description)

    def _question(self, column: Column, parts: list[str]) -> None:
        code, *rest = parts
        question = self.questions.get(code)
        wording = self.wordings.get(code, code)
        cells = [cell for cell in self._cells(column.index) if cell]
        if question is None:
            column.item = ":".join(parts)[:60]
            self._unknown(column, cells)
            return
        words = [_part(question, part) for part in rest if part != "other"]
        row = " - ".join(word for word in words if word)
        if rest == ["other"]:
            column.item, column.label = item_worded(wording, "other"), worded_with(question.text, "other")
            column.field = "open"
            instead(column, item_worded(wording), question.spellings.get("other", ""))
            return
        column.item = item_worded(wording, row)
        as_described(column, question, part=row, separator=BETWEEN, cells=cells)
        if not rest:
            as_listed(column, list(question.options.values()))
        if question.construct == "" and column.field == "attribute":
            column.name = worded_with(question.text, row)[:100] or column.name

    def _unknown(self, column: Column, cells: list[str]) -> None:
        """Without the details choices are ids; words are words."""
        if any(BETWEEN in cell for cell in cells):
            column.field, column.separator = "choices", BETWEEN
        elif cells and all(cell.isdigit() and len(cell) >= 6 for cell in cells):
            column.field = "choice"
        elif column.name.endswith(":other"):
            column.field = "open"
        else:
            understand_question(column, cells)
            if column.field == "choice":
                # what was chosen would be a number
                column.field = "open" if any(_SENTENCE.search(cell) for cell in cells) else "attribute"


def _part(question: Question, code: str) -> str:
    return question.parts.get(code) or question.spellings.get(
        f"col:{code}", "" if code in question.parts else code
    )
