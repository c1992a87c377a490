"""Sheets of mystery visits: each check with its own scale, sums not counted twice, the inspector no customer."""

from zoneinfo import ZoneInfo

import pytest

from zhiyin.science.collect.checking import Problem, problem_of
from zhiyin.science.collect.drafts import SignalDraft, population_of
from zhiyin.science.collect.gathering import gathered
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets.mystery_visits import mystery_visits
from zhiyin.science.collect.rows import RowReader

SHANGHAI = ZoneInfo("Asia/Shanghai")


def head(header: str, *rows: str, name: str = "暗访.csv") -> Head:
    lines = [header.split("|"), *(row.split("|") for row in rows)]
    return Head("csv", list(enumerate(lines, start=1)), name=name)


def found(header: str, *rows: str, name: str = "暗访.csv") -> Recognised:
    recognised = mystery_visits(head(header, *rows, name=name), ())
    assert recognised is not None
    return recognised


def read(header: str, *rows: str, name: str = "暗访.csv") -> list[SignalDraft]:
    recognised = found(header, *rows, name=name)
    mapping = Mapping(recognised.columns, kind=recognised.kind, channel=recognised.channel)
    reader = RowReader(Mapping.from_json(mapping.as_json()), SHANGHAI)
    drafts = [reader.draft(cells) for _, cells in gathered(recognised.header.rows, recognised.gather)]
    taken = [draft for draft in drafts if not isinstance(draft, Problem)]
    assert len(taken) == len(drafts)
    assert all(problem_of(draft) is None for draft in taken)
    return taken


def checks(draft: SignalDraft) -> dict[str, tuple[float | None, float | None, str]]:
    return {a.item: (a.value, a.scale_max, a.status) for a in draft.answers}


WIDE = "门店|检查日期|检查员|微笑服务(10分)|环境卫生（满分20分）|是否主动问候|停车指引|服务小计|总分|备注"
ROW = "东一店|2025-03-01|张三|8|15|是|N/A|23|86|洗手间地面有水"


def test_every_check_is_an_item_from_nought_to_its_highest_score() -> None:
    draft, _ = read(WIDE, ROW, ROW.replace("N/A", "否"))
    assert checks(draft) == {
        "微笑服务": (8, 10, "answered"),
        "环境卫生": (15, 20, "answered"),
        "是否主动问候": (1, 1, "answered"),
        "停车指引": (None, 1, "not_applicable"),
        "total": (86, 100, "answered"),
    }
    assert (draft.kind, draft.unit, draft.text) == ("mystery_visit", "东一店", "洗手间地面有水")


def test_checks_mix_with_no_score_of_customers() -> None:
    (draft,) = read(WIDE, ROW)
    assert {answer.construct for answer in draft.answers} == {"number"}


def test_the_inspector_is_no_customer_and_sums_count_once() -> None:
    (draft,) = read(WIDE, ROW)
    assert draft.customer is None
    assert (draft.attributes["检查员"], draft.attributes["服务小计"]) == ("张三", "23")
    assert {"code": "totals_apart", "names": "服务小计"} in found(WIDE, ROW).notes


def test_met_partly_met_and_not_met_are_one_a_half_and_nought() -> None:
    header = "门店|日期|访客编号|店员问候|台面整洁|主动推荐|总分"
    rows = ["东一店|2025-3-1|S7|达标|不达标|部分达标|60", "西一店|2025-3-2|S8|√|×|/|50"]
    first, second = read(header, *rows)
    assert {item: value for item, (value, *_) in checks(first).items()} == {
        "店员问候": 1, "台面整洁": 0, "主动推荐": 0.5, "total": 60,
    }  # fmt: skip
    assert checks(second)["主动推荐"] == (None, 1, "not_applicable")
    assert first.attributes["访客编号"] == "S7"


def test_a_row_of_highest_scores_is_no_visit() -> None:
    rows = ["满分|||10|20|30", "东一店|2025-03-01|张三|8|12|20", "西一店|2025-03-02|李四|6|18|24"]
    drafts = read("门店|检查时间|督导|问候|卫生|合计", *rows)
    assert [checks(draft) for draft in drafts] == [
        {"卫生": (12, 20, "answered"), "问候": (8, 10, "answered"), "total": (20, 30, "answered")},
        {"卫生": (18, 20, "answered"), "问候": (6, 10, "answered"), "total": (24, 30, "answered")},
    ]


def test_checks_whose_highest_score_nobody_tells_share_one_that_is_to_be_looked_at() -> None:
    rows = ["东一店|2024-6-1|张三|5|4|3|12", "西一店|2024-6-1|张三|5|2|2|9"]
    header = "门店|巡店日期|巡店人|卫生|陈列|服务|得分"
    first, _ = read(header, *rows, name="巡店.xlsx")
    assert checks(first)["服务"] == (3, 5, "answered")
    assert checks(first)["total"] == (12, 15, "answered")
    assert any(one["code"] == "scale_assumed" for one in found(header, *rows).columns[5].evidence)


def test_scores_out_of_a_number_tell_the_highest() -> None:
    (draft,) = read("门店|日期|检查员|卫生|陈列|服务|总分", "东一店|2024-6-1|张三|8/10|3/5|4/5|86")
    assert checks(draft)["卫生"] == (8, 10, "answered")


LONG = "门店|检查日期|检查员|检查类别|检查项|分值|得分|扣分原因"
LONG_ROWS = (
    "东一店|2025-03-01|张三|服务|微笑服务|10|8|未露齿",
    "东一店|2025-03-01|张三|环境|环境卫生|20|20|",
    "东一店|2025-03-01|张三|服务|主动问候|5|N/A|",
    "西一店|2025-03-01|张三|服务|微笑服务|10|10|",
    "西一店|2025-03-01|张三|环境|环境卫生|20|12|地面有水",
)


def test_rows_of_one_visit_are_one_signal_with_the_reasons_as_its_text() -> None:
    first, second = read(LONG, *LONG_ROWS, name="检查明细.xlsx")
    assert (first.unit, first.text) == ("东一店", "微笑服务：未露齿")
    assert (second.unit, second.text) == ("西一店", "环境卫生：地面有水")
    assert checks(first) == {
        "微笑服务": (8, 10, "answered"),
        "环境卫生": (20, 20, "answered"),
        "主动问候": (None, 5, "not_applicable"),
    }
    assert {item: value for item, (value, *_) in checks(second).items()} == {
        "微笑服务": 10, "环境卫生": 12, "主动问候": None,
    }  # fmt: skip


def test_both_layouts_of_a_visit_give_the_same_answers() -> None:
    (wide,) = read(
        "门店|检查日期|检查员|微笑服务（10分）|环境卫生（20分）|备注", "东一店|2025-03-01|张三|8|20|"
    )
    (long, *_) = read(LONG, *LONG_ROWS[:2])
    assert checks(wide) == checks(long)


def test_sums_of_a_long_sheet_are_no_checks() -> None:
    (draft,) = read(LONG, *LONG_ROWS[:2], "东一店|2025-03-01|张三|合计|总分|30|28|")
    assert set(checks(draft)) == {"微笑服务", "环境卫生"}
    assert draft.attributes["总分"] == "28"


def test_checks_beyond_the_first_rows_are_not_lost() -> None:
    recognised = found(LONG, *LONG_ROWS)
    reader = RowReader(Mapping(recognised.columns, kind=recognised.kind), SHANGHAI)
    rows = [(9, ["南一店", "2025-03-01", "张三", "服务", "送客", "5", "4"])]
    ((_, cells),) = gathered(rows, recognised.gather)
    draft = reader.draft(cells)
    assert isinstance(draft, SignalDraft)
    assert draft.text == "送客：4"


@pytest.mark.parametrize(
    "table",
    [
        ("门店|评分|评价", "东一店|5|味道很好"),
        ("编号|评价时间|门店|推荐意愿|满意度|评价内容", "1|2025-03-01|东一店|9|5|味道很好"),
        ("姓名|题目|分值|得分|考试日期", "张三|第一题|10|8|2025-03-01"),
        ("门店|日期|是否会员|是否停车|满意度", "东一店|2025-03-01|是|否|5"),
        ("项目|分值|得分", "卫生|10|8"),
        ("商品|单价|数量|总计", "锅|128|3|384"),
    ],
)
def test_tables_of_ones_own_are_no_mystery_visits(table: tuple[str, str]) -> None:
    assert mystery_visits(head(table[0], table[1], table[1], name="table.csv"), ()) is None


@pytest.mark.parametrize(
    ("kind", "given", "population"),
    [
        ("mystery_visit", "customer", "inspector"),
        ("mystery_visit", "test", "test"),
        ("review", "customer", "customer"),
        ("survey", "staff", "staff"),
    ],
)
def test_who_inspects_is_no_customer(kind: str, given: str, population: str) -> None:
    assert population_of(SignalDraft(kind=kind, population=given)) == population
