import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training import data
from zhiyin.science.language.folding import fold
from zhiyin.science.understand.aspects import tagger
from zhiyin.science.understand.aspects import tagger_network as net

NEGATIVE, NEUTRAL, POSITIVE = range(3)
needs_data = pytest.mark.skipif(
    not (data.folder() / "text").is_dir(),
    reason="the training data are not here (../shared/data or ZHIYIN_TRAINING_DATA)",
)
ODD = st.text(
    st.one_of(
        st.sampled_from("服务很好菜太咸了，。！味道不错环境差 \n\t0aA<b>&;😀👍\ud83d\x00\u200b﹏臺灣"),
        st.characters(),
    ),
    max_size=60,
)


def named(text: str) -> list[tuple[str, int]]:
    """The aspects of one text in its own words, with their likeliest polarity."""
    tagged = tagger.tag(fold([text]))
    return [
        (text[start:stop], int(shares.argmax()))
        for start, stop, shares in zip(tagged.start, tagged.stop, tagged.polarity, strict=True)
    ]


def test_an_aspect_is_found_in_the_words_of_the_sentence_with_what_is_felt_about_it() -> None:
    assert named("酸菜鱼很好吃，但是服务员态度很差。") == [
        ("酸菜鱼", POSITIVE),
        ("服务员", NEGATIVE),
    ] or named("酸菜鱼很好吃，但是服务员态度很差。") == [("酸菜鱼", POSITIVE), ("服务员态度", NEGATIVE)]


def test_traditional_and_simplified_characters_are_read_alike() -> None:
    simplified, traditional = named("环境不错，价格有点贵。"), named("環境不錯，價格有點貴。")
    assert [polarity for _, polarity in simplified] == [polarity for _, polarity in traditional]
    assert [word for word, _ in traditional] == ["環境", "價格"]


def test_offsets_point_into_the_text_as_given() -> None:
    text = "  <b>ＷｉＦｉ</b>！！！！！服务　　很好很好很好😀，价格贵"
    tagged = tagger.tag(fold([text]))
    assert {text[a:b] for a, b in zip(tagged.start, tagged.stop, strict=True)} >= {"ＷｉＦｉ", "服务"}


def test_the_opinion_about_an_aspect_is_shown() -> None:
    text = "味道很好，服务太慢。"
    tagged = tagger.tag(fold([text]))
    assert [text[a:b] for a, b in tagged.said.tolist()] == ["很好", "太慢"]


def test_a_sentence_that_names_nothing_has_no_aspect() -> None:
    assert not len(tagger.tag(fold(["下次还会再来的。", "哈哈哈哈", "", "😀😀", "12345"])))


@given(st.lists(ODD, max_size=6))
@settings(deadline=None, max_examples=60)
def test_whatever_a_text_holds_its_spans_lie_in_it_and_do_not_overlap(texts: list[str]) -> None:
    folded = fold(texts)
    tagged = tagger.tag(folded)
    assert np.all(np.diff(tagged.text) >= 0)
    last = (-1, 0)
    for text, start, stop in zip(
        tagged.text.tolist(), tagged.start.tolist(), tagged.stop.tolist(), strict=True
    ):
        assert 0 <= start < stop <= len(texts[text])
        assert (text, start) >= last
        last = (text, stop)
    for (begin, end), text in zip(tagged.said.tolist(), tagged.text.tolist(), strict=True):
        assert (begin, end) == (-1, -1) or 0 <= begin < end <= len(texts[text])
    assert tagged.polarity.sum(axis=1) == pytest.approx(np.ones(len(tagged)))
    assert np.all((tagged.confidence >= 0) & (tagged.confidence <= 1))


@given(st.lists(ODD, min_size=2, max_size=5))
@settings(deadline=None, max_examples=40)
def test_a_text_is_tagged_the_same_alone_and_among_others(texts: list[str]) -> None:
    together = tagger.tag(fold(texts))
    for place, text in enumerate(texts):
        alone = tagger.tag(fold([text]))
        mine = together.text == place
        assert together.start[mine].tolist() == alone.start.tolist()
        assert together.stop[mine].tolist() == alone.stop.tolist()
        assert together.confidence[mine] == pytest.approx(alone.confidence, abs=1e-4)


def test_a_text_longer_than_one_pass_is_tagged_as_its_parts_are() -> None:
    part = "味道很好，服务太慢。\n" * 3
    whole = tagger.tag(fold([part * (2 * net.PASS_ROWS // len(part))]))
    shares = whole.polarity.argmax(axis=1)
    assert len(whole) > 300
    assert (shares == POSITIVE).sum() == pytest.approx((shares == NEGATIVE).sum(), abs=2)


@pytest.mark.parametrize(
    "text", ["好吃" * 50_000, "服务" * 50_000, "味道很好，服务太慢。" * 10_000, "😀" * 100_000]
)
def test_a_hundred_thousand_characters_take_less_than_five_seconds(text: str) -> None:
    started = time.process_time()
    tagger.tag(fold([text]))
    assert time.process_time() - started < 5


def test_candidates_begin_and_end_where_both_are_likely_and_stay_in_their_text() -> None:
    begins = np.array([0, 0.9, 0, 0.9, 0, 0, 0.9], dtype=np.float32)
    ends = np.array([0, 0, 0.9, 0, 0, 0.9, 0.9], dtype=np.float32)
    text = np.array([-1, 0, 0, 0, -1, 1, 1])
    spans = net.candidates(begins, ends, text, widest=4, floor=0.1, product=0.04)
    assert list(zip(spans.begin.tolist(), spans.last.tolist(), spans.text.tolist(), strict=True)) == [
        (1, 2, 0),
        (6, 6, 1),
    ]


def test_of_overlapping_candidates_the_likeliest_stays() -> None:
    spans = net.Spans(np.array([1, 1, 5]), np.array([2, 4, 6]), np.array([0, 0, 0]))
    classes = np.array([[0.4, 0, 0, 0.6], [0.2, 0, 0, 0.8], [0.9, 0, 0, 0.1]], dtype=np.float32)
    assert tagger.surest(spans, classes, 0.5).tolist() == [1]


def test_the_version_is_that_of_the_file_and_stands_on_the_card() -> None:
    card = tagger.MODEL.with_suffix(".md").read_text(encoding="utf-8")
    assert tagger.version() in card


def test_the_shipped_file_keeps_to_its_size() -> None:
    assert tagger.MODEL.stat().st_size <= 2_500_000


@needs_data
def test_held_out_restaurant_sentences_are_tagged_as_the_card_says() -> None:
    from training import tagger_data, tagger_scores

    rows = tagger_data.restaurant(held_out=True)[:800]
    scores = tagger_scores.scores(rows)
    assert scores.exact.f1() >= 0.5
    assert scores.span.f1() >= 0.55
    assert scores.error <= 0.06


def test_positions_that_count_a_number_as_one_character_are_put_right() -> None:
    from training.tagger_data import located

    assert located("人均150元，味道也就一般", [4, 5], "味道") == (7, 9)
    assert located("味道好，味道真好", [4, 5], "味道") == (4, 6)
    assert located("味道好", [-1, -1], "") is None


def test_the_triples_of_one_aspect_are_one_unit_with_the_most_frequent_label() -> None:
    from training.tagger_data import row_of

    triples = [
        {"aspect_span": [0, 1], "opinion_span": [2, 3], "label": label, "aspect": "虾饺", "opinion": "好吃"}
        for label in ("POS", "NEG", "NEG")
    ]
    (unit,) = row_of({"text": "虾饺好吃", "triples": triples}).units
    assert (unit.start, unit.end, unit.label) == (0, 2, NEGATIVE)
    assert unit.share == pytest.approx((2 / 3, 0, 1 / 3))
    assert unit.labels == {NEGATIVE, POSITIVE}
    (tied,) = row_of({"text": "虾饺好吃", "triples": triples[:2]}).units
    assert tied.label == POSITIVE


def test_two_sentences_joined_keep_their_marks() -> None:
    from training.tagger_data import joined, row_of

    triple = {
        "aspect_span": [0, 1],
        "opinion_span": [2, 3],
        "label": "POS",
        "aspect": "虾饺",
        "opinion": "好吃",
    }
    row = row_of({"text": "虾饺好吃", "triples": [triple]})
    both = joined(row, row, "\n")
    assert [both.text[unit.start : unit.end] for unit in both.units] == ["虾饺", "虾饺"]
    assert [both.text[a:b] for unit in both.units for a, b in unit.opinions] == ["好吃", "好吃"]
    assert both.units[1].start == 5
