"""Qualtrics' exports: three rows of header (ids, questions, import ids), two in workbooks and in the legacy export."""

import os.path
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.cells import parse_score
from zhiyin.science.collect.columns import CUSTOMER_FIELDS, SCORES, Column, guess_columns, named_columns
from zhiyin.science.collect.described.applying import (
    as_choice,
    as_described,
    as_moments,
    as_typed,
    fitting,
    one_of_each,
    ranks,
    worded_with,
)  # fmt: skip
from zhiyin.science.collect.descriptions import Question
from zhiyin.science.collect.heads import Descriptions, Head, Header, Recognised
from zhiyin.science.collect.presets.qualtrics.header import TIMES, Named, base_id, header_of
from zhiyin.science.collect.questions import construct_of, understand_question
from zhiyin.science.collect.reached import FINISHED

_FIELDS: Final = {
    "_recordId": "id", "status": "population", "ipAddress": "ignore", "locationLatitude": "ignore",
    "locationLongitude": "ignore", "locationAccuracy": "ignore", "externalDataReference": "customer_number",
    "recipientEmail": "email", "distributionChannel": "channel", "responseSet": "ignore",
}  # fmt: skip
_LEFT_OUT: Final = ("ipAddress", "locationLatitude")
# Bits 1 and 2 of a status mark previews and test answers; 8 is possible spam, 4 imported, 16 taken offline.
_TESTS: Final = {str(code): "test" for code in range(256) if code & 3} | dict.fromkeys(
    ("survey preview", "survey test", "preview", "umfragevorschau", "umfragetest", "aperçu de l’enquête",
     "vista previa de la encuesta", "调查预览", "问卷预览", "调研预览", "预览", "调查测试", "アンケートプレビュー"), "test"
)  # fmt: skip
_USUAL: Final = ("0", "IP Address", "IP 地址", "IP地址", "IP-Adresse")  # of a status that says nothing
_EMBEDDED: Final = frozenset({"unit", "channel", "tier", "touchpoint", "customer_name", *CUSTOMER_FIELDS})
_ORDER: Final = re.compile(r".*_DO(?:_.+)?")
_CLICKS: Final = re.compile(
    r".*_(?:First Click|Last Click|Page Submit|Click Count|FIRST_CLICK|LAST_CLICK|PAGE_SUBMIT|CLICK_COUNT)"
)
_MACHINE: Final = re.compile(
    r".*_(?:Browser|Version|Operating System|Resolution|BROWSER|VERSION|OS|RESOLUTION|FILE_(?:ID|NAME|SIZE|TYPE))"
)
_DERIVED: Final = re.compile(
    r".* - (?:Parent Topics|Topics|Topic Hierarchy Level \d+|Topic Sentiment (?:Label|Score)|Sentiment(?: Polarity| Score)?|"
    r"Actionability|Effort(?: Numeric)?|Emotion(?: Intensity)?|主题|父主题|情感|情绪).*",
)
_SELECTED: Final = re.compile(
    r"\s+-\s+(?:Selected Choice|Choice|所选选项|已选选项|选定的选项|Ausgewählte Auswahl)$", re.IGNORECASE
)
_SELECTED_FIRST: Final = re.compile(
    r"^(?:Selected Choice|所选选项|已选选项|选定的选项|Ausgewählte Auswahl)\s+-\s+", re.IGNORECASE
)
_PARTED: Final = re.compile(r",(?=[^\s])")
_CODES: Final = re.compile(r"-?\d+(?:,-?\d+)*")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_UNANSWERED: Final = "-99"


def qualtrics(head: Head, descriptions: Descriptions) -> Recognised | None:
    """Qualtrics' export of responses, or None. A .qsf among `descriptions` tells types and the texts of codes."""
    for at in range(min(3, len(head.rows))):
        header = header_of(head.rows[at:])
        if header is not None:
            return _Export(*header, descriptions).recognised()
    return None


class _Export:
    """One file of responses."""

    def __init__(self, header: Header, named: list[Named], descriptions: Descriptions) -> None:
        self.rows = [cells for _, cells in header.rows]
        self.named = named
        names = [_called(one) for one in named]
        self.found = Recognised(
            "qualtrics" if any(one.imported for one in named) else "qualtrics_legacy",
            named_columns(names, len(names)),
            header,
        )
        asked = [one for one in named if not one.system and one.asked]
        asked = [one for one in asked if not self._is_derived(one) and not _is_machine(one)]
        codes = [self._base(one) for one in asked]
        texts = [_SELECTED.sub("", one.text) for one in asked if base_id(one) == one.imported]
        self.description = fitting(descriptions, "qualtrics", codes, texts)
        questions = self.description.questions if self.description else []
        self.questions: dict[str, Question] = {question.code: question for question in questions}
        self.unseen: dict[str, str] = {}
        if any(self._cells(index).count(_UNANSWERED) for index, one in enumerate(named) if one in asked):
            self.unseen = {_UNANSWERED: "skipped", "": "not_asked"}

    def recognised(self) -> Recognised:
        found, groups, embedded = self.found, defaultdict[str, list[int]](list), list[Column]()
        derived = 0
        for index, one in enumerate(self.named):
            column = found.columns[index]
            if one.system:
                column.field = _FIELDS.get(one.system, "attribute")
                if one.system == "status":
                    column.labels, column.silences = dict(_TESTS), dict.fromkeys(_USUAL, "skipped")
                elif one.system == "finished":
                    column.labels, column.measures = {"1": "True", "0": "False"}, FINISHED
            elif self._is_derived(one):
                column.field = "ignore"
                derived += 1
            elif _is_machine(one):
                column.field = "attribute"
            elif one.asked:
                groups[self._base(one)].append(index)
            else:
                embedded.append(column)
        self._moment()
        for indexes in groups.values():
            self._question(indexes)
        self._keys(embedded)
        self._notes(
            sum(found.columns[index].field != "attribute" for group in groups.values() for index in group),
            derived,
        )
        return found

    def _is_derived(self, one: Named) -> bool:
        names = (one.name, one.imported)
        return (
            any(name.endswith("_NPS_GROUP") for name in names)
            or any(pattern.fullmatch(name) for pattern in (_CLICKS, _DERIVED) for name in names)
            or (_ORDER.fullmatch(one.name) is not None and ("_DO" in one.imported or not one.imported))
            or re.fullmatch(r"(?:\d+_)?QID\d+_TEXT_[0-9a-f]{8,}\w*", one.imported) is not None
        )

    def _moment(self) -> None:
        for wanted in TIMES:
            for column, one in zip(self.found.columns, self.named, strict=True):
                if one.system == wanted and any(self._cells(column.index)):
                    as_moments(column, self._cells(column.index))
                    column.zone = one.zone
                    if one.zone:
                        self.found.noted("time_zone_named", zone=one.zone)
                    else:
                        self.found.noted("time_zone_assumed")
                    return

    def _keys(self, embedded: list[Column]) -> None:
        """Fields of the survey's own: where they have a usual name, they are what it says."""
        guess_columns(embedded, self.rows)
        for column in embedded:
            if column.field not in _EMBEDDED:
                column.field, column.scale_min, column.scale_max = "attribute", None, None
        for column, one in zip(self.found.columns, self.named, strict=True):
            if one.system and column.field in CUSTOMER_FIELDS and not any(self._cells(column.index)):
                column.field = "attribute"
        for wanted in ("channel", "unit"):
            own = [column for column in embedded if column.field == wanted and any(self._cells(column.index))]
            for column in self.found.columns:
                if own and column.field == wanted and column not in own:
                    # what the team calls it says more than "anonymous" or "email"
                    column.field = "choice" if column.item else "attribute"
        one_of_each(self.found.columns)

    def _notes(self, asked: int, derived: int) -> None:
        found = self.found
        found.noted("questions_found", count=asked)
        if self.description is not None:
            found.noted("described_by", title=self.description.title or self.description.survey)
        elif self._coded() and asked:
            found.noted("codes_without_texts")
        if derived:
            found.noted("derived_left_out", count=derived)
        if any(one.system in _LEFT_OUT for one in self.named):
            found.noted("places_left_out")
        places = [index for index, one in enumerate(self.named) if one.system == "status"]
        statuses = Counter(cell.casefold() for index in places for cell in self._cells(index))
        if tests := sum(count for word, count in statuses.items() if word in _TESTS):
            found.noted("tests_found", count=tests)
        if spam := statuses["8"] + statuses["spam"]:
            found.noted("spam_found", count=spam)

    def _coded(self) -> bool:
        """Whether choices come as numbers: so do the status and "Finished"."""
        places = [index for index, one in enumerate(self.named) if one.system in ("status", "finished")]
        cells = [cell for index in places for cell in self._cells(index) if cell]
        return bool(cells) and all(cell.isdigit() for cell in cells)

    def _cells(self, index: int) -> list[str]:
        return [row[index].strip() if index < len(row) else "" for row in self.rows]

    def _base(self, one: Named) -> str:
        """The question that a column belongs to, by the id in row 1: Q3 for Q3_1, Q3_5_TEXT."""
        if one.imported:
            rest = one.imported.removeprefix(base_id(one))
            if one.choice:
                return one.name.removesuffix(f"_{one.choice}")
            if rest and not one.name.endswith(
                rest
            ):  # a column for the text of a question has the question's id
                return re.sub(r"_TEXT$", "", one.name)
            return one.name.removesuffix(rest)
        match = re.fullmatch(r"(.*?)(?:_x?\d+)*(?:_TEXT)?", one.name)
        return match[1] if match else one.name

    def _question(self, indexes: list[int]) -> None:
        question = self.questions.get(self._base(self.named[indexes[0]]))
        columns = [self.found.columns[index] for index in indexes]
        stem = self._stem(indexes)
        multiple = self._options(indexes, question)
        rows = [
            column for column in columns if column.index not in multiple and not self._own_words(column.index)
        ]
        ranked = question is None and ranks(rows, self.rows)
        nps = {one.name.removesuffix("_NPS_GROUP") for one in self.named if one.name.endswith("_NPS_GROUP")}
        for column in columns:
            one = self.named[column.index]
            part = one.text[len(stem) :].strip(" -") if stem else ""
            part = "" if _SELECTED.fullmatch(f" - {part}") else _SELECTED_FIRST.sub("", part)
            column.item, column.silences = one.name[:60], dict(self.unseen)
            column.label = worded_with(_SELECTED.sub("", stem.strip(" -")) or one.text, part)
            cells = [cell for cell in self._cells(column.index) if cell]
            if column.index in multiple:
                column.field, column.item = "option", self._base(one)[:60]
                column.label, column.option = _SELECTED.sub("", stem.strip(" -")), part or one.choice
                if question is not None:
                    column.option = question.parts.get(
                        one.choice or one.name.rpartition("_")[2], column.option
                    )
            elif self._own_words(column.index):
                as_typed(column, cells)
                if re.search(r"_\d+_TEXT$", one.name):  # "other", beside a list
                    understand_question(column, cells)
                    if column.field != "open":
                        as_choice(column)
            elif ranked:
                column.field = "number"
                column.because("places_in_order")
            elif question is not None:
                row = (
                    "" if one.name == question.code else question.parts.get(one.name.rpartition("_")[2], part)
                )
                as_described(column, question, part=row, separator=",", cells=cells)
                if column.field == "choices":
                    column.labels |= _with_comma(cells)
            else:
                self._undescribed(column, one, cells, rows)
            if one.name in nps and set(cells) <= {*map(str, range(11)), _UNANSWERED}:
                column.field, column.scale_min, column.scale_max, column.asked = "nps", 0.0, 10.0, []

    def _own_words(self, index: int) -> bool:
        one = self.named[index]
        return one.imported.endswith("_TEXT") if one.imported else one.name.endswith("_TEXT")

    def _stem(self, indexes: list[int]) -> str:
        """What the texts of a question's columns begin with: the question; each goes on with its row or option."""
        texts = [self.named[index].text for index in indexes]
        if len(texts) == 1:
            one = self.named[indexes[0]]
            return texts[0].rpartition(" - ")[0] if one.choice or _SELECTED.search(texts[0]) else ""
        common = os.path.commonprefix(texts)  # noqa: RUF071 (letters, not paths)
        if common in texts and not _SELECTED.search(common):
            return common
        return common[: common.rfind(" - ") + 3] if " - " in common else common[: common.rfind("-") + 1]

    def _options(self, indexes: list[int], question: Question | None) -> set[int]:
        """Which columns are options of a multiple choice: each has one cell only, "1" or the option's text."""
        found = {index for index in indexes if self.named[index].choice and not self._own_words(index)}
        if found or self.named[indexes[0]].imported:
            return found
        parts = [index for index in indexes if re.fullmatch(r".*_\d+", self.named[index].name)]
        if question is not None:
            return (
                set(parts)
                if question.multiple and not question.options.keys() - question.parts.keys()
                else set()
            )
        if len(parts) < 2:
            return set()
        for index in parts:
            cells = set(self._cells(index)) - {"", _UNANSWERED, "0"}
            if len(cells) > 1 or not all(
                cell == "1" or self.named[index].text.endswith(cell) for cell in cells
            ):
                return set()
        filled = [sum(cell not in ("", "0") for cell in self._cells(index)) for index in parts]
        return set(parts) if any(filled) and min(filled) < len(self.rows) else set()

    def _undescribed(self, column: Column, one: Named, cells: list[str], rows: list[Column]) -> None:
        closed = bool(one.imported) and one.imported == base_id(one)
        if len(rows) > 1 and column in rows:  # the rows of a matrix have the same options
            cells = [cell for row in rows for cell in self._cells(row.index) if cell]
        answered = [cell for cell in cells if cell != _UNANSWERED]
        if _several(answered, closed):
            column.field, column.separator, column.labels = "choices", ",", _with_comma(answered)
            return
        numbers = bool(answered) and all(parse_score(cell) is not None for cell in answered)
        if numbers and not construct_of(column.label) and self._coded():
            understand_question(column, cells)
            listed = not one.imported and column.field == "rating" and "_" not in one.name
            if closed or listed:  # the number of a choice, not an amount
                as_choice(column)
            else:
                column.field, column.scale_min, column.scale_max, column.asked = "number", None, None, []
            return
        understand_question(column, cells)
        if closed and column.field == "open":
            as_choice(column)
        if numbers and column.field in SCORES and self._coded():
            column.because("numbers_of_choices")


def _called(one: Named) -> str:
    """What a column is called: Q1 is asked in every survey, with its wording it tells whose it is; V8 is StartDate."""
    if one.system:
        return one.text if re.fullmatch(r"V\d+", one.name) and one.text else one.name
    return f"{one.name} {one.text}".strip() if one.asked else one.name


def _is_machine(one: Named) -> bool:
    return any(_MACHINE.fullmatch(name) for name in (one.name, one.imported))


def _several(cells: Sequence[str], closed: bool) -> bool:
    """Whether a comma without a blank parts options in these cells."""
    parted = [cell for cell in cells if _PARTED.search(cell)]
    if not parted or all(_THOUSANDS.fullmatch(cell) for cell in parted):
        return False
    if all(_CODES.fullmatch(cell) for cell in cells):
        return True
    parts = Counter(part for cell in cells for part in set(_PARTED.split(cell)))
    if max(map(len, parts)) > 150 or len(parts) > 60:
        return False
    words = [cell for cell in parted if re.search(r"[^\d\s],\S|,[^\d\s]", cell)]
    again = sum(count for count in parts.values() if count > 1)
    return bool(words) and (closed or again >= 0.8 * sum(parts.values()))


def _with_comma(cells: Sequence[str]) -> dict[str, str]:
    """Options that hold a comma themselves: Qualtrics writes no blank after the commas between options."""
    parts = {part.strip() for cell in cells for part in _PARTED.split(cell)}
    return {part: part for part in parts if "," in part}
