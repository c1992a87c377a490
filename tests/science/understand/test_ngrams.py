import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language.folding import BOUNDARY, fold
from zhiyin.science.understand.ngrams import Scorer, Weights, hashed, text_range

SIZES = (1, 2, 3, 4)
BITS = 12


def weights() -> Weights:
    table = np.random.default_rng(7).integers(-127, 128, 1 << BITS).astype(np.int8)
    return Weights(table, SIZES, 0.01, 0.1, 2.0, -0.3)


def counted_one_by_one(text: str) -> tuple[int, int]:
    """Sum of the weights and number of the n-grams of one text, the slow way."""
    folded = fold([text])
    total = count = 0
    table = weights().table
    for size, bucket in hashed(folded, SIZES, BITS):
        for begin in range(len(folded.codes) - size + 1):
            gram = folded.codes[begin : begin + size]
            if size == 1 and gram[0] == BOUNDARY:
                continue
            total += int(table[bucket[begin]])
            count += 1
    return total, count


@given(st.lists(st.text(alphabet="好吃慢 ab!服务", max_size=12), min_size=1, max_size=5))
def test_the_score_of_a_text_is_the_sum_over_its_own_ngrams(texts: list[str]) -> None:
    w = weights()
    scores = Scorer(fold(texts), w).texts()
    for text, score in zip(texts, scores.tolist(), strict=True):
        total, count = counted_one_by_one(text)
        expected = w.slope * (w.intercept + w.scale * total / max(count, 1) ** 0.5) + w.offset
        assert score == pytest.approx(expected)


def test_ngrams_never_cross_from_one_text_into_the_next() -> None:
    folded = fold(["好吃", "难吃"])
    for size in SIZES:
        begin, end = text_range(folded, size)
        assert (end[0] - 1) + size - 1 <= folded.starts[1]
        assert begin[1] >= folded.starts[1]


def test_a_span_counts_only_its_own_ngrams() -> None:
    folded = fold(["菜好吃，服务慢"])
    scorer = Scorer(folded, weights())
    inner = scorer.spans(np.array([1]), np.array([4]))
    alone = Scorer(fold(["菜好吃服务"]), weights()).spans(np.array([1]), np.array([4]))
    assert inner.tolist() == alone.tolist()


def test_an_empty_span_has_the_score_of_nothing() -> None:
    w = weights()
    score = Scorer(fold(["好"]), w).spans(np.array([1]), np.array([1]))
    assert score[0] == pytest.approx(w.slope * w.intercept + w.offset)
