import pytest

from zhiyin.science.language.identifiers import area_code, is_bank_card, is_id_card, is_mobile, luhn


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", "110105491231002"])
def test_an_id_card_has_a_region_a_birth_date_and_a_checksum(number: str) -> None:
    assert is_id_card(number)


@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "11010519491331002X", "99010519491231002X", "1101051949123100", "110105491331002"],
)
def test_a_number_that_misses_one_of_them_is_no_id_card(number: str) -> None:
    assert not is_id_card(number)


def test_luhn_holds_for_the_standards_examples() -> None:
    assert luhn("79927398713")
    assert not luhn("79927398714")


def test_a_bank_card_has_a_known_issuer_a_fitting_length_and_a_luhn_digit() -> None:
    assert is_bank_card("4111111111111111")
    assert not is_bank_card("4111111111111112")
    assert not is_bank_card("1111111111111117")
    assert not is_bank_card("411111111111111")


def test_mobile_numbers_begin_with_13_to_19() -> None:
    assert is_mobile("13800138000")
    assert not is_mobile("12800138000")
    assert not is_mobile("1380013800")


def test_area_codes_have_three_or_four_digits() -> None:
    assert area_code("01062345678") == 3
    assert area_code("075582345678") == 4
    assert area_code("0106234567") == 0
    assert area_code("001062345678") == 0
