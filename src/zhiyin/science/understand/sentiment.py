"""How a text feels: the calibrated probability that its writer is pleased, by two shipped models per language.

One is linear in hashed character n-grams (`ngrams`); the other are compact networks (`network`), some over characters,
some over words (`wording`). Their scores are weighed and calibrated together (`Stack`), and corrected by experts of some
domains (`experts`). See the cards in `models/`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import detection
from zhiyin.science.language.folding import Folded
from zhiyin.science.understand import network
from zhiyin.science.understand.experts import Expert, corrected
from zhiyin.science.understand.network import Network
from zhiyin.science.understand.ngrams import Scorer, Weights
from zhiyin.science.understand.wording import words

CHINESE, ENGLISH = "zh", "en"
MODELS = (CHINESE, ENGLISH)
# Which models read a language; a text in both gets the mean of the two logits.
READERS: dict[str, tuple[str, ...]] = {
    detection.SIMPLIFIED: (CHINESE,),
    detection.TRADITIONAL: (CHINESE,),
    detection.CANTONESE: (CHINESE,),
    detection.ENGLISH: (ENGLISH,),
    detection.MIXED: (CHINESE, ENGLISH),
}
NEGATIVE, NEUTRAL, POSITIVE, MIXED = "negative", "neutral", "positive", "mixed"
# Between these probabilities of positive the model does not know better than a coin with a thumb on it.
# The linear model's logit from which it is not contradicted.
SURE = 2.0
NEUTRAL_FROM, NEUTRAL_TO = 0.47, 0.53

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Stack:
    """How the scores become a probability: `low` + (1 - low - high) / (1 + exp(-z)) with z the weighted sum of the
    linear model's logit and the mean scores of the networks over characters and of those over words; where the linear
    model is not contradicted, z is `alone` times its logit. `low` and `high` are the shares of texts whose label
    contradicts the clearest words: however clear a text is, the model does not claim to know better than that."""

    linear: float
    characters: float
    words: float
    intercept: float
    alone: float
    low: float
    high: float

    def sum(self, linear: Floats, characters: Floats, words: Floats) -> Floats:
        """z where the networks are asked."""
        z: Floats = self.linear * linear + self.characters * characters + self.words * words
        return z + self.intercept

    def probability(self, z: Floats) -> Floats:
        positive: Floats = self.low + (1 - self.low - self.high) * probability(z)
        return positive

    def logit(self, z: Floats) -> Floats:
        """The logit of the calibrated probability."""
        positive = self.probability(z)
        logit: Floats = np.log(positive) - np.log1p(-positive)
        return logit

    def sure(self, linear: Floats) -> Floats:
        """The logit where the linear model alone is asked."""
        return self.logit(self.alone * linear)


@cache
def weights(model: str) -> Weights:
    """The shipped linear model for Chinese or English; its own calibration makes it fit for spans of any length."""
    with np.load(model_path(model)) as stored:
        return _weights(stored, "")


def _weights(stored: Mapping[str, NDArray[Any]], name: str) -> Weights:
    scale, intercept, slope, offset = stored[name + "numbers"].tolist()
    return Weights(
        stored[name + "table"], tuple(stored[name + "sizes"].tolist()), scale, intercept, slope, offset
    )


@cache
def experts(model: str) -> tuple[Expert, ...]:
    """The shipped experts of a domain for Chinese or English."""
    with np.load(model_path(model)) as stored:
        names = [f"expert_{number}_" for number in range(int(stored["experts"]))]
        return tuple(
            Expert(
                _weights(stored, name + "domain_"),
                _weights(stored, name + "feeling_"),
                *stored[name + "weigh"].tolist(),
            )
            for name in names
        )


@cache
def networks(model: str) -> tuple[Network, ...]:
    """The shipped networks for Chinese or English."""
    with np.load(model_path(model)) as stored:
        return tuple(_network(stored, f"network_{number}_") for number in range(int(stored["networks"])))


def _network(stored: Mapping[str, NDArray[np.generic]], name: str) -> Network:
    buckets = np.cumsum(stored[name + "gaps"].astype(np.int64))
    row = np.zeros(1 << int(stored[name + "bits"]), dtype=np.uint16)
    row[buckets] = np.arange(1, len(buckets) + 1)
    steps = stored[name + "table"]
    table = np.zeros((len(buckets) + 1, steps.shape[1]), dtype=np.int16)
    table[1:] = steps

    def reals(part: str) -> NDArray[np.float32]:
        return stored[name + part].astype(np.float32)

    return Network(
        tuple(stored[name + "sizes"].tolist()),
        row,
        table,
        reals("unit"),
        reals("bias"),
        reals("mix"),
        reals("mix_bias"),
        reals("out"),
        float(stored[name + "intercept"]),
        int(stored[name + "reach"]),
        bool(stored[name + "of_words"]),
    )


def network_scores(folded: Folded, worded: Folded, several: Sequence[Network]) -> tuple[Floats, Floats]:
    """Each text's mean score by the networks over characters, and by those over words."""
    over_characters = [one for one in several if not one.of_words]
    over_words = [one for one in several if one.of_words]
    (characters,) = network.mean_scores(folded, over_characters, folded.starts[:-1])
    (by_words,) = network.mean_scores(worded, over_words, worded.starts[:-1])
    return characters, by_words


@cache
def stack(model: str) -> Stack:
    """How the shipped models' scores are weighed."""
    with np.load(model_path(model)) as stored:
        return Stack(*stored["stack"].tolist())


def model_path(model: str) -> Path:
    """Where the shipped model lies; its card lies beside it."""
    return Path(__file__).parent / "models" / f"sentiment_{model}.npz"


@cache
def version(model: str) -> str:
    """The model's version: when its file changes, so does this."""
    with np.load(model_path(model)) as stored:
        return str(stored["version"])


def logits(scorers: Mapping[str, Scorer], languages: Sequence[str], folded: Folded) -> Floats:
    """The logit of positive for each text; NaN where no model reads its language.

    Networks and experts are asked only where the linear model is not sure, for about a fifth of all reviews: beyond
    SURE they turn next to none.
    """
    texts = _Mean(len(folded))
    for model, scorer, mine in _readers(scorers, languages, len(folded)):
        linear = scorer.texts()
        z = stack(model).alone * linear
        asked = mine & asks(linear, networks(model))
        if asked.any():
            z[asked] = _asked(model, linear[asked], _part(folded, asked))
        texts.add(mine, stack(model).logit(z[mine]))
    return texts.values()


def _asked(model: str, linear: Floats, part: Folded) -> Floats:
    """What all of a language's models say together of these texts."""
    several = networks(model)
    worded = words(part) if several else part
    z = stack(model).sum(linear, *network_scores(part, worded, several))
    return corrected(z, worded, experts(model))


def asks(linear: Floats, several: Sequence[Network]) -> NDArray[np.bool_]:
    """For which of these logits of the linear model the networks are asked; without any, their part is nought."""
    asked: NDArray[np.bool_] = np.abs(linear) < (SURE if several else np.inf)
    return asked


def _readers(
    scorers: Mapping[str, Scorer], languages: Sequence[str], length: int
) -> Iterator[tuple[str, Scorer, NDArray[np.bool_]]]:
    """Each model that reads any of the texts, and which."""
    for model, scorer in scorers.items():
        mine = np.fromiter((model in READERS.get(name, ()) for name in languages), np.bool_, length)
        if mine.any():
            yield model, scorer, mine


class _Mean:
    """The mean of the logits of all models that read a text."""

    def __init__(self, length: int) -> None:
        self._total = np.zeros(length)
        self._readers = np.zeros(length)

    def add(self, mine: NDArray[np.bool_], logit: Floats) -> None:
        self._total[mine] += logit
        self._readers[mine] += 1

    def values(self) -> Floats:
        mean: Floats = np.where(self._readers > 0, self._total / np.maximum(self._readers, 1), np.nan)
        return mean


def _part(folded: Folded, chosen: NDArray[np.bool_]) -> Folded:
    """The chosen texts as a batch of their own."""
    if chosen.all():
        return folded
    kept = np.append(np.repeat(chosen, np.diff(folded.starts)), True)
    place = np.cumsum(kept) - 1
    starts = np.append(place[folded.starts[:-1][chosen]], place[folded.starts[-1]])
    return Folded(folded.codes[kept], starts, folded.where[kept])


def probability(logit: Floats) -> Floats:
    """1 / (1 + exp(-logit)), without overflow."""
    positive: Floats = 0.5 * (1 + np.tanh(0.5 * logit))
    return positive


def label_of(positive: float) -> str:
    """negative, neutral or positive, for a probability of positive alone; for a text see `labels`."""
    if positive <= NEUTRAL_FROM:
        return NEGATIVE
    return POSITIVE if positive >= NEUTRAL_TO else NEUTRAL
