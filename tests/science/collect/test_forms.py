"""Forms whose columns are named by their questions are known by their own columns, and read like any survey."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets.forms import google_forms, microsoft_forms, other_forms
from zhiyin.science.collect.questions import whole_options
from zhiyin.science.collect.rows import RowReader

Preset = Callable[[Head, Descriptions], Recognised | None]


def table(*lines: str) -> list[list[str]]:
    return [line.split("|") for line in lines]


def recognised(preset: Preset, rows: list[list[str]]) -> Recognised | None:
    return preset(Head("csv", [(number, list(row)) for number, row in enumerate(rows, 1)]), ())


def fields(found: Recognised | None) -> list[str]:
    assert found is not None
    return [column.field for column in found.columns]


def drafts(found: Recognised | None, rows: list[list[str]]) -> list[SignalDraft]:
    assert found is not None
    reader = RowReader(Mapping(found.columns, kind=found.kind), ZoneInfo("Asia/Shanghai"))
    made = [reader.draft(row) for row in rows[1:]]
    assert all(isinstance(draft, SignalDraft) for draft in made), made
    return [draft for draft in made if isinstance(draft, SignalDraft)]


GOOGLE = table(
    "Timestamp|Email Address|Score|How satisfied are you with our service?|Rate us [Cleanliness]|Rate us [Staff]|"
    "What do you like?|How likely are you to recommend us to a friend?|Anything else you want to tell us?",
    "2024/06/01 3:04:05 PM GMT+8|a@b.cn|8 / 10|5|Good|Excellent|Food;Price|9|More seats please",
    "2024/06/02 3:04:05 AM GMT+8|c@b.cn|9 / 10|4|Fair|Good|Price|10|",
    "2024/06/02 4:04:05 AM GMT+8|d@b.cn|9 / 10|2|Poor|Good|Food;Place|3|The music was too loud",
    "2024/06/03 4:04:05 AM GMT+8|e@b.cn|9 / 10|1|Good|Fair|Place|0|",
)


def test_responses_of_google_forms_are_recognised() -> None:
    found = recognised(google_forms, GOOGLE)
    assert fields(found) == [
        "time", "email", "attribute", "csat", "rating", "rating", "choices", "nps", "open",
    ]  # fmt: skip
    first = drafts(found, GOOGLE)[0]
    assert first.occurred_at is not None
    assert first.occurred_at.isoformat() == "2024-06-01T07:04:05+00:00"
    assert first.customer is not None
    assert (first.customer.value, first.text) == ("a@b.cn", "More seats please")
    assert sorted(a.choice for a in first.answers if a.choice) == ["Food", "Price"]


def test_rows_of_a_grid_share_their_scale() -> None:
    found = recognised(google_forms, GOOGLE)
    assert found is not None
    one, other = found.columns[4:6]
    assert (one.label, one.scale_max, one.scores) == ("Rate us · Cleanliness", other.scale_max, other.scores)
    assert one.item != other.item


def test_chinese_responses_are_recognised() -> None:
    rows = table(
        "时间戳记|您对本次服务是否满意？|您看重哪些方面？|还有什么建议？",
        "2024/06/01 3:04:05 下午 GMT+8|非常满意|价格, 服务|多开几家店",
        "2024/06/01 4:04:05 下午 GMT+8|满意|服务|",
        "2024/06/01 5:04:05 下午 GMT+8|一般|环境, 服务|等得太久",
        "2024/06/01 6:04:05 下午 GMT+8|满意|价格, 环境|",
    )
    found = recognised(google_forms, rows)
    assert fields(found) == ["time", "csat", "choices", "open"]


def test_options_that_hold_a_comma_stay_whole() -> None:
    cells = ["Coffee, tea", "Water", "Coffee, tea, Water", "Milk, Water", "Coffee, tea, Milk"] * 2
    assert whole_options(cells, ", ") == {"Coffee, tea": "Coffee, tea"}


def test_responses_of_microsoft_forms_are_recognised() -> None:
    rows = table(
        "ID|Start time|Completion time|Email|Name|How satisfied are you?|Which of these do you use?|Points - Quiz",
        "1|6/1/24 10:00:00|6/1/24 10:02:00|anonymous||Very satisfied|App;Web;|1",
        "2|6/13/24 10:00:00|6/13/24 10:02:00|a@b.cn|Li Lei|Dissatisfied|Web;|0",
        "3|6/13/24 11:00:00|6/13/24 11:02:00|anonymous||Neutral|App;Shop;|0",
    )
    found = recognised(microsoft_forms, rows)
    assert fields(found) == [
        "id",
        "attribute",
        "time",
        "email",
        "customer_name",
        "csat",
        "choices",
        "attribute",
    ]
    first, second, _ = drafts(found, rows)
    assert first.customer is None
    assert second.customer is not None
    assert (second.customer.value, second.customer.name) == ("a@b.cn", "Li Lei")
    assert sorted(a.choice for a in first.answers if a.choice) == ["App", "Web"]


def test_one_answer_is_enough_to_know_several_options_of_microsoft_forms() -> None:
    rows = table(
        "ID|Start time|Completion time|Email|Name|Which of these do you use?",
        "1|6/1/24 10:00:00|6/1/24 10:02:00|anonymous||App;Web;",
    )
    found = recognised(microsoft_forms, rows)
    assert fields(found)[-1] == "choices"
    assert [answer.choice for answer in drafts(found, rows)[0].answers] == ["App", "Web"]


def test_a_form_of_jinshuju_is_recognised() -> None:
    rows = table(
        "序号|您的满意度|您的意见或建议|您的手机号|提交人|提交时间|修改时间|填写设备|IP",
        "1|非常满意|上菜再快一点|13800138000|系统|2024-06-01 10:00:00|2024-06-01 10:00:00|微信|1.2.3.4",
        "2|满意||13800138001|系统|2024-06-01 10:00:00|2024-06-01 10:00:00|微信|1.2.3.4",
    )
    found = recognised(other_forms, rows)
    assert found is not None
    assert (found.preset, fields(found)) == (
        "jinshuju",
        ["id", "csat", "open", "mobile", "attribute", "time", "attribute", "attribute", "attribute"],
    )


def test_a_form_of_another_tool_is_known_by_its_questions() -> None:
    rows = table(
        "提交人|提交时间|您对食堂是否满意？|请留下您的建议",
        "张三|2024-06-01 10:00|满意|品种再多一些",
        "李四|2024-06-01 10:10|不满意|",
    )
    found = recognised(other_forms, rows)
    assert fields(found) == ["attribute", "time", "csat", "open"]


@pytest.mark.parametrize("preset", [google_forms, microsoft_forms, other_forms])
@pytest.mark.parametrize(
    "names",
    [
        "Timestamp|Store|Rating|Comment",
        "timestamp|user|text",
        "ID|Start time|End time|Agent|Score",
        "提交人|提交时间|门店|评价内容",
        "工单号|提交人|提交时间|处理结果|满意度",
        "序号|提交答卷时间|所用时间|来自IP|1、性别",
        "ID|Name|Email|Review",
    ],
)
def test_tables_of_ones_own_are_not_taken_for_a_form(preset: Preset, names: str) -> None:
    rows = [names.split("|"), *([f"2024-06-0{n} 10:00"] * (names.count("|") + 1) for n in (1, 2))]
    assert recognised(preset, rows) is None
