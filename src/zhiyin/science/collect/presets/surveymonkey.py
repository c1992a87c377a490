"""SurveyMonkey's responses: JSON of its API (with or without the survey's details), CSV or XLSX with two header rows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from zhiyin.science.collect.cells import folded, no_answer, parse_score
from zhiyin.science.collect.columns import CUSTOMER_FIELDS, SCORES, Column, guess_columns, named_columns
from zhiyin.science.collect.described.applying import (
    as_choice,
    as_described,
    fitting,
    one_of_each,
    ranks,
    understand_options,
    worded_with,
)
from zhiyin.science.collect.described.wording import item_worded, worded
from zhiyin.science.collect.descriptions import Question, SurveyDescription
from zhiyin.science.collect.flat import BETWEEN
from zhiyin.science.collect.heads import Descriptions, Head, Header, Recognised
from zhiyin.science.collect.questions import construct_of, understand_question

_OWN: Final = {
    "id": "id", "respondent id": "id", "date_modified": "time", "end date": "time", "ip_address": "ignore",
    "ip address": "ignore", "email_address": "email", "email address": "email", "collection_mode": "population",
}  # fmt: skip
_HEADER: Final = (
    "respondent id", "collector id", "start date", "end date", "ip address", "email address", "first name",
    "last name", "custom data",
)  # fmt: skip
_CUSTOM: Final = re.compile(
    r"custom data(?: \d+)?|custom_variables\..+|custom_value|metadata\..+", re.IGNORECASE
)
_TESTS: Final = dict.fromkeys(("preview", "survey_preview", "test"), "test")
_ANSWER_HERE: Final = frozenset(
    {"", "response", "open-ended response", "answer", "回答", "回复", "开放式回答", "开放题回答"}
)
_OPEN_HERE: Final = frozenset({"open-ended response", "开放式回答", "开放题回答"})
_OTHER_OPTION: Final = re.compile(r"other\b|其他|其它", re.IGNORECASE)
_OTHER: Final = re.compile(r"other\b.*|其他.*|其它.*|comments?\b.*|备注.*|please specify.*", re.IGNORECASE)
_CONTACT: Final = re.compile(
    r"(?:name|first name|last name|company|address(?: \d)?|city(?:/town)?|state(?:/province)?|zip(?:/postal code)?|"
    r"country|email(?: address)?|phone(?: number)?|姓名|公司|地址|电话(?:号码)?|(?:电子)?邮箱)[:：]?",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[\u4e00-\u9fff]{5}|\S+\s+\S+\s+\S+")
_EMBEDDED: Final = frozenset({"unit", "channel", "tier", "touchpoint", *CUSTOMER_FIELDS})


@dataclass(slots=True)
class _Group:
    """The columns of one question in a table: its wording, and for each column the row or option it is of."""

    text: str
    indexes: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)


def surveymonkey(head: Head, descriptions: Descriptions) -> Recognised | None:
    """SurveyMonkey's export of responses, or None. Details among `descriptions` tell types and the texts of choices."""
    if head.shape == "surveymonkey":
        return _Records(head, descriptions).recognised()
    for at, (_number, names) in enumerate(head.rows[:3]):
        if _is_header(names) and at + 1 < len(head.rows):
            return _Table(head, at, descriptions).recognised()
    return None


def _is_header(names: Sequence[str]) -> bool:
    plain = [name.strip().lstrip("\ufeff").casefold() for name in names[:12]]
    return plain[:1] == ["respondent id"] and "collector id" in plain and "end date" in plain


def unlike(texts: Sequence[str]) -> list[str]:
    """Wordings, told apart by a number where two questions are worded alike."""
    seen: Counter[str] = Counter()
    told = []
    for text in texts:
        seen[text] += 1
        told.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return told


class _Responses:
    """What both forms have in common."""

    def __init__(self, found: Recognised, rows: Sequence[Sequence[str]]) -> None:
        self.found = found
        self.rows = rows

    def _cells(self, index: int) -> list[str]:
        return [row[index].strip() if index < len(row) else "" for row in self.rows]

    def _own(self, column: Column) -> None:
        column.field = _OWN.get(column.name.casefold(), "attribute")
        if column.field == "population":
            column.labels = dict(_TESTS)
        if column.field in CUSTOMER_FIELDS and not any(self._cells(column.index)):
            column.field = "attribute"

    def _custom(self, columns: list[Column]) -> None:
        """What was handed over with the link: where it has a usual name, it is what that says."""
        renamed = [column.name for column in columns]
        for column in columns:
            column.name = column.name.rpartition(".")[2].removesuffix("_value")
        guess_columns(columns, self.rows)
        for column, name in zip(columns, renamed, strict=True):
            if column.field not in _EMBEDDED:
                column.field, column.scale_min, column.scale_max = "attribute", None, None
            column.name = name.removeprefix("custom_variables.")

    def _end(self, description: SurveyDescription | None) -> Recognised:
        columns = self.found.columns
        one_of_each(columns)
        asked = {
            column.item for column in columns if column.item and column.field not in ("attribute", "ignore")
        }
        self.found.noted("questions_found", count=len(asked))
        if description is not None:
            self.found.noted("described_by", title=description.title or description.survey)
        if any(column.field == "ignore" and column.name.casefold().startswith("ip") for column in columns):
            self.found.noted("ip_left_out")
        return self.found


class _Records(_Responses):
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
            elif _CUSTOM.fullmatch(column.name):
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
            _instead(column, item_worded(wording), question.spellings.get("other", ""))
            return
        column.item = item_worded(wording, row)
        as_described(column, question, part=row, separator=BETWEEN)
        if not rest:
            _as_listed(column, list(question.options.values()))
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


def _instead(column: Column, item: str, option: str) -> None:
    """Words beside "Other" mean that "Other" was chosen; beside "Comments" they mean nothing more."""
    if _OTHER_OPTION.match(option):
        column.option, column.measures = option, item


def _as_listed(column: Column, options: Sequence[str]) -> None:
    """ "How many pets?" with the options 0, 1, 2 is a choice: its numbers measure nothing unless the wording says so."""
    numbers = all(parse_score(option) is not None for option in options if option)
    if numbers and column.field in ("rating", "number") and not construct_of(column.label):
        as_choice(column)


def _part(question: Question, code: str) -> str:
    return question.parts.get(code) or question.spellings.get(
        f"col:{code}", "" if code in question.parts else code
    )


class _Table(_Responses):
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
            if text and index < 12 and text.casefold().startswith(_HEADER):
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
            if _CUSTOM.fullmatch(columns[index].name):
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
                _instead(column, item_worded(wording), part)
            elif column.index in options:
                row, option = options[column.index]
                column.item, column.label = item_worded(wording, row), worded_with(group.text, row)
                column.field, column.option = "option", option
            elif question is not None:
                as_described(column, question, part=here, separator=BETWEEN)
                if not here:
                    _as_listed(column, list(question.options.values()))
                self._by_place(column, question)
            elif _CONTACT.fullmatch(here) and len(columns) > 1:
                column.field = "attribute"
            elif part.casefold() in _OPEN_HERE:
                self._typed(column)
            elif len(asked) > 1 and ranks(asked, self.rows):
                column.field = "number"
                column.because("places_in_order")
            else:
                self._guessed(column, asked)
                if part.casefold() == "response":
                    _as_listed(column, self._cells(column.index))
        self._scale_of_options([column for column in columns if column.field == "option"], question)

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

    def _typed(self, column: Column) -> None:
        cells = [cell for cell in self._cells(column.index) if cell]
        column.field = "open"
        if cells and all(parse_score(cell) is not None for cell in cells):
            column.field = "number"

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
        for place, column in enumerate(columns, 1):
            part, cells = parts[column.index], filled[column.index]
            if part.casefold() in _ANSWER_HERE or len(cells) > 1:
                return {}
            for cell in cells:
                if folded(cell) == folded(part) or ticked or (cell == str(place) and len(columns) > 1):
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


def _is_response(names: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether the second row is an answer already: it has the id of a respondent."""
    return bool(cells) and cells[0].strip().isdigit()
