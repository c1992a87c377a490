"""The polarity of a given aspect: units, the network's sums, and what the shipped models judge."""

import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from zhiyin.science.language.folding import fold
from zhiyin.science.understand.aspects import given, network, units
from zhiyin.science.understand.aspects.given import NEGATIVE, POSITIVE, judge

SIGNS = {-1: NEGATIVE, 1: POSITIVE}


def cut(text: str) -> list[str]:
    folded = fold([text])
    first, _, length = units._words(folded.codes)
    return [
        folded.codes[at : at + n].tobytes().decode("utf-32-le")
        for at, n in zip(first[1:-1].tolist(), length[1:-1].tolist(), strict=True)
    ]


def test_english_words_are_cut_as_the_training_sets_cut_them() -> None:
    assert cut("It's 'nice', I didn't") == ["it", "'s", "'", "nice", "'", ",", "i", "did", "n't"]


def test_blanks_between_all_characters_part_nothing() -> None:
    spaced, joined = fold(["老 师 的 课 讲 得 很 好"]), fold(["老师的课讲得很好"])
    words = np.unique(joined.codes)
    one, other = units.han_units(spaced, words), units.han_units(joined, words)
    assert one.ids.tolist() == other.ids.tolist()
    assert one.clause.tolist() == other.clause.tolist()


def test_a_blank_between_two_sentences_parts_them() -> None:
    folded = fold(["味道不错 服务也很好"])
    assert units.han_units(folded, np.unique(folded.codes)).clause.max() > 1


def test_a_span_of_characters_is_the_units_that_hold_it() -> None:
    folded = fold(["the wine list was short"])
    found = units.latin_units(folded, np.zeros(0, np.uint32), np.zeros(0, np.uint32))
    first, last = found.spans(np.array([5, 6]), np.array([14, 7]))
    assert (first.tolist(), last.tolist()) == ([2, 2], [4, 3])


def test_distance_grows_to_either_side_of_the_aspect() -> None:
    unit = np.arange(100)
    away = network.distance_of(np.full(100, 40), np.full(100, 43), unit)
    assert (away[40:43] == network.SIDE).all()
    assert (np.diff(away) >= 0).all()
    assert away.min() == 0
    assert away.max() == 2 * network.SIDE


def judged(text: str, aspect: str | None = None, category: str | None = None) -> np.ndarray:
    span = None
    if aspect is not None:
        span = text.index(aspect), text.index(aspect) + len(aspect)
    return judge([text], [span], [category])[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("味道不错，就是价格有点贵，服务员态度很差", {"味道": 1, "价格": -1, "服务员": -1}),
        ("屏 幕 很 清 晰 但 是 电 池 不 耐 用", {"屏 幕": 1, "电 池": -1}),
        ("油耗低，动力足，但是噪音太大了", {"油耗": 1, "动力": 1, "噪音": -1}),
        ("油耗太高，空间倒是很大", {"油耗": -1, "空间": 1}),
        ("成像清晰，就是对焦慢", {"成像": 1, "对焦": -1}),
        ("散热不好，键盘手感不错", {"散热": -1, "键盘": 1}),
        ("屏幕比以前的大，但续航短", {"屏幕": 1, "续航": -1}),
        ("服務態度很好，但是價錢貴", {"服務": 1, "價錢": -1}),
        ("The pizza was delicious but the waiter was rude", {"pizza": 1, "waiter": -1}),
        ("Terrible service, great wine list", {"service": -1, "wine list": 1}),
        ("The staff was not friendly", {"staff": -1}),
    ],
)
def test_each_aspect_is_judged_by_what_is_said_of_it(text: str, expected: dict[str, int]) -> None:
    for aspect, sign in expected.items():
        chance = judged(text, aspect)
        assert chance[SIGNS[sign]] > chance[SIGNS[-sign]], aspect


def test_a_category_is_found_by_its_words() -> None:
    text = "The steak was delicious but our waiter was rude and slow"
    assert judged(text, category="food").argmax() == POSITIVE
    assert judged(text, category="staff").argmax() == NEGATIVE


def test_a_category_of_another_name_counts_where_it_stands_in_the_text() -> None:
    text = "屏幕很清晰，但是电池不耐用"
    assert judged(text, category="电池").tolist() == judged(text, "电池").tolist()


def test_traditional_and_full_width_texts_are_judged_as_simplified_ones() -> None:
    assert np.allclose(judged("價錢很貴，服務好", "價錢"), judged("价钱很贵，服务好", "价钱"))


def test_a_judgement_does_not_depend_on_the_other_texts() -> None:
    texts = ["味道不错，价格贵", "很差", "The food was great", "屏幕清晰", "bad service"]
    spans = [(5, 7), None, (4, 8), (0, 2), (4, 11)]
    together = judge(texts, spans)
    alone = np.concatenate([judge([text], [span]) for text, span in zip(texts, spans, strict=True)])
    assert np.allclose(together, alone, atol=1e-5)


def test_a_language_that_no_model_reads_is_not_guessed() -> None:
    assert np.allclose(judge(["Это было очень хорошо", "", "!!!"], [(0, 3), None, (0, 1)]), 1 / 3)


def test_columns_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="as many spans"):
        judge(["好"], [])


@settings(max_examples=60, deadline=None)
@for_any(
    st.lists(
        st.tuples(
            st.text(max_size=80),
            st.none() | st.tuples(st.integers(-5, 90), st.integers(-5, 90)),
            st.none() | st.sampled_from([*given.CATEGORIES, "屏幕", ""]),
            st.sampled_from([None, "zh-Hans", "en", "mixed"]),
        ),
        max_size=6,
    )
)
def test_any_text_and_any_span_have_three_probabilities(rows: list[tuple]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    chance = judge(*columns)
    assert chance.shape == (len(rows), 3)
    assert np.isfinite(chance).all()
    assert np.allclose(chance.sum(axis=1), 1)


def test_broken_and_very_long_texts_are_judged() -> None:
    texts = ["\ud83d屏幕好", "好" * 100_000, "great food " * 9_000, "<b>屏幕</b>很差", "a" * 50_000]
    assert np.isfinite(judge(texts, [(1, 3), (50_000, 50_002), (0, 60_000), (3, 5), (0, 40_000)])).all()


@pytest.mark.parametrize("model", ["zh", "en"])
def test_a_network_in_numpy_sums_as_it_does_in_torch(model: str) -> None:
    torch = pytest.importorskip("torch", reason="training needs torch (a development dependency)")
    from training import given as training
    from training import given_rows
    from training.given_network import Given, batch_of
    from training.given_rows import Row

    texts = {
        "zh": "味道不错，价格有点贵，但是服务员态度很差",
        "en": "Good food, but the waiter was rude to us",
    }
    category = "food" if model == "en" else None
    row = Row(texts[model], ((0, 2, None, 2, 1.0), (5, 7, None, 0, 1.0), (-1, -1, category, 2, 1.0)), "here")
    cutter = training.blank(given_rows.counted([row], model, 1))
    torch.manual_seed(1)
    buckets = (1 << 16,) if model == "zh" else (1 << 12, 1 << 12)
    sizes = (len(cutter.vocabulary) + 3, *buckets)
    net = Given(tuple((size, 8) for size in sizes), 10, (0.1, 0.1), 32, 20).eval()
    with torch.no_grad():
        for weight in net.parameters():
            weight.add_(0.2 * torch.randn_like(weight))
        wanted = net(batch_of(given_rows.items([row], cutter, model))).numpy()
    arrays = net.arrays()
    tables = tuple(arrays.pop(f"table_{place}") for place in range(len(sizes)))
    reach = int(arrays.pop("reach"))
    found = given.scores(
        given.Given(
            (network.Network(tables=tables, reach=reach, **arrays),),
            1.0,
            cutter.vocabulary,
            cutter.parting,
            "",
        ),
        [row.text] * 3,
        [(0, 2), (5, 7), None],
        [None, None, category],
        model,
    )
    assert np.allclose(found, wanted, atol=1e-4)


def test_the_same_rows_train_the_same_network() -> None:
    pytest.importorskip("torch", reason="training needs torch (a development dependency)")
    from dataclasses import replace

    from training import given as training
    from training import given_rows
    from training.given_rows import Row

    rows = [
        Row("The food was great", ((4, 8, None, 2, 1.0),), "here"),
        Row("Rude waiter, good soup", ((5, 11, None, 0, 1.0), (-1, -1, "food", 2, 1.0)), "here"),
    ]
    cutter = training.blank(given_rows.vocabulary(rows, "en", 1))
    recipe = replace(training.RECIPES["en"], epochs=1, made=10)
    one, other = (training.trained("en", rows, recipe, cutter, 1, talk=False) for _ in range(2))
    assert all((one[name] == other[name]).all() for name in one)


@pytest.mark.parametrize(
    ("source", "floor"),
    [
        ("restaurant sentences", 0.88),
        ("mooc", 0.84),
        ("restaurants (SemEval-14)", 0.73),
        ("MAMS categories", 0.68),
    ],
)
def test_held_out_aspects_are_judged_about_as_often_right_as_the_card_says(source: str, floor: float) -> None:
    pytest.importorskip("sklearn", reason="training needs scikit-learn (a development dependency)")
    pytest.importorskip("torch", reason="training needs torch (a development dependency)")
    from training import data, given_evaluation, given_rows

    if not (data.folder() / "text").is_dir():
        pytest.skip("the training data are not here (../shared/data or ZHIYIN_TRAINING_DATA)")
    files = {"mooc": "zh_mooc_aspect_terms_train.csv.gz", **given_rows.ENGLISH}
    found = given_rows.restaurant() if source not in files else given_rows.terms(files[source], source)
    rows = [row for row in given_rows.single(list(found)) if data.tenth_of(row.text) == data.HELD_OUT]
    measured = given_evaluation.measured(*given_evaluation.judged(rows[:1000]))
    assert measured.right / measured.n >= floor
    assert measured.n >= 100
