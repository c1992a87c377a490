"""Exports of 问卷星 and forms with what people do to their questionnaires."""

from collections.abc import Sequence

from tests.science.collect.survey_tools import drafts
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Head, Recognised
from zhiyin.science.collect.presets import recognise

FRAME = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]


def survey(names: Sequence[str], *answers: Sequence[str], frame: Sequence[str] = FRAME) -> Recognised:
    rows = [
        [str(n), f"2024/6/{n} 10:00:00", "60秒", "微信", "N/A", "1.2.3.4(上海)", *cells]
        for n, cells in enumerate(answers, 1)
    ]
    lines = [[*frame, *names], *rows]
    return recognise(Head("csv", list(enumerate(lines, 1))))


def told(draft: SignalDraft) -> dict[str, tuple[str, float | None, str]]:
    return {one.item: (one.construct, one.value, one.choice) for one in draft.answers}


def test_numbers_that_begin_anew_are_other_questions() -> None:
    found = survey(
        ["1、性别", "2、满意度", "1、年龄", "2、推荐意愿"],
        ["男", "5", "20-30", "9"],
        ["女", "4", "30-40", "0"],
    )
    assert told(drafts(found)[0]) == {
        "q1": ("choice", None, "男"), "q2": ("csat", 5.0, ""), "q1b": ("choice", None, "20-30"), "q2b": ("nps", 9.0, ""),
    }  # fmt: skip


def test_markup_in_a_wording_is_not_shown() -> None:
    found = survey(["1、<p>您对<b>服务</b>的满意度</p>", "2、*您的性别*"], ["满意", "男"], ["一般", "女"])
    assert [column.label for column in found.columns[6:]] == ["您对 服务 的满意度", "您的性别"]


def test_without_numbers_of_questions_it_is_the_same_tool() -> None:
    found = survey(["您的性别", "您的满意度", "您的建议"], ["男", "满意", "快一点"], ["女", "一般", "无"])
    assert found.preset == "wjx_text"
    assert told(drafts(found)[0])["您的性别"] == ("choice", None, "男")
    assert drafts(found)[0].source_id == "1"


def test_names_alone_are_names_of_columns_and_no_voice() -> None:
    found = survey(["1、您的性别", "2、您有多大可能向朋友推荐我们？"])
    assert (found.preset, found.header.rows) == ("wjx_text", [])


def test_an_export_of_scales_and_words_needs_no_numbers_of_options() -> None:
    found = survey(["1、总体满意度", "2、请留下建议"], ["5", "好吃"], ["3", "上菜慢"])
    assert found.preset == "wjx_text"


def test_one_number_per_option_question_is_the_layout_by_number() -> None:
    found = survey(
        ["1、您的性别", "第2题(价格合理)", "第2题(口味)"],
        *[[str(n % 2 + 1), str(n % 5 + 1), "3"] for n in range(9)],
    )
    assert found.preset == "wjx_number"
    assert [column.field for column in found.columns[6:]] == [
        "choice",
        "rating",
        "rating",
    ]  # 价格 is a row like 口味


def test_several_stores_in_a_matrix_are_no_store_of_the_row() -> None:
    found = survey(["1、以下门店您做过什么—A店", "1、B店"], ["吃饭┋喝茶", "喝茶"], ["吃饭", "(跳过)"])
    assert drafts(found)[0].unit == ""
    assert [(one.item, one.choice) for one in drafts(found)[0].answers] == [
        ("q1_1", "吃饭"), ("q1_1", "喝茶"), ("q1_2", "喝茶"),
    ]  # fmt: skip


def test_where_several_may_be_chosen_a_comma_parts_them_without_proof() -> None:
    names = ["提交时间", "提交人", "您对食堂的满意度", "您的用餐时间（多选）"]
    rows = [["2024/06/01 10:00", "张三", "5", "早餐,午餐"], ["2024/06/02 10:00", "李四", "4", "午餐"]]
    found = recognise(Head("csv", list(enumerate([names, *rows], 1))))
    assert [one.choice for one in drafts(found)[0].answers if one.item == "您的用餐时间（多选）"] == [
        "午餐",
        "早餐",
    ]


def test_google_forms_write_german_dates() -> None:
    names = [
        "Zeitstempel",
        "Wie zufrieden sind Sie mit unserem Service?",
        "Würden Sie uns weiterempfehlen? (0-10)",
    ]
    rows = [["01.06.2024 15:04:05", "5", "9"], ["02.06.2024 15:04:05", "4", "0"]]
    found = recognise(Head("csv", list(enumerate([names, *rows], 1))))
    assert found.preset == "google_forms"
    assert [column.field for column in found.columns] == ["time", "csat", "nps"]
    assert drafts(found)[0].occurred_at is not None
    assert drafts(found)[0].occurred_at.month == 6  # type: ignore[union-attr]


def test_words_beside_an_option_stand_where_they_stood_in_either_layout() -> None:
    by_text = survey(["1、渠道", "2、您的建议"], ["微信┋其他〖电台〗", "快一点"], ["微信", "无"])
    by_number = survey(
        ["第1题(微信)", "第1题(其他)", "2、您的建议"], ["1", "1〖电台〗", "快一点"], ["1", "0", "无"]
    )
    assert drafts(by_text)[0].text == drafts(by_number)[0].text == "电台\n快一点"


def test_a_header_again_and_a_sum_below_do_not_hide_a_scale() -> None:
    names = ["1、性别", "2、满意度"]
    found = survey(names, *([["男", "满意"], ["女", "一般"]] * 4))
    last = found.header.rows[-1][0]
    lines = [
        (1, [*FRAME, *names]),
        *found.header.rows,
        (last + 1, [*FRAME, *names]),
        (last + 2, ["合计", *[""] * 6, "4.2"]),
    ]
    again = recognise(Head("csv", lines))
    assert [column.field for column in again.columns[6:]] == ["choice", "csat"]


def test_numbers_of_people_are_neither_options_nor_words() -> None:
    names = ["1、身份证号", "2、车牌号", "3、会员卡号", "4、收货人姓名", "5、您的员工编号"]
    found = survey(
        names,
        *([f"3101011990010{n:05d}", f"沪A{n:05d}", f"VIP{n:06d}", f"李{n}", f"E{n}"] for n in range(1, 12)),
    )
    assert found.preset == "wjx_text"
    assert [column.field for column in found.columns[6:]] == [
        "attribute", "attribute", "customer_number", "customer_name", "attribute",
    ]  # fmt: skip
    assert drafts(found)[0].text == ""


def test_the_branch_of_some_business_is_where_it_was() -> None:
    found = survey(
        ["1、请选择您办理业务的网点", "2、您对该网点的满意度"], ["静安支行", "满意"], ["徐汇支行", "一般"]
    )
    assert drafts(found)[0].unit == "静安支行"
    assert drafts(found)[0].answers[0].construct == "csat"


def test_stars_are_a_rating_of_the_price_and_words_may_carry_their_number() -> None:
    found = survey(["1、价格", "2、等位"], ["★★★★★", "非常满意 5"], ["★★★☆☆", "满意 4"], ["★★★★☆", "一般 3"])
    assert told(drafts(found)[0]) == {"q1": ("rating", 5.0, ""), "q2": ("csat", 5.0, "")}
