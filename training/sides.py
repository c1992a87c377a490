"""Sentences with what they praise and blame: they teach the network which texts speak of both sides, or of neither."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training import data
from zhiyin.science.understand import sentiment

GOOD, BAD = {"pos", "positive"}, {"neg", "negative"}


@dataclass(frozen=True)
class Sides:
    """Sentences, whether anything in each is praised, and blamed; `tenth` 0-9 by hash."""

    texts: list[str]
    praised: NDArray[np.bool_]
    blamed: NDArray[np.bool_]
    tenth: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.texts)

    def of_tenth(self, held_out: bool) -> "Sides":
        """The sentences of the held-out tenth, or the others."""
        kept = np.flatnonzero((self.tenth == data.HELD_OUT) == held_out)
        return Sides([self.texts[i] for i in kept], self.praised[kept], self.blamed[kept], self.tenth[kept])

    @property
    def both(self) -> NDArray[np.bool_]:
        return self.praised & self.blamed

    @property
    def neither(self) -> NDArray[np.bool_]:
        return ~self.praised & ~self.blamed


def sentences(model: str) -> Sides:
    """All sentences whose aspects are judged, each once."""
    labels: dict[str, set[str]] = defaultdict(set)
    if model == sentiment.CHINESE:
        for row in data.triples():
            labels[row["text"]] |= {triple["label"].lower() for triple in row["triples"]}
    else:
        for file, column in data.ENGLISH_SETS.values():
            for row in data.table(f"{file}.csv.gz"):
                labels[row["text"]].add(row[column].lower())
    texts = sorted(labels)
    return Sides(
        texts,
        np.array([bool(labels[text] & GOOD) for text in texts]),
        np.array([bool(labels[text] & BAD) for text in texts]),
        np.array([data.tenth_of(text) for text in texts], dtype=np.int64),
    )
