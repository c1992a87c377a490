"""Small surveys as LimeSurvey, SurveyMonkey and Qualtrics write them, for the tests of those tools."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from zhiyin.science.collect.drafts import AnswerDraft, SignalDraft
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.rows import RowReader
from zhiyin.science.collect.shapes import SHAPES

ZONE: Final = ZoneInfo("Asia/Shanghai")


def csv_head(text: str, *, name: str = "") -> Head:
    """The head of a CSV file with this text."""
    return Head("csv", [(n, row) for n, row in enumerate(csv.reader(io.StringIO(text)), 1) if row], name=name)


def json_head(records: Sequence[dict[str, Any]]) -> Head:
    """The head of a JSON file with these records."""
    shape = next(shape for shape in SHAPES if shape.matches(records[0]))
    rows = [row for record in records for row in shape.rows(record)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[row.get(name, "") for name in names] for row in rows]
    return Head("json", [(1, names), *enumerate(cells, 2)], shape=shape.name)


def csv_text(*rows: Iterable[str]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def drafts(found: Recognised) -> list[SignalDraft]:
    """The rows as signals; all of them must be."""
    reader = RowReader(Mapping(found.columns, kind=found.kind), ZONE)
    made = [reader.draft(cells) for _, cells in found.header.rows]
    assert all(isinstance(one, SignalDraft) for one in made), made
    return [one for one in made if isinstance(one, SignalDraft)]


def said(draft: SignalDraft) -> set[tuple[Any, ...]]:
    """What was answered, without order."""
    return {told(answer) for answer in draft.answers}


def told(answer: AnswerDraft) -> tuple[Any, ...]:
    return (
        answer.item, answer.construct, answer.value, answer.scale_min, answer.scale_max, answer.status, answer.choice,
    )  # fmt: skip


def fields(found: Recognised) -> dict[str, str]:
    """Column name -> field."""
    return {column.name: column.field for column in found.columns}


# LimeSurvey: five questions in Chinese, English and French.
_WORDS: Final = {
    "Q1": {"zh-Hans": "您对我们满意吗？", "en": "How satisfied are you?", "fr": "Êtes-vous satisfait ?"},
    "Q2": {"zh-Hans": "您喜欢什么？", "en": "What did you like?", "fr": "Qu'avez-vous aimé ?"},
    "Q3": {
        "zh-Hans": "您向朋友推荐我们的可能性有多大？",
        "en": "How likely are you to recommend us?",
        "fr": "Recommander ?",
    },
    "Q4": {"zh-Hans": "您有什么建议？", "en": "What do you suggest?", "fr": "Des suggestions ?"},
    "Q5": {"zh-Hans": "您是会员吗？", "en": "Are you a member?", "fr": "Membre ?"},
    "SQ001": {"zh-Hans": "环境", "en": "Place", "fr": "Lieu"},
    "SQ002": {"zh-Hans": "口味", "en": "Taste", "fr": "Goût"},
    "S1": {"zh-Hans": "朋友", "en": "Friends", "fr": "Amis"},
}
_ANSWERS: Final = {
    "A1": {"zh-Hans": "非常满意", "en": "Very satisfied", "fr": "Très satisfait"},
    "A2": {"zh-Hans": "满意", "en": "Satisfied", "fr": "Satisfait"},
    "A3": {"zh-Hans": "一般", "en": "Neither satisfied nor dissatisfied", "fr": "Moyen"},
    "A4": {"zh-Hans": "不满意", "en": "Dissatisfied", "fr": "Insatisfait"},
    "A5": {"zh-Hans": "非常不满意", "en": "Very dissatisfied", "fr": "Très insatisfait"},
}
_TYPES: Final = (
    ("1", "L", "Q1", "N"),
    ("2", "M", "Q2", "Y"),
    ("3", "B", "Q3", "N"),
    ("4", "T", "Q4", "N"),
    ("5", "Y", "Q5", "N"),
)
_PARTS: Final = (("21", "2", "SQ001"), ("22", "2", "SQ002"), ("31", "3", "S1"))


def _table(name: str, rows: Iterable[dict[str, str]]) -> str:
    lines = "".join(
        "<row>" + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) + "</row>\n"
        for row in rows
    )
    return f"<{name}><fields></fields><rows>\n{lines}</rows></{name}>\n"


def lss(languages: Sequence[str] = ("en", "zh-Hans"), base: str = "en", *, split: bool = False) -> str:
    """A survey structure; `split` as LimeSurvey 4 and later write it, with the words in tables of their own."""
    asked = [
        {"qid": qid, "parent_qid": "0", "sid": "123456", "gid": "1", "type": kind, "title": code, "other": other,
         "question_order": qid, "scale_id": "0"}
        for qid, kind, code, other in _TYPES
    ]  # fmt: skip
    parts = [
        {"qid": qid, "parent_qid": parent, "sid": "123456", "gid": "1", "type": "T", "title": code,
         "question_order": qid, "scale_id": "0"}
        for qid, parent, code in _PARTS
    ]  # fmt: skip
    answers = [
        {"aid": str(n), "qid": "1", "code": code, "sortorder": str(n), "scale_id": "0"}
        for n, code in enumerate(_ANSWERS)
    ]
    tables = [_table("groups", [{"gid": "1", "sid": "123456", "group_order": "0"}])]
    if split:
        words = [
            {"id": "0", "qid": row["qid"], "question": _WORDS[row["title"]][language], "language": language}
            for row in (*asked, *parts)
            for language in languages
        ]
        said_ = [
            {"id": "0", "aid": row["aid"], "answer": _ANSWERS[row["code"]][language], "language": language}
            for row in answers
            for language in languages
        ]
        tables += [
            _table("answers", answers), _table("answer_l10ns", said_), _table("questions", asked),
            _table("subquestions", parts), _table("question_l10ns", words),
        ]  # fmt: skip
    else:
        tables.append(
            _table(
                "answers",
                (
                    {**row, "answer": _ANSWERS[row["code"]][one], "language": one}
                    for row in answers
                    for one in languages
                ),
            )
        )
        for name, rows in (("questions", asked), ("subquestions", parts)):
            tables.append(
                _table(
                    name,
                    (
                        {**row, "question": _WORDS[row["title"]][one], "language": one}
                        for row in rows
                        for one in languages
                    ),
                )
            )
    tables += [
        _table("surveys", [{"sid": "123456", "language": base}]),
        _table(
            "surveys_languagesettings",
            [{"surveyls_language": one, "surveyls_title": f"Visit {one}"} for one in languages],
        ),
    ]
    kinds = "".join(f"<language>{one}</language>" for one in languages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<document>\n<LimeSurveyDocType>Survey</LimeSurveyDocType>\n'
        f"<DBVersion>365</DBVersion><languages>{kinds}</languages>\n{''.join(tables)}</document>\n"
    )


LSS: Final = lss()

_LIME_SYSTEM: Final = ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp")
_LIME_COLUMNS: Final = ("Q1", "Q2[SQ001]", "Q2[SQ002]", "Q2[other]", "Q3[S1]", "Q4", "Q5")
_LIME_TEXTS: Final = (
    "您对我们满意吗？", "您喜欢什么？ [环境]", "您喜欢什么？ [口味]", "您喜欢什么？ [其他]",
    "您向朋友推荐我们的可能性有多大？ [朋友]", "您有什么建议？", "您是会员吗？",
)  # fmt: skip
_LIME_SYSTEM_TEXTS: Final = (
    "Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started", "Date last action",
)  # fmt: skip
_LIME_ROWS: Final = (
    ("1", "2025-05-01 10:00:00", "3", "zh-Hans", "11", "2025-05-01 09:50:00", "2025-05-01 10:00:00"),
    ("2", "2025-05-02 10:00:00", "3", "zh-Hans", "12", "2025-05-02 09:50:00", "2025-05-02 10:00:00"),
    ("3", "", "1", "zh-Hans", "13", "2025-05-03 09:50:00", "2025-05-03 09:55:00"),
)
_LIME_CODES: Final = (
    ("A1", "Y", "", "", "9", "上菜再快一点就更好了", "Y"),
    ("A5", "", "Y", "服务员很热情，记得我们的名字", "3", "", "N"),
    ("A2", "Y", "Y", "", "", "", ""),
)
_LIME_ANSWERS: Final = (
    ("非常满意", "是", "否", "", "9", "上菜再快一点就更好了", "是"),
    ("非常不满意", "否", "是", "服务员很热情，记得我们的名字", "3", "", "否"),
    ("满意", "是", "是", "", "", "", ""),
)


def limesurvey_csv(headings: str = "both", answers: str = "texts") -> str:
    """Responses with headings "code", "underscores", "both" or "text" and answers as "codes" or "texts"."""
    names: tuple[str, ...]
    if headings == "text":
        names = (*_LIME_SYSTEM_TEXTS, *_LIME_TEXTS)
    elif headings == "both":
        system = (f"{code}. {text}" for code, text in zip(_LIME_SYSTEM, _LIME_SYSTEM_TEXTS, strict=True))
        names = (*system, *(f"{code}. {text}" for code, text in zip(_LIME_COLUMNS, _LIME_TEXTS, strict=True)))
    else:
        names = (*_LIME_SYSTEM, *_LIME_COLUMNS)
        if headings == "underscores":
            names = tuple(name.replace("[", "_").replace("]", "") for name in names)
    given = _LIME_CODES if answers == "codes" else _LIME_ANSWERS
    return csv_text(names, *((*row, *cells) for row, cells in zip(_LIME_ROWS, given, strict=True)))


# SurveyMonkey: every family, as details, as records and as a table.
def _choices(*texts: str, first: int, weights: bool = False) -> list[dict[str, Any]]:
    return [
        {"id": str(first + n), "position": n + 1, "text": text, **({"weight": n + 1} if weights else {})}
        for n, text in enumerate(texts)
    ]


_SATISFIED: Final = (
    "Very dissatisfied",
    "Dissatisfied",
    "Neither satisfied nor dissatisfied",
    "Satisfied",
    "Very satisfied",
)
DETAILS: Final[dict[str, Any]] = {
    "title": "Your stay", "id": "318000001", "language": "en", "question_count": 9,
    "pages": [
        {"id": "1", "questions": [
            {"id": "700001", "family": "single_choice", "subtype": "vertical",
             "headings": [{"heading": "<p>Who came with you?</p>"}],
             "answers": {"choices": _choices("Nobody", "Family", first=5100001)}},
            {"id": "700002", "family": "multiple_choice", "subtype": "vertical",
             "headings": [{"heading": "Which do you like?"}],
             "answers": {"choices": _choices("Cats", "Dogs", "Fish, big", first=5200001),
                         "other": {"id": "5299999", "text": "Other (please specify)", "is_answer_choice": False}}},
            {"id": "700003", "family": "matrix", "subtype": "rating",
             "headings": [{"heading": "How satisfied are you with:"}],
             "answers": {"rows": _choices("Staff", "Food", first=5300001),
                         "choices": _choices(*_SATISFIED, first=5310001, weights=True)}},
            {"id": "700004", "family": "matrix", "subtype": "rating",
             "headings": [{"heading": "How likely is it that you would recommend us?"}],
             "answers": {"rows": [{"id": "5400000", "position": 1, "text": ""}],
                         "choices": [{"id": str(5400001 + n), "position": n, "text": str(n), "weight": n}
                                     for n in range(11)]}},
        ]},
        {"id": "2", "questions": [
            {"id": "700005", "family": "open_ended", "subtype": "single", "headings": [{"heading": "Why?"}]},
            {"id": "700006", "family": "datetime", "subtype": "date_only", "headings": [{"heading": "When were you here?"}],
             "answers": {"rows": [{"id": "5600001", "position": 1, "text": "Date"}]}},
            {"id": "700007", "family": "demographic", "subtype": "international", "headings": [{"heading": "Your contact"}],
             "answers": {"rows": [{"id": "5700001", "position": 1, "text": "Name", "type": "name"},
                                  {"id": "5700002", "position": 2, "text": "City/Town", "type": "city"}]}},
            {"id": "700008", "family": "open_ended", "subtype": "numerical", "headings": [{"heading": "How many nights?"}],
             "answers": {"rows": [{"id": "5800001", "position": 1, "text": "Nights"}]}},
            {"id": "700009", "family": "matrix", "subtype": "ranking", "headings": [{"heading": "Put in order"}],
             "answers": {"rows": _choices("Price", "Place", first=5900001), "choices": _choices("1", "2", first=5910001)}},
        ]},
    ],
}  # fmt: skip


def _record(number: int, answers: dict[str, list[dict[str, str]]], **more: Any) -> dict[str, Any]:
    return {
        "id": str(number), "recipient_id": "", "collection_mode": "default", "response_status": "completed",
        "custom_value": "", "first_name": "", "last_name": "", "email_address": "", "ip_address": "192.0.2.1",
        "logic_path": {}, "metadata": {"contact": {}}, "page_path": [], "collector_id": "4158", "survey_id": "318000001",
        "custom_variables": {"store": "东一店"}, "total_time": 10, "date_modified": "2025-05-01T02:05:57+00:00",
        "date_created": "2025-05-01T02:00:46+00:00",
        "pages": [{"id": "1", "questions": [{"id": code, "answers": given} for code, given in answers.items()]}],
        **more,
    }  # fmt: skip


RECORDS: Final = [
    _record(1, {
        "700001": [{"choice_id": "5100002"}],
        "700002": [{"choice_id": "5200001"}, {"choice_id": "5200003"}],
        "700003": [{"row_id": "5300001", "choice_id": "5310005"}, {"row_id": "5300002", "choice_id": "5310002"}],
        "700004": [{"row_id": "5400000", "choice_id": "5400010"}],
        "700005": [{"text": "The breakfast was wonderful", "tag_data": ""}],
        "700006": [{"row_id": "5600001", "text": "2025-04-30"}],
        "700007": [{"row_id": "5700001", "text": "Li Ming"}, {"row_id": "5700002", "text": "Suzhou"}],
        "700008": [{"row_id": "5800001", "text": "3"}],
        "700009": [{"row_id": "5900001", "choice_id": "5910002"}, {"row_id": "5900002", "choice_id": "5910001"}],
    }),
    _record(2, {
        "700001": [{"choice_id": "5100001"}],
        "700002": [{"choice_id": "5200002"}, {"other_id": "5299999", "text": "A snake that sleeps all day"}],
        "700003": [{"row_id": "5300001", "choice_id": "5310001"}, {"row_id": "5300002", "choice_id": "5310003"}],
        "700004": [{"row_id": "5400000", "choice_id": "5400001"}],
        "700008": [{"row_id": "5800001", "text": "1"}],
        "700009": [{"row_id": "5900001", "choice_id": "5910001"}, {"row_id": "5900002", "choice_id": "5910002"}],
    }, collection_mode="preview", response_status="partial"),
]  # fmt: skip

MONKEY_HEADER: Final = (
    "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name",
    "Custom Data 1",
)  # fmt: skip


def monkey_table(*, expanded: bool = False) -> str:
    """The same answers as RECORDS as a table; `expanded` gives every option of a single choice its own column."""
    questions: list[tuple[str, str, tuple[str, str]]] = [
        ("Who came with you?", "Response", ("Family", "Nobody")),
        ("Which do you like?", "Cats", ("Cats", "")),
        ("", "Dogs", ("", "Dogs")),
        ("", "Fish, big", ("Fish, big", "")),
        ("", "Other (please specify)", ("", "A snake that sleeps all day")),
        ("How satisfied are you with:", "Staff", ("Very satisfied", "Very dissatisfied")),
        ("", "Food", ("Dissatisfied", "Neither satisfied nor dissatisfied")),
        ("How likely is it that you would recommend us?", "", ("9", "0")),
        ("Why?", "Open-Ended Response", ("The breakfast was wonderful", "")),
        ("When were you here?", "Date", ("04/30/2025", "")),
        ("Your contact", "Name", ("Li Ming", "")),
        ("", "City/Town", ("Suzhou", "")),
        ("How many nights?", "Nights", ("3", "1")),
        ("Put in order", "Price", ("2", "1")),
        ("", "Place", ("1", "2")),
    ]
    if expanded:
        spread = [("Who came with you?", "Nobody", ("", "Nobody")), ("", "Family", ("Family", ""))]
        questions = [*spread, *questions[1:]]
        scale = [
            (
                "How likely is it that you would recommend us?" if n == 0 else "",
                str(n),
                ("9" if n == 9 else "", "0" if n == 0 else ""),
            )
            for n in range(11)
        ]
        at = next(n for n, one in enumerate(questions) if one[0].startswith("How likely"))
        questions[at : at + 1] = scale
    own = (("1", "4158", "05/01/2025 10:00:46 AM", "05/01/2025 10:05:57 AM", "192.0.2.1", "", "", "", "东一店"),
           ("2", "4158", "05/01/2025 10:00:46 AM", "05/01/2025 10:05:57 AM", "192.0.2.1", "", "", "", "东一店"))  # fmt: skip
    return csv_text(
        (*MONKEY_HEADER, *(text for text, _, _ in questions)),
        (*("" for _ in MONKEY_HEADER), *(part for _, part, _ in questions)),
        *((*own[n], *(cells[n] for _, _, cells in questions)) for n in range(2)),
    )


# Qualtrics.
def _choice(*texts: str) -> dict[str, dict[str, str]]:
    return {str(n): {"Display": text} for n, text in enumerate(texts, 1)}


def _element(**payload: Any) -> dict[str, Any]:
    return {"SurveyID": "SV_1", "Element": "SQ", "Payload": payload}


QSF: Final[dict[str, Any]] = {
    "SurveyEntry": {"SurveyID": "SV_1", "SurveyName": "Visit"},
    "SurveyElements": [
        {"Element": "BL", "Payload": []},
        _element(QuestionType="MC", Selector="SAVR", DataExportTag="Q1", QuestionText="How do you feel about us?",
                 Choices=_choice("Extremely satisfied", "Somewhat satisfied", "Extremely dissatisfied"),
                 ChoiceOrder=["1", "2", "3"], RecodeValues={"1": "5", "2": "4", "3": "1"}),
        _element(QuestionType="MC", Selector="MAVR", DataExportTag="Q3", QuestionText="What did you like?",
                 Choices=_choice("Staff", "Price, quality and more", "Other"), ChoiceOrder=[1, 2, 3]),
        _element(QuestionType="Matrix", Selector="Likert", SubSelector="SingleAnswer", DataExportTag="Q5",
                 QuestionText="About us",
                 Choices=_choice("Cleanliness", "Speed"), Answers=_choice("Bad", "Fair", "Good")),
        _element(QuestionType="MC", Selector="NPS", DataExportTag="Q7", QuestionText="How likely are you to recommend us?",
                 Choices=_choice(*map(str, range(11)))),
        _element(QuestionType="TE", Selector="ML", DataExportTag="Q10", QuestionText="Why?"),
        _element(QuestionType="DB", Selector="TB", DataExportTag="Q11", QuestionText="Thank you"),
    ],
}  # fmt: skip
