"""Model cards: what a model was trained on, how often it is right, how sure it should be, what it gets wrong."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import data
from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.understand import reading, sentiment

BINS = 15


@dataclass(frozen=True)
class Agreement:
    """How a model's answers agree with labels."""

    n: int
    right: int
    error: float
    neutral: int
    decided_right: int

    @property
    def row(self) -> str:
        low, high = wilson_percent(self.right, self.n)
        decided = self.n - self.neutral
        return (
            f"{self.n:,} | {100 * self.right / self.n:.1f} % ({low:.1f}–{high:.1f}) | {self.error:.3f} | "
            f"{100 * self.neutral / self.n:.1f} % | {100 * self.decided_right / max(decided, 1):.1f} %"
        )


HEAD = (
    "| rows | n | accuracy (95 % interval) | calibration error | called neutral | accuracy of the rest |\n"
    "|---|---|---|---|---|---|"
)


def wilson_percent(right: int, n: int) -> tuple[float, float]:
    estimate = proportion(right, n)
    return 100 * (estimate.low or 0), 100 * (estimate.high or 0)


def agreement(logit: NDArray[np.float64], positive: NDArray[np.int64]) -> Agreement:
    """Sign of the sentiment against the label; expected calibration error over 15 bins of confidence."""
    p = sentiment.probability(logit)
    right = (p > 0.5) == (positive == 1)
    sure = np.maximum(p, 1 - p)
    place = np.minimum(((sure - 0.5) * 2 * BINS).astype(np.int64), BINS - 1)
    error = sum(
        abs(right[place == bin_].mean() - sure[place == bin_].mean()) * (place == bin_).mean()
        for bin_ in range(BINS)
        if (place == bin_).any()
    )
    decided = (p <= sentiment.NEUTRAL_FROM) | (p >= sentiment.NEUTRAL_TO)
    return Agreement(len(p), int(right.sum()), float(error), int((~decided).sum()), int(right[decided].sum()))


def held_out(model: str) -> data.Texts:
    """The rows of the model's sets that it was not trained on."""
    rows = data.english_sentences() if model == sentiment.ENGLISH else data.chinese_reviews()
    kept = np.flatnonzero(rows.tenth == data.HELD_OUT)
    return data.Texts([rows.texts[i] for i in kept], rows.positive[kept], rows.group[kept], rows.tenth[kept])


def table(model: str) -> str:
    """The card's table, computed anew with the shipped file through the product's own reading."""
    rows = held_out(model)
    logit = read_logits(rows.texts, model)
    lines = [HEAD, f"| all held-out | {agreement(logit, rows.positive).row} |"]
    for group in sorted(set(rows.group)):
        mine = rows.group == group
        lines.append(f"| {group} | {agreement(logit[mine], rows.positive[mine]).row} |")
    if model == sentiment.CHINESE:
        other = data.chinese_restaurant_sentences()
        kept = np.flatnonzero(other.tenth == data.HELD_OUT)
        scores = read_logits([other.texts[i] for i in kept], model)
        lines.append(f"| restaurant sentences | {agreement(scores, other.positive[kept]).row} |")
    return "\n".join(lines)


def read_logits(texts: list[str], model: str) -> NDArray[np.float64]:
    """The logit behind each text's sentiment; the texts are given to the model whatever their language."""
    language = "en" if model == sentiment.ENGLISH else "zh-Hans"
    readings = reading.read(texts, languages=[language] * len(texts))
    value = np.array([0.0 if r.sentiment is None else r.sentiment for r in readings])
    return 2 * np.arctanh(np.clip(value, -1 + 1e-9, 1 - 1e-9))


def speed(texts: list[str]) -> float:
    """Texts per second of one core for the whole reading, the best of three passes."""
    reading.read(texts[:500])
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        reading.read(texts)
        best = max(best, len(texts) / (time.process_time() - started))
    return best


DATA = {
    sentiment.CHINESE: (
        "Chinese reviews of ChineseNlpCorpus (food delivery, hotels, books, tablets, phones, fruit, shampoo, "
        "water heaters, milk, clothes, computers; 57,919 rows, label good / bad; no licence stated, not "
        "redistributed) and, at 0.3 of the weight with both classes balanced, the sentences of Chinese restaurant "
        "reviews (ABSADatasets, research use) whose aspects are all praised or all blamed"
    ),
    sentiment.ENGLISH: (
        "English sentences whose aspects are all praised or all blamed: SemEval-14 restaurants and laptops, "
        "SemEval-15 restaurants, Yelp, app reviews (ABSADatasets, research use) and MAMS (Apache-2.0)"
    ),
}
# Written down, not measured when a card is made, so that the same data give the same card.
SPEED = (
    "30,000 to 45,000 texts/s on one core for the whole reading with aspects (Chinese reviews, mean 53 characters), "
    "several times that for sentiment alone; `python -m training.evaluate` measures it."
)
FAILURES = {
    sentiment.CHINESE: (
        "- Irony and praise of a rival (“真棒，等了两小时”) are read literally.\n"
        "- About 4 of 100 review labels are themselves wrong or follow from stars, not words (“还没用，先好评”).\n"
        "- The training reviews are either good or bad: facts and questions get a probability near 0.5 only when "
        "their words are balanced. Long hotel and book reviews with both sides are the weakest.\n"
        "- Banks, hospitals and contact centres are not in the training data."
    ),
    sentiment.ENGLISH: (
        "- Small training set: rare words carry no feeling for it.\n"
        "- Labels come from aspects, so sentences that blame without an aspect were never seen.\n"
        "- App reviews hold many wishes (“allow support access”) whose label is a matter of taste."
    ),
}


def card(model: str, recipe: Any, trained: int, validated: Agreement) -> str:
    """The Markdown that lies beside the model."""
    size = sentiment.model_path(model).stat().st_size
    name = "Chinese" if model == sentiment.CHINESE else "English"
    powers = ", ".join(f"{member.power:g}" for member in recipe.members)
    shortest, longest = min(recipe.sizes), max(recipe.sizes)
    return f"""# Sentiment, {name}: sentiment_{model}

Version {sentiment.version(model)} · {size / 1e6:.2f} MB · trained by `make models` (`python -m training`)

**What it gives.** The probability that the writer is pleased; sentiment = 2p − 1, in −1 … 1; the label is neutral
from p = {sentiment.NEUTRAL_FROM} to {sentiment.NEUTRAL_TO}, because there the model is hardly better than a coin.

**How.** Character n-grams of {shortest} to {longest} characters of the folded text, hashed into
2^{recipe.bits} buckets; the mean of {len(recipe.members)} linear SVMs whose n-grams are scaled by their log-count
ratio to the powers {powers} (1 is NB-SVM, Wang & Manning 2012), in one table of eight-bit weights; Platt
calibration on out-of-fold scores. Seeded: the same data on the same machine give the same bytes.

**Data.** {DATA[model]}; and the words of praise and blame of the aspect dictionary, each as
a little text. {trained:,} rows trained on.

**Split.** By SHA-256 of the normalised text: one tenth is never trained on; the rest in five folds for the
choices and the calibration.

## Accuracy

Five-fold cross-validation on the nine tenths:

{HEAD}
| cross-validated | {validated.row} |

The shipped file on the held-out tenth (`python -m training.evaluate` prints this anew):

{table(model)}

Accuracy is of the sign of the sentiment. Intervals are Wilson's.

**Speed.** {SPEED}

## Known failures

{FAILURES[model]}
"""
