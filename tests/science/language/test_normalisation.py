from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language.normalisation import normalise, storable

any_text = st.text(st.characters(categories=["L", "N", "P", "S", "Z", "C"]), max_size=60)


def test_a_clean_text_is_stored_as_it_is() -> None:
    text = "菜好吃！！！\n服务Ｏ Ｋ 👨‍👩‍👧 שלום"
    assert storable(text) is text


def test_nuls_controls_and_zero_width_characters_are_not_stored() -> None:
    assert storable("a\0b\x07c\u200bd\ufeffe\tf") == "abcde\tf"


def test_line_ends_become_one_kind() -> None:
    assert storable("一\r\n二\r三\u2028四") == "一\n二\n三\n四"


def test_halves_of_a_surrogate_pair_are_joined_and_a_lone_half_is_replaced() -> None:
    assert storable("\ud83d\ude00 \ud83d") == "😀 \ufffd"


def test_width_case_and_runs_are_levelled_for_comparison() -> None:
    assert normalise("  ＧＯＯＤ　好好好好吃！！！！ ") == "good 好好吃!!"


@given(any_text)
def test_what_is_storable_stays_storable_and_encodes(text: str) -> None:
    once = storable(text)
    assert storable(once) == once
    assert "\0" not in once
    once.encode("utf-8")


@given(any_text)
def test_normalising_again_after_storing_changes_nothing(text: str) -> None:
    assert normalise(storable(text)) == normalise(text)
