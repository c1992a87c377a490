"""Exports that once were read wrongly: one test for each class of fault."""

import itertools
from zoneinfo import ZoneInfo

import pytest

from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets import recognise
from zhiyin.science.collect.rows import RowReader

WORDS = (
    "上菜太慢了等了很久",
    "服务员的态度非常好",
    "环境有点吵但是还行",
    "价格偏贵味道也一般",
    "停车的地方不好找",
    "下次还会再来的",
)


def found(header: str, *rows: str, name: str = "export.csv", fmt: str = "csv") -> Recognised:
    lines = [header, *rows]
    return recognise(
        Head(fmt, [(number, line.split("|")) for number, line in enumerate(lines, 1)], name=name)
    )


def fields(recognised: Recognised) -> dict[str, str]:
    return {column.name: column.field for column in recognised.columns}


def column(recognised: Recognised, name: str) -> Column:
    return next(one for one in recognised.columns if one.name == name)


def draft(recognised: Recognised, row: str) -> SignalDraft:
    reader = RowReader(
        Mapping(recognised.columns, kind=recognised.kind, channel=recognised.channel),
        ZoneInfo("Asia/Shanghai"),
    )
    made = reader.draft(row.split("|"))
    assert isinstance(made, SignalDraft)
    return made


def test_the_day_stands_first_in_a_column_whatever_it_is_called() -> None:
    rows = [f"{day}/06/2024 10:00|{words}" for day, words in zip(range(13, 19), WORDS, strict=True)]
    for name in ("Date", "Submitted on", "When was it"):
        assert fields(found(f"{name}|Comment", *rows))[name] == "time"


def test_what_only_tells_of_words_is_not_the_words() -> None:
    rows = [
        f"{kind}|{words}|李某" for kind, words in zip(itertools.cycle(["投诉", "建议"]), WORDS, strict=False)
    ]
    assert fields(found("意见类别|宾客意见|投诉描述人", *rows)) == {
        "意见类别": "attribute", "宾客意见": "text", "投诉描述人": "attribute",
    }  # fmt: skip


@pytest.mark.parametrize("cell", ['="13912345678"', "'13912345678", "13912345678.0", "13912345678"])
def test_a_number_marked_as_text_or_read_as_a_number_is_that_number(cell: str) -> None:
    rows = [f"1391234567{n}.0|VIP{n:04d}|{words}" for n, words in enumerate(WORDS)]
    table = found("手机号|订单号|意见", *rows)
    made = draft(table, f"{cell}|{cell}|{WORDS[0]}")
    assert made.customer is not None
    assert (made.customer.value, made.attributes) == ("13912345678", {"订单号": "13912345678"})


def test_a_header_in_two_lines_has_the_parts_of_a_rating_in_the_lower() -> None:
    rows = [f"携程|2024-06-0{n + 1}|4.7|5|4|{words}|谢谢您" for n, words in enumerate(WORDS)]
    table = recognise(Head("xlsx", [
        (1, ["渠道", "点评日期", "评分", "", "", "点评内容", "酒店回复"]), (2, ["", "", "总分", "卫生", "设施", "", ""]),
        *((number, row.split("|")) for number, row in enumerate(rows, 3)),
    ], merged=((1, 3, 1, 5), (1, 1, 2, 1), (1, 2, 2, 2), (1, 6, 2, 6), (1, 7, 2, 7))))  # fmt: skip
    assert [(one.item, one.touchpoint) for one in table.columns if one.field == "rating"] == [
        ("stars", ""), ("hygiene", "environment"), ("facilities", "environment"),
    ]  # fmt: skip


def test_a_name_with_a_scale_in_brackets_is_still_known() -> None:
    rows = [
        f"ZJ2024{n:04d}|2024-06-0{n + 1} 10:00|{words}|网络部|已解释|{n + 1}" for n, words in enumerate(WORDS)
    ]
    table = found("工单流水号|受理时间|投诉内容|处理部门|处理结果|满意度(1-10)", *rows)
    assert (table.preset, table.kind, column(table, "满意度(1-10)").scale_max) == ("tickets", "ticket", 10)


def test_conversations_of_intercom_are_chats_with_their_rating_and_remark() -> None:
    rows = [
        f"21{n}|2024-06-0{n + 1} 10:00|{words}|Messenger|Bob|{n % 5 + 1}|slow|u{n}@x.com"
        for n, words in enumerate(WORDS)
    ]
    table = found(
        "Conversation ID|Conversation started at (UTC)|First message|Channel|Assigned teammate|Conversation rating|"
        "Rating remark|User email", *rows,
    )  # fmt: skip
    assert (table.preset, table.kind) == ("tickets", "chat")
    assert {name: fields(table)[name] for name in ("Conversation ID", "Conversation rating", "Rating remark")} == {
        "Conversation ID": "id", "Conversation rating": "csat", "Rating remark": "more",
    }  # fmt: skip


def test_the_remark_on_a_conversation_joins_the_customers_words() -> None:
    talk = "客户: 你好，我的订单还没到\n客服小王: 您好，马上为您查询"
    rows = [f"2024-06-0{n + 1} 10:00|小鹿|满意|{words}|{talk}" for n, words in enumerate(WORDS)]
    table = found("会话开始时间|客户昵称|客户评价|评价内容|会话内容", *rows)
    assert (table.preset, fields(table)["评价内容"]) == ("transcripts", "more")


def test_callers_who_hung_up_are_silent_and_not_refused() -> None:
    rows = [f"c-{n}|2024-06-0{n + 1}|1{n}:20|+1415555000{n}|bob|00:03:1{n}|{said}" for n, said in
            enumerate(["5", "4", "1", "Timeout", "Hangup", ""])]  # fmt: skip
    table = found("Call ID|Date|Time|Caller|Agent|Duration|IVR CSAT", *rows)
    assert table.preset == "calls"
    assert [draft(table, row).answers[0].status for row in rows] == ["answered"] * 3 + ["skipped"] * 3


def test_a_platforms_times_are_read_in_the_order_that_its_days_tell() -> None:
    rows = [f"t{n}|{n + 11}/06/2024|{n % 5 + 1}|Good|{words}|Thanks" for n, words in enumerate(WORDS)]
    table = found(
        "Review Id|Review Created|Review Stars|Review Title|Review Content|Company Reply Content", *rows
    )
    moment = draft(table, rows[0].replace("11/06", "02/06")).occurred_at
    assert moment is not None
    assert (moment.month, moment.day) == (6, 1)  # in UTC


def test_a_reviews_day_and_time_are_one_moment() -> None:
    rows = [f"{n}|2024-06-0{n + 1}|1{n}:30|{n % 5 + 1}星|5|4|4|{words}|谢谢" for n, words in enumerate(WORDS)]
    table = found(
        "评价ID|评价日期|评价时间|总评分|口味|环境|服务|评价内容|商家回复", *rows, name="大众点评.csv"
    )
    moment = draft(table, rows[1]).occurred_at
    assert moment is not None
    assert (moment.day, moment.hour, moment.minute) == (2, 3, 30)


def test_checks_of_agents_calls_are_no_customers_scores() -> None:
    rows = [
        f"2024-06-0{n + 1}|质检甲|800{n}|小王|R000{n}|10|{n + 10}|{n + 20}|{2 * n + 40}|未使用规范开场白"
        for n in range(6)
    ]
    table = found(
        "质检日期|质检员|坐席工号|坐席姓名|录音编号|开场白(10)|服务态度(20)|业务知识(30)|总分|扣分原因", *rows
    )
    assert (table.preset, table.kind) == ("mystery_visits", "mystery_visit")
    assert {one.field for one in table.columns} <= {
        "attribute",
        "time",
        "number",
        "text",
        "open",
        "unit",
        "id",
    }
    assert column(table, "服务态度(20)").scale_max == 20


def test_the_day_of_a_visit_has_its_year_from_the_title_and_its_time_of_day_beside_it() -> None:
    rows = [f"1{n}:30|6月{n + 1}日|东一店|李督导|8|15|30|53" for n in range(6)]
    table = found(
        "到店时间|检查日期|门店|检查员|问候（10分）|卫生（20分）|出品（40分）|总分",
        *rows,
        name="神秘访客2024年6月.csv",
    )
    moment = draft(table, rows[1]).occurred_at
    assert moment is not None
    assert (moment.year, moment.month, moment.day, moment.hour, moment.minute) == (2024, 6, 2, 3, 30)


def test_the_kind_of_survey_in_every_row_says_what_its_score_measures() -> None:
    rows = [f"{n * 2}|{words}|NPS|{900 + n}|2024-06-0{n + 1} 10:00:00 UTC" for n, words in enumerate(WORDS)]
    table = found("Score|Comment|Survey Type|Response ID|Response Created At", *rows)
    assert (column(table, "Score").field, table.kind) == ("nps", "survey")


def test_a_table_without_voices_or_times_is_told() -> None:
    table = found("工号|姓名|部门", "00001|张三|客服部", "00002|李四|客服部")
    assert [note["code"] for note in table.notes] == ["no_time", "no_voices"]


def test_a_line_that_stands_alone_below_a_table_is_nobodys_voice() -> None:
    rows = [f"{n}|2024-06-0{n + 1}|东一店|{n % 5 + 1}|{words}" for n, words in enumerate(WORDS)]
    reader = RowReader(Mapping(found("序号|日期|门店|评分|意见", *rows).columns), ZoneInfo("Asia/Shanghai"))
    for cells in (["本表每月五日前报送总部客服中心"], ["", "", "本表由运营部门负责填写"]):
        made = reader.draft(cells)
        assert getattr(made, "code", "") == "footer_line"


def test_a_complaints_ledger_of_a_bank_has_its_words_and_answers() -> None:
    rows = [
        f"{n}|TS20240{n}|2024/6/{n + 1}|网点|王某|徐汇支行|{words}|已沟通，客户表示理解|{'是否'[n % 2]}"
        for n, words in enumerate(WORDS)
    ]
    table = found(
        "序号|投诉编号|投诉日期|投诉渠道|投诉人|被投诉机构|投诉事由|处理过程及结果|客户是否满意", *rows
    )
    made = draft(table, rows[0])
    assert (table.preset, made.text, made.unit, made.attributes["reply"]) == (
        "tickets", WORDS[0], "徐汇支行", "已沟通，客户表示理解",
    )  # fmt: skip
    assert [(one.construct, one.value, one.scale_max) for one in made.answers] == [("csat", 1, 1)]


def test_tickets_of_an_api_have_their_words_and_no_codes_for_channels() -> None:
    rows = [
        f"{n}|Lost|{words}|2|1|1|2024-06-0{n + 1}T10:00:00Z|{100 + n}|vip" for n, words in enumerate(WORDS)
    ]
    table = found(
        "id|subject|description_text|status|priority|source|created_at|requester_id|tags", *rows, fmt="json"
    )
    made = draft(table, rows[0])
    assert (table.preset, made.text, made.channel) == ("tickets", WORDS[0], "service_desk")


def test_issues_in_their_envelope_are_tickets() -> None:
    header = "id|key|fields.summary|fields.description|fields.created|fields.status.name|fields.priority.name|fields.issuetype.name|fields.reporter.displayName"  # noqa: E501
    rows = [
        f"{n}|SUP-{n}|Pay|{words}|2024-06-0{n + 1}T10:00:00Z|Done|High|Request|Ann"
        for n, words in enumerate(WORDS)
    ]
    table = found(header, *rows, fmt="json")
    assert (table.preset, draft(table, rows[0]).text, draft(table, rows[0]).title) == (
        "tickets",
        WORDS[0],
        "Pay",
    )


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    rows = [f"2024-06-0{n + 1}|銅鑼灣店|{said}|上菜太慢了，等了四十分鐘{n}" for n, said in
            enumerate(["非常滿意", "滿意", "一般", "不滿意", "非常不滿意", "滿意"])]  # fmt: skip
    table = found("評價時間|分店|滿意度|意見", *rows)
    assert fields(table) == {"評價時間": "time", "分店": "unit", "滿意度": "csat", "意見": "text"}
    made = draft(table, rows[3])
    assert (made.answers[0].value, made.text, made.unit) == (2, "上菜太慢了，等了四十分鐘3", "銅鑼灣店")


@pytest.mark.parametrize("cell", ["2024年6月", "2024-06", "202406", "2024/6月份"])
def test_a_month_is_the_time_where_no_day_is_told(cell: str) -> None:
    table = found(
        "月份|门店|满意度|意见", *[f"{cell}|东一店|{n % 5 + 1}|{words}" for n, words in enumerate(WORDS)]
    )
    moment = draft(table, f"{cell}|东一店|5|{WORDS[0]}").occurred_at
    assert moment is not None
    assert (moment.year, moment.month, moment.day) == (2024, 5, 31)  # in UTC
    table = found(
        "月份|回访时间|意见", *[f"{cell}|2024-06-0{n + 1}|{words}" for n, words in enumerate(WORDS)]
    )
    assert fields(table)["回访时间"] == "time"


def test_sheets_named_as_stores_are_the_units() -> None:
    rows = [
        f"2024-06-0{n + 1}|{n % 5 + 1}|{words}|{'东一店' if n % 2 else '西二店'}"
        for n, words in enumerate(WORDS)
    ]
    assert fields(found("日期|评分|意见|工作表", *rows))["工作表"] == "unit"
    rows = [row.replace("东一店", "1月").replace("西二店", "2月") for row in rows]
    assert fields(found("日期|评分|意见|工作表", *rows))["工作表"] == "attribute"


def test_an_openid_is_a_customers_key_whoevers_it_is_called() -> None:
    rows = [f"o6_bmjrPTlm6_2sgVt7hMZOPfL2M{n}|2024-06-0{n + 1}|{words}" for n, words in enumerate(WORDS)]
    assert fields(found("客户openid|会话开始时间|客户留言", *rows))["客户openid"] == "openid"


def test_contacts_of_a_cloud_call_centre_are_calls() -> None:
    rows = [
        f"0000{n}-aa|2024-06-01T10:0{n}:00Z|+1415555000{n}|Billing|Bob|00:05:00|CUSTOMER_DISCONNECT|{n % 5 + 1}"
        for n in range(6)
    ]
    table = found(
        "Contact ID|Initiation timestamp|Phone number|Queue|Agent|Contact duration|"
        "Disconnect reason|Post-call survey score", *rows,
    )  # fmt: skip
    assert (table.preset, fields(table)["Post-call survey score"]) == ("calls", "csat")


def test_posts_of_weibo_have_their_words() -> None:
    rows = [
        f"50{n:014d}|{words}|2024年06月01日 10:00|小明|1|2|3|https://weibo.com/1/x{n}"
        for n, words in enumerate(WORDS)
    ]
    table = found("mid|微博正文|发布时间|用户昵称|转发数|评论数|点赞数|微博链接", *rows)
    assert draft(table, rows[0]).text == WORDS[0]


def test_conversations_of_a_shop_are_no_reviews_and_their_steps_no_texts() -> None:
    said = ["很满意", "满意", "一般", "不满意", "很不满意"] * 3
    rows = [
        f"t**{n}|店铺:小二|2024-06-{n + 1:02d} 10:00|12|{one}|2024-06-{n + 1:02d}|咨询尺码"
        for n, one in enumerate(said)
    ]
    table = found("旺旺号|客服旺旺|聊天开始时间|消息数|评价|评价时间|会话小结", *rows)
    assert table.preset not in ("taobao", "reviews")
    assert column(table, "评价").field == "csat"
    rows = [f"{n}|2024-06-{n + 1:02d} 10:00|{n % 5 + 1}星|{one}|谢谢您的评价" for n, one in enumerate(said)]
    table = found("评价ID|评价时间|星级|评价|商家回复", *rows, name="大众点评.csv")
    assert column(table, "评价").field == "csat"


def test_a_questions_number_before_a_known_name_changes_nothing() -> None:
    rows = [f"{n % 5 + 1}|{n}|{words}|上次打过电话了已经" for n, words in enumerate([*WORDS, *WORDS][:11])]
    assert fields(found("Q1总体满意|Q4推荐|Q5建议|Manager comments", *rows)) == {
        "Q1总体满意": "csat", "Q4推荐": "nps", "Q5建议": "text", "Manager comments": "attribute",
    }  # fmt: skip
