"""The formulas of the registry: counts of a cell in, estimate or difference out (METHODS A1–A4)."""

from zhiyin.measure.registry.metric import Counts, Formula
from zhiyin.science.estimate import (
    Change,
    Estimate,
    Hits,
    Moments,
    Votes,
    mean,
    mean_difference,
    nps,
    nps_difference,
    proportion,
    share_difference,
)

OTHER_SCALE = "other_scale"
"""Reason: there are answers, but none on the scale of this metric."""
MIXED_SCALES = "mixed_scales"
"""Reason: the answers come from questions with different scales, of which there is no mean."""


def _votes(counts: Counts) -> Votes:
    return Votes(counts["promoters"], counts["detractors"], counts["n"])


def _nps_estimate(counts: Counts) -> Estimate:
    if not counts["n"] and counts.get("answered"):
        return Estimate(None, None, None, 0, reason=OTHER_SCALE)
    return nps(*_votes(counts))


def _nps_parts(counts: Counts) -> dict[str, float]:
    n = counts["n"]
    promoters, detractors = counts["promoters"], counts["detractors"]
    return {
        "promoters": 100.0 * promoters / n,
        "passives": 100.0 * (n - promoters - detractors) / n,
        "detractors": 100.0 * detractors / n,
    }


def share_of(name: str, *also: str) -> Formula:
    """The share of the valid rows that the statistic `name` counts; the shares of `also` are shown beside it."""

    def hits(counts: Counts) -> Hits:
        return Hits(counts[name], counts["n"])

    def estimate(counts: Counts) -> Estimate:
        if not counts["n"] and counts.get("answered"):
            return Estimate(None, None, None, 0, reason=OTHER_SCALE)
        return proportion(*hits(counts))

    def parts(counts: Counts) -> dict[str, float]:
        return {part: 100.0 * counts[part] / counts["n"] for part in (name, *also)}

    return Formula(
        estimate=estimate,
        difference=lambda one, two: share_difference(hits(one), hits(two)),
        factor=100.0,
        parts=parts if also else None,
    )


def _moments(counts: Counts) -> Moments:
    return Moments(counts["n"], counts["total"], counts["squares"])


def _mean_estimate(counts: Counts) -> Estimate:
    if not counts["n"] and counts.get("answered"):
        return Estimate(None, None, None, 0, reason=OTHER_SCALE)
    if _mixed(counts):
        return Estimate(None, None, None, counts["n"], reason=MIXED_SCALES)
    return mean(*_moments(counts))


def _mean_difference(one: Counts, two: Counts) -> Change:
    if _mixed(one) or _mixed(two) or (one["n"] and two["n"] and _scales(one) != _scales(two)):
        return Change(None, None, None, None, real=False, method="welch", reason=MIXED_SCALES)
    return mean_difference(_moments(one), _moments(two))


def _scales(counts: Counts) -> tuple[object, ...]:
    return tuple(counts.get(name) for name in ("least_min", "least_max", "least_polarity"))


def _mixed(counts: Counts) -> bool:
    """Whether the rows of a cell come from more than one scale (or some from none at all)."""
    if "least_min" not in counts or not counts["n"]:
        return False
    return (
        counts["least_min"] != counts["most_min"]
        or counts["least_max"] != counts["most_max"]
        or counts["least_polarity"] != counts["most_polarity"]
        or 0 < counts["unscaled"] < counts["n"]
    )


def _ease_parts(counts: Counts) -> dict[str, float]:
    return {"easy": 100.0 * counts["easy"] / counts["n"]}


def _volume(counts: Counts) -> Estimate:
    """A count of all there is: no sample, so no interval; none heard is 0."""
    return Estimate(float(counts["n"]), None, None, counts["n"])


NPS = Formula(
    _nps_estimate, lambda one, two: nps_difference(_votes(one), _votes(two)), factor=100.0, parts=_nps_parts
)
MEAN = Formula(_mean_estimate, _mean_difference)
EASE = Formula(_mean_estimate, _mean_difference, parts=_ease_parts)
VOLUME = Formula(_volume, None)
