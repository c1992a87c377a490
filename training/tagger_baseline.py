"""The baseline that the tagger must beat: an averaged structured perceptron with hashed n-grams around a character.

Tags are begin and inside for each polarity, and outside; decoding is Viterbi's. Nothing of it is shipped.
"""

import numpy as np
from numpy.typing import NDArray

from training.tagger_data import Corpus, Row, corpus
from training.tagger_scores import Counts, counted
from zhiyin.science.understand.ngrams import hashed

BITS = 18
OUTSIDE, TAGS = 0, 7
# (size of the n-gram, where it begins from the character).
TEMPLATES = (
    *((1, shift) for shift in (-2, -1, 0, 1, 2)),
    *((2, shift) for shift in (-2, -1, 0, 1)),
    *((3, shift) for shift in (-3, -2, -1, 0, 1)),
)
PASSES = 6

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def allowed() -> Floats:
    """0 where a tag may follow another, −inf where not: inside follows begin or inside of its polarity only."""
    barred = np.zeros((TAGS, TAGS))
    for polarity in range(3):
        inside = 2 + 2 * polarity
        barred[:, inside] = -np.inf
        barred[inside - 1 : inside + 1, inside] = 0
    return barred


def features(laid: Corpus) -> Ints:
    """The buckets of each position's n-grams, (positions, templates); n-grams beyond the batch share one."""
    codes = laid.folded.codes
    grams = dict(hashed(laid.folded, (1, 2, 3), BITS))
    table = np.full((len(codes), len(TEMPLATES)), 1 << BITS, dtype=np.int64)
    for column, (size, shift) in enumerate(TEMPLATES):
        place = np.arange(len(codes)) + shift
        inside = (place >= 0) & (place < len(grams[size]))
        # Every template has its own weights: it turns the buckets by its own number.
        turned = (grams[size].astype(np.int64) + column * 0x9E37) & ((1 << BITS) - 1)
        table[inside, column] = turned[place[inside]]
    return table


def tags(laid: Corpus) -> Ints:
    """The gold tag of each position; a unit with several polarities has its label."""
    tag = np.zeros(len(laid.folded.codes), dtype=np.int64)
    for (begin, end), share in zip(laid.unit[:, 1:3].tolist(), laid.share, strict=True):
        polarity = int(share.argmax())
        tag[begin:end] = 2 + 2 * polarity
        tag[begin] = 1 + 2 * polarity
    return tag


def decoded(emission: Floats, follows: Floats) -> Ints:
    """The best sequence of tags; `follows` (tags, tags) may be −inf."""
    back = np.zeros(emission.shape, dtype=np.int64)
    start = emission[0].copy()
    start[2::2] = -np.inf
    for place in range(1, len(emission)):
        ways = start[:, None] + follows
        back[place] = ways.argmax(axis=0)
        start = ways.max(axis=0) + emission[place]
    best = np.zeros(len(emission), dtype=np.int64)
    best[-1] = start.argmax()
    for place in range(len(emission) - 1, 0, -1):
        best[place - 1] = back[place, best[place]]
    return best


def spans(tag: Ints) -> set[tuple[int, int, int]]:
    """(begin, end, polarity) of a sequence of tags."""
    found = set()
    begin = None
    for place, value in enumerate([*tag.tolist(), OUTSIDE]):
        if begin is not None and value != tag[begin] + 1:
            found.add((begin, place, (int(tag[begin]) - 1) // 2))
            begin = None
        if value % 2 == 1:
            begin = place
    return found


def fit(rows: list[Row], seed: int = 1) -> tuple[Floats, Floats]:
    """The averaged weights of n-grams (buckets + 1, tags) and of transitions."""
    laid = corpus(rows)
    bucket, gold = features(laid), tags(laid)
    weights, follows = np.zeros(((1 << BITS) + 1, TAGS)), np.zeros((TAGS, TAGS))
    summed, summed_follows = np.zeros_like(weights), np.zeros_like(follows)
    barred = allowed()
    dice = np.random.default_rng(seed)
    step = 0
    for _ in range(PASSES):
        for text in dice.permutation(len(rows)).tolist():
            low, high = int(laid.folded.starts[text]) + 1, int(laid.folded.starts[text + 1])
            if low == high:
                continue
            step += 1
            mine, right = bucket[low:high], gold[low:high]
            guess = decoded(weights[mine].sum(axis=1), follows + barred)
            wrong = np.flatnonzero(guess != right)
            if not len(wrong):
                continue
            for tag, sign in ((right, 1.0), (guess, -1.0)):
                where = (mine[wrong].ravel(), np.repeat(tag[wrong], mine.shape[1]))
                np.add.at(weights, where, sign)
                np.add.at(summed, where, sign * step)
                np.add.at(follows, (tag[:-1], tag[1:]), sign)
                np.add.at(summed_follows, (tag[:-1], tag[1:]), sign * step)
    return weights - summed / step, follows - summed_follows / step


def scores(fitted: tuple[Floats, Floats], rows: list[Row]) -> tuple[Counts, Counts]:
    """Of spans with polarity, and of spans alone."""
    laid = corpus(rows)
    bucket, gold = features(laid), tags(laid)
    barred = fitted[1] + allowed()
    marked, given = [], []
    for text in range(len(rows)):
        low, high = int(laid.folded.starts[text]) + 1, int(laid.folded.starts[text + 1])
        marked.append(spans(gold[low:high]) if high > low else set())
        given.append(spans(decoded(fitted[0][bucket[low:high]].sum(axis=1), barred)) if high > low else set())
    return counted(marked, given), counted(
        [{s[:2] for s in m} for m in marked], [{s[:2] for s in g} for g in given]
    )
