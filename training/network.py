"""Trains the compact network (see `zhiyin.science.understand.network`) with PyTorch, which only training needs.

Seeded and single-threaded: the same data and library versions on the same machine give the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from zhiyin.science.language.folding import Folded, fold
from zhiyin.science.understand import network
from zhiyin.science.understand.network import Network, length_factor
from zhiyin.science.understand.ngrams import hashed, text_range
from zhiyin.science.understand.wording import words

BATCH = 4000
# What lies beyond so many deviations is cut when the table is rounded.
CUT_DEVIATIONS = 5.0
WARM_UP = 200
# What the network learns of a text: is the writer pleased, is anything praised, is anything blamed. The last two
# help it to see both sides while it learns; the product reads the first.
PLEASED, PRAISED, BLAMED = range(3)
OUTPUTS = 3


@dataclass(frozen=True)
class Recipe:
    """What is fixed before training; chosen on folds of the nine tenths."""

    sizes: tuple[int, ...]
    bits: int
    rows: int
    least: int
    width: int
    narrow: int
    reach: int = 2
    epochs: int = 3
    batch: int = 64
    rate: float = 2e-3
    table_rate: float = 0.1
    drop_ngrams: float = 0.3
    drop_states: float = 0.25
    drop_pooled: float = 0.5
    smoothing: float = 0.03
    head: int = 220
    tail: int = 120
    seed: int = 1
    # Positions are words, not characters.
    of_words: bool = False
    # Rows of the table are rounded to this many steps to each side.
    steps: int = 127


@dataclass(frozen=True)
class Encoded:
    """Texts as rows of the table: `ids` (positions, sizes), text i holds positions starts[i] … starts[i + 1]."""

    ids: NDArray[np.uint16]
    starts: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64], recipe: Recipe) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The ids of the chosen texts one after another, and their lengths; the middle of a long one is left out."""
        parts = []
        for begin, end in zip(self.starts[chosen].tolist(), self.starts[chosen + 1].tolist(), strict=True):
            if end - begin > recipe.head + recipe.tail:
                parts += [self.ids[begin : begin + recipe.head], self.ids[end - recipe.tail : end]]
                continue
            parts.append(self.ids[begin:end])
        length = np.minimum(self.starts[chosen + 1] - self.starts[chosen], recipe.head + recipe.tail)
        return np.concatenate(parts).astype(np.int64), length


def read(texts: list[str], recipe: Recipe) -> Folded:
    """The texts as the network sees them."""
    folded = fold(texts)
    return words(folded) if recipe.of_words else folded


def vocabulary(texts: list[str], recipe: Recipe) -> NDArray[np.uint16]:
    """The row of each bucket: those that most texts hold, at least `least` of them, get one each."""
    held = np.zeros(1 << recipe.bits, dtype=np.int64)
    for begin in range(0, len(texts), BATCH):
        folded = read(texts[begin : begin + BATCH], recipe)
        for size, bucket in hashed(folded, recipe.sizes, recipe.bits):
            first, last = text_range(folded, size)
            length = last - first
            owner = np.repeat(np.arange(len(folded), dtype=np.int64), length)
            offset = np.repeat(first - np.concatenate(([0], np.cumsum(length)[:-1])), length)
            pair = (owner << recipe.bits) | bucket[offset + np.arange(length.sum())]
            held += np.bincount(np.unique(pair) & ((1 << recipe.bits) - 1), minlength=1 << recipe.bits)
    order = np.argsort(-held, kind="stable")[: min(recipe.rows, 65_535)]
    order = np.sort(order[held[order] >= recipe.least])
    row = np.zeros(1 << recipe.bits, dtype=np.uint16)
    row[order] = np.arange(1, len(order) + 1)
    return row


def encode(texts: list[str], recipe: Recipe, row: NDArray[np.uint16]) -> Encoded:
    ids, lengths = [], []
    for begin in range(0, len(texts), BATCH):
        folded = read(texts[begin : begin + BATCH], recipe)
        ids.append(np.column_stack(network.rows(folded, recipe.sizes, row))[: folded.starts[-1]])
        lengths.append(np.diff(folded.starts))
    return Encoded(np.concatenate(ids), np.concatenate(([0], np.cumsum(np.concatenate(lengths)))))


class Module(nn.Module):
    """The network while it learns; the same arithmetic as at run time, with dropout."""

    def __init__(self, rows: int, recipe: Recipe) -> None:
        super().__init__()
        self.recipe = recipe
        width, narrow = recipe.width, recipe.narrow
        self.table = nn.Parameter(torch.randn(rows, width) * 0.1)
        with torch.no_grad():
            self.table[0] = 0
        self.bias = nn.Parameter(torch.full((width,), 0.05))
        self.mix = nn.Parameter(torch.randn(width, 3 * narrow) * (2 / (3 * width)) ** 0.5)
        self.mix_bias = nn.Parameter(torch.zeros(narrow))
        self.out = nn.Linear(2 * (width + narrow), OUTPUTS)
        nn.init.normal_(self.out.weight, 0, 0.02)

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        recipe, training = self.recipe, self.training
        if training:
            ids = ids * (torch.rand(ids.shape) >= recipe.drop_ngrams)
        first = functional.embedding_bag(ids, self.table, mode="sum", sparse=True, padding_idx=0)
        first = torch.relu(first + self.bias)
        if training and recipe.drop_states:
            first = functional.dropout(first, recipe.drop_states)
        second = torch.relu(self._mixed(first, lengths))
        pooled = functional.dropout(
            torch.cat([*self._pooled(first, lengths), *self._pooled(second, lengths)], 1),
            recipe.drop_pooled,
            training,
        )
        scores: Tensor = self.out(pooled)
        return scores

    def _mixed(self, first: Tensor, lengths: Tensor) -> Tensor:
        narrow, reach = self.recipe.narrow, self.recipe.reach
        before, states, after = (first @ self.mix).split(narrow, 1)
        ends = torch.cumsum(lengths, 0)
        place = torch.arange(len(first))
        text = torch.repeat_interleave(torch.arange(len(lengths)), lengths)
        not_last = (ends[text] - place > reach).unsqueeze(1)
        not_first = (place - (ends - lengths)[text] >= reach).unsqueeze(1)
        before = functional.pad((before * not_last)[:-reach], (0, 0, reach, 0))
        after = functional.pad((after * not_first)[reach:], (0, 0, 0, reach))
        return before + states + after + self.mix_bias

    def _pooled(self, states: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        greatest = torch.segment_reduce(states, "max", lengths=lengths, axis=0)
        factor = torch.from_numpy(length_factor(lengths.numpy().astype(np.float32)))
        total = torch.segment_reduce(states, "sum", lengths=lengths, axis=0)
        return greatest, total * factor.unsqueeze(1)


@dataclass(frozen=True)
class Lesson:
    """What the network should say of each text: (texts, OUTPUTS) probabilities and their weights (0: not known)."""

    target: NDArray[np.float64]
    weight: NDArray[np.float64]


def train(encoded: Encoded, lesson: Lesson, chosen: NDArray[np.int64], recipe: Recipe) -> Module:
    """One network, trained on the chosen texts."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    rows = int(encoded.ids.max()) + 1
    module = Module(rows, recipe)
    dense = [weight for name, weight in module.named_parameters() if name != "table"]
    adam = torch.optim.AdamW(dense, lr=recipe.rate, weight_decay=0.01)
    squares = torch.zeros(rows)
    steps = recipe.epochs * -(-len(chosen) // recipe.batch)
    target = (lesson.target * (1 - 2 * recipe.smoothing) + recipe.smoothing).astype(np.float32)
    weight = lesson.weight.astype(np.float32)
    module.train()
    for step, batch in enumerate(_batches(chosen, recipe)):
        share = min((step + 1) / WARM_UP, 1 - step / (steps + 1))
        for part in adam.param_groups:
            part["lr"] = share * recipe.rate
        ids, lengths = encoded.take(batch, recipe)
        score = module(torch.from_numpy(ids), torch.from_numpy(lengths))
        losses = functional.binary_cross_entropy_with_logits(
            score, torch.from_numpy(target[batch]), torch.from_numpy(weight[batch]), reduction="sum"
        )
        loss = losses / len(batch)
        adam.zero_grad()
        loss.backward()
        adam.step()
        _step_rows(module.table, squares, share * recipe.table_rate)
    return module.eval()


@torch.no_grad()
def _step_rows(table: nn.Parameter, squares: Tensor, rate: float) -> None:
    """Adagrad with one step size per row, so that a rare n-gram learns from the few texts that hold it."""
    assert table.grad is not None
    gradient = table.grad.coalesce()
    row, values = gradient.indices()[0], gradient.values()
    seen = squares[row] + values.square().mean(1)
    squares[row] = seen
    table.index_add_(0, row, values * (-rate / (seen.sqrt() + 1e-12)).unsqueeze(1))
    table.grad = None


def _batches(chosen: NDArray[np.int64], recipe: Recipe) -> Iterator[NDArray[np.int64]]:
    dice = np.random.default_rng(recipe.seed)
    for _ in range(recipe.epochs):
        order = dice.permutation(chosen)
        for begin in range(0, len(order), recipe.batch):
            yield order[begin : begin + recipe.batch]


def packed(module: Module, row: NDArray[np.uint16]) -> Network:
    """The network as it is shipped: the table in whole steps, per column."""
    recipe = module.recipe
    table = module.table.detach().numpy()
    edge = np.minimum(np.abs(table).max(0), CUT_DEVIATIONS * table.std(0))
    unit = (edge / recipe.steps).astype(np.float32)
    steps = np.clip(np.round(table / unit), -recipe.steps, recipe.steps).astype(np.int16)
    bias, mix, mix_bias, out = (
        weight.detach().numpy().astype(np.float16).astype(np.float32)
        for weight in (module.bias, module.mix, module.mix_bias, module.out.weight[PLEASED])
    )
    return Network(
        recipe.sizes,
        row,
        steps,
        unit,
        bias,
        mix,
        mix_bias,
        out,
        float(module.out.bias.detach()[PLEASED]),
        recipe.reach,
        recipe.of_words,
    )


def scored(trained: Network, texts: list[str], recipe: Recipe) -> NDArray[np.float64]:
    """What the product computes for these texts."""
    parts: list[NDArray[np.float64]] = []
    for begin in range(0, len(texts), BATCH):
        folded = read(texts[begin : begin + BATCH], recipe)
        parts += network.scores(folded, trained, folded.starts[:-1])
    return np.concatenate(parts) if parts else np.zeros(0)
