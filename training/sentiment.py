"""Trains the two sentiment models (`python -m training` runs it).

Seeded and single-threaded: the same data on the same machine give the same bytes.
"""

import hashlib
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from training import cards, data, linear
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.aspects import dictionary
from zhiyin.science.understand.ngrams import Weights

FOLDS = 5


@dataclass(frozen=True)
class Recipe:
    """What is fixed before training; chosen by cross-validation on the nine tenths."""

    sizes: tuple[int, ...]
    bits: int
    members: tuple[linear.Member, ...]


RECIPES = {
    sentiment.CHINESE: Recipe(
        (1, 2, 3, 4), 21, (linear.Member(1.0, 1.0), linear.Member(0.5, 0.6), linear.Member(0.0, 0.5))
    ),
    sentiment.ENGLISH: Recipe(
        (2, 3, 4, 5, 6), 20, (linear.Member(1.0, 1.0), linear.Member(0.5, 1.0), linear.Member(0.0, 1.0))
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


@dataclass(frozen=True)
class Rows:
    """Training rows: `own` rows are what accuracy is measured on."""

    texts: list[str]
    positive: NDArray[np.int64]
    weight: NDArray[np.float64]
    fold: NDArray[np.int64]
    own: NDArray[np.bool_]


def write_card(model: str, rows: int, validated: cards.Agreement) -> None:
    text = cards.card(model, RECIPES[model], rows, validated)
    sentiment.model_path(model).with_suffix(".md").write_text(text, encoding="utf-8")


def train(model: str) -> tuple[int, cards.Agreement]:
    """Trains and saves one model; returns the number of rows and its cross-validated agreement."""
    started = time.process_time()
    recipe, rows = RECIPES[model], training_rows(model)
    counts = linear.matrix(rows.texts, recipe.sizes, recipe.bits)
    score = cross_validated(counts, rows, recipe)
    weights = linear.fit(counts, rows.positive, rows.weight, recipe.sizes, recipe.members)
    own = rows.own
    weights = linear.calibrated(weights, score[own], rows.positive[own], rows.weight[own])
    save(model, weights)
    print(f"{model}: trained in {time.process_time() - started:.0f} s of processor time")
    validated = cards.agreement(weights.slope * score[own] + weights.offset, rows.positive[own])
    return len(rows.texts), validated


def training_rows(model: str) -> Rows:
    """Everything but the held-out tenth."""
    if model == sentiment.ENGLISH:
        sets = [(data.english_sentences(), None)]
    else:
        sets = [(data.chinese_reviews(), None), (data.chinese_restaurant_sentences(), SENTENCE_WEIGHT)]
    texts, positive, weight, fold, own = [], [], [], [], []
    for rows, share in sets:
        kept = np.flatnonzero(rows.tenth != data.HELD_OUT)
        label = rows.positive[kept]
        balance = np.where(label == 1, 0.5 / label.mean(), 0.5 / (1 - label.mean()))
        texts += [rows.texts[i] for i in kept]
        positive.append(label)
        weight.append(np.ones(len(kept)) if share is None else share * balance)
        fold.append(rows.tenth[kept] % FOLDS)
        own.append(np.full(len(kept), share is None))
    words = dictionary_texts(model)
    texts += [text for text, _ in words]
    positive.append(np.array([label for _, label in words], dtype=np.int64))
    weight.append(np.full(len(words), WORD_WEIGHT))
    fold.append(np.full(len(words), EVERY_FOLD))
    own.append(np.zeros(len(words), dtype=np.bool_))
    return Rows(texts, *(np.concatenate(part) for part in (positive, weight, fold, own)))


def dictionary_texts(model: str) -> list[tuple[str, int]]:
    """The dictionary's words that lean to a side, alone and with a degree before them; 1 for praise."""
    texts = []
    for word, polarity in dictionary.leaning_words(latin=model == sentiment.ENGLISH):
        single = len(word) > 1 and " " not in word and len(word) <= LONGEST_GRADED[model]
        for degree in DEGREES[model] if single else ("",):
            if len(word) > 1:
                texts.append((degree + word, int(polarity > 0)))
    return texts


def cross_validated(counts: sparse.csr_matrix, rows: Rows, recipe: Recipe) -> NDArray[np.float64]:
    """Each row's score by a model that was not trained on it."""
    score = np.zeros(len(rows.texts))
    for fold in range(FOLDS):
        out = np.flatnonzero(rows.fold == fold)
        kept = np.flatnonzero(rows.fold != fold)
        weights = linear.fit(
            counts[kept], rows.positive[kept], rows.weight[kept], recipe.sizes, recipe.members
        )
        score[out] = linear.logits(weights, [rows.texts[i] for i in out])
    return score


def save(model: str, weights: Weights) -> None:
    numbers = np.array([weights.scale, weights.intercept, weights.slope, weights.offset], dtype=np.float64)
    digest = hashlib.sha256(weights.table.tobytes() + numbers.tobytes()).hexdigest()[:8]
    with sentiment.model_path(model).open("wb") as file:
        np.savez_compressed(
            file,
            table=weights.table,
            sizes=np.array(weights.sizes, dtype=np.int64),
            numbers=numbers,
            version=np.array(f"1.{digest}"),
        )
    sentiment.weights.cache_clear()
    sentiment.version.cache_clear()
