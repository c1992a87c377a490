"""LimeSurvey's responses: headings by code, by text or by both; answers by code or in words; with or without a .lss."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from zhiyin.science.collect.cells import folded, no_answer
from zhiyin.science.collect.columns import Column, named_columns
from zhiyin.science.collect.described.applying import (
    as_choice,
    as_described,
    as_moments,
    fitting,
    in_ranges,
    one_of_each,
    worded_with,
)
from zhiyin.science.collect.described.wording import item_worded, worded
from zhiyin.science.collect.descriptions import Question, SurveyDescription
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Descriptions, Head, Header, Recognised
from zhiyin.science.collect.questions import understand_question
from zhiyin.science.collect.reached import FINISHED

_CODE: Final = r"[A-Za-z][A-Za-z0-9]*"
_BRACKETS: Final = re.compile(rf"({_CODE})((?:\[[^\[\]]{{0,60}}\])*)")
_UNDERSCORES: Final = re.compile(rf"({_CODE})((?:_[A-Za-z0-9]+)*(?:#\d)?)")
_CODE_AND_TEXT: Final = re.compile(
    rf"({_CODE}(?:\[[^\[\]]{{0,60}}\])*|{_CODE}(?:_[A-Za-z0-9]+)*(?:#\d)?)[.:] ?(.*)"
)
_LAST_PARTS: Final = re.compile(r"\s*\[([^\[\]]*)\]\s*$")
_SURVEY: Final = re.compile(r"survey[_-]?(\d{4,9})", re.IGNORECASE)

_SYSTEM: Final = {
    "id": "responseid|答复id|回复id|响应id|答案id|应答id|答卷id",
    "submitdate": "datesubmitted|提交日期|提交时间|完成日期|递交日期",
    "lastpage": "lastpage|最后一页|最后页|最后页面|末页|最后的页面",
    "startlanguage": "startlanguage|开始语言|起始语言|初始语言",
    "seed": "seed|种子|随机种子",
    "token": "token|accesscode|访问码|访问代码|令牌|参与码",
    "startdate": "datestarted|开始日期|开始时间|起始日期",
    "datestamp": "datelastaction|最后操作日期|最后动作日期|上次操作日期|最后活动日期|最近操作日期",
    "ipaddr": "ipaddress|ip地址",
    "refurl": "referrerurl|referringurl|refererurl|引用网址|来源网址|引荐网址|来源url|引用url",
    "interviewtime": "totaltime|总时间|总用时",
    "completed": "completed",
}
_BY_TEXT: Final = {word: code for code, words in _SYSTEM.items() for word in words.split("|")}
_OWN_MARKS: Final = frozenset({"lastpage", "startlanguage", "submitdate"})
_TIMING: Final = re.compile(
    r"(?:question|group|total) time(?:: .*)?|(?:问题|题组|组|总)(?:时间|用时)(?:[:：].*)?", re.IGNORECASE
)
_FIELDS: Final = {"id": "id", "ipaddr": "ignore", "seed": "ignore", "interviewtime": "ignore"}
_TIMES: Final = ("submitdate", "datestamp", "startdate")
_YES: Final = frozenset({"yes", "y", "是", "oui", "ja", "sí", "si"})
_YES_NO: Final = frozenset({*_YES, "no", "n", "否", "n/a", "non", "nein"})
_NOT_SHOWN: Final = "N/A"
_OTHER: Final = frozenset({"other", "其他"})
# Columns of the list of participants, which stand among the answers.
_PARTICIPANT: Final = re.compile(r"firstname|lastname|email|emailstatus|participant_id|attribute_\d+")
_NUMBERED: Final = re.compile(r"(?:scale|rank|量表|刻度|排名|排序|等级)\s*(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class _Heading:
    """One column: its place among LimeSurvey's own ("submitdate"), or the question's code, its parts, their words."""

    system: str = ""
    timing: bool = False
    code: str = ""
    parts: tuple[str, ...] = ()
    text: str = ""
    part_texts: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        return self.parts[-1] if self.parts else ""


def limesurvey(head: Head, descriptions: Descriptions) -> Recognised | None:
    """LimeSurvey's export of responses, or None. A .lss among `descriptions` tells types and the texts of codes."""
    for number, names in head.rows[:3]:
        headings, form = _headings(names)
        found = _description(headings, descriptions)
        systems = {one.system for one in headings} - {""}
        if _sure(systems, form) or (found is not None and form != "text" and "id" in systems):
            rows = [(row, cells) for row, cells in head.rows if row > number]
            header = Header((number,), list(names), rows, number + 1)
            return _Export(head, header, headings, form, found).recognised()
    return None


def _sure(systems: set[str], form: str) -> bool:
    if form == "text":
        return "id" in systems and len(systems & _OWN_MARKS) >= 2 and len(systems) >= 4
    return "lastpage" in systems and len(systems & (_OWN_MARKS | {"id", "seed"})) >= 3


def _headings(names: Sequence[str]) -> tuple[list[_Heading], str]:
    """What each heading says, and the form of all: "code", "both" or "text"."""
    bare = [name.strip().lstrip("\ufeff").strip() for name in names]
    if sum(name in _SYSTEM for name in bare) >= 2:
        return [_by_code(name) for name in bare], "code"
    split = [_CODE_AND_TEXT.fullmatch(name.replace("\n", " ")) for name in bare]
    if sum(match is not None and match[1] in _SYSTEM for match in split) >= 2:
        return [
            _by_code(match[1], match[2]) if match else _by_text(name)
            for match, name in zip(split, bare, strict=True)
        ], "both"
    return [_by_text(name) for name in bare], "text"


def _by_code(name: str, text: str = "") -> _Heading:
    if name in _SYSTEM:
        return _Heading(system=name)
    if name == "interviewtime" or re.fullmatch(r"groupTime\d+", name) or _TIMING.fullmatch(worded(text)):
        return _Heading(timing=True)
    match = _BRACKETS.fullmatch(name)
    if match:
        parts = tuple(re.findall(r"\[([^\[\]]*)\]", match[2]))
    else:
        match = _UNDERSCORES.fullmatch(name)
        parts = tuple(part for part in re.split(r"[_#]", match[2]) if part) if match else ()
    if match is None:
        return _by_text(name)
    heading = _Heading(code=match[1], parts=parts)
    heading.text, heading.part_texts = _worded_parts(text, sum(1 + part.count("_") for part in parts))
    return heading


def _by_text(name: str) -> _Heading:
    key = plain(name)
    if key in _BY_TEXT:
        return _Heading(system=_BY_TEXT[key])
    if _TIMING.fullmatch(worded(name)):
        return _Heading(timing=True)
    text, parts = _worded_parts(name, 2 if "[" in name else 0)
    return _Heading(text=text, part_texts=parts, parts=parts)


def _worded_parts(text: str, most: int) -> tuple[str, tuple[str, ...]]:
    """ "How was it? [Food][Scale 1]" as the question and up to `most` of the parts at its end."""
    rest, parts = worded(text), list[str]()
    while len(parts) < most and (match := _LAST_PARTS.search(rest)):
        parts.insert(0, match[1].strip())
        rest = rest[: match.start()]
    return (rest.strip(), tuple(parts)) if rest.strip() else (worded(text), ())


def _description(headings: list[_Heading], descriptions: Descriptions) -> SurveyDescription | None:
    asked = [one for one in headings if not one.system and not one.timing]
    return fitting(
        descriptions,
        "limesurvey",
        (one.code for one in asked if one.code),
        (one.text for one in asked if one.text),
    )


class _Export:
    """One file of responses."""

    def __init__(
        self,
        head: Head,
        header: Header,
        headings: list[_Heading],
        form: str,
        description: SurveyDescription | None,
    ) -> None:
        self.header = header
        self.rows = [cells for _, cells in header.rows]
        self.headings = headings
        self.form = form
        self.description = description
        self.found = Recognised(f"limesurvey_{form}", named_columns(header.names, len(header.names)), header)
        named = _SURVEY.search(head.name)
        self.found.survey = description.survey if description else named[1] if named else ""
        self.questions: dict[str, Question] = {}
        if description is not None:
            self.questions = {question.code: question for question in description.questions}
            self._codes_by_text()

    def _codes_by_text(self) -> None:
        """Headings that are texts only get their codes from the description."""
        assert self.description is not None
        by_text = {folded(question.text): question for question in reversed(self.description.questions)}
        for heading in self.headings:
            if heading.code or heading.system or heading.timing:
                continue
            question = by_text.get(folded(heading.text))
            if question is None:
                continue
            heading.code = question.code.partition("#")[0]
            codes = {folded(text): code for code, text in question.parts.items()}
            codes |= {"comment": "comment", "备注": "comment", "评论": "comment"} | dict.fromkeys(
                _OTHER, "other"
            )
            heading.parts = tuple(
                codes.get(folded(text)) or (number[1] if (number := _NUMBERED.fullmatch(text)) else text)
                for text in heading.part_texts
            )

    def recognised(self) -> Recognised:
        found = self.found
        groups: dict[str, list[int]] = defaultdict(list)
        timings = 0
        codes = {one.code for one in self.headings}
        for index, heading in enumerate(self.headings):
            column = found.columns[index]
            timed = (
                heading.code.endswith("Time") and heading.code[: -len("Time")] in codes and not heading.parts
            )
            if heading.timing or timed:
                column.field = "ignore"
                timings += 1
            elif heading.system:
                column.field = _FIELDS.get(heading.system, "attribute")
                column.measures = FINISHED if heading.system == "submitdate" else ""
            elif _PARTICIPANT.fullmatch(column.name) and heading.code not in self.questions:
                column.field = "email" if column.name == "email" else "attribute"
            else:
                groups[heading.code or heading.text].append(index)
        self._moment()
        asked = sum([self._question(indexes) for indexes in groups.values()])
        one_of_each(found.columns)
        if self.description is not None:
            found.noted("described_by", title=self.description.title or self.description.survey)
        elif self._by_codes():
            found.noted("hand_over_lss")
        found.noted("questions_found", count=asked)
        if timings:
            found.noted("timings_left_out", count=timings)
        if any(one.system == "ipaddr" for one in self.headings):
            found.noted("ip_left_out")
        if any(one.system == "submitdate" for one in self.headings):
            found.noted("unfinished_kept")
        return found

    def _moment(self) -> None:
        """The time is that of submission; of those who did not finish, or where it is not kept, of the last action."""
        places = {one.system: index for index, one in enumerate(self.headings) if one.system in _TIMES}
        filled = {
            name: sum(1 for row in self.rows if index < len(row) and row[index].strip())
            for name, index in places.items()
        }
        # a survey that keeps no dates writes 1980-01-01 to say that it was submitted
        if "submitdate" in places and any(
            row[places["submitdate"]].startswith("1980-01-01")
            for row in self.rows
            if places["submitdate"] < len(row)
        ):
            filled["submitdate"] = 0
        most = max(filled.values(), default=0)
        # the first that stands in every row
        name = next((one for one in _TIMES if filled.get(one) == most and most), "")
        if name:
            as_moments(self.found.columns[places[name]], self._cells(places[name]))
            if name != "submitdate" and filled.get("submitdate"):
                self.found.noted("time_of_last_action" if name == "datestamp" else "time_of_start")

    def _by_codes(self) -> bool:
        """Whether answers are codes (A1, AO01, Y), not words."""
        cells = {cell.strip() for row in self.rows for cell in row}
        return bool({"Y", "A1", "A2", "AO01", "-oth-"} & cells) and not {"Yes", "是", "Other"} & cells

    def _cells(self, index: int) -> list[str]:
        return [row[index].strip() for row in self.rows if index < len(row)]

    def _question(self, indexes: list[int]) -> int:
        """Fill in the columns of one question; returns how many were taken as questions."""
        first = self.headings[indexes[0]]
        question = self.questions.get(first.code)
        if question is None and f"{first.code}#1" in self.questions:
            question = self.questions[f"{first.code}#1"]
        multiple = question.multiple if question is not None else self._is_multiple(indexes)
        closed = any(folded(self.headings[index].last) in _OTHER for index in indexes)
        rows = [index for index in indexes if not self._beside(self.headings[index])]
        for index in indexes:
            column, heading = self.found.columns[index], self.headings[index]
            column.item = self._item(heading)
            column.label = worded_with(heading.text, " ".join(heading.part_texts))
            column.silences = {_NOT_SHOWN: "not_asked"}
            # what cannot be part of a question's own type: own words, remarks, files
            if heading.last == "filecount" or heading.text.startswith("filecount - "):
                column.field = "attribute"
            elif heading.last.endswith("comment") and heading.parts:
                column.field = "open"
            elif multiple and heading.parts:
                self._option(column, heading, question)
            elif folded(heading.last) in _OTHER:
                column.item = f"{heading.code}[other]" if heading.code else column.item
                understand_question(column, self._cells(index))
                if column.field != "open":  # a word or a number, not what somebody thinks
                    as_choice(column)
            elif question is not None:
                self._described(column, heading, question)
            else:
                # the rows of an array have the same options, those of a dual scale for each of its sides
                together = [row for row in rows if self._side(row) == self._side(index)]
                together = together if heading.parts and index in together else [index]
                said = Counter(cell for row in together for cell in self._cells(row))
                told = [cell for cell in said if no_answer(cell) is None]
                understand_question(column, [cell for cell in told for _ in range(said[cell])])
                if closed:
                    column.labels.setdefault("-oth-", "Other")
                if column.field == "open" and (closed or in_ranges(self._cells(index))):
                    as_choice(column)  # whoever may say something else chooses from a list
        return sum(self.found.columns[index].field not in ("attribute", "ignore") for index in indexes)

    def _item(self, heading: _Heading) -> str:
        if not heading.code:
            return item_worded(heading.text, " ".join(heading.part_texts))
        parts = heading.parts
        question = self.questions.get(heading.code)
        joined = "_".join(parts)
        if len(parts) == 2 and question is not None and joined in question.parts:
            parts = (joined,)  # a table: its rows and columns share one pair of brackets
        elif len(parts) == 2 and parts[1] == "0" and f"{heading.code}#1" in self.questions:
            parts = (parts[0], "1")  # scales are counted from 0 where codes are joined by underscores
        elif (
            len(parts) == 2
            and parts[1] == "1"
            and f"{heading.code}#1" in self.questions
            and self._from_zero()
        ):
            parts = (parts[0], "2")
        return (heading.code + "".join(f"[{part}]" for part in parts))[:60]

    def _from_zero(self) -> bool:
        return any(len(one.parts) == 2 and one.parts[1] == "0" for one in self.headings)

    def _side(self, index: int) -> str:
        parts = self.headings[index].parts
        return parts[1] if len(parts) == 2 else ""

    def _beside(self, heading: _Heading) -> bool:
        """Own words and remarks, beside what is asked."""
        return (
            folded(heading.last) in _OTHER or heading.last.endswith("comment") or heading.last == "filecount"
        )

    def _is_multiple(self, indexes: list[int]) -> bool:
        """Several columns with yes or nothing: in words "No" stands where nothing was chosen, in codes nothing does."""
        parts = [
            index
            for index in indexes
            if self.headings[index].parts and not self._beside(self.headings[index])
        ]
        if len(parts) < 2 and not (parts and len(indexes) > 1):
            return False
        cells = {folded(cell) for index in parts for cell in self._cells(index)}
        if not cells <= {*_YES_NO, ""} or not cells & _YES:
            return False
        negative = cells & (_YES_NO - _YES - {"n/a"})
        if "y" in cells:
            return not negative
        return "" not in cells or not negative

    def _option(self, column: Column, heading: _Heading, question: Question | None) -> None:
        column.field = "option"
        column.item = heading.code or item_worded(heading.text)
        column.label = heading.text or (question.text if question is not None else "")
        text = " ".join(heading.part_texts)
        if question is not None:
            column.label = question.text or column.label
            text = question.parts.get(heading.last, text)
        column.option = text or heading.last
        if set(self._cells(column.index)) <= {"1", "2", ""}:  # Y and N, exported as numbers
            column.silences["2"] = "skipped"

    def _described(self, column: Column, heading: _Heading, question: Question) -> None:
        part = ""
        if heading.parts:
            if f"{heading.code}#2" in self.questions:  # a dual scale
                number = column.item[-2] if column.item.endswith("[2]") else "1"
                question = self.questions[f"{heading.code}#{number}"]
            part = question.parts.get("_".join(heading.parts)) or question.parts.get(heading.parts[0], "")
            part = part or " ".join(heading.part_texts)
        as_described(column, question, part=part, cells=self._cells(column.index))
        if question.options.keys() == {"Y", "N"}:
            column.labels |= {"1": question.options["Y"], "2": question.options["N"]}
        column.silences.setdefault(_NOT_SHOWN, "not_asked")
