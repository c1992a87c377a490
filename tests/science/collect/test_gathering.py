"""Rows that belong together become one, whatever lies between them; nothing of them is lost."""

from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.collect.gathering import HELD_GROUPS, gathered


def put(rows: list[list[str]], **gather: object) -> list[tuple[int, list[str]]]:
    return list(gathered(enumerate(rows, start=2), gather))


def test_utterances_become_one_conversation_with_the_number_of_its_first_row() -> None:
    rows = [["C1", "客服", "您好"], ["C1", "客户", "我要\n投诉"], ["C2", "客户", "喂"]]
    assert put(rows, key=[0], speaker=1, text=2) == [
        (2, ["C1", "客服", "客服：您好\n客户：我要 投诉"]),
        (4, ["C2", "客户", "客户：喂"]),
    ]


def test_calls_mixed_by_time_are_told_apart() -> None:
    rows = [["C1", "甲", "a"], ["C2", "甲", "b"], ["C1", "乙", "c"], ["C2", "乙", "d"]]
    assert [cells[2] for _, cells in put(rows, key=[0], speaker=1, text=2)] == [
        "甲：a\n乙：c",
        "甲：b\n乙：d",
    ]


def test_a_blank_key_goes_on_with_the_row_above_as_merged_cells_do() -> None:
    rows = [["C1", "a"], ["", "b"], ["C2", "c"], ["", "d"]]
    assert put(rows, key=[0], lines=[1]) == [(2, ["C1", "a\nb"]), (4, ["C2", "c\nd"])]


def test_other_columns_keep_the_first_cell_that_is_filled() -> None:
    rows = [["C1", "", "x"], ["C1", "late", "y"], ["C1", "later", ""]]
    assert put(rows, key=[0]) == [(2, ["C1", "late", "x"])]


def test_items_go_to_columns_of_their_own_and_those_without_one_to_the_rest() -> None:
    rows = [
        ["东一店", "卫生", "4"], ["东一店", "态度", "5"], ["东一店", "灯光", "3"], ["西一店", "态度", "2"],
    ]  # fmt: skip
    spread = {"name": 1, "value": 2, "to": {"卫生": 3, "态度": 4}, "rest": 5}
    assert put(rows, key=[0], spread=spread) == [
        (2, ["东一店", "", "", "4", "5", "灯光：3"]),
        (5, ["西一店", "", "", "", "2"]),
    ]


def test_the_same_item_twice_keeps_both() -> None:
    spread = {"name": 1, "value": 2, "to": {"卫生": 3}, "rest": 4}
    rows = [["东一店", "卫生", "4"], ["东一店", "卫生", "1"]]
    assert put(rows, key=[0], spread=spread) == [(2, ["东一店", "", "", "4", "卫生：1"])]


def test_without_a_key_rows_come_as_they_are() -> None:
    assert put([["a"], ["a"]]) == [(2, ["a"]), (3, ["a"])]


def test_an_empty_key_makes_all_rows_one() -> None:
    assert put([["客服", "您好"], ["1", "喂"]], key=[], speaker=0, text=1) == [
        (2, ["客服", "客服：您好\n说话人1：喂"])
    ]


def test_what_is_held_stays_bounded() -> None:
    taken = 0

    def rows() -> object:
        nonlocal taken
        for number in range(10_000):
            taken += 1
            yield number, [str(number)]

    next(gathered(rows(), {"key": [0]}))  # type: ignore[arg-type]
    assert taken == HELD_GROUPS + 1


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.text("xyz", min_size=1, max_size=3)), max_size=40))
def test_every_word_arrives_once_and_numbers_ascend(rows: list[tuple[str, str]]) -> None:
    found = put([list(row) for row in rows], key=[0], lines=[1])
    numbers = [number for number, _ in found]
    assert numbers == sorted(set(numbers))
    for key in "abcd":
        words = [word for one, word in rows if one == key]
        assert [cells[1].split("\n") for _, cells in found if cells[0] == key] == ([words] if words else [])
