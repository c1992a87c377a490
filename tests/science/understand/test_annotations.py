"""Annotations of texts: where they stand, how strong they are, and that no text breaks them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyin.science.language.folding import fold
from zhiyin.science.understand.annotations import lexicon
from zhiyin.science.understand.annotations.annotating import CODES, MOST, Names, annotate, version
from zhiyin.science.understand.annotations.annotation import (
    EFFORT,
    EMOTION,
    EXPECTATION,
    INTENT,
    NAMED,
    OFFER,
    RISK,
    Annotation,
)

WORDS = [
    "没有", "非常", "生气", "失望", "服务员小李", "打了三次电话", "等了一个小时", "比海底捞好", "如果",
    "再也不来了", "!", "?",
    "，", "。", "not ", "very ", "angry ", "I called three times ", "Anna at the front desk ", "better than Walmart ", "\n",
    "😡", "🙂", "<br>", "\u200b", "\x00", "\ud800", "哈哈哈哈", "3", "两", "次", "…", "AAAA",
]  # fmt: skip
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=12).map("".join))


def of(text: str, names: Names | None = None) -> tuple[Annotation, ...]:
    return annotate(fold([text]), [text], names=names)[0]


def codes(text: str, kind: str, names: Names | None = None) -> set[str]:
    return {each.code for each in of(text, names) if each.kind == kind}


def the(text: str, kind: str, code: str) -> Annotation:
    [found] = [each for each in of(text) if (each.kind, each.code) == (kind, code)]
    return found


@given(texts)
@settings(deadline=None, max_examples=300)
def test_every_annotation_stands_within_its_text_and_has_a_known_code(text: str) -> None:
    found = of(text, Names(competitors=("海底捞",)))
    assert len(found) <= MOST
    assert list(found) == sorted(found, key=lambda each: each.start)
    for each in found:
        assert 0 <= each.start < each.end <= len(text)
        assert each.code in CODES[each.kind]
        assert 0 < each.strength <= 1
        assert 0 < each.confidence <= 1
        assert each.rule.startswith(f"{each.kind}.")


def test_what_the_next_text_begins_with_does_not_count() -> None:
    text = "以为很靠谱 结果这样子"
    batch = [text, "没收到货"]
    assert annotate(fold(batch), batch)[0] == of(text)


@given(st.lists(texts, max_size=6))
@settings(deadline=None, max_examples=100)
def test_a_text_shows_the_same_alone_and_among_others(batch: list[str]) -> None:
    assert annotate(fold(batch), batch) == [of(text) for text in batch]


@pytest.mark.parametrize(
    "text",
    ["", " ", "a", "\x00\x01\x1f", "\ud800\udfff", "，。！？", "<p></p>", "&nbsp;", "١٢٣", "すみません"],
)
def test_a_text_without_words_shows_nothing(text: str) -> None:
    assert of(text) == ()


@pytest.mark.parametrize(
    "part",
    [
        "生气", "服务员小李", "打了三次电话", "没想到", "?", "I called three times ", "Anna at the front desk. ",
        "比海底捞好", "a", "次", "😡", "生气 angry ",
    ],
)  # fmt: skip
def test_a_hundred_thousand_characters_take_no_more_than_their_time(part: str) -> None:
    text = (part * 100_000)[:100_000]
    folded = fold([text])
    began = time.process_time()
    found = annotate(folded, [text])[0]
    assert time.process_time() - began < 5
    assert len(found) <= MOST


def test_of_too_many_annotations_the_strongest_are_kept() -> None:
    text = "有点生气。" * 80 + "气死我了！！！"
    found = of(text)
    assert len(found) == MOST
    assert text[found[-1].start : found[-1].end].startswith("气死")


def test_the_span_is_that_of_the_text_as_given() -> None:
    text = "太太太太过分了！！！我非常非常 ＡＮＧＲＹ，服務員小李讓我很生氣"
    found = [each for each in of(text) if each.code == "anger"]
    assert [text[each.start : each.end] for each in found][-1] == "生氣"
    assert "ＡＮＧＲＹ" in [text[each.start : each.end] for each in found]


def test_traditional_characters_show_what_simplified_ones_do() -> None:
    assert codes("我對這家店很失望,再也不來了", EMOTION) == codes("我对这家店很失望,再也不来了", EMOTION)
    assert "churn_threat" in codes("我對這家店很失望,再也不來了", INTENT)


@pytest.mark.parametrize(
    ("weak", "plain", "strong"),
    [
        ("有点生气", "生气", "非常生气"),
        ("有点失望", "失望", "失望透顶"),
        ("slightly annoyed", "annoyed", "extremely annoyed"),
        ("a bit worried", "worried", "really worried"),
    ],
)
def test_degree_words_grade_an_emotion(weak: str, plain: str, strong: str) -> None:
    strengths = [
        next(each.strength for each in of(text) if each.kind == EMOTION) for text in (weak, plain, strong)
    ]
    assert strengths == sorted(strengths)
    assert len(set(strengths)) == 3


@pytest.mark.parametrize(
    ("plain", "louder"),
    [
        ("我很生气", "我很生气！！！"),
        ("I am angry", "I am ANGRY"),
        ("😡", "😡😡😡"),
        ("哈哈", "哈哈哈哈哈哈"),
    ],
)
def test_marks_capitals_and_repetition_make_an_emotion_stronger(plain: str, louder: str) -> None:
    strength = [next(each.strength for each in of(text) if each.kind == EMOTION) for text in (plain, louder)]
    assert strength[0] < strength[1]


@pytest.mark.parametrize(
    ("less", "more", "code"),
    [
        ("打了两次电话没人接", "打了八次电话没人接", "repeated_contact"),
        ("跑了两趟才办好", "跑了五趟才办好", "repeated_visit"),
        ("等了二十分钟", "等了三个小时", "waiting"),
        ("I called twice and got no answer", "I called ten times and got no answer", "repeated_contact"),
        ("We waited 20 minutes for our food", "We waited two hours for our food", "waiting"),
    ],
)
def test_more_effort_is_stronger(less: str, more: str, code: str) -> None:
    assert the(less, EFFORT, code).strength < the(more, EFFORT, code).strength


@pytest.mark.parametrize("number", ["3", "三", "好几", "十二", "无数", "两"])
def test_any_number_of_calls_is_effort(number: str) -> None:
    assert "repeated_contact" in codes(f"给你们打了{number}次电话都没人接", EFFORT)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("原以为很好吃，结果很难吃", "missed"),
        ("原以为很难吃，没想到很好吃", "exceeded"),
        ("跟图片一样", "met"),
        ("跟图片不一样", "missed"),
        ("比图片好看", "exceeded"),
        ("I expected a quiet room but it was noisy", "missed"),
        ("I expected a noisy room but it was lovely", "exceeded"),
        ("Exactly as described", "met"),
        ("Not as described", "missed"),
    ],
)
def test_an_expectation_is_met_missed_or_exceeded_by_what_follows(text: str, code: str) -> None:
    assert codes(text, EXPECTATION) == {code}


def test_names_that_the_organisation_gives_are_found_whatever_their_case() -> None:
    names = Names(competitors=("Blue Lagoon",), products=("星光卡",), own=("Harbour",))
    assert codes("blue lagoon has a pool", NAMED, names) == {"competitor"}
    assert codes("星光卡年费太高", NAMED, names) == {"product"}
    assert codes("Harbour is fine", NAMED, names) == set()


@pytest.mark.parametrize(
    "text",
    ["老王家的牛肉面很好吃", "我和小李一起去的", "张家界很美", "My friend Anna liked it", "李先生你好"],
)
def test_a_name_without_a_role_or_an_id_is_not_staff(text: str) -> None:
    assert codes(text, NAMED) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("服务员小李特别热情", "小李"),
        ("张经理处理得很及时", "张经理"),
        ("工号0123的客服很耐心", "0123"),
        ("Anna at the front desk was wonderful", "Anna"),
        ("Our waiter Carlos was great", "Carlos"),
    ],
)
def test_staff_are_praised_by_name(text: str, name: str) -> None:
    found = the(text, NAMED, "staff_praised")
    assert text[found.start : found.end] == name


@pytest.mark.parametrize(
    "text",
    ["X charges nothing, you charge 5 euros", "Other banks charge nothing", "隔壁银行利率更高", "别家免费"],
)
def test_what_others_charge_is_an_offer(text: str) -> None:
    assert codes(text, OFFER) == {"price"}


def test_harm_to_children_is_two_risks() -> None:
    assert codes("孩子被热水烫伤了，没人管", RISK) == {"safety", "vulnerable"}


def test_the_version_names_the_rules_and_the_words() -> None:
    assert version().endswith(lexicon.version())


def test_every_line_of_the_lexicon_has_a_known_code_and_a_strength_within_bounds() -> None:
    known = {kind: {*listed, "block"} for kind, listed in CODES.items()}
    known["offer"] |= {"others", "known", "someone"}
    known["named"] = {"role", "id", "called", "desk", "than", "block"}
    known["units"] = {"count", "time"}
    known["construction"] = {"turned"}
    for entries in lexicon.lexicon().entries:
        for entry in entries:
            assert entry.code in known[entry.kind]
            assert 0 <= entry.strength <= 1
