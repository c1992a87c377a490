"""Rows of plain tables: what is nobody's voice, keys that are nobody's, scores on the column's scale."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Head
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.presets import plain_table
from zhiyin.science.collect.rows import PASSED_OVER, RowReader

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(*lines: str, name: str = "") -> list[SignalDraft | Problem]:
    """The drafts of the rows below the header."""
    rows = [(number, line.split(",")) for number, line in enumerate(lines, 1)]
    found = plain_table(Head("csv", rows, name=name))
    reader = RowReader(Mapping(found.columns, kind=found.kind), SHANGHAI)
    return [reader.draft(cells) for _, cells in found.header.rows]


def codes(*lines: str) -> list[str]:
    return [one.code if isinstance(one, Problem) else "" for one in read(*lines)]


HEADER = "日期,门店,评分,评价内容"
ROWS = ("2024-06-01,东一店,5,味道很好下次再来", "2024-06-02,西一店,3,排队排得太久了")


@pytest.mark.parametrize(
    "row",
    [
        "合计,,8,", "合计：,,8,共2条", ",总计,8,", "平均,,4.00,", "小计,东一店,8,", "东一店 汇总,,8,", "Total,,8,",
        "Grand Total,,4.0,", ",平均分,4.0,", "总 计,,325,", "6月合计,,8,",
    ],
)  # fmt: skip
def test_a_row_of_sums_is_passed_over(row: str) -> None:
    assert codes(HEADER, ROWS[0], row, ROWS[1]) == ["", "total_row", ""]


@pytest.mark.parametrize(
    "row",
    [
        "2024-06-03,东一店,5,总计花了三百块还不错",
        ",,,总计来说很满意",
        "2024-06-03,东一店,5,合计",
        ",东一店,,平均水平吧",
    ],
)
def test_a_voice_that_begins_with_the_word_for_a_sum_is_kept(row: str) -> None:
    found = read(HEADER, *ROWS, row)[-1]
    assert isinstance(found, SignalDraft)
    assert found.text


@pytest.mark.parametrize(
    "row",
    [
        "备注：以上数据仅供参考,,,",
        "制表人：王芳,,审核人：李四,",
        "导出时间：2024-06-30,,,",
        "第 1 页 共 3 页,,,",
        ",,,以上数据来自大众点评",
    ],
)
def test_a_line_below_the_table_is_passed_over(row: str) -> None:
    assert codes(HEADER, *ROWS, row)[-1] == "footer_line"


def test_the_header_on_the_next_page_is_passed_over() -> None:
    assert codes(HEADER, ROWS[0], HEADER, ROWS[1]) == ["", "header_again", ""]
    two = ("日期,门店,评分,,评价内容", ",,口味,环境,")
    rows = ("2024-06-01,东一店,5,4,味道很好下次再来", "2024-06-02,西一店,3,2,排队排得太久了")
    assert codes(*two, rows[0], *two, rows[1]) == ["", "header_again", "header_again", ""]
    assert {"total_row", "header_again", "footer_line"} <= PASSED_OVER


def test_days_without_a_year_take_that_of_the_title_or_the_file() -> None:
    header = "日期,门店,评价内容"
    rows = ("6月1日,东一店,味道很好下次再来", "6月2日,西一店,排队排得太久了")
    below_title = read("2024年6月评价汇总", header, *rows)[0]
    assert isinstance(below_title, SignalDraft)
    assert below_title.occurred_at is not None
    assert below_title.occurred_at.astimezone(SHANGHAI).date().isoformat() == "2024-06-01"
    in_file = read(header, *rows, name="点评2024-06.csv")[0]
    assert isinstance(in_file, SignalDraft)
    assert in_file.occurred_at == below_title.occurred_at
    assert codes(header, *rows) == ["year_missing", "year_missing"]


def test_serial_numbers_and_moments_relative_to_another_are_told_apart() -> None:
    assert codes("评价时间,评价内容", "45444.5,味道很好下次再来", "45445,排队排得太久了", "昨天,服务员很热情") == [
        "", "", "time_relative",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number",
    [
        "138****1234",
        "1381234****",
        "王女士",
        "13800000000",
        "17012345678转1234",
        "95013123456789",
        "0",
        "无",
        "4008001234",
    ],
)
def test_a_number_that_is_nobodys_own_stays_an_attribute(number: str) -> None:
    others = [f"1391234{n:04d},第{n}位客人说的话" for n in range(11, 40)]
    found = read("手机号,评价内容", *others, f"{number},服务员很热情周到")
    assert isinstance(found[0], SignalDraft)
    assert found[0].customer is not None
    last = found[-1]
    assert isinstance(last, SignalDraft)
    assert (last.customer, last.attributes) == (None, {"手机号": number})


@pytest.mark.parametrize("name", ["匿名用户", "用户123****", "微信用户", "李先生", "test", "000000"])
def test_a_name_or_a_placeholder_is_no_customer(name: str) -> None:
    others = [f"M{n:05d},第{n}位客人说的话" for n in range(40)]
    last = read("会员号,评价内容", *others, f"{name},服务员很热情周到")[-1]
    assert isinstance(last, SignalDraft)
    assert (last.customer, last.attributes) == (None, {"会员号": name})


def test_a_switchboard_is_nobodys_number() -> None:
    rows = [f"02161234567,{name}先生,第{n}位客人说的话" for n, name in enumerate("赵钱孙李周")]
    rows += [f"1391234{n:04d},客人{n},第{n}位客人说的话" for n in range(10)]
    found = read("联系电话,姓名,反馈内容", *rows)
    assert isinstance(found[0], SignalDraft)
    assert found[0].customer is None
    assert isinstance(found[-1], SignalDraft)
    assert found[-1].customer is not None


def test_lent_numbers_and_numbers_of_the_shop_are_no_customers() -> None:
    for name in ("隐私号", "虚拟号码", "店长手机", "门店电话", "骑手电话"):
        found = read(f"{name},评价内容", *(f"1391234{n:04d},第{n}位客人说的话" for n in range(5)))
        assert all(isinstance(one, SignalDraft) and one.customer is None for one in found), name


@pytest.mark.parametrize("name", ["订单号", "手机号", "会员卡号", "编号", "Order ID", "运单号"])
@pytest.mark.parametrize("value", ["6.22E+18", "1.38E+10", "6222021001116245000.0", "6.222021001116245e+18"])
def test_a_number_whose_digits_are_lost_is_refused(name: str, value: str) -> None:
    rows = [f"6222021001{n:05d},第{n}位客人说的话" for n in range(20)]
    found = read(f"{name},评价内容", *rows, f"{value},服务员很热情周到")[-1]
    assert isinstance(found, Problem)
    assert found.code == "digits_lost"


def test_a_score_of_another_scale_is_refused() -> None:
    rows = [f"{n % 3 + 3}/5,第{n}位客人说的话" for n in range(9)]
    assert codes("评分,评价内容", *rows, "8/10,排队排得太久了") == [""] * 9 + ["other_scale"]


def test_words_that_say_nothing_are_no_words() -> None:
    found = read("门店,评分,建议", "东一店,5,多开几个窗口谢谢", "西一店,4,无", "西一店,3,排队排得太久了")
    assert [one.text for one in found if isinstance(one, SignalDraft)] == [
        "多开几个窗口谢谢",
        "",
        "排队排得太久了",
    ]


def test_some_masked_numbers_do_not_take_the_others_from_a_column() -> None:
    found = read(
        "手机号,评价内容",
        "13912345678,味道很好下次再来",
        "138****1234,排队排得太久了",
        "13912345679,服务员很热情",
    )
    assert [isinstance(one, SignalDraft) and one.customer is not None for one in found] == [True, False, True]


def test_full_width_digits_and_invisible_blanks_are_the_same_key() -> None:
    found = read(
        "会员号,评分,评价内容", "Ｍ０００１\u200b,５,味道很好下次再来", "M0002,\u3000４分 ,服务员很热情周到"
    )
    first = found[0]
    assert isinstance(first, SignalDraft)
    assert first.customer is not None
    assert (first.customer.value, first.answers[0].value) == ("M0001", 5)


def test_words_of_pros_and_cons_are_put_together_and_those_of_staff_kept_apart() -> None:
    first = read(
        "门店,优点,缺点,您的建议,处理结果,商家回复",
        "东一店,味道很好很新鲜,等位时间有点长,希望多开几个窗口,已电话致歉并送券,感谢您的光临",
        "西一店,环境安静很舒服,价格比较贵一些,可以多一些套餐,已转交后厨处理了,谢谢您的反馈",
    )[0]
    assert isinstance(first, SignalDraft)
    assert set(first.text.split("\n")) == {"味道很好很新鲜", "等位时间有点长", "希望多开几个窗口"}
    assert first.attributes == {"处理结果": "已电话致歉并送券", "reply": "感谢您的光临"}


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "", "合计", "日期", "门店", "评分", "评价内容", "5", "2024-06-01", "6月1日", "非常满意", "一般", "备注：无",
         "6.22E+18",
         "45444.5", "★★★☆☆", "9/10", "138****1234", "\u200b", "Total", "编号", "手机号", "N/A"]
    ),
)  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=12))
def test_whatever_stands_in_a_table_every_row_has_its_place(table: list[list[str]]) -> None:
    rows = list(enumerate(table, 1))
    found = plain_table(Head("xlsx", rows))
    header = found.header
    assert [number for number, _ in rows if number >= header.first and number not in header.numbers] == [
        number for number, _ in header.rows
    ]
    reader = RowReader(Mapping.from_json(Mapping(found.columns, kind=found.kind).as_json()), SHANGHAI)
    assert all(isinstance(reader.draft(cells), SignalDraft | Problem) for _, cells in header.rows)
