"""Trains the two sentiment models (`python -m training` runs it).

Seeded and single-threaded: the same data on the same machine give the same bytes.
"""

import collections
import dataclasses
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from training import cards, chinese_cards, data, experts, linear, network, sides
from training.network import BLAMED, OUTPUTS, PLEASED, PRAISED
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.aspects import dictionary
from zhiyin.science.understand.experts import Expert
from zhiyin.science.understand.network import Network
from zhiyin.science.understand.ngrams import Weights
from zhiyin.science.understand.sentiment import Stack


@dataclass(frozen=True)
class Recipe:
    """What is fixed before training; chosen by cross-validation on the nine tenths."""

    sizes: tuple[int, ...]
    bits: int
    members: tuple[linear.Member, ...]
    networks: tuple[network.Recipe, ...]
    # How many folds the nine tenths fall into (a row's fold is its tenth, modulo this), and those whose rows are
    # scored by models that did not see them: one of a large set is enough to weigh by.
    folds: int
    judged: tuple[int, ...]
    # Domains that have an expert of their own.
    domains: tuple[str, ...] = ()


def over_characters(sizes: tuple[int, ...], *, reach: int, seed: int) -> network.Recipe:
    return network.Recipe(sizes, bits=20, rows=30_000, least=3, width=32, narrow=32, reach=reach, seed=seed)


def over_words(
    sizes: tuple[int, ...],
    *,
    reach: int,
    seed: int,
    width: int = 32,
    steps: int = 63,
    epochs: int = 3,
    drop_ngrams: float = 0.3,
    drop_states: float = 0.25,
) -> network.Recipe:
    """A text has some 0.6 times as many words as characters; a word of two texts is a word."""
    return network.Recipe(
        sizes,
        bits=20,
        rows=30_000,
        least=2,
        width=width,
        narrow=width,
        reach=reach,
        epochs=epochs,
        drop_ngrams=drop_ngrams,
        drop_states=drop_states,
        head=140,
        tail=80,
        seed=seed,
        of_words=True,
        steps=steps,
    )


RECIPES = {
    sentiment.CHINESE: Recipe(
        (1, 2, 3, 4),
        21,
        (linear.Member(1.0, 1.0), linear.Member(0.5, 0.6), linear.Member(0.0, 0.5)),
        (
            over_characters((1, 2, 3, 4), reach=2, seed=1),
            over_characters((1, 2), reach=1, seed=2),
            over_characters((1, 2, 3), reach=2, seed=3),
            over_characters((1, 2), reach=2, seed=4),
            over_words((1, 2), reach=1, seed=5),
            over_words((1, 2), reach=2, seed=6, width=48, steps=31),
            over_words(
                (1,), reach=1, seed=7, width=48, steps=31, epochs=5, drop_ngrams=0.35, drop_states=0.4
            ),
            over_words((1, 2), reach=1, seed=8),
        ),
        folds=5,
        judged=(1,),
        domains=("hotel", "food_delivery"),
    ),
    sentiment.ENGLISH: Recipe(
        (2, 3, 4, 5, 6),
        20,
        (linear.Member(1.0, 1.0), linear.Member(0.5, 1.0), linear.Member(0.0, 1.0)),
        # Networks of three and of eight passes over these ten thousand sentences made it no better.
        (),
        # So few rows that a model which misses a fifth of them is less sure than the shipped one: each tenth by itself.
        folds=10,
        judged=tuple(range(1, 10)),
    ),
}
# Sentences of another kind widen the vocabulary but do not outweigh the reviews; both classes weigh the same.
SENTENCE_WEIGHT = 0.3
# The dictionary's words of praise and blame are little texts of their own: they teach words that no review of
# these domains holds (等太久, 手续繁琐). Within the domains they change nothing; outside they help a lot.
WORD_WEIGHT = 2.0
DEGREES = {sentiment.CHINESE: ("", "很", "太", "非常"), sentiment.ENGLISH: ("", "very ", "so ")}
# A degree goes with a word of opinion, not with a phrase.
LONGEST_GRADED = {sentiment.CHINESE: 3, sentiment.ENGLISH: 12}
EVERY_FOLD = -1
# How much the network cares for what is praised and what is blamed, beside whether the writer is pleased.
SIDES_WEIGHT = 0.3
# A text as short as this and blaming praises nothing, and the other way round.
ONE_SIDED = 20


@dataclass(frozen=True)
class Rows:
    """Training rows: `own` rows are what accuracy is measured on. Rows of no weight say nothing about being pleased;
    `says` (rows, OUTPUTS) is what the network learns of each, NaN where it is not known; `group` the domain or source."""

    texts: list[str]
    positive: NDArray[np.int64]
    weight: NDArray[np.float64]
    fold: NDArray[np.int64]
    own: NDArray[np.bool_]
    says: NDArray[np.float64]
    group: NDArray[np.object_]


def write_card(model: str, rows: int, validated: cards.Agreement) -> None:
    text = cards.card(model, RECIPES[model], rows, validated)
    chinese_cards.write_card(sentiment.model_path(model).with_suffix(".md"), text)


def train(model: str) -> tuple[int, cards.Agreement]:
    """Trains and saves one model; returns the number of rows and its agreement on rows it was not trained on."""
    started = time.process_time()
    recipe, rows = RECIPES[model], training_rows(model)
    judged = np.flatnonzero(np.isin(rows.fold, recipe.judged) & rows.own)
    positive = rows.positive[judged]
    score, weights = linear_model(rows, recipe)
    weights = linear.calibrated(weights, score[judged], positive, rows.weight[judged])
    print(f"{model}: linear model after {time.process_time() - started:.0f} s of processor time", flush=True)
    (characters, words), networks = compact_networks(rows, recipe)
    linear_logit = weights.slope * score[judged] + weights.offset
    asked = sentiment.asks(linear_logit, networks)
    stack = weighed(linear_logit, characters[judged], words[judged], asked, positive)
    # Sentences of restaurants are there to tell a lunch box from a dinner out.
    own = np.flatnonzero(rows.group != "")
    found, logit = experts.train(
        experts.Reviews(
            [rows.texts[i] for i in own],
            rows.positive[own],
            np.where(rows.own[own], 1.0, SENTENCE_WEIGHT),
            rows.group[own],
            np.isin(own, judged),
        ),
        stack.sum(linear_logit, characters[judged], words[judged]),
        recipe.domains,
    )
    save(model, weights, networks, stack, found)
    print(f"{model}: {stack}; trained in {time.process_time() - started:.0f} s of processor time", flush=True)
    logit = np.where(asked, logit, stack.alone * linear_logit)
    answers = cards.Answers.by_sign(stack.probability(logit))
    return len(rows.texts), cards.agreement(answers, positive)


def training_rows(model: str) -> Rows:
    """Everything but the held-out tenth."""
    folds = RECIPES[model].folds
    if model == sentiment.ENGLISH:
        sets: list[tuple[data.Texts, float | None]] = [(data.english_sentences(), None)]
    else:
        sets = [(data.chinese_reviews(), None), (data.chinese_restaurant_sentences(), SENTENCE_WEIGHT)]
    texts: list[str] = []
    positive, weight, fold, own, group = [], [], [], [], []
    for rows, share in sets:
        kept = np.flatnonzero(rows.tenth != data.HELD_OUT)
        label = rows.positive[kept]
        balance = np.where(label == 1, 0.5 / label.mean(), 0.5 / (1 - label.mean()))
        texts += [rows.texts[i] for i in kept]
        positive.append(label)
        weight.append(np.ones(len(kept)) if share is None else share * balance)
        fold.append(rows.tenth[kept] % folds)
        own.append(np.full(len(kept), share is None))
        group.append(rows.group[kept])
    words = dictionary_texts(model)
    texts += [text for text, _ in words]
    positive.append(np.array([label for _, label in words], dtype=np.int64))
    weight.append(np.full(len(words), WORD_WEIGHT))
    fold.append(np.full(len(words), EVERY_FOLD))
    own.append(np.zeros(len(words), dtype=np.bool_))
    both = sides.sentences(model).of_tenth(held_out=False)
    known = {text: index for index, text in enumerate(both.texts)}
    place = np.array([known.pop(text, -1) for text in texts], dtype=np.int64)
    more = np.array(sorted(known.values()), dtype=np.int64)
    texts += [both.texts[i] for i in more]
    positive.append(both.praised[more].astype(np.int64))
    weight.append(np.zeros(len(more)))
    fold.append(both.tenth[more] % folds)
    own.append(np.zeros(len(more), dtype=np.bool_))
    group.append(np.full(len(words) + len(more), "", dtype=object))
    labels = np.concatenate(positive)
    return Rows(
        texts,
        labels,
        np.concatenate(weight),
        np.concatenate(fold),
        np.concatenate(own),
        said(texts, labels, both, np.append(place, more)),
        np.concatenate(group),
    )


def said(
    texts: list[str], positive: NDArray[np.int64], both: sides.Sides, place: NDArray[np.int64]
) -> NDArray[np.float64]:
    """What the network should say of each text; `place` is its place in `both`, -1 where it is not there.

    A pleased text praises something; whether it blames something too is known only where it is too short for that.
    """
    length = np.array([len(text) for text in texts])
    says = np.full((len(texts), OUTPUTS), np.nan)
    says[:, PLEASED] = positive
    short = length <= ONE_SIDED
    says[:, PRAISED] = np.where(positive == 1, 1.0, np.where(short, 0.0, np.nan))
    says[:, BLAMED] = np.where(positive == 0, 1.0, np.where(short, 0.0, np.nan))
    there = place >= 0
    says[there, PRAISED] = both.praised[place[there]]
    says[there, BLAMED] = both.blamed[place[there]]
    return says


def dictionary_texts(model: str) -> list[tuple[str, int]]:
    """The dictionary's words that lean to a side, alone and with a degree before them; 1 for praise."""
    texts = []
    for word, polarity in dictionary.leaning_words(latin=model == sentiment.ENGLISH):
        single = len(word) > 1 and " " not in word and len(word) <= LONGEST_GRADED[model]
        for degree in DEGREES[model] if single else ("",):
            if len(word) > 1:
                texts.append((degree + word, int(polarity > 0)))
    return texts


def judgements(rows: Rows, recipe: Recipe) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """(rows to train on, rows to score) for each judged fold."""
    for fold in recipe.judged:
        yield rows.fold != fold, rows.fold == fold


def linear_model(rows: Rows, recipe: Recipe) -> tuple[NDArray[np.float64], Weights]:
    """The judged rows' scores by linear models that were not trained on them, and the one trained on all rows."""
    counts = linear.matrix(rows.texts, recipe.sizes, recipe.bits)
    score = np.zeros(len(rows.texts))

    def fitted(kept: NDArray[np.bool_]) -> Weights:
        chosen = np.flatnonzero(kept & (rows.weight > 0))
        return linear.fit(
            counts[chosen], rows.positive[chosen], rows.weight[chosen], recipe.sizes, recipe.members
        )

    for kept, out in judgements(rows, recipe):
        score[out] = linear.logits(fitted(kept), [rows.texts[i] for i in np.flatnonzero(out)])
    return score, fitted(np.ones(len(rows.texts), dtype=np.bool_))


def lesson(rows: Rows) -> network.Lesson:
    """What the network learns: every row's own weight for being pleased, a smaller one for its sides."""
    known = ~np.isnan(rows.says)
    weight = known * np.where(rows.weight > 0, rows.weight, SENTENCE_WEIGHT)[:, None]
    weight[:, PLEASED] = np.minimum(rows.weight, 1.0)
    weight[:, (PRAISED, BLAMED)] = SIDES_WEIGHT * known[:, (PRAISED, BLAMED)]
    return network.Lesson(np.nan_to_num(rows.says), weight)


def compact_networks(rows: Rows, recipe: Recipe) -> tuple[NDArray[np.float64], list[Network]]:
    """As `linear_model`, for the networks: the mean scores of those over characters and those over words."""
    learned = lesson(rows)
    scores = np.zeros((2, len(rows.texts)))
    alike = collections.Counter(one.of_words for one in recipe.networks)
    trained = []
    for one in recipe.networks:
        row = network.vocabulary(rows.texts, one)
        encoded = network.encode(rows.texts, one, row)
        for kept, out in judgements(rows, recipe):
            module = network.train(encoded, learned, np.flatnonzero(kept), one)
            found = network.scored(
                network.packed(module, row), [rows.texts[i] for i in np.flatnonzero(out)], one
            )
            scores[int(one.of_words), out] += found / alike[one.of_words]
        everything = np.arange(len(rows.texts), dtype=np.int64)
        trained.append(network.packed(network.train(encoded, learned, everything, one), row))
    return scores, trained


def weighed(
    linear_logit: NDArray[np.float64],
    characters: NDArray[np.float64],
    words: NDArray[np.float64],
    asked: NDArray[np.bool_],
    positive: NDArray[np.int64],
) -> Stack:
    """The weights under which the labels of rows that neither model saw are likeliest."""

    def unlikely(point: NDArray[np.float64]) -> float:
        stack = Stack(*point)
        logit = np.where(asked, stack.sum(linear_logit, characters, words), stack.alone * linear_logit)
        p = stack.probability(logit)
        return -float(np.log(np.where(positive == 1, p, 1 - p)).mean())

    found = optimize.minimize(
        unlikely,
        np.array([0.5, 0.3, 0.3, 0.0, 1.0, 0.01, 0.01]),
        method="L-BFGS-B",
        bounds=[(0, 5), (0, 5), (0, 5), (-2, 2), (0.1, 5), (1e-4, 0.1), (1e-4, 0.1)],
    )
    return Stack(*(round(float(value), 5) for value in found.x))


def save(model: str, weights: Weights, networks: list[Network], stack: Stack, found: list[Expert]) -> None:
    """Writes the file that `sentiment.weights`, `.networks`, `.stack` and `.experts` read."""
    parts = {
        **stored_weights("", weights),
        "experts": np.array(len(found)),
        "networks": np.array(len(networks)),
        "stack": np.array(dataclasses.astuple(stack)),
    }
    for number, one in enumerate(networks):
        stored = {
            "bits": np.array(one.bits),
            "sizes": np.array(one.sizes, dtype=np.int64),
            "gaps": np.diff(np.flatnonzero(one.row), prepend=0).astype(np.uint32),
            "table": one.table[1:].astype(np.int8),
            "unit": one.unit,
            "bias": one.bias.astype(np.float16),
            "mix": one.mix.astype(np.float16),
            "mix_bias": one.mix_bias.astype(np.float16),
            "out": one.out.astype(np.float16),
            "intercept": np.array(one.intercept),
            "reach": np.array(one.reach),
            "of_words": np.array(one.of_words),
        }
        parts |= {f"network_{number}_{name}": part for name, part in stored.items()}
    for number, expert in enumerate(found):
        name = f"expert_{number}_"
        parts |= stored_weights(name + "domain_", expert.domain)
        parts |= stored_weights(name + "feeling_", expert.feeling)
        parts[name + "weigh"] = np.array([expert.general, expert.own, expert.intercept])
    digest = hashlib.sha256(b"".join(part.tobytes() for part in parts.values())).hexdigest()[:8]
    with sentiment.model_path(model).open("wb") as file:
        np.savez_compressed(file, **parts, version=np.array(f"2.{digest}"))  # type: ignore[arg-type]
    for cached in (
        sentiment.weights,
        sentiment.networks,
        sentiment.stack,
        sentiment.experts,
        sentiment.version,
    ):
        cached.cache_clear()


def stored_weights(name: str, weights: Weights) -> dict[str, NDArray[np.generic]]:
    return {
        name + "table": weights.table,
        name + "sizes": np.array(weights.sizes, dtype=np.int64),
        name + "numbers": np.array([weights.scale, weights.intercept, weights.slope, weights.offset]),
    }
