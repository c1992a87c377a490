"""Finds the copies: bands of minima propose pairs, Jaccard's index of their shingles decides."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from zhiyin.science.language.folding import Ints
from zhiyin.science.understand.duplicates.signing import (
    MINIMA,
    Shingled,
    Signatures,
    batches,
    joined,
    shingled,
)

# Bands of four minima find a pair of similarity 0.8 with probability 0.9998, bands of two one of 0.5 with 0.9999.
ROWS_FROM = {0.7: 4, 0.5: 2}
# MinHash's standard error is at most 0.0625 with 64 minima: pairs this much below are not worth comparing.
SLACK = 0.2
MOST_MATCHES = 20
NONE = -1
_PAIRS_AT_ONCE = 20_000


def duplicates(texts: Sequence[str | None], *, similarity: float = 0.8) -> Ints:
    """The number of each text's group of copies, counted from 0 in order of first appearance; NONE without copies.

    Texts are copies when Jaccard's index of their shingles is at least `similarity` (0.5 … 1); a group is
    everything that such pairs connect. Texts shorter than MINIMUM_LENGTH have no copies, not even the same text.
    Raises ValueError for another similarity; never for any text.
    """
    rows = _rows_for(similarity)
    owner, distinct = _distinct(texts)
    parts, digests = [], []
    for batch in batches(distinct):
        part = shingled(batch)
        parts.append(part)
        digests.append(part.signatures.digests)
    if not parts:
        return np.full(len(texts), NONE, dtype=np.int64)
    digest = np.concatenate(digests)
    _, kept, same = np.unique(digest, axis=0, return_index=True, return_inverse=True)
    whole = joined(parts)
    group = _groups(whole, kept, rows, similarity)[same.reshape(-1)]
    group[~digest.any(axis=1)] = NONE
    found = np.where(owner >= 0, group[np.maximum(owner, 0)], NONE)
    return _numbered(found)


def matches(
    found: Signatures, stored: Signatures, *, similarity: float = 0.8
) -> list[list[tuple[int, float]]]:
    """For each signature the stored ones it copies: (position, similarity), the most similar first.

    At most MOST_MATCHES each. The similarity is estimated from the minima (standard error ≤ 0.0625; 1 exactly when
    the skeletons are equal). Work grows with the stored signatures plus the pairs that share a band.
    Raises ValueError for a similarity outside 0.5 … 1.
    """
    rows = _rows_for(similarity)
    pairs: list[tuple[Ints, Ints]] = []
    mine, theirs = _comparable(found), _comparable(stored)
    for keys, other in [
        (found.digests[:, 0], stored.digests[:, 0]),
        *((_band(found, band, rows), _band(stored, band, rows)) for band in range(MINIMA // rows)),
    ]:
        pairs.append(_meeting(keys, other, mine, theirs))
    results: list[list[tuple[int, float]]] = [[] for _ in range(len(found))]
    left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    if not len(left):
        return results
    both = np.unique(left * len(stored) + right)
    for begin in range(0, len(both), _PAIRS_AT_ONCE):
        one, two = np.divmod(both[begin : begin + _PAIRS_AT_ONCE], len(stored))
        alike = (found.minima[one] == stored.minima[two]).mean(axis=1)
        alike[(found.digests[one] == stored.digests[two]).all(axis=1)] = 1.0
        enough = np.flatnonzero(alike >= similarity)
        for index, place, value in zip(
            one[enough].tolist(), two[enough].tolist(), alike[enough].tolist(), strict=True
        ):
            results[index].append((place, value))
    return [sorted(items, key=lambda item: (-item[1], item[0]))[:MOST_MATCHES] for items in results]


def _rows_for(similarity: float) -> int:
    for lowest, rows in ROWS_FROM.items():
        if lowest <= similarity <= 1:
            return rows
    raise ValueError(f"similarity must be between {min(ROWS_FROM)} and 1, not {similarity}")


def _distinct(texts: Sequence[str | None]) -> tuple[Ints, list[str]]:
    """Which distinct text each text is (-1 for none), and those: a million copies cost one."""
    place: dict[str, int] = {}
    owner = np.full(len(texts), -1, dtype=np.int64)
    for index, text in enumerate(texts):
        if text:
            owner[index] = place.setdefault(text, len(place))
    return owner, list(place)


def _band(signed: Signatures, band: int, rows: int) -> NDArray[np.uint64]:
    """One key per text: texts with equal keys agree in a band's minima."""
    key = np.full(len(signed), band + 1, dtype=np.uint64)
    for row in range(band * rows, (band + 1) * rows):
        key = (key ^ signed.minima[:, row]) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    return key


def _groups(whole: Shingled, kept: Ints, rows: int, similarity: float) -> Ints:
    """The component of each kept text, by position in `kept`."""
    told = whole.signatures.digests[kept].any(axis=1)
    nodes = np.flatnonzero(told)
    component = np.arange(len(kept), dtype=np.int64)
    tried = np.zeros(0, dtype=np.int64)
    edges: list[Ints] = []
    for band in range(MINIMA // rows):
        pairs = _neighbours(_band(whole.signatures, band, rows)[kept[nodes]], nodes)
        pairs = pairs[component[pairs[:, 0]] != component[pairs[:, 1]]]
        keys = np.setdiff1d(np.unique(pairs[:, 0] * len(kept) + pairs[:, 1]), tried, assume_unique=True)
        tried = np.union1d(tried, keys)
        true = keys[_similar(whole, kept, keys, similarity)]
        if not len(true):
            continue
        edges.append(true)
        one, two = np.divmod(np.concatenate(edges), len(kept))
        graph = coo_array((np.ones(len(one), np.int8), (one, two)), shape=(len(kept), len(kept)))
        component = connected_components(graph, directed=False)[1].astype(np.int64)
    return component


def _neighbours(keys: NDArray[np.uint64], nodes: Ints) -> Ints:
    """Pairs (a < b) of texts with equal keys: each with the first and with the one before it; twice n at most."""
    order = np.argsort(keys, kind="stable")
    keys, nodes = keys[order], nodes[order]
    opens = np.ones(len(keys), dtype=np.bool_)
    opens[1:] = keys[1:] != keys[:-1]
    first = np.flatnonzero(opens)[np.cumsum(opens) - 1]
    later = np.flatnonzero(~opens)
    pairs = np.concatenate(
        (
            np.stack((nodes[first[later]], nodes[later]), axis=1),
            np.stack((nodes[later - 1], nodes[later]), axis=1),
        )
    )
    return np.sort(pairs, axis=1)


def _similar(whole: Shingled, kept: Ints, keys: Ints, similarity: float) -> NDArray[np.bool_]:
    """Whether Jaccard's index of each pair is high enough; the minima spare most of the far ones."""
    result = np.zeros(len(keys), dtype=np.bool_)
    for begin in range(0, len(keys), _PAIRS_AT_ONCE):
        one, two = (kept[side] for side in np.divmod(keys[begin : begin + _PAIRS_AT_ONCE], len(kept)))
        near = (whole.signatures.minima[one] == whole.signatures.minima[two]).mean(axis=1)
        worth = np.flatnonzero(near >= similarity - SLACK)
        result[begin + worth] = _jaccard(whole, one[worth], two[worth]) >= similarity
    return result


def _jaccard(whole: Shingled, one: Ints, two: Ints) -> NDArray[np.float64]:
    sizes = np.diff(whole.starts)
    total = sizes[one] + sizes[two]
    result = np.zeros(len(one))
    # As many pairs at once as hold about a million shingles.
    edges = np.searchsorted(np.cumsum(total), np.arange(0, total.sum() + 1_000_000, 1_000_000), side="left")
    for begin, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if end <= begin:
            continue
        keyed = np.sort(
            np.concatenate([_keyed(whole, one[begin:end]), _keyed(whole, two[begin:end])]), kind="stable"
        )
        twice = keyed[1:][keyed[1:] == keyed[:-1]] >> np.uint64(32)
        shared = np.bincount(twice.astype(np.int64), minlength=end - begin)
        result[begin:end] = shared / (total[begin:end] - shared)
    return result


def _keyed(whole: Shingled, texts: Ints) -> NDArray[np.uint64]:
    """The shingles of the texts, each under its place in `texts`."""
    sizes = np.diff(whole.starts)[texts]
    ends = np.cumsum(sizes)
    inside = np.arange(ends[-1], dtype=np.int64) - np.repeat(ends - sizes, sizes)
    values = whole.values[np.repeat(whole.starts[texts], sizes) + inside].astype(np.uint64)
    keyed: NDArray[np.uint64] = (
        np.repeat(np.arange(len(texts), dtype=np.uint64), sizes) << np.uint64(32)
    ) | values
    return keyed


def _comparable(signed: Signatures) -> NDArray[np.bool_]:
    told: NDArray[np.bool_] = (signed.digests[:, 0] != 0) | (signed.digests[:, 1] != 0)
    return told


def _meeting(
    keys: NDArray[np.uint64],
    others: NDArray[np.uint64],
    mine: NDArray[np.bool_],
    theirs: NDArray[np.bool_],
) -> tuple[Ints, Ints]:
    """Pairs (index of key, index of other) with equal values: at most MOST_MATCHES others for one key."""
    left = np.flatnonzero(mine)
    left = left[np.argsort(keys[left], kind="stable")]
    wanted = keys[left]
    if not len(wanted):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    right = np.flatnonzero(theirs & np.isin(others, wanted))
    right = right[np.argsort(others[right], kind="stable")]
    low = np.searchsorted(others[right], wanted, side="left")
    count = np.minimum(np.searchsorted(others[right], wanted, side="right") - low, MOST_MATCHES)
    inside = np.arange(count.sum(), dtype=np.int64) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(left, count), right[np.repeat(low, count) + inside]


def _numbered(found: Ints) -> Ints:
    """Groups of two or more numbered in order of first appearance, everything else NONE."""
    result = np.full(len(found), NONE, dtype=np.int64)
    told = np.flatnonzero(found != NONE)
    _, first, inverse, counts = np.unique(
        found[told], return_index=True, return_inverse=True, return_counts=True
    )
    shared = counts >= 2
    rank = np.full(len(counts), NONE, dtype=np.int64)
    order = np.argsort(first[shared], kind="stable")
    rank[np.flatnonzero(shared)[order]] = np.arange(len(order))
    result[told] = rank[inverse]
    return result
