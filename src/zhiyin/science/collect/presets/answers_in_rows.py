"""Surveys with a row per answer: who answered, the question, the answer. The rows of one questionnaire become one."""

from collections import Counter
from typing import Final

from zhiyin.science.collect.answering import item_code
from zhiyin.science.collect.columns import CUSTOMER_FIELDS, SCORES, Column, guess_columns, named_columns
from zhiyin.science.collect.gathering import gathered
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.questions import understand_question
from zhiyin.science.collect.service_table import names

_KEY: Final = names(
    "答卷ID|答卷编号|答卷号|答卷|问卷ID|问卷编号|问卷记录ID|样本编号|样本ID|样本号|受访者ID|受访者编号|受访者|被访者编号|"
    "提交ID|提交编号|提交序号|记录ID|记录编号|回收ID|答题ID|答题记录ID|答题编号|填写ID|作答ID|作答编号|序号|编号|"
    "response id|responseid|response|respondent id|respondent|submission id|record id|survey response id|session id|"
    "case id|sample id|answer sheet id|entry id|interview id"
)
_QUESTION: Final = names(
    "题目|题目名称|题目内容|题目标题|题干|问题|问题名称|问题内容|问题标题|调查项目|调查题目|指标|指标名称|question|"
    "question text|question title|question name|question label|questions|item|item text|variable"
)
_ANSWER: Final = names(
    "答案|答案内容|回答|回答内容|作答|作答内容|答题内容|答题结果|选项|选项内容|选择项|所选选项|填写内容|结果|打分|评分|得分|"
    "answer|answer text|answers|response|response text|response value|value|answer value|reply|choice|option|score|rating"
)
_MOST_QUESTIONS: Final = 200
_JOINED: Final = "┋"  # several options of one question


def answers_in_rows(head: Head, _descriptions: Descriptions) -> Recognised | None:
    """A survey with one row per answer, or None."""
    header = head.header
    plain = head.plain_names
    rows = [row for _, row in header.rows]
    if not header.numbers or len(rows) < 4:
        return None

    def cells(index: int) -> list[str]:
        return [row[index].strip() if index < len(row) else "" for row in rows]

    questions = [index for index, name in enumerate(plain) if name in _QUESTION]
    answers = [index for index, name in enumerate(plain) if name in _ANSWER and index not in questions]
    keys = [index for index, name in enumerate(plain) if name in _KEY and index not in (*questions, *answers)]
    for key in keys:
        for question in questions[:1]:
            for answer in answers[:1]:
                if _is_long(cells(key), cells(question), cells(answer)):
                    return _build(head, key, question, answer)
    return None


def _is_long(keys: list[str], questions: list[str], answers: list[str]) -> bool:
    """Whether few questions come again under many keys, hardly any twice under one."""
    pairs = Counter(pair for pair in zip(keys, questions, strict=True) if all(pair))
    different = len({question for _, question in pairs})
    groups = len({key for key, _ in pairs})
    return (
        2 <= different <= _MOST_QUESTIONS
        and groups >= 2
        and sum(map(bool, keys)) > 0.9 * len(keys)
        and len(pairs) >= max(1.5 * groups, 1.5 * different)
        and len(pairs) > 0.5 * len(keys)
        and sum(map(bool, answers)) > 0.3 * len(answers)
    )


def _build(head: Head, key: int, question: int, answer: int) -> Recognised:
    header = head.header
    columns = named_columns(header.names, len(header.names))
    width = len(columns)
    wordings = dict.fromkeys(
        row[question].strip() for _, row in header.rows if question < len(row) and row[question].strip()
    )
    to: dict[str, int] = {}
    for label in wordings:
        to[label] = len(columns)
        columns.append(Column(len(columns), label[:100], item=item_code(label), label=label))
    rest = Column(len(columns), _free_name(columns, "其他题目"), field="attribute")
    columns.append(rest)
    gather = {
        "key": [key],
        "spread": {"name": question, "value": answer, "to": to, "rest": rest.index, "join": _JOINED},
    }
    together = [row for _, row in gathered(header.rows, gather)]
    own = [column for column in columns[:width] if column.index not in (key, question, answer)]
    guess_columns(own, together, [*header.titles, head.sheet, head.name])
    for column in own:
        if column.field != "time" and _differs(head, key, column.index):
            column.field = "ignore"
            column.because("of_single_answers")
        elif column.field in (*SCORES, "text", "title", "open", "id"):
            column.field = "attribute"
    columns[question].field = columns[answer].field = "ignore"
    columns[key].field = "id"
    columns[key].because("known_here")
    for column in columns[width:-1]:
        understand_question(
            column, [row[column.index] if column.index < len(row) else "" for row in together]
        )
        if column.field in CUSTOMER_FIELDS and any(one.field == column.field for one in own):
            column.field = "attribute"
    found = Recognised("answers_in_rows", columns, header, notes=list(header.notes), gather=gather)
    found.noted(
        "answers_gathered", name=columns[key].name, rows=len(header.rows), groups=len(together)
    )  # fmt: skip
    return found


def _free_name(columns: list[Column], name: str) -> str:
    taken = {column.name for column in columns}
    return name if name not in taken else f"{name} (2)"


def _differs(head: Head, key: int, index: int) -> bool:
    """Whether a column tells of single answers: it differs within a questionnaire."""
    seen: dict[str, set[str]] = {}
    for _, row in head.header.rows:
        if key < len(row) and index < len(row) and row[index].strip():
            seen.setdefault(row[key].strip(), set()).add(row[index].strip())
    return sum(len(cells) > 1 for cells in seen.values()) > 0.2 * max(1, len(seen))
