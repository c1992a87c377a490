"""LimeSurvey's survey structure (.lss): an XML file with the tables of a survey, one element per row."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import IO, Final

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from zhiyin.science.collect.described.wording import worded
from zhiyin.science.collect.descriptions import Question, SurveyDescription
from zhiyin.science.collect.problems import FileFault

Rows = list[dict[str, str]]

_TABLES: Final = frozenset(
    {
        "answers", "answer_l10ns", "questions", "subquestions", "question_l10ns", "question_attributes", "groups",
        "surveys", "surveys_languagesettings",
    }
)  # fmt: skip
_MOST_ROWS: Final = 300_000

# Answers that a type has by itself, by code; in Chinese for a survey in Chinese.
_OWN: Final = {
    "Y": {"Y": ("Yes", "是"), "N": ("No", "否")},
    "G": {"F": ("Female", "女"), "M": ("Male", "男")},
    "C": {"Y": ("Yes", "是"), "U": ("Uncertain", "不确定"), "N": ("No", "否")},
    "E": {"I": ("Increase", "增加"), "S": ("Same", "相同"), "D": ("Decrease", "减少")},
}
_POINTS: Final = {"5": (1.0, 5.0), "A": (1.0, 5.0), "B": (1.0, 10.0)}
_IN_PARTS: Final = frozenset("ABCEFHKQ1")
_TEXTS: Final = frozenset("STUQ;")
_LISTS: Final = frozenset("L!OFH")
_OTHER: Final = ("Other", "其他")


def limesurvey_structure(stream: IO[bytes]) -> SurveyDescription | None:
    """The questions of a .lss, in Chinese where the survey has it, else in its base language.

    None for another kind of LimeSurvey file. Raises FileFault for damage and for document type definitions.
    """
    try:
        kind, tables = _tables(stream)
    except DefusedXmlException as error:
        raise FileFault("description_unsafe") from error
    except ElementTree.ParseError as error:
        raise FileFault("description_broken", line=error.position[0]) from error
    except (LookupError, ValueError) as error:  # an encoding that there is not
        raise FileFault("description_broken", line=1) from error
    if kind != "Survey" or "questions" not in tables:
        return None
    return _Structure(tables).description()


def _tables(stream: IO[bytes]) -> tuple[str, dict[str, Rows]]:
    """The kind of the document, and its tables' rows: [{column: text}]. Memory holds one row's elements at a time."""
    kind, tables, path, count = "", dict[str, Rows](), list[ElementTree.Element](), 0
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(element)
            continue
        path.pop()
        if len(path) == 1 and element.tag == "LimeSurveyDocType":
            kind = (element.text or "").strip()
        elif element.tag == "row" and len(path) == 3 and path[1].tag in _TABLES:
            count += 1
            if count > _MOST_ROWS:
                raise FileFault("description_too_large", limit=100)
            row = {child.tag: (child.text or "").strip() for child in element}
            tables.setdefault(path[1].tag, []).append(row)
        if element.tag == "row" and path:
            path[-1].clear()
    return kind, tables


class _Structure:
    """The tables of a survey, put together in one language (texts of the others are spellings)."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self.tables = tables
        survey = (tables.get("surveys") or [{}])[0]
        self.sid = survey.get("sid") or next((row.get("sid", "") for row in tables["questions"]), "")
        self.language = self._language(survey.get("language", ""))
        self.chinese = self.language.lower().startswith("zh")
        self.questions = self._localised(tables["questions"], "question_l10ns", "qid")
        self.subquestions = self._localised(tables.get("subquestions", []), "question_l10ns", "qid")
        self.answers = self._answers()
        self.attributes: dict[tuple[str, str], str] = {}
        for row in tables.get("question_attributes", []):
            self.attributes.setdefault((row.get("qid", ""), row.get("attribute", "")), row.get("value", ""))

    def _language(self, base: str) -> str:
        known = {
            row.get("language", "")
            for name in ("questions", "question_l10ns")
            for row in self.tables.get(name, [])
        } - {""}
        chinese = sorted(one for one in known if one.lower().startswith("zh"))
        simplified = [one for one in chinese if one.lower() in ("zh-hans", "zh-cn", "zh")]
        if simplified or chinese:
            return (simplified or chinese)[0]
        return base if base in known or not known else min(known)

    def _localised(self, rows: Rows, texts: str, key: str) -> dict[str, dict[str, str]]:
        """By id one row in the survey's language; since LimeSurvey 4 the words stand in a table of their own."""
        found: dict[str, dict[str, str]] = {}
        for row in rows:
            if row.get(key, "") not in found or row.get("language") == self.language:
                found[row.get(key, "")] = dict(row)
        for row in self.tables.get(texts, []):
            wanted = found.get(row.get(key, ""))
            if wanted is not None and ("question" not in wanted or row.get("language") == self.language):
                wanted["question"] = row.get("question", "")
        return found

    def _answers(self) -> dict[tuple[str, str], dict[str, dict[str, str]]]:
        """(qid, scale) -> code -> language -> text, in the order shown."""
        words: dict[str, dict[str, str]] = {}
        for row in self.tables.get("answer_l10ns", []):
            words.setdefault(row.get("aid", ""), {})[row.get("language", "")] = worded(row.get("answer"))
        found: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
        for row in sorted(self.tables.get("answers", []), key=lambda row: _number(row.get("sortorder"))):
            options = found.setdefault((row.get("qid", ""), row.get("scale_id", "0") or "0"), {})
            said = options.setdefault(row.get("code", ""), {})
            if "answer" in row:
                said[row.get("language", "")] = worded(row["answer"])
            said.update(words.get(row.get("aid", ""), {}))
        return found

    def description(self) -> SurveyDescription:
        ordered = sorted(self.questions.values(), key=self._position)
        made = [one for row in ordered if row.get("parent_qid", "0") in ("0", "") for one in self._made(row)]
        return SurveyDescription("limesurvey", self.sid[:120], self._title(), made)

    def _position(self, row: dict[str, str]) -> tuple[float, float]:
        groups = {one.get("gid"): _number(one.get("group_order")) for one in self.tables.get("groups", [])}
        return groups.get(row.get("gid"), 0.0), _number(row.get("question_order"))

    def _title(self) -> str:
        rows = self.tables.get("surveys_languagesettings", [])
        rows = sorted(rows, key=lambda row: row.get("surveyls_language") != self.language)
        return worded(rows[0].get("surveyls_title"))[:300] if rows else ""

    def _made(self, row: dict[str, str]) -> Iterator[Question]:
        kind, qid = row.get("type", ""), row.get("qid", "")
        if kind == "X":
            return
        question = Question(row.get("title", ""), worded(row.get("question")))
        if kind in _TEXTS:
            question.construct = "text"
        elif kind in "NK:":
            question.construct = "number"
        elif kind in _POINTS:
            question.construct = "rating"
            question.scale_min, question.scale_max = _POINTS[kind]
        elif kind in "D|*I":
            question.construct = ""
        elif kind in "MP":
            question.multiple = True
        elif kind in _OWN:
            question.options = {code: words[self.chinese] for code, words in _OWN[kind].items()}
            question.spellings = {word: code for code, words in _OWN[kind].items() for word in words}
        if kind in _IN_PARTS or kind in "MP":
            question.parts = {
                one.get("title", ""): worded(one.get("question")) for one in self._parts(qid, "0")
            }
        elif kind in ":;":
            question.parts = {
                f"{one.get('title', '')}_{two.get('title', '')}": (
                    f"{worded(one.get('question'))} · {worded(two.get('question'))}"
                )
                for one in self._parts(qid, "0")
                for two in self._parts(qid, "1")
            }
            if self.attributes.get((qid, "multiflexible_checkbox")) == "1":
                question.construct = ""
        elif kind == "R":
            self._options(question, qid, "0")
            question.parts = {str(rank): str(rank) for rank in range(1, len(question.options) + 1)}
        if kind in _LISTS:
            self._options(question, qid, "0")
        if row.get("other") == "Y":
            question.other = "other"
            if kind in "L!":
                question.options["-oth-"] = (
                    self.attributes.get((qid, "other_replace_text")) or _OTHER[self.chinese]
                )
                question.spellings |= dict.fromkeys(_OTHER, "-oth-")
        if kind != "1":
            yield question
            return
        for scale in ("0", "1"):  # array dual scale: two answers to every row
            both = Question(f"{question.code}#{int(scale) + 1}", question.text, parts=dict(question.parts))
            self._options(both, qid, scale)
            yield both

    def _parts(self, qid: str, scale: str) -> Rows:
        rows = [
            one
            for one in self.subquestions.values()
            if one.get("parent_qid") == qid and (one.get("scale_id") or "0") == scale
        ]
        return sorted(rows, key=lambda one: _number(one.get("question_order")))

    def _options(self, question: Question, qid: str, scale: str) -> None:
        for code, said in self.answers.get((qid, scale), {}).items():
            question.options[code] = said.get(self.language) or next(iter(said.values()), code)
            question.spellings |= dict.fromkeys(said.values(), code)


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
