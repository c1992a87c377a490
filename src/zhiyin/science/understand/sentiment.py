"""How a text feels: the calibrated probability that its writer is pleased, by a shipped model per language.

The models are linear in hashed character n-grams, see the cards in `models/`.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language import detection
from zhiyin.science.language.folding import Folded
from zhiyin.science.understand.ngrams import Scorer, Weights

CHINESE, ENGLISH = "zh", "en"
MODELS = (CHINESE, ENGLISH)
# Which models read a language; a text in both gets the mean of the two logits.
READERS: dict[str, tuple[str, ...]] = {
    detection.SIMPLIFIED: (CHINESE,),
    detection.TRADITIONAL: (CHINESE,),
    detection.ENGLISH: (ENGLISH,),
    detection.MIXED: (CHINESE, ENGLISH),
}
NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"
# Between these probabilities of positive the model does not know better than a coin with a thumb on it.
NEUTRAL_FROM, NEUTRAL_TO = 0.47, 0.53

Floats = NDArray[np.float64]


@cache
def weights(model: str) -> Weights:
    """The shipped model for Chinese or English."""
    with np.load(model_path(model)) as stored:
        scale, intercept, slope, offset = stored["numbers"].tolist()
        return Weights(stored["table"], tuple(stored["sizes"].tolist()), scale, intercept, slope, offset)


def model_path(model: str) -> Path:
    """Where the shipped model lies; its card lies beside it."""
    return Path(__file__).parent / "models" / f"sentiment_{model}.npz"


@cache
def version(model: str) -> str:
    """The model's version: when its file changes, so does this."""
    with np.load(model_path(model)) as stored:
        return str(stored["version"])


def logits(scorers: dict[str, Scorer], languages: Sequence[str], folded: Folded) -> Floats:
    """The logit of positive for each text; NaN where no model reads its language."""
    total = np.zeros(len(folded))
    readers = np.zeros(len(folded))
    for model, scorer in scorers.items():
        mine = np.fromiter((model in READERS.get(name, ()) for name in languages), np.bool_, len(folded))
        total[mine] += scorer.texts()[mine]
        readers[mine] += 1
    return np.where(readers > 0, total / np.maximum(readers, 1), np.nan)


def probability(logit: Floats) -> Floats:
    """1 / (1 + exp(-logit)), without overflow."""
    positive: Floats = 0.5 * (1 + np.tanh(0.5 * logit))
    return positive


def label_of(positive: float) -> str:
    """negative, neutral or positive, for a probability of positive."""
    if positive <= NEUTRAL_FROM:
        return NEGATIVE
    return POSITIVE if positive >= NEUTRAL_TO else NEUTRAL
