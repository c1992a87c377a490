"""Model cards: what a model was trained on, how often it is right, how sure it should be, what it gets wrong."""

import textwrap
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import data, sides
from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.understand import labels, phrasing, reading, sentiment

BINS = 15
WIDTH = 115
OTHER_THAN_GOODS = ("food_delivery", "hotel")
# A language's name in a reading, for the model that is to read a text whatever its language seems to be.
LANGUAGE = {sentiment.CHINESE: "zh-Hans", sentiment.ENGLISH: "en"}


@dataclass(frozen=True)
class Answers:
    """What was said of texts: the probability of positive (NaN: not read) and the label."""

    positive: NDArray[np.float64]
    label: NDArray[np.object_]

    @classmethod
    def by_sign(cls, positive: NDArray[np.float64]) -> "Answers":
        """For probabilities without the texts: negative or positive."""
        return cls(positive, np.where(positive > 0.5, sentiment.POSITIVE, sentiment.NEGATIVE).astype(object))

    def __getitem__(self, mask: NDArray[np.bool_]) -> "Answers":
        return Answers(self.positive[mask], self.label[mask])


@dataclass(frozen=True)
class Agreement:
    """How a model's answers agree with labels; texts that were not read are wrong."""

    n: int
    right: int
    error: float
    undecided: int
    decided_right: int

    @property
    def row(self) -> str:
        low, high = wilson_percent(self.right, self.n)
        decided = self.n - self.undecided
        return (
            f"{self.n:,} | {100 * self.right / self.n:.1f} % ({low:.1f}–{high:.1f}) | {self.error:.3f} | "
            f"{100 * self.undecided / self.n:.1f} % | {100 * self.decided_right / max(decided, 1):.1f} %"
        )


HEAD = (
    "| rows | n | accuracy (95 % interval) | calibration error | called neutral or mixed | accuracy of the rest |\n"
    "|---|---|---|---|---|---|"
)


def wilson_percent(right: int, n: int) -> tuple[float, float]:
    estimate = proportion(right, n)
    return 100 * (estimate.low or 0), 100 * (estimate.high or 0)


def agreement(answers: Answers, positive: NDArray[np.int64]) -> Agreement:
    """Sign of the sentiment against the label (1 positive, 0 negative); expected calibration error over BINS bins of
    confidence."""
    p = answers.positive
    read = ~np.isnan(p)
    right = read & ((p > 0.5) == (positive == 1))
    error = sum(abs(row.right - row.sure) * row.n for row in bins(answers, positive)) / max(
        int(read.sum()), 1
    )
    decided = np.isin(answers.label, (sentiment.NEGATIVE, sentiment.POSITIVE))
    return Agreement(len(p), int(right.sum()), float(error), int((~decided).sum()), int(right[decided].sum()))


@dataclass(frozen=True)
class Bin:
    """Texts of about one confidence: how sure the model is of them on average, and how often it is right."""

    low: float
    high: float
    n: int
    sure: float
    right: float


def bins(answers: Answers, positive: NDArray[np.int64]) -> list[Bin]:
    read = ~np.isnan(answers.positive)
    p, positive = answers.positive[read], positive[read]
    right = (p > 0.5) == (positive == 1)
    sure = np.maximum(p, 1 - p)
    place = np.minimum(((sure - 0.5) * 2 * BINS).astype(np.int64), BINS - 1)
    edges = 0.5 + 0.5 * np.arange(BINS + 1) / BINS
    return [
        Bin(
            edges[bin_], edges[bin_ + 1], int(mine.sum()), float(sure[mine].mean()), float(right[mine].mean())
        )
        for bin_ in range(BINS)
        if (mine := place == bin_).any()
    ]


def reliability(answers: Answers, positive: NDArray[np.int64]) -> str:
    """A table of how sure the model is against how often it is right."""
    lines = ["| confidence | n | mean confidence | right |", "|---|---|---|---|"]
    for row in bins(answers, positive):
        lines.append(
            f"| {row.low:.2f}–{row.high:.2f} | {row.n:,} | {100 * row.sure:.1f} % | {100 * row.right:.1f} % |"
        )
    return "\n".join(lines)


def least_error(answers: Answers) -> str:
    """What calibration error chance alone would give on so many rows."""
    p = answers.positive[~np.isnan(answers.positive)]
    dice = np.random.default_rng(1)
    drawn = [
        agreement(Answers.by_sign(p), (dice.random(len(p)) < p).astype(np.int64)).error for _ in range(200)
    ]
    low, middle, high = np.quantile(drawn, (0.05, 0.5, 0.95))
    return (
        f"On {len(p):,} rows a model that is exactly as sure as it is right would show a calibration error of "
        f"{middle:.3f} ({low:.3f} to {high:.3f} in 90 of 100 draws)."
    )


def held_out(model: str) -> data.Texts:
    """The rows of the model's sets that it was not trained on."""
    rows = data.english_sentences() if model == sentiment.ENGLISH else data.chinese_reviews()
    kept = np.flatnonzero(rows.tenth == data.HELD_OUT)
    return data.Texts([rows.texts[i] for i in kept], rows.positive[kept], rows.group[kept], rows.tenth[kept])


def table(model: str) -> str:
    """The card's table, computed anew with the shipped file through the product's own reading."""
    rows = held_out(model)
    answers = read(rows.texts, LANGUAGE[model])
    lines = by_group(answers, rows, "all held-out")
    if model == sentiment.CHINESE:
        other = data.chinese_restaurant_sentences()
        kept = np.flatnonzero(other.tenth == data.HELD_OUT)
        answers = read([other.texts[i] for i in kept], LANGUAGE[model])
        lines.append(f"| restaurant sentences | {agreement(answers, other.positive[kept]).row} |")
    return "\n".join(lines)


def by_group(answers: Answers, rows: data.Texts, title: str) -> list[str]:
    """The table's lines: all rows, the shops' goods together where rows are of shops, then each group."""
    lines = [HEAD, f"| {title} | {agreement(answers, rows.positive).row} |"]
    goods = ~np.isin(rows.group, OTHER_THAN_GOODS)
    if goods.any() and not goods.all():
        lines.append(f"| shopping | {agreement(answers[goods], rows.positive[goods]).row} |")
    for group in sorted(set(rows.group)):
        mine = rows.group == group
        lines.append(f"| {group} | {agreement(answers[mine], rows.positive[mine]).row} |")
    return lines


def read(texts: list[str], language: str | None) -> Answers:
    """What the product says of the texts; `language` as for `reading.read`, None: what it detects."""
    readings = reading.read(texts, languages=[language] * len(texts))
    value = np.array([np.nan if one.sentiment is None else one.sentiment for one in readings])
    return Answers((value + 1) / 2, np.array([one.label for one in readings], dtype=object))


def sides_table(model: str) -> str:
    """How often mixed and neutral are said rightly, on the held-out sentences with judged aspects, and on reviews."""
    rows = sides.sentences(model).of_tenth(held_out=True)
    label = read(rows.texts, LANGUAGE[model]).label
    lines = [
        "| label | sentences that are | said of | rightly (precision) | found (recall) |",
        "|---|---|---|---|---|",
    ]
    for name, gold in ((sentiment.MIXED, rows.both), (sentiment.NEUTRAL, rows.neither)):
        said = label == name
        hit = int((said & gold).sum())
        lines.append(
            f"| {name} | {int(gold.sum()):,} of {len(rows):,} | {int(said.sum()):,} | "
            f"{100 * hit / max(int(said.sum()), 1):.0f} % | {100 * hit / max(int(gold.sum()), 1):.0f} % |"
        )
    if model == sentiment.CHINESE:
        lines += ["", stars_table()]
    return "\n".join(lines)


def stars_table() -> str:
    """The labels of the 200 ASAP reviews by their stars."""
    rows = [row for part in ("train", "dev") for row in data.table(f"zh_asap_{part}_sample.csv")]
    stars = np.array([round(float(row["star"])) for row in rows])
    label = read([row["reviewbody"] for row in rows], None).label
    names = (sentiment.NEGATIVE, sentiment.MIXED, sentiment.NEUTRAL, sentiment.POSITIVE)
    lines = [f"| stars (ASAP) | n | {' | '.join(names)} |", "|---|---|---|---|---|---|"]
    for star in sorted(set(stars.tolist())):
        mine = label[stars == star]
        lines.append(
            f"| {star} | {len(mine)} | {' | '.join(str(int((mine == name).sum())) for name in names)} |"
        )
    return "\n".join(lines)


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
    "The sentiment of a text of 53 characters takes some 45 millionths of a second on one core of a busy machine, 4 where "
    "no network is asked; `python -m training.evaluate` measures the whole reading."
)
FAILURES = {
    sentiment.CHINESE: (
        "- Most irony and some praise of a rival (“真棒，等了两小时”) are read literally.\n"
        "- About 4 of 100 review labels are themselves wrong or follow from stars, not words (“还没用，先好评”).\n"
        "- The training reviews are either good or bad: facts get a probability near 0.5 only when "
        "their words are balanced. Long hotel and book reviews with both sides are the weakest.\n"
        "- More than half of the sentences with both sides, and most neutral ones, are called by the side that is "
        "stronger.\n"
        "- Banks, hospitals and contact centres are not in the training data."
    ),
    sentiment.ENGLISH: (
        "- Small training set: rare words carry no feeling for it.\n"
        "- Labels come from aspects, so sentences that blame without an aspect were never seen.\n"
        "- App reviews hold many wishes (“allow support access”) whose label is a matter of taste."
    ),
}


def _what() -> str:
    return textwrap.fill(
        "**What it gives.** The probability p that the writer is pleased; sentiment = 2p − 1, in −1 … 1; and a label. "
        f"A text with p from {labels.OPEN} to {1 - labels.OPEN:g}, or of at most {labels.SHORT[sentiment.CHINESE]} Chinese "
        f"or {labels.SHORT[sentiment.ENGLISH]} English characters, is mixed when a clause with words of praise has "
        f"at least {labels.SIDE} by the linear model and its words and a clause with words of blame at most "
        f"{1 - labels.SIDE:g}; in the former also when one aspect is praised and one blamed by {labels.FELT} and "
        "neither side is less than a third of the other; with p "
        f"from {labels.UNCLEAR} to {1 - labels.UNCLEAR:g} it is "
        "neutral when it holds no word of praise or blame and either a lukewarm one (一般, average) or p from "
        f"{sentiment.NEUTRAL_FROM} to {sentiment.NEUTRAL_TO}. All else is positive or negative by the sign. "
        f"Words of blame, in English also of praise, that the annotations know add up to {phrasing.TOLD} to the logit; a "
        "phrase that means "
        "something else than its words (不是一般的慢) counts for its share of the text as what it "
        "means; who only asks is neutral, who threatens or tells of lost money and praises nothing negative.",
        WIDTH,
    )


def _how(recipe: Any, model: str) -> str:
    nets, stack = recipe.networks, sentiment.stack(model)
    powers = ", ".join(f"{member.power:g}" for member in recipe.members)
    linear = (
        f"Character n-grams of {min(recipe.sizes)} to {max(recipe.sizes)} characters of the folded text, hashed "
        f"into 2^{recipe.bits} buckets; the mean of {len(recipe.members)} linear SVMs whose n-grams are scaled by "
        f"their log-count ratio to the powers {powers} (1 is NB-SVM, Wang & Manning 2012), in one table of eight-bit "
        "weights; it scores clauses, too."
    )
    models = (
        linear if not nets else f"Two models, weighed together. (1) {linear} (2) {_networks(recipe, model)}"
    )
    return textwrap.fill(
        f"**How.** {models} Weights and calibration (a logistic curve between {stack.low:.3f} and "
        f"{1 - stack.high:.3f}, as some labels contradict the clearest words) are fitted on scores of rows that were "
        "not trained on. Seeded, one thread: the same data on the same machine give the same bytes.",
        WIDTH,
    )


def _networks(recipe: Any, model: str) -> str:
    nets = recipe.networks
    kinds = "; ".join(
        f"{min(net.sizes)} to {max(net.sizes)} {'words' if net.of_words else 'characters'}, "
        f"{len(trained.table) - 1:,} of them in rows of {net.width}, reach {net.reach}, {net.epochs} passes"
        for net, trained in zip(nets, sentiment.networks(model), strict=True)
    )
    words, net = sum(net.of_words for net in nets), nets[0]
    return (
        f"Compact networks, {len(nets) - words} over characters and {words} over words (cut by jieba's dictionary), the "
        f"scores of each kind averaged ({kinds}): the state of each position is the rectified sum of the rows of the "
        "n-grams that begin there, small integers; a second layer as wide mixes the state with those `reach` before and "
        "after it; the greatest and the mean of both over the text are weighed into one score; they learn beside it what "
        f"is praised and blamed. While they learn, {100 * net.drop_ngrams:.0f} to "
        f"{100 * max(net.drop_ngrams for net in nets):.0f} % of the n-grams, {100 * net.drop_states:.0f} to "
        f"{100 * max(net.drop_states for net in nets):.0f} % of the states and {100 * net.drop_pooled:.0f} % of the "
        f"pooled states are left out and labels smoothed by {net.smoothing}. They are asked only where the linear model's "
        f"logit is below {sentiment.SURE:g}, for about a fifth of all reviews; beyond it they turn next to no text. "
        f"What they say of a text that is recognised as of a domain ({', '.join(recipe.domains)}; a linear SVM over words) "
        "is weighed with an expert of the domain, linear SVMs over its single words and pairs."
    )


def card(model: str, recipe: Any, trained: int, validated: Agreement) -> str:
    """The Markdown that lies beside the model."""
    size = sentiment.model_path(model).stat().st_size
    held = held_out(model)
    answers = read(held.texts, LANGUAGE[model])
    name = "Chinese" if model == sentiment.CHINESE else "English"
    return f"""# Sentiment, {name}: sentiment_{model}

Version {sentiment.version(model)} · {size / 1e6:.2f} MB · trained by `make models` (`python -m training`)

{_what()}

{_how(recipe, model)}

**Data.** {DATA[model]}; and the words of praise and blame of the aspect dictionary, each as
a little text; sentences with both sides or neither teach networks what is praised and blamed. {trained:,} rows trained on.

**Split.** By SHA-256 of the normalised text: one tenth is never trained on; the rest in {min(recipe.folds, data.TENTHS - 1)}
folds for the choices and the calibration (folds {", ".join(map(str, recipe.judged))}).

## Accuracy

Rows of the nine tenths, scored by models that were not trained on their fold:

{HEAD}
| cross-validated | {validated.row} |

The shipped file on the held-out tenth (`python -m training.evaluate` prints this anew):

{table(model)}

Accuracy is of the sign of the sentiment. Intervals are Wilson's. How sure it is against how often it is right:

{reliability(answers, held.positive)}

{least_error(answers)}

`python -m training.evaluate sentiment FILE` prints the same for any file of the columns domain, label, review.

## Mixed and neutral

On the held-out sentences whose aspects are judged one by one (mixed: something praised and something blamed;
neutral: only neutral judgements):

{sides_table(model)}

**Speed.** {SPEED}

## Known failures

{FAILURES[model]}
"""
