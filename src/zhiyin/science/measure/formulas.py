"""The formulas themselves (METHODS A1–A4). Names of statistics are those of the counts they take."""

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
from zhiyin.science.measure.counts import Counts, Statistic
from zhiyin.science.measure.formula import Formula, Scale
from zhiyin.science.measure.unit import Unit

OTHER_SCALE = "other_scale"
"""Reason: there are answers (`answered`), but none on the scale of this metric."""
MIXED_SCALES = "mixed_scales"
"""Reason: the answers come from questions with different scales, of which there is no mean."""


def _one(value: float) -> int:
    return 1


def _votes(counts: Counts) -> Votes:
    return Votes(counts["promoters"], counts["detractors"], counts["n"])


def _moments(counts: Counts) -> Moments:
    return Moments(counts["n"], counts["total"], counts["squares"])


def _only_other_scales(counts: Counts) -> bool:
    return not counts["n"] and bool(counts.get("answered"))


def _refused(n: int, reason: str) -> Estimate:
    return Estimate(None, None, None, n, reason=reason)


def _nps_estimate(counts: Counts) -> Estimate:
    return _refused(0, OTHER_SCALE) if _only_other_scales(counts) else nps(*_votes(counts))


def _nps_parts(counts: Counts) -> dict[str, float]:
    promoters, detractors, n = _votes(counts)
    return {
        "promoters": 100.0 * promoters / n,
        "passives": 100.0 * (n - promoters - detractors) / n,
        "detractors": 100.0 * detractors / n,
    }


NPS = Formula(
    Unit.POINTS,
    +1,
    _nps_estimate,
    lambda one, two: nps_difference(_votes(one), _votes(two)),
    statistics={
        "n": _one,
        "promoters": lambda score: int(score >= 9),
        "detractors": lambda score: int(score <= 6),
    },
    scale=Scale(0, 10),
    parts=_nps_parts,
)
"""Share of 9–10 minus share of 0–6, on 0–10 and on no other scale; never out of a mean (METHODS A1, A2)."""


def share_of(
    name: str,
    *also: str,
    polarity: int = 1,
    statistics: dict[str, Statistic] | None = None,
    scale: Scale | None = None,
) -> Formula:
    """Share of what the statistic `name` counts among `n`; the shares of `also` are shown beside it (METHODS A3)."""

    def hits(counts: Counts) -> Hits:
        return Hits(counts[name], counts["n"])

    def estimate(counts: Counts) -> Estimate:
        return _refused(0, OTHER_SCALE) if _only_other_scales(counts) else proportion(*hits(counts))

    def parts(counts: Counts) -> dict[str, float]:
        return {part: 100.0 * counts[part] / counts["n"] for part in (name, *also)}

    return Formula(
        Unit.PERCENT,
        polarity,
        estimate,
        lambda one, two: share_difference(hits(one), hits(two)),
        statistics=statistics or {},
        scale=scale,
        parts=parts if also else None,
    )


CSAT = share_of(
    "satisfied",
    statistics={"n": _one, "satisfied": lambda score: int(score >= 4)},
    scale=Scale(1, 5),
)
"""Share of 4 and 5 on 1–5."""

SENTIMENT = share_of("positive", "neutral", "negative")
"""Share of positive among read texts, neutral and negative beside it."""


def _leanings(counts: Counts) -> Votes:
    return Votes(counts["positive"], counts["negative"], counts["n"])


def _leaning_parts(counts: Counts) -> dict[str, float]:
    return {part: 100.0 * counts[part] / counts["n"] for part in ("positive", "neutral", "negative")}


NET_SENTIMENT = Formula(
    Unit.POINTS,
    +1,
    lambda counts: nps(*_leanings(counts)),
    lambda one, two: nps_difference(_leanings(one), _leanings(two)),
    parts=_leaning_parts,
)
"""Share of positive minus share of negative, in points; the same statistic as NPS with the same interval (METHODS A1)."""


def _mean_estimate(counts: Counts) -> Estimate:
    if _only_other_scales(counts):
        return _refused(0, OTHER_SCALE)
    return _refused(counts["n"], MIXED_SCALES) if _is_mixed(counts) else mean(*_moments(counts))


def _mean_difference(one: Counts, two: Counts) -> Change:
    if _is_mixed(one) or _is_mixed(two) or (one["n"] and two["n"] and _scale_in(one) != _scale_in(two)):
        return Change(None, None, None, None, real=False, method="welch", reason=MIXED_SCALES)
    return mean_difference(_moments(one), _moments(two))


def _scale_in(counts: Counts) -> tuple[object, ...]:
    return tuple(counts.get(name) for name in ("least_min", "least_max", "least_polarity"))


def _is_mixed(counts: Counts) -> bool:
    """Whether the answers come from more than one scale, or some from a known one and some from none."""
    if "least_min" not in counts or not counts["n"]:
        return False
    return (
        any(counts[f"least_{of}"] != counts[f"most_{of}"] for of in ("min", "max", "polarity"))
        or 0 < counts["unscaled"] < counts["n"]
    )


_MOMENTS: dict[str, Statistic] = {
    "n": _one,
    "total": lambda value: value,
    "squares": lambda value: value * value,
}

MEAN = Formula(Unit.MEAN, +1, _mean_estimate, _mean_difference, statistics=_MOMENTS)
"""Mean of answers on one scale. Given the extremes of the scales' ends (`least_min`, `most_min`, …) it refuses a mix."""


def _ease_parts(counts: Counts) -> dict[str, float]:
    parts = {"easy": 100.0 * counts["easy"] / counts["n"]}
    if "very_easy" in counts:
        parts["index"] = 100.0 * (counts["very_easy"] - counts["hard"]) / counts["n"]
    return parts


CES = Formula(
    Unit.MEAN,
    +1,
    _mean_estimate,
    _mean_difference,
    statistics={
        **_MOMENTS,
        "easy": lambda score: int(score >= 5),
        "very_easy": lambda score: int(score >= 6),
        "hard": lambda score: int(score <= 3),
    },
    scale=Scale(1, 7),
    parts=_ease_parts,
)
"""Customer effort 2.0: mean of 1–7 where 7 is easiest; beside it the share of 5–7 and, where the counts
allow, the index, the share of 6–7 minus that of 1–3 in points (METHODS A4). Version 1.0 has the opposite
polarity and is never pooled with it."""


def _volume(counts: Counts) -> Estimate:
    """A count of all there is: no sample, so no interval; none heard is 0."""
    return Estimate(float(counts["n"]), None, None, counts["n"])


VOLUME = Formula(Unit.COUNT, 0, _volume, None, statistics={"n": _one})
"""How many there are."""
