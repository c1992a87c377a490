"""The tagger's network in torch, for training; `science.understand.aspects.tagger_network` runs it in numpy."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from zhiyin.science.understand.aspects import tagger_network as net

# What a row learns beside the shipped heads: whether it lies in an aspect, and in which kind of opinion if any.
INSIDE, KINDS = 1, 4
# At most so many proposed spans per text are judged; before the heads have learned they propose everything.
PROPOSED = 6
# An opinion is learned to belong or not from these probabilities of its ends on.
PAIRED_FLOOR, PAIRED_PRODUCT = 0.1, 0.04


@dataclass(frozen=True)
class Shape:
    """The sizes of the network; `dropped` the shares of dropout at embeddings, hidden rows and the span's layer."""

    embedding: tuple[int, int, int] = (40, 24, 16)
    hidden: int = 48
    project: int = 32
    inner: int = 96
    belonging: int = 32
    dropped: tuple[float, float, float] = (0.25, 0.15, 0.3)
    # The share of pairs and triples that are hidden, so that unknown words are met in training.
    unknown: float = 0.1


@dataclass
class Batch:
    """Rows of some texts as `tagger_network.Column` lays them out, with targets and weights per row.

    `ends` (rows, 4) are 1 where a span of the four heads begins or ends, `inside` 1 in an aspect, `kind` 0 outside
    opinions, else 1 + label; `heard`, `spoken`, `told` (rows) the weights of the losses about aspects' ends,
    about opinions' ends, and about `inside` and `kind`.
    `gold` (n, 2): first and last row of spans that are marked or that a teacher proposes, sorted; `share` (n, 4)
    the probabilities of their classes; `said` (m, 3): index of the aspect, first and last row of its opinion;
    `weight` (texts) what a text's marks weigh.
    """

    grams: tuple[NDArray[np.int32], ...]
    text: NDArray[np.int64]
    ends: NDArray[np.float32]
    inside: NDArray[np.float32]
    kind: NDArray[np.int64]
    heard: NDArray[np.float32]
    spoken: NDArray[np.float32]
    told: NDArray[np.float32]
    gold: NDArray[np.int64]
    share: NDArray[np.float32]
    said: NDArray[np.int64]
    weight: NDArray[np.float32]
    texts: int


class Dropping:
    """Dropout with masks cut from one long mask at random places: drawing each anew takes as long as the network."""

    LENGTH = 1 << 21

    def __init__(self, share: float) -> None:
        self.mask = (torch.rand(self.LENGTH) >= share).float() / (1 - share)

    def __call__(self, value: Tensor, training: bool) -> Tensor:
        size = value.numel()
        if not training or size >= self.LENGTH:
            return value
        at = int(torch.randint(self.LENGTH - size, (1,)))
        return value * self.mask[at : at + size].view(value.shape)


class Tagger(nn.Module):
    """Embeddings, convolutions, heads per row, a classifier of spans and one of (aspect, opinion) pairs."""

    def __init__(self, rows: tuple[int, ...], shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.drop = [Dropping(share) for share in shape.dropped]
        width, hidden = sum(shape.embedding), shape.hidden
        self.tables = nn.ModuleList(
            nn.Embedding(count + 1, size, padding_idx=count)
            for count, size in zip(rows, shape.embedding, strict=True)
        )
        for table in self.tables:
            with torch.no_grad():
                table.weight.mul_(0.3)
        inputs = [width] + [hidden] * (len(net.DILATIONS) - 1)
        self.kernels = nn.ParameterList(
            nn.Parameter(torch.randn(3, size, hidden) * (2 / (3 * size)) ** 0.5) for size in inputs
        )
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(hidden)) for _ in inputs)
        self.heads = nn.Linear(hidden, 4)
        with torch.no_grad():
            self.heads.bias.fill_(-3.0)
        self.beside = nn.Linear(hidden, INSIDE + KINDS)
        around = len(net.LEFT) + len(net.RIGHT)
        self.project = nn.Linear(hidden, shape.project, bias=False)
        self.own = nn.Linear(3 * hidden, shape.inner, bias=False)
        self.context = nn.Linear(around * shape.project, shape.inner, bias=False)
        self.width = nn.Embedding(net.WIDEST, shape.inner)
        self.classes = nn.Linear(shape.inner, 4)
        self.saying = nn.ModuleList(nn.Linear(hidden, shape.belonging, bias=False) for _ in range(3))
        self.distance = nn.Embedding(len(net.DISTANCES) + 1, shape.belonging)
        self.wide = nn.Embedding(len(net.WIDTHS) + 1, shape.belonging)
        self.belongs = nn.Linear(shape.belonging, 1)
        for table in (self.width, self.distance, self.wide):
            nn.init.normal_(table.weight, std=0.1)

    def hidden(self, grams: tuple[NDArray[np.int32], ...], text: NDArray[np.int64]) -> Tensor:
        parts = []
        for place, (table, gram) in enumerate(zip(self.tables, grams, strict=True)):
            index = torch.from_numpy(gram.astype(np.int64))
            if self.training and place and self.shape.unknown:
                index = torch.where(
                    torch.rand(len(index)) < self.shape.unknown, torch.tensor(table.num_embeddings - 1), index
                )
            parts.append(table(index))
        rows = self.drop[0](torch.cat(parts, dim=1), self.training)
        full = torch.from_numpy((text >= 0).astype(np.float32))[:, None]
        for layer, dilation in enumerate(net.DILATIONS):
            padded = functional.pad(rows, (0, 0, dilation, dilation))
            size = len(rows)
            taps = torch.cat([padded[i * dilation : i * dilation + size] for i in range(3)], dim=1)
            fresh = torch.relu(taps @ self.kernels[layer].flatten(0, 1) + self.biases[layer]) * full
            fresh = self.drop[1](fresh, self.training)
            rows = fresh + rows if layer else fresh
        return rows

    def inner(self, rows: Tensor, spans: net.Spans, text: NDArray[np.int64]) -> Tensor:
        """The logits of the candidates' classes."""
        around = torch.from_numpy(net.surroundings(spans, text))
        own = self.own(rows[around[:, :3]].flatten(1))
        context = self.context(self.project(rows)[around[:, 3:]].flatten(1))
        inner = torch.relu(own + context + self.width(torch.from_numpy(spans.last - spans.begin)))
        logits: Tensor = self.classes(self.drop[2](inner, self.training))
        return logits

    def belonging(self, rows: Tensor, aspects: net.Spans, found: net.Pairs) -> Tensor:
        """The logit of each pair."""
        aspect = torch.from_numpy(aspects.begin[found.aspect])
        width = np.searchsorted(net.WIDTHS, found.last - found.begin + 1, side="right")
        inner = self.saying[0](rows[torch.from_numpy(found.begin)])
        inner = inner + self.saying[1](rows[torch.from_numpy(found.last)]) + self.saying[2](rows[aspect])
        inner = inner + self.distance(torch.from_numpy(found.distance)) + self.wide(torch.from_numpy(width))
        logit: Tensor = self.belongs(torch.relu(inner))[:, 0]
        return logit

    def arrays(self) -> tuple[list[NDArray[np.float32]], dict[str, NDArray[np.float32]]]:
        """Tables (without their empty last row) and matrices by the names that `tagger_network.Network` uses."""
        tables = [table.weight.detach().numpy()[:-1] for table in self.tables]
        # Side by side: what a row gives to the one behind it, to itself, and to the one before it.
        named = {f"kernel{i}": torch.cat(list(kernel), dim=1) for i, kernel in enumerate(self.kernels)}
        named |= {f"bias{i}": bias for i, bias in enumerate(self.biases)}
        named |= {
            "heads": self.heads.weight.T,
            "heads_bias": self.heads.bias,
            "project": self.project.weight.T,
            "own": self.own.weight.T,
            "context": self.context.weight.T,
            "width": self.width.weight,
            "classes": self.classes.weight.T,
            "classes_bias": self.classes.bias,
            "saying_begin": self.saying[0].weight.T,
            "saying_last": self.saying[1].weight.T,
            "saying_aspect": self.saying[2].weight.T,
            "saying_distance": self.distance.weight,
            "saying_width": self.wide.weight,
            "belongs": self.belongs.weight.T,
            "belongs_bias": self.belongs.bias,
        }
        return tables, {name: value.detach().numpy().astype(np.float32) for name, value in named.items()}


def loss(model: Tagger, batch: Batch, weights: "Weights") -> Tensor:
    """The training loss of a batch, per text."""
    rows = model.hidden(batch.grams, batch.text)
    heads = model.heads(rows)
    heard, spoken = torch.from_numpy(batch.heard), torch.from_numpy(batch.spoken)
    each = functional.binary_cross_entropy_with_logits(heads, torch.from_numpy(batch.ends), reduction="none")
    total = (
        weights.ends * (each[:, :2].sum(1) * heard).sum()
        + weights.saying * (each[:, 2:].sum(1) * spoken).sum()
    )
    beside = model.beside(rows)
    inside = functional.binary_cross_entropy_with_logits(
        beside[:, 0], torch.from_numpy(batch.inside), reduction="none"
    )
    kind = functional.cross_entropy(beside[:, 1:], torch.from_numpy(batch.kind), reduction="none")
    total = total + weights.beside * ((inside + kind) * torch.from_numpy(batch.told)).sum()
    with torch.no_grad():
        likely = torch.sigmoid(heads).T.numpy()
    spans, target, weight = judged_spans(batch, likely)
    logits = functional.log_softmax(model.inner(rows, spans, batch.text), dim=1)
    total = (
        total
        - weights.classes * ((torch.from_numpy(target) * logits).sum(1) * torch.from_numpy(weight)).sum()
    )
    pairs, label, aspects = paired(batch, likely)
    if len(label):
        logit = model.belonging(rows, aspects, pairs)
        each = functional.binary_cross_entropy_with_logits(logit, torch.from_numpy(label), reduction="none")
        total = total + weights.pairs * each.sum()
    return total / batch.texts


@dataclass(frozen=True)
class Weights:
    """What the parts of the loss weigh."""

    ends: float = 1.0
    saying: float = 0.5
    beside: float = 0.3
    classes: float = 1.0
    pairs: float = 0.3


def judged_spans(
    batch: Batch, likely: NDArray[np.float32]
) -> tuple[net.Spans, NDArray[np.float32], NDArray[np.float32]]:
    """The gold aspects and what the heads propose beside them, with target classes (n, 4) and weights."""
    spans = net.candidates(
        likely[net.BEGINS],
        likely[net.ENDS],
        batch.text,
        widest=net.WIDEST,
        floor=net.END_FLOOR / 2,
        product=net.PRODUCT_FLOOR / 4,
    )
    product = likely[net.BEGINS][spans.begin] * likely[net.ENDS][spans.last]
    surest = np.sort(np.argsort(-product, kind="stable")[: PROPOSED * batch.texts])
    spans = net.Spans(spans.begin[surest], spans.last[surest], spans.text[surest])
    key = spans.begin * net.WIDEST + spans.last - spans.begin
    narrow = batch.gold[:, 1] - batch.gold[:, 0] < net.WIDEST
    mine = batch.gold[narrow]
    gold_key = mine[:, 0] * net.WIDEST + mine[:, 1] - mine[:, 0]
    other = ~np.isin(key, gold_key)
    # What overlaps a marked aspect is none even where a text is not marked throughout.
    covered = batch.inside > 0
    weight = batch.heard[spans.begin]
    weight = np.where(covered[spans.begin] | covered[spans.last], batch.weight[spans.text], weight)[other]
    begin = np.concatenate((mine[:, 0], spans.begin[other]))
    last = np.concatenate((mine[:, 1], spans.last[other]))
    target = np.zeros((len(begin), 4), dtype=np.float32)
    target[: len(mine)] = batch.share[narrow]
    target[len(mine) :, 0] = 1
    text = batch.text[begin]
    return net.Spans(begin, last, text), target, np.concatenate((batch.weight[text[: len(mine)]], weight))


def paired(batch: Batch, likely: NDArray[np.float32]) -> tuple[net.Pairs, NDArray[np.float32], net.Spans]:
    """Gold aspects with opinions, each with the gold and the proposed opinions near it; 1 for those that are its."""
    owners = np.unique(batch.said[:, 0])
    aspects = net.Spans(batch.gold[owners, 0], batch.gold[owners, 1], batch.text[batch.gold[owners, 0]])
    found = net.candidates(
        likely[net.SAYING_BEGINS],
        likely[net.SAYING_ENDS],
        batch.text,
        widest=net.WIDEST_SAYING,
        floor=PAIRED_FLOOR,
        product=PAIRED_PRODUCT,
    )
    rows = len(batch.text)
    key = np.unique(
        np.concatenate((found.begin * rows + found.last, batch.said[:, 1] * rows + batch.said[:, 2]))
    )
    begin, last = key // rows, key % rows
    text = batch.text[begin]
    order = np.argsort(text, kind="stable")
    sayings = net.Spans(begin[order], last[order], text[order])
    sorting = np.argsort(aspects.text, kind="stable")
    aspects = net.Spans(aspects.begin[sorting], aspects.last[sorting], aspects.text[sorting])
    owners = owners[sorting]
    pairs = net.pairs(aspects, sayings)
    gold = {tuple(said) for said in batch.said.tolist()}
    label = np.array(
        [
            found in gold
            for found in zip(
                owners[pairs.aspect].tolist(), pairs.begin.tolist(), pairs.last.tolist(), strict=True
            )
        ],
        dtype=np.float32,
    )
    return pairs, label, aspects
