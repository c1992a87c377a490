"""Own words of slang: they turn how a sentence feels, judge aspects, mark irony, and can be told apart from the shipped."""

from itertools import product

import pytest

from zhiyin.science.understand.annotations import lexicon
from zhiyin.science.understand.aspects.dictionary import as_found, dictionary
from zhiyin.science.understand.reading import Reading, analyser, read
from zhiyin.science.understand.slang import faults as science
from zhiyin.science.understand.slang.comparing import differences
from zhiyin.science.understand.slang.faults import faults
from zhiyin.science.understand.slang.own_words import FURTHEST, SHIFT
from zhiyin.science.understand.slang.shipped import by_found, shipped
from zhiyin.science.understand.slang.words import BLAME, IRONY, PRAISE, Slang
from zhiyin.science.understand.taxonomies.composing import compose

OWN = Slang(praise=("绝绝紫", "slaps", "🐳"), blame=("下头", "mid"), irony=("[狗头]", "🐶"))


def reading(text: str, slang: Slang = OWN) -> Reading:
    return read([text], words=compose([], slang))[0]


def plain(text: str) -> Reading:
    return read([text])[0]


def shown(found: Reading, text: str) -> list[tuple[str, str, str]]:
    """(rule, code, words) of what own words show."""
    return [
        (one.rule, one.code, text[one.start : one.end])
        for one in found.annotations
        if one.rule.startswith("slang.own")
    ]


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("这家店的服务真下头", "positive", "negative"),
        ("服务一点都不下头", "negative", "positive"),
        ("这价格绝绝紫", "negative", "positive"),
        ("The breakfast is mid", "positive", "negative"),
        ("This place slaps", "negative", "positive"),
    ],
)
def test_an_own_word_turns_its_sentence_and_a_denied_one_turns_it_back(
    text: str, before: str, after: str
) -> None:
    assert plain(text).label in (before, "neutral")
    assert reading(text).label == after


def test_the_sentence_with_the_word_turns_and_the_others_stay() -> None:
    text = "味道很好吃，环境也干净。服务员的样子下头。"
    was, now = plain(text).sentences, reading(text).sentences
    assert now[0] == was[0]
    assert now[1].sentiment < was[1].sentiment
    assert now[1].label == "negative"


def test_an_own_word_judges_the_aspect_of_its_clause_only() -> None:
    text = "环境很好，服务下头"
    found = {one.aspect: one for one in reading(text).mentions}
    assert found["environment"].sentiment > 0.5
    assert found["service"].sentiment < -0.5
    assert found["service"].opinion == (7, 9)


def test_a_mark_of_irony_turns_the_praise_beside_it() -> None:
    text = "服务真好啊[狗头]"
    assert plain(text).label == "positive"
    found = reading(text)
    assert found.label == "negative"
    assert found.mentions[0].sentiment < 0
    assert shown(found, text) == [("slang.own.irony", "anger", "[狗头]")]


def test_faces_are_neither_denied_nor_graded() -> None:
    text = "我不吃了🐳"
    assert shown(reading(text), text) == [("slang.own.praise", "praise", "🐳")]
    assert reading("我不吃了🐳").sentiment > plain("我不吃了").sentiment  # type: ignore[operator]


def test_what_comes_of_an_own_word_says_so() -> None:
    text = "服务不下头，味道太下头"
    assert shown(reading(text), text) == [
        ("slang.own.praise.denied", "praise", "不下头"),
        ("slang.own.blame", "complaint", "太下头"),
    ]


def test_praise_after_too_is_no_complaint() -> None:
    assert "complaint" not in {one.code for one in reading("这个味道太绝绝紫").annotations}


def test_words_count_however_they_are_written() -> None:
    for text in ("服務下頭", "ＭＩＤ food，ＭＩＤ service", "The food was MID"):
        assert reading(text).label == "negative"
    assert not shown(reading("in the middle of the room"), "in the middle of the room")


def test_all_words_together_move_a_text_by_a_bound_amount() -> None:
    words = compose([], OWN)
    many = read(["下头" * 3 + "，下头" * 400], words=words)[0]
    assert many.sentiment is not None
    assert -1 < many.sentiment < 0
    assert FURTHEST == 3 * SHIFT


def test_a_text_of_nothing_but_an_own_word_is_read() -> None:
    assert reading("下头").label == "negative"
    assert reading("绝绝紫").label == "positive"


def test_a_word_that_is_switched_off_is_not_heard() -> None:
    text = "我的车翻车了"
    assert {one.code for one in plain(text).annotations} >= {"disappointment", "complaint"}
    found = reading(text, Slang(off=("翻车",)))
    assert not {one.code for one in found.annotations} & {"disappointment", "complaint"}
    for said, word in (("谢谢🙂", "🙂"), ("这家店坑爹", "坑爹")):
        assert reading(said, Slang(off=(word,))).sentiment > plain(said).sentiment + 0.05  # type: ignore[operator]


def test_a_longer_word_of_slang_stays_whole_when_one_inside_it_is_switched_off() -> None:
    text = "真行啊，等了两个小时"
    rules = [one.rule for one in reading(text, Slang(off=("真行",))).annotations]
    assert rules == [one.rule for one in plain(text).annotations]


def test_an_own_meaning_stands_in_the_place_of_the_shipped_one() -> None:
    text = "又要拔草了"
    assert "disappointment" in {one.code for one in plain(text).annotations}
    found = reading(text, Slang(praise=("拔草",)))
    assert shown(found, text) == [("slang.own.praise", "praise", "拔草")]
    assert "disappointment" not in {one.code for one in found.annotations}
    assert found.sentiment > plain(text).sentiment  # type: ignore[operator]


def test_irony_is_looked_for_beside_own_words() -> None:
    """The shipped face counts as irony where nothing around is meant well, and an own word says so."""
    assert "anger" in {one.code for one in reading("态度下头🙂").annotations}
    assert "anger" not in {one.code for one in reading("态度绝绝紫🙂").annotations}


def test_the_analyser_has_another_name_and_without_own_words_its_own() -> None:
    assert reading("好").analyser != analyser()
    assert analyser(compose([], OWN)) != analyser(compose([], Slang(blame=("下头",))))
    assert compose([], Slang()) is dictionary()
    assert analyser(compose([], None)) == analyser()


def test_texts_without_an_own_word_are_read_as_before() -> None:
    texts = ["菜很好吃，就是上菜慢", "太坑爹了！！再也不来", "Great food but slow service.", "踩雷了🙂", ""]
    was = read(texts)
    for old, new in zip(was, read(texts, words=compose([], OWN)), strict=True):
        assert (new.label, new.sentiment, new.sentences) == (old.label, old.sentiment, old.sentences)
        assert (new.mentions, new.targets, new.annotations) == (old.mentions, old.targets, old.annotations)


def test_hostile_words_and_texts_are_read_without_an_error() -> None:
    slang = Slang(praise=("a" * 30, "\u200b\u200b", "\ud83d", "..", "%s"), blame=("🐶" * 30, "(.*", "下 头"))
    texts = ["下 头", "(.*", "%s", "\ud83d", "🐶" * 500, "a" * 5000, "\0下头\0", "下" * 3000]
    assert len(read(texts, words=compose([], slang))) == len(texts)


def test_every_shipped_word_is_in_the_lexicons_and_once() -> None:
    assert len({one.found for one in shipped()}) == len(shipped())
    for one in shipped():
        assert one.shows or one.polarity, one.word


@pytest.mark.parametrize(
    ("word", "meaning"), [("踩雷", BLAME), ("拔草", BLAME), ("🙂", IRONY), ("绝绝子", PRAISE), ("meh", BLAME)]
)
def test_shipped_words_have_the_meaning_that_readings_show(word: str, meaning: str) -> None:
    assert by_found()[as_found([word])[word]].meaning == meaning


def test_without_words_the_lexicon_shows_everything_else() -> None:
    less = lexicon.without(frozenset({"踩雷"}), frozenset({"emotion", "intent"}))
    assert len(less.entries) == len(lexicon.lexicon().entries)
    assert sum(map(len, less.entries)) == sum(map(len, lexicon.lexicon().entries)) - len(
        lexicon.entries_of()["踩雷"]
    )


@pytest.mark.parametrize(
    ("lists", "why", "line"),
    [
        ({"blame": ["下头", "差"]}, science.ONE_CHARACTER, 2),
        ({"blame": ["x"]}, science.ONE_CHARACTER, 1),
        ({"praise": ["", "好" * 31]}, science.TOO_LONG, 2),
        ({"praise": ["下头", "下頭"]}, science.TWICE, 2),
        ({"irony": ["😀", "😄"]}, science.TWICE, 2),
        ({"praise": ["下头"], "blame": ["下头"]}, science.CONTRADICTS, 1),
        ({"blame": ["踩雷"], "off": ["踩雷"]}, science.CONTRADICTS, 1),
        ({"praise": ["666"]}, science.ONLY_SIGNS, 1),
        ({"irony": ["。。。"]}, science.ONLY_SIGNS, 1),
        ({"irony": ["?"]}, science.ONLY_SIGNS, 1),
        ({"blame": ["不是"]}, science.GRAMMAR, 1),
        ({"praise": ["\u200b\u200b"]}, science.NOTHING_LEFT, 1),
        ({"off": ["下头"]}, science.NOT_SHIPPED, 1),
    ],
)
def test_a_line_that_cannot_be_used_is_told_with_its_reason(
    lists: dict[str, list[str]], why: str, line: int
) -> None:
    (found,) = faults(lists)
    assert (found.why, found.line) == (why, line)


def test_every_wrong_line_is_told_and_good_ones_are_not() -> None:
    lines = ["下头", "差", "避雷", "666", "meh", ":)", "🐶", "no cap"]
    assert [one.line for one in faults({"blame": lines})] == [2, 4]
    many = ["-".join(letters) for letters in product("abcdefgh", repeat=3)][: science.MOST + 1]
    assert [(one.why, one.line) for one in faults({"blame": many})] == [(science.TOO_MANY, science.MOST + 1)]


def test_only_texts_with_a_changed_word_are_compared_and_only_those_that_differ_told() -> None:
    texts = ["服务真下头", "味道很好", "太下头了，投诉，差评，垃圾"]
    asked: list[str] = []

    def before(chosen: list[str]) -> list[Reading]:
        asked.extend(chosen)
        return read(chosen)

    found = differences(
        texts,
        Slang(),
        Slang(blame=("下头",)),
        before,  # type: ignore[arg-type]
        lambda chosen: read(chosen, words=compose([], Slang(blame=("下头",)))),
    )
    assert asked == [texts[0], texts[2]]
    assert found[0].text == 0
    assert found[0].spans == ((3, 5),)
    assert found[0].before.label != found[0].after.label
    assert not differences(texts, OWN, OWN, read, read)
