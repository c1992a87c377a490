"""Aspects that a Chinese sentence names in its own words, each with what is said of it: spans, not a dictionary.

A small convolutional network over character n-grams proposes spans that may name an aspect, judges each (no
aspect, blamed, neutral, praised) and keeps the surest that do not overlap. See `tagger_zh.md` for its accuracy.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded, Ints
from zhiyin.science.understand.aspects import tagger_network as net

MODEL = Path(__file__).with_name("tagger_zh.npz")
NOWHERE = -1
# The least logit of an opinion that is shown; its borders are rough, so that even the best is seldom sure.
LEAST_BELONGING = -1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tagged:
    """The aspects found in a batch, sorted by text and place; n of them.

    `text` is the index of the text; `begin`, `end` positions in the folded codes and `start`, `stop` in the text
    as given, end exclusive. `polarity` (n, 3) holds the probabilities of blame, neutral and praise, given that the
    span is right; `confidence` the calibrated probability that span and most probable polarity are right.
    `saying` and `said` (n, 2) are the span of the opinion about it, folded and as given; NOWHERE twice where
    none was found.
    """

    text: Ints
    begin: Ints
    end: Ints
    start: Ints
    stop: Ints
    polarity: Floats
    confidence: Floats
    saying: Ints
    said: Ints

    def __len__(self) -> int:
        return len(self.text)


@dataclass(frozen=True)
class Judged:
    """Candidates kept, as rows of their pass, with the probabilities of their classes and their opinions' rows."""

    spans: net.Spans
    classes: net.Floats
    saying: Ints


@dataclass(frozen=True)
class Model:
    """The shipped network, the least probability of an aspect that counts, and the slope and offset that make its
    logit a calibrated confidence."""

    network: net.Network
    threshold: float
    slope: float
    offset: float
    version: str


@cache
def model() -> Model:
    """The shipped model, read once."""
    return load(MODEL)


def load(path: Path) -> Model:
    """A model as `training.tagger` saves it: which buckets have a row (bits), tables and matrices in eight bits with
    a scale per column, small vectors in float16."""
    with np.load(path) as stored:
        places, tables, weights = [], [], {}
        for size in net.SIZES:
            table = stored[f"table{size}"]
            kept = np.unpackbits(stored[f"kept{size}"]).astype(np.bool_)
            place = np.where(kept, np.cumsum(kept) - 1, len(table)).astype(np.int32)
            places.append(np.append(place, np.int32(len(table))))
            tables.append(np.concatenate((table, np.zeros((1, table.shape[1]), dtype=np.int8))))
        for name in stored.files:
            if name.startswith("w_"):
                weights[name[2:]] = stored[name].astype(np.float32)
        for name in [name for name in weights if name + "_unit" in weights]:
            weights[name] = weights[name] * weights.pop(name + "_unit")
        threshold, slope, offset = stored["numbers"].tolist()
        version = str(stored["version"])
    return Model(net.Network(tuple(places), tuple(tables), weights), threshold, slope, offset, version)


def version() -> str:
    """The model's version: when its file changes, so does this."""
    return model().version


def tag(folded: Folded) -> Tagged:
    """The aspects of each text, with the shipped model. Never raises, whatever the texts hold."""
    return tag_with(model(), folded)


def tag_with(used: Model, folded: Folded) -> Tagged:
    """As `tag`, with another model."""
    laid = net.column(folded, used.network.places)
    parts = []
    for low, high, _, _ in net.passes(laid):
        text = laid.text[low:high]
        grams = tuple(gram[low:high] for gram in laid.grams)
        judged = judge(used.network, grams, text, used.threshold)
        at = laid.at[low:high]
        saying = np.where(judged.saying >= 0, at[judged.saying], NOWHERE)
        parts.append(
            (judged.spans.text, at[judged.spans.begin], at[judged.spans.last], judged.classes, saying)
        )
    if not parts:
        parts.append(
            (*(np.zeros(0, np.int64),) * 3, np.zeros((0, 4), np.float32), np.zeros((0, 2), np.int64))
        )
    text, begin, last, classes, saying = (np.concatenate(part) for part in zip(*parts, strict=True))
    shares = classes[:, 1:].astype(np.float64)
    said = np.where(saying >= 0, folded.where[saying], NOWHERE)
    beyond = np.where(saying[:, 1:] >= 0, np.array([[0, 1]]), 0)
    return Tagged(
        text,
        begin,
        last + 1,
        folded.where[begin],
        folded.where[last] + 1,
        shares / shares.sum(axis=1, keepdims=True),
        confidence(used, shares),
        saying + beyond,
        said + beyond,
    )


def confidence(used: Model, shares: Floats) -> Floats:
    """The calibrated probability that span and most probable polarity are right."""
    best = np.clip(shares.max(axis=1, initial=0.0), 1e-6, 1 - 1e-6)
    logit = used.slope * np.log(best / (1 - best)) + used.offset
    result: Floats = 1 / (1 + np.exp(-logit))
    return result


def judge(network: net.Network, grams: tuple[net.Places, ...], text: Ints, threshold: float) -> Judged:
    """The surest spans of one pass that do not overlap, sorted, with the opinion that belongs to each."""
    hidden = network.hidden(grams, text < 0)
    heads = network.heads(hidden)
    spans = net.candidates(
        heads[net.BEGINS],
        heads[net.ENDS],
        text,
        widest=net.WIDEST,
        floor=net.END_FLOOR,
        product=net.PRODUCT_FLOOR,
    )
    classes = network.classes(hidden, spans, text)
    kept = surest(spans, classes, threshold)
    spans, classes = net.Spans(spans.begin[kept], spans.last[kept], spans.text[kept]), classes[kept]
    sayings = net.candidates(
        heads[net.SAYING_BEGINS],
        heads[net.SAYING_ENDS],
        text,
        widest=net.WIDEST_SAYING,
        floor=net.SAYING_FLOOR,
        product=net.SAYING_PRODUCT,
    )
    found = net.pairs(spans, sayings)
    return Judged(
        spans, classes, opinions(found, network.belonging(hidden, spans, sayings, found), len(kept))
    )


def surest(spans: net.Spans, classes: net.Floats, threshold: float) -> Ints:
    """Which candidates stay, in order: of those that overlap the likeliest aspect, if it reaches the threshold."""
    aspect = 1 - classes[:, net.NO_ASPECT]
    able = np.flatnonzero(aspect >= threshold)
    order = able[np.lexsort((spans.begin[able], -aspect[able]))].tolist()
    begin, last = spans.begin.tolist(), spans.last.tolist()
    taken: set[int] = set()
    kept = []
    for place in order:
        rows = range(begin[place], last[place] + 1)
        if taken.isdisjoint(rows):
            taken.update(rows)
            kept.append(place)
    return np.array(sorted(kept, key=begin.__getitem__), dtype=np.int64)


def opinions(found: net.Pairs, logit: net.Floats, aspects: int) -> Ints:
    """The first and last row of each aspect's likeliest opinion, NOWHERE twice where none is likely enough."""
    result = np.full((aspects, 2), NOWHERE, dtype=np.int64)
    able = np.flatnonzero(logit > LEAST_BELONGING)
    # The likeliest is written last.
    able = able[np.argsort(logit[able], kind="stable")]
    result[found.aspect[able], 0] = found.begin[able]
    result[found.aspect[able], 1] = found.last[able]
    return result
