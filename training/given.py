"""Trains the networks that judge a given aspect and writes their cards: `python -m training` runs it.

Seeded and single-threaded: the same data on the same machine give the same bytes.
"""

import hashlib
import time
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from training import data, given_made, given_rows
from training.given_evaluation import SETS
from training.given_network import Given, batch_of
from training.given_rows import Item, Row
from zhiyin.science.language.folding import fold
from zhiyin.science.understand.aspects import given
from zhiyin.science.understand.aspects.network import Network
from zhiyin.science.understand.aspects.units import AFFIX_BITS, FIRST_OWN, NEIGHBOUR_BITS, word_hashes
from zhiyin.science.understand.sentiment import CHINESE, ENGLISH

# Words that begin a new part of an English sentence.
PARTING = (
    "but",
    "however",
    "although",
    "though",
    "while",
    "whereas",
    "yet",
    "except",
    "despite",
    "unfortunately",
)
BATCH = 48
# Texts of like length go together; this many batches are sorted at once.
SORTED_BATCHES = 40
KEPT_OF_AVERAGE = 0.998
LONG_TABLE = 1 << 15


@dataclass(frozen=True)
class Recipe:
    """What is fixed before training; chosen on tenths 1 to 3, the tenth 0 aside.

    `widths`: of the embedding columns; `fewest`: a vocabulary's word is in that many places; `drop`: share of units
    and of channels left out; `members`: (channels, reach) of the networks, each trained without another tenth, on
    which it is calibrated; the first judges every mention. `told`: weight of the opinions that people marked; `known`:
    how far the vectors of known words are apart before training.
    """

    widths: tuple[int, ...]
    fewest: int
    epochs: int
    rate: float
    drop: tuple[float, float]
    made: int
    members: tuple[tuple[int, int], ...]
    told: float = 0.0
    known: float = 0.0


RECIPES = {
    CHINESE: Recipe((32, 16), 3, 4, 2e-3, (0.05, 0.2), 6000, ((48, 16), (96, 32), (96, 32)), told=0.5),
    ENGLISH: Recipe((48, 12, 12), 2, 6, 3e-3, (0.2, 0.5), 6000, ((64, 24), (64, 48), (64, 48)), known=0.5),
}
# How much of each source one epoch sees (1 where not named).
SHARES = {
    "洗发水": 0.4, "衣服": 0.3, "水果": 0.3, "food_delivery": 0.3, "hotel": 0.3, "书籍": 0.3, "蒙牛": 0.5,
    "平板": 0.7, "shampoo": 0.5,
}  # fmt: skip


def rows_of(model: str) -> list[Row]:
    """All labelled rows of a language, the held-out tenth among them."""
    if model == ENGLISH:
        return list(given_rows.english())
    return [*given_rows.chinese(), *given_rows.reviews()]


def blank(vocabulary: NDArray[np.uint32]) -> given.Given:
    """A model without networks: it cuts texts into units."""
    parting = np.unique(word_hashes(fold([" ".join(PARTING)]))[1:-1])
    return given.Given((), 1.0, vocabulary, parting, "")


def trained(
    model: str, rows: list[Row], recipe: Recipe, cutter: given.Given, member: int, *, talk: bool = True
) -> dict[str, NDArray[np.float32]]:
    """The weights of a network of the recipe (1 the first), trained on all of the rows; its number is the seed."""
    torch.manual_seed(member)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    dice = np.random.default_rng(member)
    buckets = (1 << NEIGHBOUR_BITS,) if model == CHINESE else (1 << AFFIX_BITS, 1 << AFFIX_BITS)
    sizes = (len(cutter.vocabulary) + FIRST_OWN, *buckets)
    channels, reach = recipe.members[member - 1]
    net = Given(
        tuple(zip(sizes, recipe.widths, strict=True)), 2 + len(given.CATEGORIES), recipe.drop, channels, reach
    )
    if model == ENGLISH and recipe.known:
        prepare(net, cutter.vocabulary, recipe.known)
    by_source: dict[str, list[Row]] = {}
    for row in rows:
        by_source.setdefault(row.source, []).append(row)
    groups = {source: given_rows.items(own, cutter, model) for source, own in by_source.items()}
    weights = dict(net.named_parameters())
    average = {name: weight.detach().clone() for name, weight in weights.items()}
    steps = recipe.epochs * sum(int(len(own) * SHARES.get(source, 1)) for source, own in groups.items())
    steps = (steps + recipe.epochs * recipe.made) // BATCH + 1
    machine = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=0.01, betas=(0.9, 0.98))
    plan = torch.optim.lr_scheduler.OneCycleLR(
        machine, recipe.rate, total_steps=steps + 50 * recipe.epochs, pct_start=0.1
    )
    step = 0
    for epoch in range(recipe.epochs):
        started, total, count = time.process_time(), 0.0, 0
        chosen: list[Item] = []
        for source, own in groups.items():
            part = dice.permutation(len(own))[: int(len(own) * SHARES.get(source, 1))]
            chosen += [own[i] for i in part]
        language = "zh" if model == CHINESE else "en"
        chosen += given_rows.items(
            given_made.made(language, recipe.made, member * 100 + epoch), cutter, model
        )
        net.train()
        for some in batches(chosen, dice):
            batch = batch_of(some)
            mean = net.loss(batch, recipe.told) / BATCH
            machine.zero_grad()
            mean.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            machine.step()
            plan.step()
            step += 1
            keep = min(KEPT_OF_AVERAGE, step / (step + 10))
            with torch.no_grad():
                for name, weight in weights.items():
                    average[name].lerp_(weight, 1 - keep)
            total, count = total + float(mean.detach()), count + 1
        if talk:
            spent = time.process_time() - started
            print(f"  epoch {epoch + 1}: loss {total / count:.4f}, {count} steps, {spent:.0f} s", flush=True)
    with torch.no_grad():
        for name, weight in weights.items():
            weight.copy_(average[name])
    net.eval()
    return net.arrays()


def prepare(net: Given, vocabulary: NDArray[np.uint32], size: float) -> None:
    """What is known of words before training: the first numbers of their vectors tell praise from blame, and what a
    word names."""
    words = given_rows.known_words()
    table = net.tables[0].weight.data
    for kind, own in words.items():
        rows = torch.from_numpy(np.searchsorted(vocabulary, own) + FIRST_OWN)
        column = 0 if kind in ("praise", "blame") else 1 + given.CATEGORIES.index(kind)
        table[rows, column] += -size if kind == "blame" else size


def batches(chosen: list[Item], dice: np.random.Generator) -> list[list[Item]]:
    order = dice.permutation(len(chosen))
    made = []
    for begin in range(0, len(order), BATCH * SORTED_BATCHES):
        run = sorted(order[begin : begin + BATCH * SORTED_BATCHES], key=lambda i: chosen[i].ids.shape[1])
        made += [[chosen[i] for i in run[at : at + BATCH]] for at in range(0, len(run), BATCH)]
    return [made[i] for i in dice.permutation(len(made))]


def small(arrays: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.generic]]:
    """Tables as eight-bit numbers with a scale per column, the rest as half floats. Long tables keep five of the bits:
    packed they need half the room, and not one answer in a hundred is another."""
    stored: dict[str, NDArray[np.generic]] = {}
    for name, value in arrays.items():
        if name == "reach":
            stored[name] = value
        elif name.startswith("table_"):
            scale = np.maximum(np.abs(value).max(axis=0), 1e-6) / 127
            steps = np.round(value / scale)
            if len(value) >= LONG_TABLE:
                steps, scale = np.round(steps / 8), scale * 8
            stored[name] = steps.astype(np.int8)
            stored[f"{name}_scale"] = scale.astype(np.float32)
        else:
            stored[name] = value.astype(np.float16)
    return stored


def network_of(stored: dict[str, NDArray[np.generic]]) -> Network:
    """What `given.given` reads back."""
    own = dict(stored)
    tables: list[NDArray[np.float32]] = []
    while f"table_{len(tables)}" in own:
        name = f"table_{len(tables)}"
        tables.append(own.pop(name).astype(np.float32) * own.pop(f"{name}_scale").astype(np.float32))
    reach = int(own.pop("reach"))
    return Network(
        tables=tuple(tables), reach=reach, **{name: value.astype(np.float32) for name, value in own.items()}
    )


def logits(
    model: str, shipped: given.Given, rows: list[Row]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The mean logits of the networks for all that is asked of the rows, as at run time, and the labels."""
    parts, labels = [], []
    for begin in range(0, len(rows), 1000):
        part = rows[begin : begin + 1000]
        asked = [one for row in part for one in row.asked]
        texts = [row.text for row in part for _ in row.asked]
        spans = [(start, end) if start >= 0 else None for start, end, *_ in asked]
        parts.append(given.scores(shipped, texts, spans, [one[2] for one in asked], model))
        labels += [one[3] for one in asked]
    return np.concatenate(parts), np.array(labels)


def sharpness(logit: NDArray[np.float64], label: NDArray[np.int64]) -> float:
    """The factor of the logits that makes the labels likeliest (temperature, Guo et al. 2017)."""
    factors = np.linspace(0.4, 1.6, 61)
    losses = []
    for factor in factors:
        scaled = logit * factor
        scaled = scaled - scaled.max(1, keepdims=True)
        chance = scaled - np.log(np.exp(scaled).sum(1, keepdims=True))
        losses.append(-chance[np.arange(len(label)), label].mean())
    return float(factors[int(np.argmin(losses))])


def folds(rows: list[Row]) -> NDArray[np.int64]:
    return np.array([data.tenth_of(row.text) for row in rows], dtype=np.int64)


def train(model: str) -> tuple[str, ...]:
    """Trains, calibrates and saves the model of a language; returns what its card tells of that."""
    started = time.process_time()
    recipe, rows = RECIPES[model], rows_of(model)
    tenth = folds(rows)
    cutter = blank(
        given_rows.vocabulary([rows[i] for i in np.flatnonzero(tenth != data.HELD_OUT)], model, recipe.fewest)
    )
    members, scored, labels = [], [], []
    told: list[str] = []
    for member in range(1, len(recipe.members) + 1):
        kept = [row for row, own in zip(rows, tenth, strict=True) if own not in (data.HELD_OUT, member)]
        out = [row for row, own in zip(rows, tenth, strict=True) if own == member and row.source in SETS]
        out = given_rows.single(out)
        stored = small(trained(model, kept, recipe, cutter, member))
        members.append(stored)
        score, label = logits(model, with_members(cutter, [stored]), out)
        scored.append(score)
        labels.append(label)
        share = 100 * (score.argmax(1) == label).mean()
        told.append(
            f"Network {member}, on tenth {member}: {share:.1f} % of {len(label):,} aspects of one label."
        )
        print(f"{model}: {told[-1]}", flush=True)
    factor = sharpness(np.concatenate(scored), np.concatenate(labels))
    save(model, cutter, members, factor)
    told.append(f"Sharpness {factor:.2f}.")
    print(f"{model}: trained in {time.process_time() - started:.0f} s of processor time; {told[-1]}")
    return tuple(told)


def with_members(cutter: given.Given, members: list[dict[str, NDArray[np.generic]]]) -> given.Given:
    return replace(cutter, members=tuple(network_of(stored) for stored in members))


def save(
    model: str, cutter: given.Given, members: list[dict[str, NDArray[np.generic]]], factor: float
) -> None:
    arrays: dict[str, NDArray[np.generic]] = {
        f"{place}.{name}": value for place, own in enumerate(members) for name, value in own.items()
    }
    arrays["vocabulary"], arrays["parting"] = cutter.vocabulary, cutter.parting
    arrays["sharpness"], arrays["members"] = np.array(factor), np.array(len(members))
    digest = hashlib.sha256(b"".join(value.tobytes() for _, value in sorted(arrays.items()))).hexdigest()[:8]
    with given.model_path(model).open("wb") as file:
        np.savez_compressed(file, **arrays, version=np.array(f"1.{digest}"))  # type: ignore[arg-type]
    given.given.cache_clear()
