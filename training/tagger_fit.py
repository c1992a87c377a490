"""Fits the tagger's network: batches of a corpus, one pass after the other, and the mean of the last weights."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray

from training.tagger_data import COURSES, PHRASES, RESTAURANT, REVIEWS, Corpus
from training.tagger_torch import Batch, Shape, Tagger, Weights, loss
from zhiyin.science.language.folding import Folded
from zhiyin.science.understand.aspects import tagger_network as net
from zhiyin.science.understand.ngrams import hashed

HEADS = 4
OPINIONS_MARKED = (RESTAURANT, PHRASES)


@dataclass(frozen=True)
class Trust:
    """What a source's marks weigh, and what it weighs that a row of it is not marked."""

    weight: float
    unmarked: float


@dataclass(frozen=True)
class Recipe:
    """What is fixed before training; chosen on tenth 1, which the models compared were not trained on."""

    shape: Shape = field(default_factory=Shape)
    weights: Weights = field(default_factory=Weights)
    passes: int = 14
    texts: int = 48
    rate: float = 3e-3
    decay: float = 0.02
    # The share of the newest weights in their running mean, which is what is kept.
    newest: float = 0.003
    # What the marks weigh against the teachers.
    marks: dict[str, float] = field(
        default_factory=lambda: {RESTAURANT: 0.5, COURSES: 1.0, REVIEWS: 0.6, PHRASES: 1.0}
    )
    # How often an n-gram must occur in the training rows, or in all texts, to have a row of its own.
    least: tuple[int, int, int] = (2, 3, 4)
    often: tuple[int, int, int] = (6, 60, 120)
    trust: dict[str, Trust] = field(
        default_factory=lambda: {
            RESTAURANT: Trust(1.0, 1.0),
            COURSES: Trust(0.5, 0.3),
            REVIEWS: Trust(0.25, 0.0),
            PHRASES: Trust(0.3, 1.0),
        }
    )


def kept_buckets(folded: Folded, least: tuple[int, ...]) -> list[NDArray[np.bool_]]:
    """Per size, which buckets of n-grams occur often enough."""
    kept = [np.zeros(1 << net.BITS, dtype=np.bool_) for _ in net.SIZES]
    for size, bucket in hashed(folded, net.SIZES, net.BITS):
        kept[size - 1] = np.bincount(bucket, minlength=1 << net.BITS) >= least[size - 1]
    return kept


def places_of(kept: list[NDArray[np.bool_]]) -> tuple[net.Places, ...]:
    """The table row of each bucket, as `tagger_network.Network.places`."""
    places = []
    for mask in kept:
        count = int(mask.sum())
        place = np.where(mask, np.cumsum(mask) - 1, count).astype(np.int32)
        places.append(np.append(place, np.int32(count)))
    return tuple(places)


@dataclass(frozen=True)
class Laid:
    """A corpus as one column of rows with its targets, from which batches are cut."""

    corpus: Corpus
    whole: Batch
    first: NDArray[np.int64]
    gold_of: NDArray[np.int64]
    said_of: NDArray[np.int64]


def lay(corpus: Corpus, places: tuple[net.Places, ...], recipe: Recipe) -> Laid:
    """The targets of every row of the corpus."""
    laid = net.column(corpus.folded, places)
    rows = len(laid.at)
    row_of = np.zeros(len(corpus.folded.codes), dtype=np.int64)
    row_of[laid.at[laid.at >= 0]] = np.flatnonzero(laid.at >= 0)
    owner, unit = corpus.unit[:, 0], corpus.unit
    gold = np.column_stack((row_of[unit[:, 1]], row_of[unit[:, 2] - 1]))
    said = np.array(
        [
            (place, row_of[begin], row_of[end - 1])
            for place, (low, high) in enumerate(unit[:, 3:].tolist())
            for begin, end in corpus.said[low:high].tolist()
        ],
        dtype=np.int64,
    ).reshape(-1, 3)
    ends = np.zeros((rows, HEADS), dtype=np.float32)
    inside, kind = np.zeros(rows, dtype=np.float32), np.zeros(rows, dtype=np.int64)
    trust = [recipe.trust[source] for source in corpus.source]
    weight = np.array([each.weight for each in trust], dtype=np.float32)
    unmarked = np.array([each.weight * each.unmarked for each in trust], dtype=np.float32)
    marked = weight * np.array([source in OPINIONS_MARKED for source in corpus.source], dtype=np.float32)
    heard = np.where(laid.text >= 0, unmarked[laid.text], 0).astype(np.float32)
    spoken = np.where(laid.text >= 0, marked[laid.text], 0).astype(np.float32)
    for (first, last), text in zip(gold.tolist(), owner.tolist(), strict=True):
        ends[first, net.BEGINS] = ends[last, net.ENDS] = 1
        inside[first : last + 1] = 1
        near = slice(max(first - 1, 0), last + 2)
        heard[near] = np.where(laid.text[near] >= 0, weight[text], 0)
    for _, begin, end, label in corpus.feeling.tolist():
        first, last = row_of[begin], row_of[end - 1]
        ends[first, net.SAYING_BEGINS] = ends[last, net.SAYING_ENDS] = 1
        kind[first : last + 1] = 1 + label
    whole = Batch(
        laid.grams,
        laid.text,
        ends,
        inside,
        kind,
        heard,
        spoken,
        spoken.copy(),
        gold,
        np.column_stack((np.zeros(len(unit)), corpus.share)).astype(np.float32),
        said,
        weight,
        len(corpus.rows),
    )
    count = len(corpus.rows)
    gold_of = np.searchsorted(owner, np.arange(count + 1))
    said_of = np.searchsorted(said[:, 0], gold_of)
    return Laid(corpus, whole, laid.first, gold_of, said_of)


def soften(laid: Laid, teachers: list[Tagger], recipe: Recipe) -> Laid:
    """The same rows with targets between the marks and what the teachers think on average.

    Spans that the teachers propose join the marked ones; what is not marked in a source that is not marked
    throughout is as the teachers think.
    """
    whole = laid.whole
    share_of = np.array([recipe.marks[source] for source in laid.corpus.source], dtype=np.float32)
    trust = np.array([recipe.trust[source].unmarked for source in laid.corpus.source], dtype=np.float32)
    text = whole.text
    full = text >= 0
    ends, heard, spoken = whole.ends.copy(), whole.heard.copy(), whole.spoken.copy()
    gold, share, order = [], [], []
    place = {(first, last): index for index, (first, last) in enumerate(whole.gold.tolist())}
    column = net.Column(np.zeros(0, np.int64), text, whole.grams, laid.first)
    for low, high, _, _ in net.passes(column):
        mine, grams = text[low:high], tuple(gram[low:high] for gram in whole.grams)
        with torch.no_grad():
            rows = [teacher.hidden(grams, mine) for teacher in teachers]
            heads = np.mean(
                [torch.sigmoid(t.heads(r)).numpy() for t, r in zip(teachers, rows, strict=True)], axis=0
            )
        spans = net.candidates(
            heads[:, net.BEGINS],
            heads[:, net.ENDS],
            mine,
            widest=net.WIDEST,
            floor=net.END_FLOOR / 4,
            product=net.PRODUCT_FLOOR / 4,
        )
        inside = whole.gold[(whole.gold[:, 0] >= low) & (whole.gold[:, 0] < high - net.GAP)] - low
        inside = inside[inside[:, 1] - inside[:, 0] < net.WIDEST]
        both = np.unique(np.concatenate((np.column_stack((spans.begin, spans.last)), inside)), axis=0)
        spans = net.Spans(both[:, 0], both[:, 1], mine[both[:, 0]])
        with torch.no_grad():
            classes = np.mean(
                [
                    torch.softmax(t.inner(r, spans, mine), dim=1).numpy()
                    for t, r in zip(teachers, rows, strict=True)
                ],
                axis=0,
            )
        for (first, last), thought in zip((both + low).tolist(), classes, strict=True):
            index = place.get((first, last), -1)
            weight = share_of[text[first]]
            if index < 0:
                weight *= trust[text[first]]
                marked = np.array([1.0, 0, 0, 0])
            else:
                marked = whole.share[index]
            gold.append((first, last))
            share.append(weight * marked + (1 - weight) * thought)
            order.append(index)
        part = slice(low, high)
        weight = np.where(mine >= 0, share_of[mine], 0.0)
        # A row that is neither marked nor known to be unmarked is as the teachers think.
        known = np.where(whole.heard[part] > 0, weight, 0.0)[:, None]
        ends[part, :2] = known * whole.ends[part, :2] + (1 - known) * heads[:, :2]
        known = np.where(whole.spoken[part] > 0, weight, 0.0)[:, None]
        ends[part, 2:] = known * whole.ends[part, 2:] + (1 - known) * heads[:, 2:]
        heard[part] = np.where(mine >= 0, whole.weight[mine], 0)
        spoken[part] = np.where(mine >= 0, whole.weight[mine], 0)
    ends[~full] = 0
    gold_rows = np.array(gold, dtype=np.int64)
    found = np.array(order)
    new_place = np.full(len(whole.gold), -1)
    new_place[found[found >= 0]] = np.flatnonzero(found >= 0)
    said = whole.said.copy()
    said[:, 0] = new_place[said[:, 0]]
    said = said[said[:, 0] >= 0]
    owner = text[gold_rows[:, 0]]
    gold_of = np.searchsorted(owner, np.arange(len(laid.corpus.rows) + 1))
    softened = replace(
        whole,
        ends=ends,
        heard=heard,
        spoken=spoken,
        gold=gold_rows,
        share=np.array(share, dtype=np.float32),
        said=said,
    )
    return Laid(laid.corpus, softened, laid.first, gold_of, np.searchsorted(said[:, 0], gold_of))


def cut(laid: Laid, texts: NDArray[np.int64]) -> Batch:
    """The batch of some texts, in the given order."""
    whole, first = laid.whole, laid.first
    rows, shift, at = [], [], 0
    for text in texts.tolist():
        # A text's rows are those of the gap before it and its own; the batch ends with one more gap.
        low, high = int(first[text]), int(first[text + 1])
        rows.append(np.arange(low, high))
        shift.append(at - low)
        at += high - low
    rows.append(np.arange(net.GAP))
    chosen = np.concatenate(rows)
    own = np.repeat(np.arange(len(texts)), [first[t + 1] - first[t] for t in texts])
    text = np.append(own, np.full(net.GAP, -1))
    text = np.where(whole.text[chosen] >= 0, text, -1)
    gold, said, share = [], [], []
    count = 0
    for text_index, moved in zip(texts.tolist(), shift, strict=True):
        low, high = int(laid.gold_of[text_index]), int(laid.gold_of[text_index + 1])
        mine = whole.gold[low:high]
        gold.append(mine + moved)
        spoken = whole.said[laid.said_of[text_index] : laid.said_of[text_index + 1]]
        said.append(np.column_stack((spoken[:, 0] - low + count, spoken[:, 1:] + moved)))
        share.append(whole.share[low:high])
        count += high - low
    return Batch(
        tuple(gram[chosen] for gram in whole.grams),
        text,
        whole.ends[chosen],
        whole.inside[chosen],
        whole.kind[chosen],
        whole.heard[chosen],
        whole.spoken[chosen],
        whole.told[chosen],
        np.concatenate(gold),
        np.concatenate(share),
        np.concatenate(said),
        whole.weight[texts],
        len(texts),
    )


def batches(laid: Laid, size: int, dice: np.random.Generator) -> Iterator[Batch]:
    """All texts once, in a new order."""
    order = dice.permutation(len(laid.corpus.rows))
    for low in range(0, len(order), size):
        yield cut(laid, order[low : low + size])


def fit(
    laid: Laid, start: list[NDArray[np.float32]], recipe: Recipe, seed: int, *, quiet: bool = True
) -> Tagger:
    """A network fitted to the corpus, its tables beginning as `start`; its weights are a running mean."""
    torch.manual_seed(seed)
    dice = np.random.default_rng(seed)
    model = Tagger(tuple(map(len, start)), recipe.shape)
    with torch.no_grad():
        for table, known in zip(model.tables, start, strict=True):
            table.weight[:-1] = torch.from_numpy(known)
    mean = {name: value.detach().clone() for name, value in model.state_dict().items()}
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=recipe.rate, weight_decay=recipe.decay, betas=(0.9, 0.98)
    )
    steps = recipe.passes * math.ceil(len(laid.corpus.rows) / recipe.texts)
    step = 0
    for number in range(recipe.passes):
        total = 0.0
        for batch in batches(laid, recipe.texts, dice):
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = recipe.rate * min(step / (0.05 * steps), 1.0) * (1 - step / (steps + 1))
            optimiser.zero_grad(set_to_none=True)
            value = loss(model, batch, recipe.weights)
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            share = max(recipe.newest, 1 / step)
            with torch.no_grad():
                for name, current in model.state_dict().items():
                    mean[name].lerp_(current, share)
            total += float(value.detach()) * batch.texts
        if not quiet:
            print(f"pass {number + 1}: loss {total / len(laid.corpus.rows):.4f}", flush=True)
    model.load_state_dict(mean)
    model.eval()
    return model
