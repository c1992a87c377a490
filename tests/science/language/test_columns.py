"""Lines for a terminal."""

from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language.columns import width, wrapped

TEXTS = st.text("客户的声音，。 abc(zhiyin)", max_size=60)


def test_a_chinese_character_takes_two_columns() -> None:
    assert width("NPS 净推荐值") == 12


def test_chinese_is_broken_between_characters_and_latin_between_words() -> None:
    assert wrapped("检查安装 zhiyin check 是否正常", 12) == ["检查安装", "zhiyin check", "是否正常"]


def test_no_line_begins_with_a_closing_mark() -> None:
    assert wrapped("一二三，四五六。", 6) == ["一二三，", "四五六。"]


@given(TEXTS, st.integers(4, 30))
def test_nothing_but_spaces_is_lost(text: str, columns: int) -> None:
    assert "".join("".join(wrapped(text, columns)).split()) == "".join(text.split())
