import pytest

from zhiyin.science.understand.aspects.dictionary import aspects, dictionary
from zhiyin.science.understand.aspects.mentions import MOST_MENTIONS
from zhiyin.science.understand.reading import read

FACTORS = {"product", "service", "relationship", "convenience", "brand", "price"}


def felt(text: str) -> dict[str, float]:
    """The sign of the feeling about each aspect that the text names."""
    return {m.aspect: (m.sentiment > 0) - (m.sentiment < 0) for m in read([text])[0].mentions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("味道不错，价格贵，服务员态度很差", {"taste": 1, "price": -1, "staff_attitude": -1}),
        ("排队等了一个小时", {"waiting": -1}),
        ("不用排队，很快就办好了", {"waiting": 1}),
        ("菜不好吃", {"taste": -1}),
        ("菜好吃服务差", {"taste": 1, "service": -1}),
        ("味道好但是服务差", {"taste": 1, "service": -1}),
        ("味道差但是服务好", {"taste": -1, "service": 1}),
        ("环境好但服务差", {"environment": 1, "service": -1}),
        ("东西好就是贵", {"product_quality": 1, "price": -1}),
        ("房间小但是干净", {"environment": -1, "hygiene": 1}),
        ("价格便宜质量差", {"price": 1, "product_quality": -1}),
        ("一点也不贵", {"price": 1}),
        ("停车很不方便", {"parking": -1}),
        ("手机银行老是闪退，年费还是扣了", {"app_online": -1, "fees": -1}),
        ("快递很快，包装严实", {"delivery": 1, "packaging": 1}),
        ("手续繁琐，跑了三趟", {"procedure": -1}),
        ("服務態度很好，價錢便宜", {"staff_attitude": 1, "price": 1}),
        ("The food was great but the waiter was rude", {"taste": 1, "staff_attitude": -1}),
        ("Not worth the price, and the room was dirty", {"value": -1, "environment": -1, "hygiene": -1}),
        ("The staff were not helpful", {"staff_attitude": -1}),
    ],
)
def test_each_aspect_keeps_its_own_feeling(text: str, expected: dict[str, int]) -> None:
    found = felt(text)
    assert {aspect: found.get(aspect) for aspect in expected} == expected


def test_a_neutral_word_leaves_an_aspect_near_the_middle() -> None:
    mention = next(m for m in read(["环境一般。"])[0].mentions if m.aspect == "environment")
    assert abs(mention.sentiment) < 0.3


def test_spans_point_into_the_text_as_given() -> None:
    text = "  ＷｉＦｉ\u200b很差！！！服　务\u200b员态度好"
    found = {m.aspect: text[m.start : m.end] for m in read([text])[0].mentions}
    assert found["app_online"] == "ＷｉＦｉ"
    assert found["staff_attitude"].startswith("态度")


def test_a_latin_word_counts_whole_only() -> None:
    assert "app_online" not in felt("I was happy with the apple")
    assert "app_online" in felt("The app is slow")


def test_a_single_character_is_no_opinion_inside_a_word() -> None:
    assert felt("慢慢逛的店员")["staff_attitude"] == felt("慢慢逛的店员，")["staff_attitude"]
    assert felt("上菜慢")["service_speed"] == -1


def test_a_word_of_blame_is_not_found_in_a_longer_word() -> None:
    assert any(m.sentiment < -0.8 for m in read(["质量差，不多说"])[0].mentions)
    assert [m.opinion for m in read(["两家质量差不多"])[0].mentions] == [None]


def test_words_for_one_aspect_in_one_clause_are_one_mention() -> None:
    mentions = read(["服务员态度很冷淡"])[0].mentions
    assert [m.aspect for m in mentions] == ["staff_attitude"]


def test_a_text_pasted_over_and_over_has_a_bounded_number_of_mentions() -> None:
    assert len(read(["服务差，" * 1000])[0].mentions) == MOST_MENTIONS


def test_every_aspect_has_names_and_one_of_the_six_factors() -> None:
    assert len({aspect.code for aspect in aspects()}) == len(aspects()) >= 20
    for aspect in aspects():
        assert aspect.code.replace("_", "").isalpha()
        assert aspect.code.islower()
        assert aspect.en
        assert aspect.zh
        assert aspect.factor in FACTORS


def test_every_aspect_has_words_in_both_languages() -> None:
    words = dictionary()
    for index, aspect in enumerate(aspects()):
        own = words.latin[words.aspect == index]
        assert own.any(), aspect.code
        assert not own.all(), aspect.code
