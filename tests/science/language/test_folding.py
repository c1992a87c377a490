import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language.folding import BOUNDARY, HAN, LATIN, class_counts, code_points, fold, latin_words

any_text = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z", "C"]), max_size=40)


def folded(text: str) -> str:
    return "".join(map(chr, fold([text]).codes[1:-1].tolist()))


def test_width_case_and_script_are_levelled() -> None:
    assert folded("ＡＢＣ　服務①") == "abc 服务1"


def test_runs_keep_two_and_blanks_one() -> None:
    assert folded("好好好好吃   啊！！！！") == "好好吃 啊!!"


@given(st.lists(any_text, max_size=5))
def test_every_kept_character_knows_where_it_stood(texts: list[str]) -> None:
    batch = fold(texts)
    assert len(batch) == len(texts)
    assert (batch.codes[batch.starts] == BOUNDARY).all()
    assert int((batch.codes == BOUNDARY).sum()) == len(texts) + 1
    for index, text in enumerate(texts):
        where = batch.where[batch.starts[index] + 1 : batch.starts[index + 1]]
        assert ((where >= 0) & (where < len(text))).all()
        assert (np.diff(where) > 0).all()


@given(st.lists(any_text, min_size=1, max_size=5))
def test_a_text_folds_alike_alone_and_in_a_batch(texts: list[str]) -> None:
    batch = fold(texts)
    for index, text in enumerate(texts):
        mine = batch.codes[batch.starts[index] + 1 : batch.starts[index + 1]]
        assert mine.tolist() == fold([text]).codes[1:-1].tolist()


def test_classes_and_words_are_counted_per_text() -> None:
    codes, starts = code_points(["好 good food", "好好"])
    counts = class_counts(codes, starts)
    assert counts[:, HAN].tolist() == [1, 2]
    assert counts[:, LATIN].tolist() == [8, 0]
    assert latin_words(codes, starts).tolist() == [2, 0]
