"""How near words are in meaning: those that keep the same company are near.

Two sources are blended. The shipped vectors say what words mean among customers at large; the texts at hand say what
they mean here, and are alone for words that the vectors do not know. Both come from the same count: how much more
often two words share a sentence than chance would have it (positive pointwise mutual information; Levy, Goldberg and
Dagan 2015).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

from zhiyin.science.understand.themes.words import Ints, Words

Floats = NDArray[np.float64]

LANGUAGES = ("zh", "en")
# How much the shipped vectors count where they know both words. Chosen by stability on the training texts.
SHIPPED_SHARE = 0.5
# Contexts with a power below one count rare company for less (Levy et al.).
_SMOOTHING = 0.75


@dataclass(frozen=True)
class Vectors:
    """The words of one language and their unit vectors, one row each."""

    place: dict[str, int]
    matrix: NDArray[np.float32]


def path(language: str) -> Path:
    """Where the vectors of a language are."""
    return Path(__file__).with_name(f"vectors_{language}.npz")


@cache
def vectors(language: str) -> Vectors:
    """The shipped vectors of a language."""
    with np.load(path(language)) as stored:
        matrix = stored["vectors"].astype(np.float32)
        words = bytes(stored["words"]).decode("utf-8").split("\n")
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return Vectors({word: place for place, word in enumerate(words)}, matrix)


def shipped(words: Sequence[str]) -> tuple[Floats, NDArray[np.bool_]]:
    """(nearness of each pair by the shipped vectors, which pairs they know); a pair is known within a language."""
    total = np.zeros((len(words), len(words)))
    times = np.zeros_like(total)
    for language in LANGUAGES:
        known = vectors(language)
        place = np.array([known.place.get(word, -1) for word in words], dtype=np.int64)
        has = (place >= 0).astype(np.float32)
        own = known.matrix[np.maximum(place, 0)] * has[:, None]
        total += own @ own.T
        times += np.outer(has, has)
    return total / np.maximum(times, 1.0), times > 0


def sentence_words(words: Words, chosen: Ints) -> tuple[csr_matrix, Ints]:
    """(which of the `chosen` words each sentence holds, the text of each sentence)."""
    column = np.full(len(words.vocabulary), -1, dtype=np.int64)
    column[chosen] = np.arange(len(chosen))
    kept = column[words.word] >= 0
    sentences = int(words.sentence[-1]) + 1 if len(words.sentence) else 0
    held = csr_matrix(
        (np.ones(int(kept.sum()), dtype=np.float32), (words.sentence[kept], column[words.word[kept]])),
        shape=(sentences, len(chosen)),
    )
    held.data[:] = 1.0
    text = np.zeros(sentences, dtype=np.int64)
    text[words.sentence] = words.text
    return held, text


def together(held: csr_matrix) -> NDArray[np.float32]:
    """How many sentences hold each pair of words; 0 for a word with itself."""
    counts: NDArray[np.float32] = (held.T @ held).toarray().astype(np.float32)
    np.fill_diagonal(counts, 0.0)
    return counts


def company(held: csr_matrix) -> csr_matrix:
    """How strongly each word keeps each other's company (`_strength`)."""
    counts = coo_matrix(held.T @ held)
    apart = counts.row != counts.col
    row, column, seen = counts.row[apart], counts.col[apart], counts.data[apart].astype(np.float64)
    total = np.bincount(row, seen, held.shape[1])
    strength = _strength(seen, total[row], total[column], float((total**_SMOOTHING).sum()))
    above = strength > 0
    return csr_matrix((strength[above], (row[above], column[above])), shape=(held.shape[1], held.shape[1]))


def _strength(seen: Floats, own: Floats, other: Floats, contexts: float) -> Floats:
    """PPMI of sharing a sentence, with the smoothed chance of the context, less for what is rarely seen.

    `seen` together, `own` and `other` company in all, `contexts` the sum of the smoothed ones.
    """
    expected = own * other**_SMOOTHING / max(contexts, 1e-9)
    rarer = np.minimum(own, other)
    with np.errstate(divide="ignore", invalid="ignore"):
        strength = np.log(seen / np.maximum(expected, 1e-9)) * seen / (seen + 1) * rarer / (rarer + 1)
    return np.where(seen > 0, np.maximum(strength, 0.0), 0.0)


def at_hand(counts: NDArray[np.float32], places: Ints) -> Floats:
    """Nearness of the words at `places` by the company they keep (`together`): 0 … 1."""
    total = counts.sum(axis=1, dtype=np.float64)
    contexts = float((total**_SMOOTHING).sum())
    seen = counts[places].astype(np.float64)
    own = _strength(seen, total[places, None], total[None, :], contexts).astype(np.float32)
    own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9)
    # The root brings the cosine of sparse rows to the scale of the vectors' cosine.
    nearness: Floats = np.sqrt(np.maximum(own @ own.T, 0.0)).astype(np.float64)
    return nearness


def blended(words: Sequence[str], here: Floats, *, share: float = SHIPPED_SHARE) -> Floats:
    """The nearness at hand with the shipped one, where the vectors know both words."""
    meant, known = shipped(words)
    return np.where(known, share * meant + (1 - share) * here, here)
