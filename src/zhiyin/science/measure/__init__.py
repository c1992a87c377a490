"""Formulas by metric: sufficient statistics in, estimate or change out, and the unit they are shown in."""

from zhiyin.science.measure.counts import Counts, counts_of, merge
from zhiyin.science.measure.formula import Formula, Scale
from zhiyin.science.measure.formulas import (
    CES,
    CSAT,
    MEAN,
    MIXED_SCALES,
    NET_SENTIMENT,
    NPS,
    OTHER_SCALE,
    SENTIMENT,
    VOLUME,
    share_of,
)
from zhiyin.science.measure.unit import Unit

__all__ = [
    "CES",
    "CSAT",
    "MEAN",
    "MIXED_SCALES",
    "NET_SENTIMENT",
    "NPS",
    "OTHER_SCALE",
    "SENTIMENT",
    "VOLUME",
    "Counts",
    "Formula",
    "Scale",
    "Unit",
    "counts_of",
    "merge",
    "share_of",
]
