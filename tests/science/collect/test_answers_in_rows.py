"""Surveys with a row per answer."""

from zoneinfo import ZoneInfo

from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.gathering import gathered
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets import recognise
from zhiyin.science.collect.rows import RowReader

HEADER = "答卷ID|客户编号|提交时间|题号|题目|答案"
ROWS = [
    f"A{n}|C{n:04d}|2024-06-0{n} 10:00|{code}|{question}|{answer}"
    for n in range(1, 8)
    for code, question, answer in (
        ("Q1", "总体满意度", ("非常满意", "满意", "一般", "不满意")[n % 4]), ("Q2", "推荐意愿(0-10)", n),
        ("Q3", "喜欢哪些菜品（多选）", "烤鸭"), ("Q3", "喜欢哪些菜品（多选）", ("汤包", "面条")[n % 2]),
        ("Q4", "您的建议", ("上菜再快一点就更好了", "停车的地方实在太难找了", "希望多一些清淡的菜")[n % 3]),
    )
]  # fmt: skip


def found(header: str, rows: list[str]) -> Recognised:
    lines = [header, *rows]
    return recognise(Head("csv", [(number, line.split("|")) for number, line in enumerate(lines, 1)]))


def drafts(recognised: Recognised) -> list[SignalDraft]:
    reader = RowReader(Mapping(recognised.columns, kind=recognised.kind), ZoneInfo("Asia/Shanghai"))
    made = [reader.draft(cells) for _, cells in gathered(recognised.header.rows, recognised.gather)]
    return [one for one in made if isinstance(one, SignalDraft)]


def test_the_rows_of_one_questionnaire_are_one_voice_with_its_answers() -> None:
    table = found(HEADER, ROWS)
    assert (table.preset, table.kind) == ("answers_in_rows", "survey")
    made = drafts(table)
    assert [one.source_id for one in made] == [f"A{n}" for n in range(1, 8)]
    first = made[0]
    assert first.customer is not None
    assert (first.customer.value, first.text) == ("C0001", "停车的地方实在太难找了")
    assert first.occurred_at is not None
    told = [(one.construct, one.value, one.choice) for one in first.answers if one.status == "answered"]
    assert ("csat", 4.0, "") in told
    assert ("nps", 1.0, "") in told
    assert {choice for construct, _, choice in told if construct == "choice"} == {"烤鸭", "面条"}


def test_what_tells_of_single_answers_is_left_out() -> None:
    table = found(HEADER, ROWS)
    fields = {column.name: column.field for column in table.columns}
    assert (fields["题号"], fields["题目"], fields["答案"]) == ("ignore",) * 3


def test_a_question_that_comes_later_in_the_file_is_kept() -> None:
    table = found(HEADER, ROWS)
    later = [(99, ["A9", "C0009", "2024-06-09 10:00", "Q9", "会再来吗", "会的"])]
    reader = RowReader(Mapping(table.columns), ZoneInfo("Asia/Shanghai"))
    ((_, cells),) = gathered(later, table.gather)
    made = reader.draft(cells)
    assert isinstance(made, SignalDraft)
    assert made.attributes["其他题目"] == "会再来吗：会的"


def test_a_table_of_questions_from_customers_is_no_survey() -> None:
    rows = [f"{n}|如何退款{n}|请在订单里面点击退款按钮|2024-06-0{n}" for n in range(1, 8)]
    assert found("编号|问题|答案|日期", rows).preset != "answers_in_rows"
