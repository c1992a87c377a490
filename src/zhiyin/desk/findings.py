"""Sentences that say what a picture shows. Only what is real is said; otherwise that nothing stands out."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhiyin.desk.queries.standouts import Standout
from zhiyin.measure.queries.scoreboard import AspectScore, Point, Scoreboard
from zhiyin.theme import wording

ENOUGH = 30
NAMED = 3


def trend_finding(points: Sequence[Point], metric: str, digits: int) -> str:
    """What happened over the months: the lowest stretch whose interval lies wholly below the latest, or the first."""
    known = [point for point in points if point.cell.value is not None and point.cell.low is not None]
    solid = [point for point in known if point.cell.n >= ENOUGH]
    if len(solid) < 3:
        return _("Too few months with enough answers to speak of a trend.")
    last, lowest = solid[-1], min(solid, key=lambda point: point.cell.value or 0.0)
    highest = max(solid[:-1], key=lambda point: point.cell.value or 0.0)
    words = {
        "metric": metric,
        "low_month": lowest.key.label,
        "low": wording.number(lowest.cell.value, digits),
        "high_month": highest.key.label,
        "high": wording.number(highest.cell.value, digits),
        "now": wording.number(last.cell.value, digits),
    }
    before = solid[: solid.index(lowest)]
    fell = any(_below(lowest, point) for point in before)
    if lowest is not last and _below(lowest, last):
        if fell:
            return (
                _("%(metric)s fell to %(low)s in %(low_month)s and has recovered; it stands at %(now)s.")
                % words
            )
        return _("%(metric)s has risen since %(low_month)s, from %(low)s to %(now)s.") % words
    if _below(last, highest):
        return _("%(metric)s has fallen since %(high_month)s, from %(high)s to %(now)s.") % words
    return _("%(metric)s moved within noise over these months; it stands at %(now)s.") % words


def _below(one: Point, other: Point) -> bool:
    """Whether the intervals do not touch: a cautious reading that needs no further test."""
    return one.cell.high is not None and other.cell.low is not None and one.cell.high < other.cell.low


def aspect_finding(aspects: Sequence[AspectScore], names: dict[str, str]) -> str:
    """What people are most unhappy about, and whether that is more or less than the month before."""
    heard = [one for one in aspects if one.mentions >= ENOUGH and one.negative.value is not None]
    if not heard:
        return _("Too few words this month to say what people talk about.")
    worst = max(heard, key=lambda one: (one.negative.value or 0.0) * one.mentions)
    words = {
        "aspect": names.get(worst.key.id or "", worst.key.label),
        "share": wording.number(worst.negative.value),
    }
    change = worst.negative.change
    if change is not None and change.real and change.value:
        words["points"] = wording.number(abs(change.value))
        if change.value < 0:
            return (
                _(
                    "“%(aspect)s” brings the most unhappy words, %(points)s points fewer than the month before."
                )
                % words
            )
        return (
            _("“%(aspect)s” brings the most unhappy words, %(points)s points more than the month before.")
            % words
        )
    return _("“%(aspect)s” brings the most unhappy words: %(share)s%% of what is said of it.") % words


def units_finding(board: Scoreboard, apart: Sequence[Standout]) -> str:
    """Whether the places differ at all; the single places that stand `apart` are named."""
    reference = board.reference.value
    if apart and reference is not None:
        sign = board.headline.polarity or 1
        sides: dict[bool, list[Standout]] = {True: [], False: []}
        for one in apart:
            sides[sign * (one.cell.value or 0.0) > sign * reference].append(one)
        return _standing_apart(sides[True], sides[False])
    known = [one for one in board.units if one.cell.low is not None]
    if reference is None or len(known) < 2:
        return ""
    worse = [one for one in known if (one.cell.high or 0.0) < reference]
    better = [one for one in known if (one.cell.low or 0.0) > reference]
    if board.headline.polarity < 0:
        worse, better = better, worse
    if not worse and not better:
        return _("No place stands out from the whole beyond noise.")
    words = {"better": len(better), "worse": len(worse)}
    return _("%(better)d stand above the whole beyond noise, %(worse)d below.") % words


def _standing_apart(better: Sequence[Standout], worse: Sequence[Standout]) -> str:
    words = {"better": _named(better), "worse": _named(worse)}
    if not worse:
        return _("Above the whole beyond noise: %(better)s.") % words
    if not better:
        return _("Below the whole beyond noise: %(worse)s.") % words
    return _("Above the whole beyond noise: %(better)s; below: %(worse)s.") % words


def _named(places: Sequence[Standout]) -> str:
    names = [place.key.label for place in places]
    if len(names) <= NAMED:
        return _(", ").join(names)
    words = {"names": _(", ").join(names[:NAMED]), "more": len(names) - NAMED}
    return _("%(names)s and %(more)d more") % words
