"""SurveyMonkey's tables: the first row has the questions, the second one the rows or options of each."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from zhiyin.science.collect.cells import folded, no_answer, parse_score
from zhiyin.science.collect.columns import SCORES, Column, named_columns
from zhiyin.science.collect.described.applying import (
    as_choice,
    as_described,
    as_typed,
    fitting,
    ranks,
    understand_options,
    worded_with,
)
from zhiyin.science.collect.described.wording import item_worded, worded
from zhiyin.science.collect.descriptions import Question
from zhiyin.science.collect.flat import BETWEEN
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Descriptions, Head, Header, Recognised
from zhiyin.science.collect.presets.surveymonkey.responses import (
    CUSTOM,
    Responses,
    as_listed,
    instead,
    unlike,
)
from zhiyin.science.collect.questions import understand_question

# Written with blanks, with underscores or without either, as the years went by.
_HEADER: Final = frozenset(
    {
        "respondentid", "collectorid", "startdate", "enddate", "datecreated", "datemodified", "ipaddress",
        "emailaddress", "firstname", "lastname", "customdata",
    }
)  # fmt: skip
_AMONG: Final = 16  # the first columns are those
_ANSWER_HERE: Final = frozenset(
    {"", "response", "open-ended response", "answer", "回答", "回复", "开放式回答", "开放题回答"}
)
_MOST_LISTED: Final = 20  # greater numbers come from a slider
_OPEN_HERE: Final = frozenset({"open-ended response", "开放式回答", "开放题回答"})
_OTHER: Final = re.compile(r"other\b.*|其他.*|其它.*|comments?\b.*|备注.*|please specify.*", re.IGNORECASE)
_CONTACT: Final = re.compile(
    r"(?:name|first name|last name|company|address(?: \d)?|city(?:/town)?|state(?:/province)?|zip(?:/postal code)?|"
    r"country|email(?: address)?|phone(?: number)?|姓名|公司|地址|电话(?:号码)?|(?:电子)?邮箱)[:：]?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Group:
    """The columns of one question in a table: its wording, and for each column the row or option it is of."""

    text: str
    indexes: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)


def is_header(names: Sequence[str]) -> bool:
    """Whether these are the first of a table of SurveyMonkey's."""
    known = [plain(name.lstrip("\ufeff")) for name in names[:_AMONG]]
    return (
        known[:1] == ["respondentid"]
        and "collectorid" in known
        and bool({"enddate", "datemodified"} & set(known))
    )


class Table(Responses):
    """CSV or XLSX: the first row has the questions, the second one the rows or options of each."""

    def __init__(self, head: Head, at: int, descriptions: Descriptions) -> None:
        number, names = head.rows[at]
        second_number, second = head.rows[at + 1]
        two = not _is_response(names, second)
        width = max(len(names), len(second) if two else 0)
        first = [worded(names[index]) if index < len(names) else "" for index in range(width)]
        below = [worded(second[index]) if two and index < len(second) else "" for index in range(width)]
        numbers = (number, second_number) if two else (number,)
        rows = list(head.rows[at + len(numbers) :])
        self.groups: list[_Group] = []
        self.own: list[int] = []
        for index, (text, part) in enumerate(zip(first, below, strict=True)):
            if text and index < _AMONG and (plain(text) in _HEADER or CUSTOM.fullmatch(text)):
                self.own.append(index)
            elif (text and not (self.groups and text == self.groups[-1].text)) or not self.groups:
                self.groups.append(_Group(text, [index], [part]))
            else:  # below the question that began before, written again by some programs
                self.groups[-1].indexes.append(index)
                self.groups[-1].parts.append(part)
        named, last = list[str](), ""
        for index, (text, part) in enumerate(zip(first, below, strict=True)):
            last = text or last
            named.append(
                text
                if index in self.own
                else worded_with(last, "" if part.casefold() in _ANSWER_HERE else part)
            )
        header = Header(numbers, named, rows, numbers[-1] + 1)
        super().__init__(
            Recognised("surveymonkey", named_columns(named, width), header), [cells for _, cells in rows]
        )
        self.description = fitting(
            descriptions, "surveymonkey", (), (group.text for group in self.groups if group.text)
        )
        if self.description is not None:
            self.found.survey = self.description.survey

    def recognised(self) -> Recognised:
        columns, custom = self.found.columns, []
        for index in self.own:
            if CUSTOM.fullmatch(columns[index].name):
                custom.append(columns[index])
            else:
                self._own(columns[index])
        self._custom(custom)
        questions = self.description.questions if self.description else []
        told = dict(zip(unlike([folded(one.text) for one in questions]), questions, strict=True))
        texts = [group.text for group in self.groups]
        for group, wording, known in zip(
            self.groups, unlike(texts), unlike([folded(text) for text in texts]), strict=True
        ):
            self._question(group, wording, told.get(known))
        self.found.noted("time_zone_assumed")
        return self._end(self.description)

    def _question(self, group: _Group, wording: str, question: Question | None) -> None:
        columns = [self.found.columns[index] for index in group.indexes]
        parts = dict(zip(group.indexes, group.parts, strict=True))
        own_words = self._own_words(group, question)
        asked = [column for column in columns if column.index not in own_words]
        options = self._options(asked, parts, question)
        for column in columns:
            part = parts[column.index]
            here = "" if part.casefold() in _ANSWER_HERE else part
            column.item, column.label = item_worded(wording, here), worded_with(group.text, here)
            if column.index in own_words:
                column.item, column.field = item_worded(wording, "other"), "open"
                instead(column, item_worded(wording), part)
            elif column.index in options:
                row, option = options[column.index]
                column.item, column.label = item_worded(wording, row), worded_with(group.text, row)
                column.field, column.option = "option", option
                # exported as numbers, an option is given by its place
                column.labels = {
                    cell: option for cell in set(self._cells(column.index)) if cell.isdigit() and cell != "0"
                }
            elif question is not None:
                as_described(column, question, part=here, separator=BETWEEN, cells=self._cells(column.index))
                if not here:
                    as_listed(column, list(question.options.values()))
                self._by_place(column, question)
            elif _CONTACT.fullmatch(here) and len(columns) > 1:
                column.field = "attribute"
            elif part.casefold() in _OPEN_HERE:
                as_typed(column, self._cells(column.index))
            elif len(asked) > 1 and ranks(asked, self.rows):
                column.field = "number"
                column.because("places_in_order")
            else:
                self._guessed(column, asked)
                cells = {cell for cell in self._cells(column.index) if cell}
                if part.casefold() == "response" and all(
                    number <= _MOST_LISTED for number in map(_number, cells)
                ):
                    as_listed(column, self._cells(column.index))
        rows: dict[str, list[Column]] = {}
        for column in columns:
            if column.field == "option":
                rows.setdefault(column.item, []).append(column)
        for of_row in rows.values():
            self._scale_of_options(of_row, question)

    def _by_place(self, column: Column, question: Question) -> None:
        """Exported as numbers, choices are given by their place among the options."""
        cells = {cell for cell in self._cells(column.index) if cell}
        places = {str(place): code for place, code in enumerate(question.options, 1)}
        texts = {folded(text) for text in column.labels}
        if not cells or not cells <= places.keys() or {folded(cell) for cell in cells} <= texts:
            return
        for place, code in places.items():
            column.labels[place] = column.labels.get(code, place)
            if folded(code) in column.scores:
                column.scores[place] = column.scores[folded(code)]

    def _guessed(self, column: Column, rows: list[Column]) -> None:
        together = rows if len(rows) > 1 else [column]  # the rows of a matrix have the same options
        understand_question(column, [cell for row in together for cell in self._cells(row.index)])
        if column.field == "open":
            if len(rows) == 1 and column.label == column.name and not self.found.header.numbers[1:]:
                return
            as_choice(column)

    def _own_words(self, group: _Group, question: Question | None) -> set[int]:
        """Columns for what is not among the options: the last one, or named so."""
        if len(group.indexes) < 2:
            return set()
        found = set()
        for index, part in zip(group.indexes[1:], group.parts[1:], strict=True):
            cells = {folded(cell) for cell in self._cells(index) if cell}
            known = {folded(text) for text in question.options.values()} if question is not None else set()
            if _OTHER.fullmatch(part) and not cells <= known | {folded(part)}:
                found.add(index)
        return found

    def _options(
        self, columns: list[Column], parts: dict[int, str], question: Question | None
    ) -> dict[int, tuple[str, str]]:
        """Columns that are one option each -> (row of the matrix, option): nothing but the option's text stands there."""
        found: dict[int, tuple[str, str]] = {}
        if question is not None and any(question.parts.values()) and not question.multiple:
            return {}
        filled = {
            column.index: {cell for cell in self._cells(column.index) if cell} - {"0"} for column in columns
        }
        ticked = len(columns) > 1 and all(cells <= {"1"} for cells in filled.values())
        places: Counter[str] = Counter()
        in_matrix = all(" - " in parts[column.index] for column in columns)
        for column in columns:
            part, cells = parts[column.index], filled[column.index]
            row = part.rpartition(" - ")[0] if in_matrix else ""
            places[row] += 1
            place = places[row]
            if part.casefold() in _ANSWER_HERE or len(cells) > 1:
                return {}
            for cell in cells:
                if cell == str(place) and row:
                    found[column.index] = (row, part.removeprefix(f"{row} - "))
                elif folded(cell) == folded(part) or ticked or (cell == str(place) and len(columns) > 1):
                    found[column.index] = ("", part)
                elif part.endswith(f" - {cell}"):
                    found[column.index] = (part.removesuffix(f" - {cell}"), cell)
                else:
                    return {}
        in_rows = any(row for row, _ in found.values())
        for column in columns if found else []:
            if column.index not in found:  # never chosen so far
                row, _, option = (
                    parts[column.index].rpartition(" - ") if in_rows else ("", "", parts[column.index])
                )
                found[column.index] = (row, option)
        return found

    def _scale_of_options(self, columns: list[Column], question: Question | None) -> None:
        """One choice spread over columns whose options are steps of a scale is a score."""
        multiple = any(
            sum(bool(row[column.index].strip()) for column in columns if column.index < len(row)) > 1
            for row in self.rows
        )
        if len(columns) < 2 or multiple or (question is not None and question.multiple):
            return
        trial = Column(columns[0].index, columns[0].name, label=columns[0].label)
        trial.labels = {column.option: column.option for column in columns}
        if question is not None:
            as_described(trial, question)
        else:
            understand_options(trial)
        if trial.field not in SCORES:
            return
        for column in columns:
            if (status := no_answer(column.option)) is not None:
                column.silences = {column.option: status, "1": status}
                continue
            value = trial.scores.get(folded(column.option), parse_score(column.option))
            if value is not None:
                column.scores = {folded(column.option): value}
                column.measures, column.polarity = trial.field, trial.polarity
                column.scale_min, column.scale_max = trial.scale_min, trial.scale_max


def _number(cell: str) -> float:
    value = parse_score(cell)
    return 0.0 if value is None else value


def _is_response(names: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether the second row is an answer already: it has the id of a respondent."""
    return bool(cells) and cells[0].strip().isdigit()
