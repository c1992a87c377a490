"""What one installation learnt from its people's corrections: a small shift of the shipped models' logits.

A shift is an offset for the language's model and a sparse sum over hashed character n-grams. Hashed weights are all
that is kept: no text can be read out of them, and an n-gram that fewer than three texts share has none.
"""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.folding import Folded
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.ngrams import hashed, text_range

Floats = NDArray[np.float64]

BITS = 20
SIZES: Mapping[str, tuple[int, ...]] = {sentiment.CHINESE: (1, 2, 3), sentiment.ENGLISH: (3, 4, 5)}
FURTHEST = 6.0
"""A logit is moved by no more than this."""


@dataclass(frozen=True)
class Adaptation:
    """`weights[i]` is what an n-gram of bucket `buckets[i]` (ascending) adds, before the sum is divided by the root of
    the number of n-grams; `offsets` what each model's logit is moved by. `version` is the content's digest."""

    buckets: NDArray[np.uint32]
    weights: NDArray[np.float32]
    offsets: Mapping[str, float]

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.kept()).hexdigest()[:8]

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        table = np.zeros(1 << BITS, dtype=np.float32)
        table[self.buckets] = self.weights
        return table

    def shift(self, folded: Folded, model_of: NDArray[np.object_]) -> Floats:
        """What to add to the logit of each text; `model_of` names its sentiment model (None: 0)."""
        moved = np.zeros(len(folded))
        for model, sizes in SIZES.items():
            mine = model_of == model
            if mine.any():
                total, count = np.zeros(len(folded)), np.zeros(len(folded))
                for size, bucket in hashed(folded, sizes, BITS):
                    sums = np.append(0.0, np.cumsum(self._table[bucket], dtype=np.float64))
                    begin, end = (np.minimum(place, len(bucket)) for place in text_range(folded, size))
                    total += sums[end] - sums[begin]
                    count += end - begin
                own = self.offsets.get(model, 0.0) + total / np.sqrt(np.maximum(count, 1))
                moved[mine] = own[mine]
        return np.clip(moved, -FURTHEST, FURTHEST)

    def kept(self) -> bytes:
        """As it is stored; the same content gives the same bytes."""
        offsets = np.array([self.offsets.get(model, 0.0) for model in sentiment.MODELS])
        parts = (offsets.astype("<f8"), self.buckets.astype("<u4"), self.weights.astype("<f4"))
        stream = io.BytesIO()
        for part in parts:
            np.lib.format.write_array(stream, part, version=(1, 0), allow_pickle=False)
        return stream.getvalue()

    @classmethod
    def of(cls, kept: bytes) -> "Adaptation":
        """What `kept` gave."""
        stream = io.BytesIO(kept)
        offsets, buckets, weights = (np.lib.format.read_array(stream, allow_pickle=False) for _ in range(3))
        return cls(
            buckets.astype(np.uint32),
            weights.astype(np.float32),
            dict(zip(sentiment.MODELS, offsets.tolist(), strict=True)),
        )
