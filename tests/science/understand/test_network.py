from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from zhiyin.science.language.folding import BOUNDARY, fold
from zhiyin.science.understand import network
from zhiyin.science.understand.network import Network
from zhiyin.science.understand.ngrams import hashed

SIZES = (1, 2, 3, 4)
WIDTH, NARROW, REACH, BITS = 6, 5, 2, 10
TEXTS = st.lists(st.text(alphabet="好吃慢 ab!服务。", max_size=14), min_size=1, max_size=6)


def small() -> Network:
    dice = np.random.default_rng(3)

    def some(*shape: int) -> NDArray[np.float32]:
        return dice.normal(size=shape).astype(np.float32)

    row = dice.integers(0, 200, 1 << BITS).astype(np.uint16)
    table = dice.integers(-127, 128, (200, WIDTH)).astype(np.int16)
    table[0] = 0
    unit = np.full(WIDTH, 0.01, dtype=np.float32)
    out = some(2 * (WIDTH + NARROW))
    mix = some(WIDTH, 3 * NARROW)
    return Network(SIZES, row, table, unit, some(WIDTH), mix, some(NARROW), out, 0.3, REACH)


def one_by_one(text: str, net: Network) -> float:
    """The score of one text, position by position."""
    folded = fold([text])
    last = int(folded.starts[1])
    first = np.tile(net.bias.astype(np.float64), (last, 1))
    for size, bucket in hashed(folded, SIZES, BITS):
        for position in range(last):
            if position + size - 1 <= last and not (size == 1 and folded.codes[position] == BOUNDARY):
                first[position] += net.table[net.row[bucket[position]]] * net.unit
    first = np.maximum(first, 0)
    second = np.tile(net.mix_bias.astype(np.float64), (last, 1))
    for position in range(last):
        for block, other in enumerate((position - REACH, position, position + REACH)):
            if 0 <= other < last:
                second[position] += first[other] @ net.mix[:, block * NARROW : (block + 1) * NARROW]
    second = np.maximum(second, 0)
    factor = min(last, network.LONGEST) ** 0.5 / 4 / last
    pooled = [first.max(0), first.sum(0) * factor, second.max(0), second.sum(0) * factor]
    return float(np.concatenate(pooled) @ net.out) + net.intercept


@given(TEXTS)
def test_the_score_of_a_text_is_what_one_position_after_another_gives(texts: list[str]) -> None:
    net, folded = small(), fold(texts)
    (scores,) = network.scores(folded, net, folded.starts[:-1])
    expected = np.array([one_by_one(text, net) for text in texts])
    assert scores == pytest.approx(expected, abs=1e-3)


@given(TEXTS)
def test_a_text_has_the_same_score_alone_and_among_others(texts: list[str]) -> None:
    net, folded = small(), fold(texts)
    (together,) = network.scores(folded, net, folded.starts[:-1])
    for text, expected in zip(texts, together, strict=True):
        alone = fold([text])
        (scores,) = network.scores(alone, net, alone.starts[:-1])
        assert scores[0] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("positions", [3, 7, 16])
def test_it_does_not_matter_in_how_many_goes_a_batch_is_read(
    positions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    net, folded = small(), fold(["菜好吃，服务慢", "", "好", "slow but good service! " * 5, "慢慢 好吃"])
    pieces = np.union1d(folded.starts[:-1], np.array([3, 20, 21, 60]))
    whole = network.scores(folded, net, folded.starts[:-1], pieces)
    monkeypatch.setattr(network, "POSITIONS", positions)
    for expected, found in zip(whole, network.scores(folded, net, folded.starts[:-1], pieces), strict=True):
        assert found == pytest.approx(expected, abs=1e-4)


def test_a_text_cut_into_one_piece_has_the_texts_score() -> None:
    net, folded = small(), fold(["菜好吃", "服务慢"])
    texts, pieces = network.scores(folded, net, folded.starts[:-1], folded.starts[:-1])
    assert pieces.tolist() == texts.tolist()


def test_several_networks_score_by_their_mean() -> None:
    net, folded = small(), fold(["菜好吃", "服务慢"])
    (alone,) = network.scores(folded, net, folded.starts[:-1])
    (mean,) = network.mean_scores(folded, [net, replace(net, intercept=1.3)], folded.starts[:-1])
    assert mean == pytest.approx(alone + 0.5)


def test_no_texts_have_no_scores() -> None:
    folded = fold([])
    (scores,) = network.scores(folded, small(), folded.starts[:-1])
    assert scores.shape == (0,)


def test_an_ngram_that_reaches_into_the_next_text_is_none() -> None:
    row = np.arange(1 << BITS).astype(np.uint16)
    row[0] = 1
    folded = fold(["好", "", "慢"])
    found = dict(zip(SIZES, network.rows(folded, SIZES, row), strict=True))
    # Positions: boundary, 好, boundary, boundary, 慢, boundary.
    assert (found[1][:5] > 0).tolist() == [False, True, False, False, True]
    assert (found[2][:5] > 0).tolist() == [True, True, True, True, True]
    assert (found[3][:5] > 0).tolist() == [True, False, False, True, False]
    assert (found[4][:5] > 0).tolist() == [False, False, False, False, False]
