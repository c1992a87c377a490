"""JSON and JSON Lines of whatever form give their records as rows, exactly, or say where they break."""

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.collect.problems import FileFault, Unread
from zhiyin.science.collect.records import Found, find_records, names_of, record_rows

Rows = list[list[str] | Unread]


def read(data: bytes | str, codec: str = "utf-8") -> tuple[Found, Rows]:
    raw = data.encode(codec) if isinstance(data, str) else data

    def opened() -> io.BytesIO:
        return io.BytesIO(raw)

    found = find_records(opened, codec)
    names = names_of(opened, found, codec)
    return found, [cells for _number, cells in record_rows(opened, found, names, codec)]


def fault_of(data: bytes | str) -> tuple[str, dict[str, Any]]:
    with pytest.raises(FileFault) as caught:
        read(data)
    return caught.value.code, caught.value.data


def test_what_lies_deeper_gets_names_with_points() -> None:
    _found, rows = read('[{"id": 1, "store": {"name": "东一店", "city": {"code": "021"}}}]')
    assert rows == [["id", "store.name", "store.city.code"], ["1", "东一店", "021"]]


def test_lists_of_words_are_joined_and_lists_of_objects_stay_json() -> None:
    _found, rows = read(
        '[{"tags": ["快", "热情"], "parts": [{"a": 1.50}], "none": [], "no": null, "yes": true}]'
    )
    assert rows[1] == ["快┋热情", '[{"a":"1.50"}]', "", "", "true"]


def test_numbers_keep_their_digits() -> None:
    _found, rows = read('[{"a": 1.50, "b": 12345678901234567890123, "c": 6.22E+18}]')
    assert rows[1] == ["1.50", "12345678901234567890123", "6.22E+18"]


def test_all_names_are_collected_before_the_first_row() -> None:
    _found, rows = read('[{"a": 1}, {"b": 2}, {"a": 3, "c": 4}]')
    assert rows == [["a", "b", "c"], ["1", "", ""], ["", "2", ""], ["3", "", "4"]]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('[{"a": 1}, {"a": 2}]', "item"),
        ('{"total": 2, "data": [{"a": 1}, {"a": 2}]}', "data.item"),
        ('{"page": {"no": 1}, "result": {"list": [{"a": 1}, {"a": 2}]}}', "result.list.item"),
        ('{"users": [{"u": 1}], "records": [{"a": 1}, {"a": 2}]}', "records.item"),
        ('[{"a": 1, "parts": [{"b": 1}, {"b": 2}]}, {"a": 2}]', "item"),
        ('{"a": 1}\n{"a": 2}\n', "lines"),
    ],
)
def test_the_records_are_found_wherever_they_lie(text: str, path: str) -> None:
    found, rows = read(text)
    assert (found.path, len(rows)) == (path, 3)


def test_one_object_is_one_row() -> None:
    assert read('{"a": 1, "b": {"c": "x"}}')[1] == [["a", "b.c"], ["1", "x"]]


def test_a_list_of_lists_is_a_table_as_it_stands() -> None:
    assert read('[["时间", "评论"], ["3月1日", "好"]]')[1] == [["时间", "评论"], ["3月1日", "好"]]


def test_a_broken_line_is_a_row_with_its_reason_and_the_rest_is_taken() -> None:
    _found, rows = read('\ufeff{"a": 1}\n\n{"a": \n{"a": NaN}\n{"a": 5}\n')
    assert rows[:2] == [["a"], ["1"]]
    assert rows[4] == ["5"]
    problems = [(row.problem.code, row.problem.data["line"]) for row in rows if isinstance(row, Unread)]
    assert problems == [("line_not_json", 3), ("line_not_json", 4)]


def test_half_a_character_does_not_reach_the_store() -> None:
    _found, rows = read('{"a": "\\ud83d"}\n{"a": "\\ud83d\\ude00"}\n')
    assert rows[1:] == [["\ufffd"], ["😀"]]


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a": NaN}]', '[{"a": 1}, {"a": ', '[{"a": 1} {"a": 2}]'])
def test_json_that_breaks_is_refused_with_the_record(text: str) -> None:
    assert fault_of(text) == ("json_broken", {"record": 2})


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_depth_without_end_is_refused(opening: str) -> None:
    assert fault_of(opening * 500_000)[0] == "nested_too_deeply"


def test_brackets_in_words_are_no_depth() -> None:
    assert len(read(json.dumps([{"a": "[" * 5_000}]))[1]) == 2


def test_a_text_without_end_is_refused() -> None:
    assert fault_of('[{"a": "' + "x" * (18 * 1024 * 1024))[0] == "text_without_end"


def test_ten_thousand_names_are_refused() -> None:
    record = {f"k{n}": n for n in range(10_000)}
    assert fault_of(json.dumps([record])) == ("too_many_columns", {"columns": 10_000, "limit": 1_000})


@pytest.mark.parametrize("text", ["[]", '{"a": [1, 2', "[1, 2]"])
def test_json_without_records_is_refused(text: str) -> None:
    assert fault_of(text)[0] == "no_records"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_texts_come_back_as_they_were(texts: list[str], lines: bool, codec: str) -> None:
    objects = [{"t": text} for text in [*texts, "末"]]
    dumped = [json.dumps(one, ensure_ascii=False) for one in objects]
    data = "\n".join(dumped) if lines else f"[{','.join(dumped)}]"
    assert [row[0] for row in read(data, codec)[1][1:]] == [*texts, "末"]
