"""Exports of review platforms are told from tables of one's own, and read without taking anybody's word for another's."""

from zoneinfo import ZoneInfo

import pytest

from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.gathering import gathered
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets.reviews import reviews
from zhiyin.science.collect.rows import RowReader
from zhiyin.science.collect.voiceless import nobody_said

SHANGHAI = ZoneInfo("Asia/Shanghai")
Rows = list[list[str]]


def head(header: str, *rows: str, name: str = "export.csv", sheet: str = "") -> Head:
    lines = [header.split("|"), *(row.split("|") for row in rows)]
    return Head("csv", list(enumerate(lines, start=1)), name=name, sheet=sheet)


def found(header: str, *rows: str, name: str = "export.csv") -> Recognised:
    recognised = reviews(head(header, *rows, name=name), ())
    assert recognised is not None
    return recognised


def columns(recognised: Recognised) -> dict[str, Column]:
    return {column.name: column for column in recognised.columns}


def read(header: str, *rows: str, name: str = "export.csv") -> list[SignalDraft | Problem]:
    """Every row through the reader, rows put together as the layout says."""
    this = head(header, *rows, name=name)
    recognised = reviews(this, ())
    assert recognised is not None
    mapping = Mapping(recognised.columns, kind=recognised.kind, channel=recognised.channel)
    reader = RowReader(Mapping.from_json(mapping.as_json()), SHANGHAI)
    return [reader.draft(cells) for _, cells in gathered(recognised.header.rows, recognised.gather)]


def one(header: str, row: str, name: str = "export.csv") -> SignalDraft:
    (draft,) = read(header, row, name=name)
    assert isinstance(draft, SignalDraft)
    return draft


def scores(draft: SignalDraft) -> dict[str, tuple[float | None, float | None, float | None, str]]:
    return {a.item: (a.value, a.scale_min, a.scale_max, a.touchpoint) for a in draft.answers}


DIANPING = "评价ID|评价时间|门店名称|用户昵称|用户等级|星级|口味|环境|服务|人均|评价内容|商家回复|商家回复时间|点赞数|图片"
DIANPING_ROW = (
    "881|2025-03-01 12:30|小满茶馆(静安店)|爱吃的猫|Lv5|4.5|5|4|3.5|128|点心很好吃，就是等位有点久|感谢您的光临|"
    "2025-03-02 09:00|3|http://p0.meituan.net/a.jpg"
)


def test_stars_and_parts_of_the_rating_become_answers_at_their_touchpoints() -> None:
    draft = one(DIANPING, DIANPING_ROW)
    assert scores(draft) == {
        "stars": (4.5, 1, 5, ""),
        "taste": (5, 1, 5, "taste"),
        "environment": (4, 1, 5, "environment"),
        "service": (3.5, 1, 5, "service"),
    }
    assert {answer.construct for answer in draft.answers} == {"rating"}
    assert (draft.source_id, draft.unit, draft.kind) == ("881", "小满茶馆(静安店)", "review")
    assert draft.occurred_at is not None


def test_a_merchants_reply_is_kept_apart_with_its_time() -> None:
    draft = one(DIANPING, DIANPING_ROW)
    assert draft.text == "点心很好吃，就是等位有点久"
    assert draft.attributes["reply"] == "感谢您的光临"
    assert draft.attributes["商家回复时间"] == "2025-03-02 09:00"


def test_a_platforms_user_is_no_customer() -> None:
    draft = one(DIANPING, DIANPING_ROW)
    assert draft.customer is None
    assert (draft.attributes["用户昵称"], draft.attributes["用户等级"], draft.tier) == ("爱吃的猫", "Lv5", "")
    draft = one("评价ID|买家昵称|用户ID|评分|评价内容|卖家回复", "1|t**b|10086001|5|很好用的锅|谢谢亲")
    assert draft.customer is None
    assert draft.attributes["用户ID"] == "10086001"


def test_taste_environment_and_service_beside_stars_are_dianpings_unless_named_otherwise() -> None:
    assert (found(DIANPING, DIANPING_ROW).preset, found(DIANPING, DIANPING_ROW).channel) == ("dianping",) * 2
    named = found(DIANPING, DIANPING_ROW.replace("http://p0.meituan.net/a.jpg", ""), name="美团评价导出.xlsx")
    assert (named.preset, named.channel) == ("meituan", "meituan")


def test_parts_of_a_rating_in_one_cell_are_answers_of_their_own() -> None:
    header = "店铺|用户名|星级|评分明细|评论内容|评论时间"
    draft = one(header, "面馆|阿猫|4.5|口味：4.5 环境：4.0 服务：5.0|好吃的面馆|2024-06-01")
    assert scores(draft) == {
        "stars": (4.5, 1, 5, ""),
        "taste": (4.5, 1, 5, "taste"),
        "environment": (4, 1, 5, "environment"),
        "service": (5, 1, 5, "service"),
    }
    assert draft.attributes["评分明细"] == "口味：4.5 环境：4.0 服务：5.0"


def test_parts_of_a_rating_alone_name_no_platform() -> None:
    plain = found("门店|评价日期|总体评分|口味|环境|服务|评价", "东一店|2024-6-1|5|5|4|4|都挺好吃的")
    assert (plain.preset, plain.channel) == ("reviews", "")
    starred = found("门店|评价日期|星级|口味|环境|服务|评价", "东一店|2024-6-1|5|5|4|4|都挺好吃的")
    assert (starred.preset, {"code": "platform_assumed"} in starred.notes) == ("dianping", True)


def test_what_was_understood_is_told() -> None:
    codes = {note["code"] for note in found(DIANPING, DIANPING_ROW).notes}
    assert {"parts_of_rating", "reply_apart"} <= codes


def test_a_column_of_platforms_becomes_channels() -> None:
    header = "评价渠道|门店|评价时间|星级|评价内容|商家回复"
    drafts = read(
        header,
        "大众点评|东一店|2025-3-1|4|还行吧这家店|",
        "美团|东一店|2025-3-2|5|很好很好|谢谢",
        "线下|东一店|2025-3-2|5|好|",
    )
    assert [draft.channel for draft in drafts if isinstance(draft, SignalDraft)] == [
        "dianping",
        "meituan",
        "线下",
    ]
    assert found(header, "大众点评|东一店|2025-3-1|4|还行|").preset == "reviews"


def test_delivery_scores_stand_at_their_touchpoints() -> None:
    draft = one(
        "订单号|评价时间|店铺名称|总评分|味道|包装评分|配送评分|骑手评分|评价内容|商家回复",
        "3001|2025-03-01 12:30|面馆|4|5|4|2|0|面坨了|抱歉",
        name="饿了么评价.csv",
    )
    assert draft.channel == "eleme"
    assert scores(draft) == {
        "stars": (4, 1, 5, ""),
        "taste": (5, 1, 5, "taste"),
        "packaging": (4, 1, 5, "packaging"),
        "delivery": (2, 1, 5, "delivery"),
        "rider": (None, 1, 5, "delivery"),
    }
    assert {a.item: a.status for a in draft.answers}["rider"] == "skipped"
    assert draft.attributes["订单号"] == "3001"


def test_forty_five_is_four_and_a_half_stars_and_old_grades_keep_their_scale() -> None:
    header = "点评ID|星级|口味|环境|服务|点评内容"
    drafts = read(
        header, "1|45|4(非常好)|3(很好)|2(好)|好吃的面馆啊", "2|50|4(非常好)|0(差)|1(一般)|环境差了点"
    )
    assert isinstance(drafts[0], SignalDraft)
    assert scores(drafts[0])["stars"] == (4.5, 1, 5, "")
    assert scores(drafts[0])["taste"] == (4, 0, 4, "taste")


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("默认好评", "default"),
        ("系统默认好评！", "default"),
        ("用户未及时做出评价,系统默认好评!", "default"),
        ("评价方未及时做出评价，系统默认好评！", "default"),
        ("15天内买家未作出评价", "default"),
        ("买家未作评价", "default"),
        ("此用户未及时填写评价内容,系统默认好评！", "default"),
        ("此用户没有填写评价。", "blank"),
        ("此用户未填写评价内容", "blank"),
        ("该用户未填写文字评价", "blank"),
        ("该用户觉得商品非常好，给出5星好评", "blank"),
        ("The customer left no comment", "blank"),
        ("我没写评价，系统默认好评了，其实很难吃", ""),
        ("不错，没有评价的必要了", ""),
        ("没有", ""),
        ("好评", ""),
    ],
)
def test_sentences_of_platforms_are_told_from_those_of_people(sentence: str, meant: str) -> None:
    assert nobody_said(sentence) == meant


TAOBAO = "订单编号|宝贝标题|买家昵称|评价类型|评价内容|评价时间|追评内容|追评时间|卖家解释"


def test_what_the_platform_rated_by_itself_is_no_voice() -> None:
    (draft,) = read(TAOBAO, "1|锅|t**b|好评|评价方未及时做出评价,系统默认好评!|2025-03-01 10:00|||")
    assert draft == Problem("", "no_voice")
    notes = found(TAOBAO, "1|锅|t**b|好评|系统默认好评|2025-03-01 10:00|||").notes
    assert {"code": "no_voice", "rows": 1} in notes


def test_stars_of_a_person_who_wrote_nothing_stay() -> None:
    draft = one(
        "订单号|商品名称|评分|评价内容|评价时间|追评内容",
        "1|锅|2|此用户没有填写评价。|2025-03-01|",
        name="京东评价.csv",
    )
    assert (draft.text, scores(draft)) == ("", {"stars": (2, 1, 5, "")})
    (nothing,) = read("评价ID|评价内容|评价时间|追评内容|买家昵称", "1|此用户没有填写评价。|2025-03-01||t**b")
    assert nothing == Problem("", "no_voice")


def test_full_stars_beside_a_platforms_sentence_are_its_own_and_in_no_score() -> None:
    (nothing,) = read(
        "订单号|商品名称|评分|评价内容|评价时间|追评内容",
        "1|锅|5|此用户没有填写评价。|2025-03-01|",
        name="京东评价.csv",
    )
    assert nothing == Problem("", "no_voice")


def test_stars_without_any_sentence_are_a_persons() -> None:
    draft = one("订单号|商品名称|评分|评价内容|评价时间|追评内容", "1|锅|5||2025-03-01|", name="京东评价.csv")
    assert scores(draft) == {"stars": (5, 1, 5, "")}


def test_words_added_later_to_a_default_rating_are_heard_without_its_stars() -> None:
    draft = one(TAOBAO, "1|锅|t**b|好评|系统默认好评|2025-03-01 10:00|用了一个月就糊底|2025-04-01|")
    assert (draft.text, draft.answers) == ("用了一个月就糊底", [])


def test_added_words_stand_below_the_review_wherever_their_column_is() -> None:
    header = "评价ID|追评内容|评价内容|评分|评价时间"
    assert one(header, "1|一个月后坏了|很好用的锅|5|2025-03-01").text == "很好用的锅\n一个月后坏了"
    assert one(header, "1|无|很好用的锅|5|2025-03-01").text == "很好用的锅"


def test_rows_of_one_review_are_put_together() -> None:
    header = "评价ID|评价内容|评分|评价时间|是否追评|商品名称|买家昵称"
    drafts = read(
        header,
        "1|很好用的锅|5|2025-03-01|否|锅|a",
        "2|一般般的锅|3|2025-03-01|否|锅|b",
        "1|一个月后坏了|5|2025-04-01|是|锅|a",
    )
    assert [(d.source_id, d.text, len(d.answers)) for d in drafts if isinstance(d, SignalDraft)] == [
        ("1", "很好用的锅\n一个月后坏了", 1), ("2", "一般般的锅", 1),
    ]  # fmt: skip


def test_an_added_text_alone_never_replaces_its_review() -> None:
    header = "评价ID|评价内容|评分|评价时间|是否追评|商品名称|买家昵称"
    (draft,) = read(header, "1|一个月后坏了|5|2025-04-01|是|锅|a")
    assert isinstance(draft, SignalDraft)
    assert draft.source_id.startswith("1~")
    assert (draft.attributes["follows"], draft.answers) == ("1", [])
    (headed,) = read("评价ID|评价内容|评分|评价时间|卖家回复", "1|【追评】一个月后坏了|5|2025-04-01|")
    assert isinstance(headed, SignalDraft)
    assert headed.attributes["follows"] == "1"


def test_a_reply_below_the_text_is_taken_out_of_it() -> None:
    draft = one(
        "评价ID|评分|评价内容|点赞数|用户昵称|图片|追评", "1|2|太咸了，不会再来\n商家回复：非常抱歉|0|猫||"
    )
    assert (draft.text, draft.attributes["reply"]) == ("太咸了，不会再来", "非常抱歉")


def test_good_middling_and_bad_are_a_scale_of_three() -> None:
    draft = one(TAOBAO, "1|锅|t**b|差评|漏电了吓死人|2025-03-01 10:00|||已退款")
    assert scores(draft) == {"verdict": (1, 1, 3, "")}
    assert draft.attributes["reply"] == "已退款"
    assert draft.channel == "taobao"


def test_voucher_guests_can_be_told_from_those_who_paid_in_full() -> None:
    header = f"{DIANPING}|团购名称|消费方式|用餐人数"
    drafts = read(
        header,
        f"{DIANPING_ROW}|双人下午茶|堂食|2人",
        f"{DIANPING_ROW.replace('881', '882')}||堂食|两位",
        f"{DIANPING_ROW.replace('881', '883')}||外卖配送|",
    )
    keys = ("visit_route", "voucher", "party_size", "spend_per_person", "团购名称")
    assert [tuple(d.attributes.get(key) for key in keys) for d in drafts if isinstance(d, SignalDraft)] == [
        ("group_buy", "yes", 2, 128, "双人下午茶"), ("walk_in", None, 2, 128, None), ("delivery", None, None, 128, None),
    ]  # fmt: skip


GOOGLE_PLAY = (
    "Package Name|App Version Code|App Version Name|Reviewer Language|Device|Review Submit Date and Time|"
    "Review Submit Millis Since Epoch|Review Last Update Date and Time|Review Last Update Millis Since Epoch|Star Rating|"
    "Review Title|Review Text|Developer Reply Date and Time|Developer Reply Millis Since Epoch|Developer Reply Text|"
    "Review Link"
)
PLAY_ROW = (
    "com.example|12|1.2|zh|crosshatch|2025-03-01T04:00:00Z|1740801600000|2025-03-01T04:00:00Z|1740801600000|2||闪退太多|"
    "2025-03-02T04:00:00Z|1740888000000|已修复|https://play.google.com/console/x?reviewId=gp:AOqpTOE&corpus=PUBLIC"
)


def test_google_play_is_known_by_its_columns() -> None:
    draft = one(GOOGLE_PLAY, PLAY_ROW)
    assert (draft.channel, draft.source_id, draft.text) == ("google_play", "gp:AOqpTOE", "闪退太多")
    assert draft.occurred_at is not None
    assert draft.occurred_at.isoformat() == "2025-03-01T04:00:00+00:00"
    assert draft.attributes["reply"] == "已修复"
    assert draft.attributes["App Version Name"] == "1.2"
    assert scores(draft) == {"stars": (2, 1, 5, "")}


def test_app_store_trustpilot_booking_and_google_business_are_known() -> None:
    apple = one(
        "ID|Date|Territory|App Version|Rating|Title|Review|Nickname|Developer Response",
        "77|2025-03-01|CHN|2.1|1|又闪退|打开就闪退|阿猫|感谢反馈",
    )
    assert (apple.channel, apple.title, apple.text, apple.attributes["reply"]) == (
        "app_store", "又闪退", "打开就闪退", "感谢反馈",
    )  # fmt: skip
    api = one(
        "attributes.rating|attributes.title|attributes.body|attributes.reviewerNickname|attributes.createdDate|"
        "attributes.territory|id",
        "5|好|很好用|abc|2024-06-01T10:00:00-07:00|CHN|r1",
    )
    assert (api.channel, api.title, api.text, api.source_id) == ("app_store", "好", "很好用", "r1")
    pilot = one(
        "Review Id|Review Created (UTC)|Review Stars|Review Title|Review Content|Review Username|Company Reply Date (UTC)|"
        "Company Reply|Reference Id|Location Name",
        "ab1|2025-03-01 10:00:00|4|Good|Friendly people|Ann|2025-03-02 10:00:00|Thanks|R9|North",
    )
    assert (pilot.channel, pilot.source_id, pilot.unit) == ("trustpilot", "ab1", "North")
    assert pilot.customer is None
    booking = one(
        "Review date|Guest name|Reservation number|Review title|Positive review|Negative review|Review score|Staff|"
        "Cleanliness|Location|Facilities|Comfort|Value for money|Property reply",
        "2025-03-01|Ann|4411|Nice|Great staff|Noisy street|8|9|9|10|5|9|8|Thanks",
    )
    assert booking.channel == "booking"
    assert booking.text == "Great staff\nNoisy street"
    assert scores(booking)["stars"] == (8, 1, 10, "")
    assert scores(booking)["facilities"] == (5, 1, 10, "environment")
    google = one(
        "Location|Reviewer|Star Rating|Comment|Create Time|Review Reply",
        "North|Ann|FIVE|Lovely|2025-03-01|Ta",
    )
    assert (google.channel, scores(google)) == ("google_business", {"stars": (5, 1, 5, "")})


def test_notes_of_xiaohongshu_are_posts() -> None:
    note = one(
        "笔记ID|笔记标题|笔记内容|作者|发布时间|点赞数|收藏数|评论数",
        "6501|踩雷|这家真的别来|甜甜|2025-03-01|12|3|4",
    )
    assert (note.kind, note.channel, note.title, note.text) == ("post", "xiaohongshu", "踩雷", "这家真的别来")


@pytest.mark.parametrize(
    "table",
    [
        ("编号|评价时间|门店|渠道|推荐意愿|满意度|评价内容", "1|2025-03-01|东一店|微信|9|5|味道很好"),
        ("评价ID|评价时间|门店|渠道|评分|评价内容", "1|2025-03-01|东一店|微信|5|味道很好"),
        ("门店|评分|评价", "东一店|5|味道很好"),
        ("Response ID|Submitted At|Store|Rating|Comment|Customer ID", "1|2025-03-01|North|5|Friendly|C1"),
        ("domain|label|review", "hotel|0|房间隔音太差"),
        ("门店|服务满意度|环境满意度|总体满意度|意见建议", "东一店|5|4|5|都挺好的"),
        ("姓名|部门|口味|环境|服务", "张三|财务|偏咸|一般|不错"),
        ("工单号|标题|内容|创建时间|处理时间|客户", "1|投诉|一直没有人接电话|2025-03-01|2025-03-02|C1"),
        ("工单号|标题|内容|回复内容|创建时间", "1|漏水|一直没有人来修|已经派人|2025-03-01"),
        ("标题|内容|回复|时间|部门", "漏水|一直没有人来修|已经派人|2025-03-01|物业"),
        ("会话ID|客户|评分|评价内容|客服回复", "1|C1|5|很好的客服|谢谢"),
        ("门店|日期|口味|环境|服务|推荐意愿|意见|回复", "东一店|2025-03-01|5|4|5|9|都挺好的|谢谢"),
        ("商品|单价|数量|质量|备注", "锅|128|3|5|赠品"),
    ],
)
def test_tables_of_ones_own_are_not_taken_for_a_platforms(table: tuple[str, str]) -> None:
    assert reviews(head(table[0], table[1], table[1]), ()) is None


@pytest.mark.parametrize("name", ["Source", "来源"])
def test_how_a_customer_was_asked_is_no_channel_where_the_platform_is_known(name: str) -> None:
    header = f"Review Id|Review Created (UTC)|Review Title|Review Content|Review Stars|{name}|Company Reply Content"
    draft = one(header, "t1|2024-06-01 10:00:00|Great|Fast and kind people|5|Organic|", name="trustpilot.csv")
    assert (draft.channel, draft.attributes[name]) == ("trustpilot", "Organic")
