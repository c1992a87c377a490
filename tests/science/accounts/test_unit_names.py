"""Names of branches as platforms write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.accounts.resemblance import Resemblance, suggest
from zhiyin.science.accounts.unit_names import (
    Directory,
    Words,
    brand_of_company,
    code_beside,
    is_code,
    numbers_in,
    plain,
    read_name,
    shared_brands,
)

WORDS = Words.of(["知行", "知味火锅"], ["上海", "武汉市", "杭州"])
WEST_LAKE, SQUARE_SH, SQUARE_WH, EAST_ROAD, TIANANMEN, FIRST = range(6)


@pytest.fixture
def directory() -> Directory:
    made = Directory(WORDS)
    for place, (name, city) in enumerate(
        [
            ("西湖店", "杭州"),
            ("人民广场店", "上海市"),
            ("人民广场店", "武汉"),
            ("南京东路店", "上海"),
            ("天安门店", ""),
            ("第一店", ""),
        ]
    ):
        made.add(place, name, city)
    made.codes["s001"] = WEST_LAKE
    return made


@pytest.mark.parametrize(
    "name",
    [
        "知行(西湖店)",
        "知行（西湖店）",
        "知行·西湖店",
        "知行-西湖店",
        "知行|西湖店",
        "【知行】西湖店",
        "[知行] 西湖店",
        "知行西湖店",
        "西湖店(知行)",
        "西湖店·知行",
        "知味火锅（西湖店）",
        "知行(西湖分店)",
        "知行(西湖店)(已关店)",
        "知行（西湖店）【暂停营业】",
        "西湖店已关店",
        "知行（西 湖 店）",
        "杭州西湖店",
        "杭州市西湖店",
        "杭州·知行(西湖店)",
        "知行(杭州西湖店)",
        "西湖店(杭州)",
        "S001西湖店",
        "西湖店(S001)",
        "Ｓ００１ 西湖店",
    ],
)
def test_platforms_spellings_mean_the_one_unit_of_that_name(directory: Directory, name: str) -> None:
    match = directory.match(name)
    assert match is not None
    assert match.places == (WEST_LAKE,)


@pytest.mark.parametrize(
    "name",
    [
        "西湖",  # perhaps a region
        "知行(西湖店)(银泰城)",
        "【知行】西湖店(银泰城)",  # which mall is part of the name
        "海底捞(西湖店)",  # somebody else's
        "西湖二店",
        "上海西湖店",  # another city
        "西湖支行",
        "S002西湖店银泰",
        "知行",
        "知行店",
        "",
        "()",
        "知行(店)",
    ],
)
def test_less_than_the_same_name_is_never_certain(directory: Directory, name: str) -> None:
    assert directory.match(name) is None


def test_a_name_that_two_units_share_is_decided_by_its_city_or_not_at_all(directory: Directory) -> None:
    shared = directory.match("知行(人民广场店)")
    assert shared is not None
    assert not shared.is_certain
    for name, place in [
        ("知行(上海人民广场店)", SQUARE_SH),
        ("上海市人民广场店", SQUARE_SH),
        ("人民广场店（武汉）", SQUARE_WH),
        ("武汉·知行（人民廣場店）", SQUARE_WH),
    ]:
        match = directory.match(name)
        assert match is not None, name
        assert match.places == (place,)
    assert directory.match("杭州人民广场店") is None


def test_a_city_that_is_part_of_the_name_stays_in_it(directory: Directory) -> None:
    match = directory.match("知行(南京东路店)")
    assert match is not None
    assert match.places == (EAST_ROAD,)
    assert directory.match("东路店") is None
    assert read_name("上海店", WORDS).place == "上海店"


def test_the_last_letter_of_a_place_is_not_taken_for_a_word(directory: Directory) -> None:
    assert read_name("天安门店", WORDS).key == "天安门店"


def test_units_of_two_brands_are_not_mixed_up() -> None:
    made = Directory(Words.of(["知行火锅", "知行咖啡"]))
    made.add(1, "知行火锅(西湖店)")
    made.add(2, "知行咖啡(西湖店)")
    for name, place in [("知行火锅·西湖店", 1), ("【知行咖啡】西湖店", 2)]:
        match = made.match(name)
        assert match is not None
        assert match.places == (place,)
    shared = made.match("西湖店")
    assert shared is not None
    assert not shared.is_certain


def test_a_refused_unit_is_not_matched_again(directory: Directory) -> None:
    assert directory.match("知行(西湖店)", frozenset({WEST_LAKE})) is None


def test_a_code_beside_another_units_name_is_not_certain(directory: Directory) -> None:
    assert directory.match("S001天安门店") is None
    assert suggest(directory, "S001天安门店")[0].place in {WEST_LAKE, TIANANMEN}


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("西湖二店", (2,)), ("第十二店", (12,)), ("西湖2号店", (2,)), ("二十三店", (23,)), ("西湖店", ())],
)
def test_numbers_that_tell_places_apart_are_read(name: str, numbers: tuple[int, ...]) -> None:
    assert numbers_in(name) == numbers


def best(directory: Directory, name: str) -> tuple[int, str]:
    found = suggest(directory, name)
    return (found[0].place, found[0].evidence[0].code) if found else (-1, "")


def test_suggestions_come_with_their_evidence(directory: Directory) -> None:
    assert best(directory, "西湖") == (WEST_LAKE, "without_kind")
    assert best(directory, "【知行】西湖店(银泰城)") == (WEST_LAKE, "besides")
    assert best(directory, "南京路店") == (EAST_ROAD, "letters")
    assert best(directory, "天安店") == (TIANANMEN, "contained")
    assert best(directory, "西湖营业部") == (WEST_LAKE, "other_kind")


def test_somebody_elses_brand_before_the_name_makes_it_less_likely(directory: Directory) -> None:
    ours, theirs = (suggest(directory, name)[0].score for name in ("西湖店(银泰城)", "海底捞(西湖店)"))
    assert theirs < 75 < ours


def test_both_units_of_a_shared_name_are_suggested(directory: Directory) -> None:
    found = suggest(directory, "知行(人民广场店)")
    assert {r.place for r in found[:2]} == {SQUARE_SH, SQUARE_WH}
    assert found[0].score == found[1].score
    assert suggest(directory, "人民广场(武汉)")[0].place == SQUARE_WH


def test_a_neighbours_number_is_never_suggested(directory: Directory) -> None:
    assert FIRST not in {r.place for r in suggest(directory, "第二店")}
    assert suggest(directory, "S002") == []


def test_the_brand_of_a_company_is_what_is_left_of_its_name() -> None:
    assert brand_of_company("知味餐饮管理有限公司") == "知味"
    assert brand_of_company("知行集团（中国）") == "知行"
    assert brand_of_company("集团") == ""


def test_a_word_that_three_places_share_is_their_brand() -> None:
    names = [(1, "小满茶(西湖店)"), (2, "小满茶（城东店）"), (3, "小满茶·滨江店"), (4, "上海·徐汇店")]
    assert shared_brands(names, Words.of(())) == {"小满茶"}
    numbered = [(1, "人民广场(一店)"), (2, "人民广场(二店)"), (3, "人民广场(三店)")]
    assert shared_brands(numbered, Words.of(())) == set()


NAMES = st.text(
    st.sampled_from("知行味火锅西湖上海市武汉人民广场分店门已关停业一二第()（）【】·- 1aＡS廣"), max_size=16
)
CODES = st.from_regex(r"[A-Za-z]{0,3}[0-9]{1,5}(-[0-9]{1,3})?", fullmatch=True)


@given(NAMES | st.text(max_size=20))
def test_reading_what_was_read_changes_nothing(name: str) -> None:
    once = read_name(name, WORDS)
    assert plain(plain(name)) == plain(name)
    assert read_name(once.canonical, WORDS).canonical == once.canonical


@given(CODES, CODES)
def test_a_code_never_matches_another_code(one: str, other: str) -> None:
    made = Directory(WORDS)
    made.add(1, one)
    made.codes[plain(one)] = 1
    assert is_code(one)
    assert made.match(other) is None
    assert suggest(made, other) == []


@given(st.lists(NAMES, max_size=6), NAMES)
def test_a_certain_match_is_also_the_first_suggestion(names: list[str], heard: str) -> None:
    made = Directory(WORDS)
    for place, name in enumerate(names):
        made.add(place, name)
    match = made.match(heard)
    found: list[Resemblance] = suggest(made, heard)
    assert all(0 <= r.score <= 99 and r.evidence for r in found)
    assert [r.score for r in found] == sorted((r.score for r in found), reverse=True)
    if match is not None and match.is_certain:
        assert found[0].place == match.places[0]


def test_a_code_beside_a_name_is_found() -> None:
    assert code_beside("S001西湖店") == ("s001", "西湖店")
    assert code_beside("西湖店(S-001)") == ("s-001", "西湖店")
    assert code_beside("西湖店") is None
