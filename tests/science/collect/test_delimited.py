"""Every dialect and encoding in use gives back the cells that were written."""

import codecs
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.collect.delimited import DELIMITERS, delimited_rows, guess_delimiter
from zhiyin.science.collect.encodings import Lines, detect_encoding
from zhiyin.science.collect.problems import FileFault, Unread

words = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r"), max_size=12)
cells = st.lists(st.lists(words, min_size=2, max_size=4), min_size=1, max_size=8)
CODECS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


def read(data: bytes, delimiter: str) -> list[list[str]]:
    lines = Lines(io.BytesIO(data), detect_encoding(data).codec)
    return [row for _number, row in delimited_rows(lines, delimiter, lines.broken) if isinstance(row, list)]


@settings(max_examples=300, deadline=None)
@given(cells, st.sampled_from(DELIMITERS), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_what_was_written_is_read_back(
    rows: list[list[str]], delimiter: str, end: str, quote_all: bool, last_line_ends: bool
) -> None:
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    text = out.getvalue() if last_line_ends else out.getvalue().removesuffix(end)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert read(text.encode("utf-8-sig"), delimiter) == filled


@settings(max_examples=300, deadline=None)
@given(st.lists(words, min_size=1, max_size=6), st.sampled_from(CODECS))
def test_the_encoding_is_found_or_the_text_is_the_same_in_another(lines: list[str], codec: str) -> None:
    text = "时间,门店,评论\n" + "\n".join(lines)
    data = text.encode(codec)
    found = detect_encoding(data).codec
    if codec != "gb18030":  # a short GB18030 text may happen to be valid UTF-8: nothing can tell them apart
        assert data.decode(found) == text
    else:
        assert found in ("gb18030", "utf-8")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zeros(codec: str) -> None:
    data = "编号,评论\n1,很好\n2,不好\n".encode(codec)
    assert detect_encoding(data) == (codec, "zeros")


def test_a_mark_decides() -> None:
    assert detect_encoding(codecs.BOM_UTF8 + b"a") == ("utf-8-sig", "mark")


def test_chinese_in_gb18030_is_the_fallback() -> None:
    assert detect_encoding("编号,评论\n1,味道很好\n".encode("gb18030")) == ("gb18030", "fallback")


def lines_of(data: bytes) -> tuple[list[str], Lines]:
    lines = Lines(io.BytesIO(data), detect_encoding(data).codec)
    return list(lines), lines


@pytest.mark.parametrize(("main", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_lines_of_another_encoding_are_read_in_theirs(main: str, other: str) -> None:
    texts = ["编号,评论\n", *(f"{n},味道很好，服务热情\n" for n in range(6))]
    strange = "7,排队太久，体验不好\n"
    data = "".join(texts[:4]).encode(main) + strange.encode(other) + "".join(texts[4:]).encode(main)
    read, lines = lines_of(data)
    assert read == [*texts[:4], strange, *texts[4:]]
    assert (lines.others, lines.first_other, list(lines.broken)) == (1, 5, [])


def test_a_line_with_a_damaged_character_is_no_line_of_the_other_encoding() -> None:
    damaged = "2,味道很好，服务热情".encode()[:-1] + b"\n"
    _read, lines = lines_of("编号,评论\n1,很好\n".encode() + damaged + "3,一般\n".encode())
    assert list(lines.broken) == [3]


def test_what_is_no_text_at_all_is_refused_with_the_byte() -> None:
    with pytest.raises(FileFault) as caught:
        detect_encoding(b"a,b\n" + b"\xff\xff\n" * 5)
    assert caught.value.code == "mixed_encoding"
    assert caught.value.data["byte"] <= 7


@settings(max_examples=200, deadline=None)
@given(
    st.lists(words, max_size=8), st.sampled_from(["utf-8", "gb18030"]), st.sampled_from(["\n", "\r\n", "\r"])
)
def test_lines_are_those_of_a_text_file(texts: list[str], codec: str, end: str) -> None:
    data = "".join(f"味道很好,{text}{end}" for text in texts).encode(codec)
    lines = list(Lines(io.BytesIO(data), codec))
    assert lines == list(io.TextIOWrapper(io.BytesIO(data), codec, newline=""))


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_the_one_that_gives_even_rows(delimiter: str) -> None:
    lines = [
        delimiter.join(row) + "\n" for row in (["时间", "评论", "分"], ["3月1日, 周六", "好；很好", "5"])
    ]
    lines[1] = delimiter.join(f'"{cell}"' for cell in ("3月1日, 周六", "好；很好", "5")) + "\n"
    assert guess_delimiter(lines) == delimiter


def test_one_column_needs_no_delimiter() -> None:
    assert guess_delimiter(["评论\n", "很好\n"]) == ","


def rows_of(text: str) -> list[tuple[int, list[str] | Unread]]:
    return list(delimited_rows(io.StringIO(text, newline=""), ","))


@pytest.mark.parametrize(
    "rest",
    ["2,x\n3,y\n", '2,"x"\n3,y\n', '2,"good, too"\n3,"y"\n', '2,x\n3,"of two\nlines"\n4,z\n5,z\n6,z\n', ""],
)
def test_a_quote_that_never_closes_costs_its_row(rest: str) -> None:
    rows = rows_of(f'a,b\n0,z\n1,"open\n{rest}')
    unread = rows[2][1]
    assert isinstance(unread, Unread)
    assert (rows[2][0], unread.problem.code, unread.problem.data) == (3, "quote_never_closes", {"line": 3})
    assert unread.cells == ["1", '"open']
    assert [row for _n, row in rows[3:]] == list(csv.reader(io.StringIO(rest, newline="")))


def test_two_quotes_that_never_close_cost_their_rows() -> None:
    rows = rows_of('a,b\n1,"open\n2,x\n3,"open\n4,y\n')
    assert [isinstance(row, Unread) for _n, row in rows] == [False, True, False, True, False]


def test_a_cell_of_several_lines_stays_one_even_when_it_looks_like_rows() -> None:
    assert rows_of('a,b\n1,"x\n2,y\n3,z"\n4,w\n')[1] == (2, ["1", "x\n2,y\n3,z"])


def test_a_quote_that_never_closes_before_what_are_no_rows_is_told_with_its_line() -> None:
    with pytest.raises(FileFault) as caught:
        rows_of('a\n"\nx\n')
    assert (caught.value.code, caught.value.data) == ("quote_never_closes", {"line": 2})


def test_what_a_spreadsheet_program_is_told_in_the_first_line_counts() -> None:
    assert guess_delimiter(["sep=;\n", "a,b;c\n"]) == ";"


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = 'a,b\n\n1,"two\nlines"\n2,x\n'
    assert [number for number, _row in delimited_rows(io.StringIO(text, newline=""), ",")] == [1, 3, 4]
