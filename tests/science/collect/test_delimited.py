"""Every dialect and encoding in use gives back the cells that were written."""

import codecs
import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.collect.delimited import DELIMITERS, delimited_rows, guess_delimiter
from zhiyin.science.collect.encodings import detect_encoding
from zhiyin.science.collect.problems import FileFault

words = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r"), max_size=12)
cells = st.lists(st.lists(words, min_size=2, max_size=4), min_size=1, max_size=8)
CODECS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")


def read(data: bytes, delimiter: str) -> list[list[str]]:
    codec = detect_encoding([data[at : at + 7] for at in range(0, len(data), 7)]).codec
    text = io.TextIOWrapper(io.BytesIO(data), encoding=codec, newline="")
    return [row for _number, row in delimited_rows(text, delimiter)]


@settings(max_examples=300, deadline=None)
@given(cells, st.sampled_from(DELIMITERS), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_what_was_written_is_read_back(
    rows: list[list[str]], delimiter: str, end: str, quote_all: bool, last_line_ends: bool
) -> None:
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    text = out.getvalue() if last_line_ends else out.getvalue().removesuffix(end)
    assert read(text.encode("utf-8-sig"), delimiter) == rows


@settings(max_examples=300, deadline=None)
@given(st.lists(words, min_size=1, max_size=6), st.sampled_from(CODECS))
def test_the_encoding_is_found_or_the_text_is_the_same_in_another(lines: list[str], codec: str) -> None:
    text = "时间,门店,评论\n" + "\n".join(lines)
    data = text.encode(codec)
    found = detect_encoding([data]).codec
    if codec != "gb18030":  # a short GB18030 text may happen to be valid UTF-8: nothing can tell them apart
        assert data.decode(found) == text
    else:
        assert found in ("gb18030", "utf-8")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zeros(codec: str) -> None:
    data = "编号,评论\n1,很好\n2,不好\n".encode(codec)
    assert detect_encoding([data]) == (codec, "zeros")


def test_a_mark_decides() -> None:
    assert detect_encoding([codecs.BOM_UTF8 + b"a"]) == ("utf-8-sig", "mark")


def test_chinese_in_gb18030_is_the_fallback() -> None:
    assert detect_encoding(["编号,评论\n1,味道很好\n".encode("gb18030")]) == ("gb18030", "fallback")


def test_two_encodings_in_one_file_are_refused_with_the_byte() -> None:
    data = "评论\n味道很好\n".encode() + b"\xff\xff\n"
    with pytest.raises(FileFault) as caught:
        detect_encoding([data])
    assert caught.value.code == "mixed_encoding"
    assert caught.value.data["byte"] == len(data) - 2


def test_a_utf_8_file_that_breaks_late_is_found_wherever_the_pieces_end() -> None:
    data = ("好" * 5_000).encode() + "差".encode("gb18030")[:1] + b"\n"
    with pytest.raises(FileFault):
        detect_encoding([data[at : at + 1_000] for at in range(0, len(data), 1_000)])


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_the_one_that_gives_even_rows(delimiter: str) -> None:
    lines = [
        delimiter.join(row) + "\n" for row in (["时间", "评论", "分"], ["3月1日, 周六", "好；很好", "5"])
    ]
    lines[1] = delimiter.join(f'"{cell}"' for cell in ("3月1日, 周六", "好；很好", "5")) + "\n"
    assert guess_delimiter(lines) == delimiter


def test_one_column_needs_no_delimiter() -> None:
    assert guess_delimiter(["评论\n", "很好\n"]) == ","


@pytest.mark.parametrize("text", ['a,b\n1,"open\n2,x\n', 'a,b\n1,"open', 'a\n"\n'])
def test_a_quote_that_never_closes_is_told_with_its_line(text: str) -> None:
    with pytest.raises(FileFault) as caught:
        list(delimited_rows(io.StringIO(text, newline=""), ","))
    assert (caught.value.code, caught.value.data) == ("quote_never_closes", {"line": 2})


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = 'a,b\n\n1,"two\nlines"\n2,x\n'
    assert [number for number, _row in delimited_rows(io.StringIO(text, newline=""), ",")] == [1, 3, 4]
