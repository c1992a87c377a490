"""Near-duplicates and copied reviews, in work that grows with the texts and not with their pairs.

Two texts are compared by the sets of character shingles (two Han characters, five others) of their skeletons, with
Jaccard's index; MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets,
chapter 3) finds the pairs worth comparing.
"""

from zhiyin.science.understand.duplicates.grouping import MOST_MATCHES, NONE, duplicates, matches
from zhiyin.science.understand.duplicates.signing import (
    MINIMA,
    MINIMUM_LENGTH,
    MINIMUM_SHINGLES,
    Signatures,
    signatures,
    skeleton,
)

__all__ = [
    "MINIMA",
    "MINIMUM_LENGTH",
    "MINIMUM_SHINGLES",
    "MOST_MATCHES",
    "NONE",
    "Signatures",
    "duplicates",
    "matches",
    "signatures",
    "skeleton",
]
