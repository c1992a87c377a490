"""An organisation's own intents, learned from its own examples: which one a text has, or none of them.

Networks (`network`) read the words and pieces of words (`features`), and their scores are averaged. How sure they are
is judged on a quarter of each intent's examples that a first network did not see; so is the score below which a text
has no intent.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.understand.intents.features import Vocabulary, learn, rows
from zhiyin.science.understand.intents.network import Network, fit

# The last quarter of an intent's examples, as they stand: neighbours in a list are often one sentence turned about,
# and a random quarter would make the network look better than it is.
JUDGED = 4
MEMBERS = 3
# How many of the right answers may be given up to turn away what has no intent.
GIVEN_UP = 0.0075
# A softmax this flat tells known from unknown better than the sharp one that training asks for.
FLATNESS = 0.25
MOST_EXAMPLES, MOST_INTENTS = 50_000, 500
FORMAT = 1

# Fewer judged examples say nothing about how sure to be.
LEAST_JUDGED = 8

Floats = NDArray[np.float64]
_SMALL = 1e-6
_BATCH_TEXTS = 2_000


@dataclass(frozen=True)
class IntentModel:
    """What was learned: labels, vocabulary, networks, and the scale from a score to a probability.

    `slope` and `offset` turn a score into the probability that the label is right; below `least` a text has none.
    """

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    networks: tuple[Network, ...]
    slope: float
    offset: float
    least: float

    def predict(self, texts: Sequence[str]) -> list[tuple[str | None, float]]:
        """(label, probability that it is right) per text; None where the text has none of the intents.

        With None comes the probability that the likeliest intent would have had.
        """
        results: list[tuple[str | None, float]] = []
        for begin in range(0, len(texts), _BATCH_TEXTS):
            best, score, known = self._best(texts[begin : begin + _BATCH_TEXTS])
            probability = np.where(known, _logistic(self.slope * score + self.offset), 0.0)
            sure = known & (score >= self.least)
            results.extend(
                (self.labels[place] if yes else None, value)
                for place, yes, value in zip(best.tolist(), sure.tolist(), probability.tolist(), strict=True)
            )
        return results

    def likeliest(self, texts: Sequence[str]) -> list[str]:
        """The likeliest intent of each text, however unlikely."""
        found: list[str] = []
        for begin in range(0, len(texts), _BATCH_TEXTS):
            best, _, _ = self._best(texts[begin : begin + _BATCH_TEXTS])
            found.extend(self.labels[place] for place in best.tolist())
        return found

    def _best(self, texts: Sequence[str]) -> tuple[NDArray[np.int64], Floats, NDArray[np.bool_]]:
        sparse = rows(texts, self.vocabulary)
        scores = np.mean([network.scores(sparse) for network in self.networks], axis=0)
        known: NDArray[np.bool_] = np.diff(sparse.indptr) > 0
        return scores.argmax(axis=1), _sureness(scores), known

    def to_bytes(self) -> bytes:
        """The model as a file of plain arrays; equal models give equal bytes."""
        stream = io.BytesIO()
        arrays = {
            "format": np.array(FORMAT),
            "labels": np.array(self.labels, dtype=np.str_),
            "hashes": self.vocabulary.hashes,
            "weights": self.vocabulary.weights,
            "groups": self.vocabulary.groups,
            "numbers": np.array([self.slope, self.offset, self.least]),
            "members": np.array(len(self.networks)),
        }
        for place, network in enumerate(self.networks):
            arrays |= {f"{name}{place}": getattr(network, name) for name in _LAYERS}
        np.savez_compressed(stream, allow_pickle=False, **arrays)
        return stream.getvalue()


_LAYERS = ("first", "scale", "bias", "last", "offset")


def from_bytes(data: bytes) -> IntentModel:
    """The model that `to_bytes` wrote. Raises ValueError for anything else; nothing in it is ever run."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            if int(stored["format"]) != FORMAT:
                raise ValueError(f"an intent model of format {int(stored['format'])}, not {FORMAT}")
            vocabulary = Vocabulary(stored["hashes"], stored["weights"], stored["groups"])
            members = range(int(stored["members"]))
            networks = tuple(Network(*(stored[f"{name}{place}"] for name in _LAYERS)) for place in members)
            slope, offset, least = stored["numbers"].tolist()
            model = IntentModel(tuple(stored["labels"].tolist()), vocabulary, networks, slope, offset, least)
    except (KeyError, OSError, EOFError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as error:
        raise ValueError(f"not an intent model: {error}") from error
    _check_shapes(model)
    return model


def _check_shapes(model: IntentModel) -> None:
    features, labels = len(model.vocabulary), len(model.labels)
    for network in model.networks:
        hidden = len(network.bias)
        wanted = [(features, hidden), (features,), (hidden,), (hidden, labels), (labels,)]
        if [getattr(network, name).shape for name in _LAYERS] != wanted:
            raise ValueError("not an intent model: its parts do not fit together")


def train(texts: Sequence[str], labels: Sequence[str | None], *, seed: int = 0) -> IntentModel:
    """Learns the intents from example sentences.

    `labels` (same length) names each example's intent; None marks an example that has none of them, which helps but
    is not needed. Ten to 150 examples of each intent are usual. The same examples and seed give the same model.
    Raises ValueError for other lengths, fewer than two intents, and more than MOST_EXAMPLES or MOST_INTENTS.
    """
    names = sorted({label for label in labels if label is not None})
    _check(texts, labels, names)
    place = {name: index for index, name in enumerate(names)}
    answers = np.array([-1 if label is None else place[label] for label in labels], dtype=np.int64)
    slope, offset, least = _judge(texts, answers, len(names), seed)
    vocabulary = learn(texts)
    sparse, targets = rows(texts, vocabulary), _targets(answers, len(names))
    networks = tuple(fit(sparse, targets, np.random.default_rng([seed, member])) for member in range(MEMBERS))
    return IntentModel(tuple(names), vocabulary, networks, slope, offset, least)


def _check(texts: Sequence[str], labels: Sequence[str | None], names: list[str]) -> None:
    if len(texts) != len(labels):
        raise ValueError(f"{len(texts)} texts but {len(labels)} labels")
    if len(names) < 2:
        raise ValueError("examples of at least two intents are needed")
    if len(texts) > MOST_EXAMPLES or len(names) > MOST_INTENTS:
        raise ValueError(f"at most {MOST_EXAMPLES:,} examples of {MOST_INTENTS:,} intents")


def _targets(answers: NDArray[np.int64], labels: int) -> NDArray[np.float32]:
    """All of the probability on the intent; spread evenly where there is none."""
    targets = np.full((len(answers), labels), np.float32(1 / labels))
    told = np.flatnonzero(answers >= 0)
    targets[told] = 0
    targets[told, answers[told]] = 1
    return targets


def _judge(
    texts: Sequence[str], answers: NDArray[np.int64], labels: int, seed: int
) -> tuple[float, float, float]:
    """Slope and offset from score to probability, and the least score that is an intent."""
    judged = _last_quarter(answers)
    seen, other = np.flatnonzero(~judged), np.flatnonzero(judged)
    if len(other) < LEAST_JUDGED:
        return 1.0, 0.0, -np.inf
    own = [texts[index] for index in seen.tolist()]
    vocabulary = learn(own)
    network = fit(
        rows(own, vocabulary), _targets(answers[seen], labels), np.random.default_rng([seed, MEMBERS])
    )
    scores = network.scores(rows([texts[index] for index in other.tolist()], vocabulary))
    right = scores.argmax(axis=1) == answers[other]
    sureness = _sureness(scores)
    slope, offset = _calibrated(sureness, right, labels)
    least = float(np.quantile(sureness[right], GIVEN_UP)) if right.any() else -np.inf
    return slope, offset, least


def _last_quarter(answers: NDArray[np.int64]) -> NDArray[np.bool_]:
    judged = np.zeros(len(answers), dtype=np.bool_)
    for label in np.unique(answers).tolist():
        members = np.flatnonzero(answers == label)
        judged[members[len(members) - len(members) // JUDGED :]] = True
    return judged


def _sureness(scores: NDArray[np.float32]) -> Floats:
    """The logarithm of the likeliest intent's share in the flat softmax; 0 is sure."""
    flat = scores.astype(np.float64) * FLATNESS
    flat -= flat.max(axis=1, keepdims=True)
    sure: Floats = -np.log(np.exp(flat).sum(axis=1))
    return sure


def _logistic(value: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-np.clip(value, -40, 40)))
    return result


def _calibrated(score: Floats, right: NDArray[np.bool_], labels: int) -> tuple[float, float]:
    """Platt's slope and offset (1999) by Newton's method.

    One wrong answer of no sureness at all and one right answer of complete sureness are added, so that a few
    judged examples, or ones that are all right, still give a slope.
    """
    score = np.append(score, [-np.log(labels), 0.0])
    target = np.append(right, [False, True]).astype(np.float64)
    design = np.stack((score, np.ones(len(score))), axis=1)
    found = np.zeros(2)
    for _ in range(100):
        probability = _logistic(design @ found)
        gradient = design.T @ (probability - target) + _SMALL * found
        curvature = (design * (probability * (1 - probability))[:, None]).T @ design + 1e-3 * np.eye(2)
        move = np.linalg.solve(curvature, gradient)
        found = found - move / max(1.0, float(np.abs(move).max()) / 5)
        if np.abs(move).max() < 1e-7:
            break
    return float(max(found[0], 0.0)), float(found[1])
