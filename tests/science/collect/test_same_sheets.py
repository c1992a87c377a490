"""Sheets with the same columns are one table, unless they say the same once more."""

from zhiyin.science.collect.same_sheets import Sheet, same_sheets, with_sheet
from zhiyin.science.collect.sheets import Row, Seen

HEADER = ["日期", "评分", "意见"]


def rows(start: int) -> list[Row]:
    return [[f"2024-06-{start + n:02d}", "5", f"第{start + n}条意见在这里"] for n in range(5)]


def seen(name: str, *head: Row, hidden: bool = False) -> Seen:
    return Seen(name, len(head), list(head), hidden, range(1, len(head) + 1))


def test_a_sheet_for_each_month_is_one_table() -> None:
    june = seen("6月", ["六月意见汇总表"], HEADER, *rows(1))
    july = seen("7月", HEADER, *rows(6))
    assert same_sheets([june, july], 1) == [Sheet(0, "6月", (2,), 3), Sheet(1, "7月", (1,), 2)]


def test_sheets_with_other_columns_stay_out() -> None:
    staff = seen("员工", ["工号", "姓名"], ["1", "王"], ["2", "李"])
    assert same_sheets([seen("6月", HEADER, *rows(1)), staff], 0) == []


def test_a_sheet_of_all_rows_stands_alone() -> None:
    june, july = seen("6月", HEADER, *rows(1)), seen("7月", HEADER, *rows(6))
    assert same_sheets([june, july, seen("汇总", HEADER, *rows(1), *rows(6))], 2) == []
    assert same_sheets([june, july, seen("数据", HEADER, *rows(1), *rows(6))], 2) == []


def test_hidden_sheets_and_templates_are_not_read() -> None:
    june = seen("6月", HEADER, *rows(1))
    others = [seen("7月", HEADER, *rows(6), hidden=True), seen("模板", HEADER, *rows(11))]
    assert same_sheets([june, *others], 0) == []


def test_the_sheets_name_stands_beyond_the_tables_columns() -> None:
    assert with_sheet(["a", "b"], 3, "6月") == ["a", "b", "", "6月"]
    assert with_sheet(["a", "b", "c", "d"], 3, "6月") == ["a", "b", "c", "6月", "d"]
    assert with_sheet(["制表人：张三"], 3, "6月") == ["制表人：张三"]
