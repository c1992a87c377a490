"""Estimates with intervals from sufficient statistics: counts go in, never rows (METHODS A1–A4, A14, A15)."""

from zhiyin.science.estimate.families import Adjusted, as_family, benjamini_hochberg
from zhiyin.science.estimate.mean import mean, mean_difference
from zhiyin.science.estimate.nps import (
    nps,
    nps_difference,
    nps_sample_size,
    paired_nps_change,
    weighted_nps,
)
from zhiyin.science.estimate.nps_intervals import nps_interval
from zhiyin.science.estimate.proportion import proportion, share_difference
from zhiyin.science.estimate.results import Change, Estimate
from zhiyin.science.estimate.statistics import Hits, Moments, Votes, Weights
from zhiyin.science.estimate.suppression import (
    Suppression,
    Thresholds,
    Visibility,
    recoverable_by_differencing,
    suppress,
)

__all__ = [
    "Adjusted",
    "Change",
    "Estimate",
    "Hits",
    "Moments",
    "Suppression",
    "Thresholds",
    "Visibility",
    "Votes",
    "Weights",
    "as_family",
    "benjamini_hochberg",
    "mean",
    "mean_difference",
    "nps",
    "nps_difference",
    "nps_interval",
    "nps_sample_size",
    "paired_nps_change",
    "proportion",
    "recoverable_by_differencing",
    "share_difference",
    "suppress",
    "weighted_nps",
]
