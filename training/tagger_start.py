"""Where the embeddings start from: what stands around an n-gram, in texts with and without marks.

Positive pointwise mutual information of n-grams with the characters before and behind them, reduced by singular
values (Levy & Goldberg 2014): words that are used alike begin alike, also those that few marked sentences hold.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds

from training import data
from zhiyin.science.language.folding import Folded
from zhiyin.science.understand.aspects import tagger_network as net

REVIEWS = 25_000
# How far from the n-gram a character counts; before and behind are told apart.
NEAR = 3
# Typical size of a number in a table when training begins.
SPREAD = 0.3


def start(
    texts: Folded, places: tuple[net.Places, ...], widths: tuple[int, ...]
) -> list[NDArray[np.float32]]:
    """One table per size of n-gram, (rows, width)."""
    laid = net.column(texts, places)
    characters = laid.grams[0]
    empty = int(places[0][-1])
    tables = []
    for size, gram, place, width in zip(net.SIZES, laid.grams, places, widths, strict=True):
        count = int(place[-1])
        before, behind = (0, 0) if size == 1 else (0, 1) if size == 2 else (1, 1)
        pairs = sparse.csr_matrix((count, 2 * empty), dtype=np.float32)
        for step in range(1, NEAR + 1):
            for side, shift in ((0, -before - step), (1, behind + step)):
                near = np.roll(characters, -shift)
                known = (gram < count) & (near < empty)
                found = (gram[known], near[known] + side * empty)
                ones = np.ones(len(found[0]), dtype=np.float32)
                pairs = pairs + sparse.coo_matrix((ones, found), shape=pairs.shape).tocsr()
        tables.append(reduced(pairs, width))
    return tables


def unmarked() -> list[str]:
    """Reviews of the nine tenths."""
    rows = data.chinese_reviews()
    kept = np.flatnonzero(rows.tenth != data.HELD_OUT)
    return [rows.texts[place] for place in np.random.default_rng(13).permutation(kept)[:REVIEWS].tolist()]


def reduced(pairs: sparse.csr_matrix, width: int) -> NDArray[np.float32]:
    """The rows' positive mutual information with the columns in `width` numbers."""
    found = pairs.tocoo()
    total = pairs.sum()
    by_row, by_column = np.asarray(pairs.sum(axis=1)).ravel(), np.asarray(pairs.sum(axis=0)).ravel() ** 0.75
    by_column *= total / by_column.sum()
    value = np.log(found.data * total / (by_row[found.row] * by_column[found.col]))
    value = np.maximum(value, 0).astype(np.float32)
    table = sparse.csr_matrix((value, (found.row, found.col)), shape=pairs.shape)
    begin = np.random.default_rng(17).standard_normal(min(pairs.shape)).astype(np.float32)
    left, strength, _ = svds(table, k=width, v0=begin)
    scaled = left * np.sqrt(strength)
    return (scaled * (SPREAD / scaled.std())).astype(np.float32)
