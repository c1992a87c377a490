"""Who stays: cohorts by month, the churn of months, and how long contracts last."""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from zhiyin.collect.models import Event
from zhiyin.journal.columns import rows_of
from zhiyin.science.understand.people import retention, survival
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.understand.judging.buying import Histories
from zhiyin.understand.judging.material import NOBODY, Bools, Floats, Ints, Material, days_of
from zhiyin.understand.judging.month_churn import month_churn
from zhiyin.understand.judging.verdict import Verdict, plain

MONTHS = 24
"""Of so many of the latest cohorts each is shown."""
LEAST_CONTRACTS = 30
LEAST_DATED = 0.9
"""Of those who left the share whose day is known: to leave out more would make it look as if nobody ever left."""
MONTH = 365.25 / 12


def judge_retention(material: Material, bought: Histories) -> Verdict:
    """Cohorts of first purchases with who bought again in which month; the curve of contracts where they are told."""
    contracts = _contracts(material)
    rows = bought.purchases
    if rows is None:
        card: dict[str, Any] = {"contracts": contracts}
        if "missing" in contracts:
            return Verdict("retention", 0, missing=NotEnough("too_few_purchases", 0, 1), card=card)
        return Verdict("retention", contracts["n"], card=card)
    month = _months(rows.days.day)
    joined = _months(rows.first_day)
    last = int(_months(np.array([material.today + 1]))[0]) - 1  # the last that is over
    found = retention.cohorts_by_activity(joined, rows.days.customer, month, now=last)
    card = {"contracts": contracts, "customers": len(rows.customer)}
    if isinstance(found, NotEnough):
        card["cohorts"], card["cohorts_missing"] = [], plain(found)
    else:
        card["cohorts"] = [
            {
                "month": str(np.datetime64(each.period, "M")),
                "size": each.size,
                "kept": each.kept[: MONTHS + 1],
            }
            for each in found[-MONTHS:]
        ]
    return Verdict("retention", len(rows.customer), card=plain(card))


def _months(day: Ints) -> Ints:
    """Months since January 1970 of days since 1970-01-01."""
    found: Ints = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return found


def _contracts(material: Material) -> dict[str, Any]:
    """Kaplan–Meier of those who joined, until they left or are still there, in months, and how many are left out."""
    spells, judged = _spells(material), material.judged
    undated = {"undated": int((spells.undated & judged).sum())}
    known = np.flatnonzero(np.isfinite(spells.began) & ~spells.undated & judged)
    if len(known) < LEAST_CONTRACTS:
        return undated | {"missing": plain(NotEnough("customers_who_joined", len(known), LEAST_CONTRACTS))}
    began, left = spells.began[known], spells.left[known]
    dated = int(left.sum())
    # a list of members that says of nobody that they left tells how many joined, not that all stay
    need = max(1, ceil(LEAST_DATED * (dated + int((spells.left_undated & judged).sum()))))
    if dated < need:
        return undated | {"missing": plain(NotEnough("customers_who_left_on_a_known_day", dated, need))}
    until = np.where(left, spells.ended[known], float(material.today))
    curve = survival.kaplan_meier((until - began) / MONTH, left)
    if isinstance(curve, NotEnough):
        return undated | {"missing": plain(curve)}
    drawn = curve.drawable
    return undated | {
        "n": curve.n,
        "left": curve.left,
        "median": plain(curve.median),
        "median_low": plain(curve.median_low),
        "median_high": plain(curve.median_high),
        "points": _monthly(curve, drawn),
        "all_drawn": drawn == len(curve.time),
        "churn": month_churn(began, np.where(left, spells.ended[known], np.nan), material.today),
    }


def _monthly(curve: survival.SurvivalCurve, drawn: int) -> list[dict[str, Any]]:
    """The curve at each month for as long as enough are at risk."""
    points: list[dict[str, Any]] = []
    furthest = int(curve.time[drawn - 1]) if drawn else 0
    for month in range(min(furthest, 120) + 1):
        at = int(np.searchsorted(curve.time, float(month), side="right")) - 1
        value, low, high = (
            (1.0, None, None)
            if at < 0
            else (float(curve.survival[at]), plain(curve.low[at]), plain(curve.high[at]))
        )
        at_risk = (
            curve.n
            if at + 1 >= len(curve.time) and at < 0
            else int(curve.at_risk[min(at + 1, len(curve.time) - 1)])
        )
        points.append({"month": month, "stayed": value, "low": low, "high": high, "at_risk": at_risk})
    return points


@dataclass(frozen=True)
class _Spells:
    """Of each person: the last day they joined and the last they left (minus infinity where none is told); whether
    they have left since they joined; `undated`, who is left out because the source gave no day of joining, or none of
    leaving; those of them who left."""

    began: Floats
    ended: Floats
    left: Bools
    undated: Bools
    left_undated: Bools


def _spells(material: Material) -> _Spells:
    """From the events “joined” and “left”. Whoever comes back begins anew. The time of an event that came without one
    is when it was received: no day on which anything ended."""
    latest = {
        (kind, is_assumed): np.full(len(material.people), -np.inf)
        for kind in ("joined", "left")
        for is_assumed in (False, True)
    }
    rows = Event.objects.filter(kind__in=("joined", "left"), customer__isnull=False).values_list(
        "customer_id", "occurred_at", "kind", "attributes__time_assumed"
    )
    for part in rows_of(rows):
        customer, moment, told, assumed = zip(*part, strict=True)
        who = material.places(np.array(customer, dtype=np.int64))
        day = days_of(list(moment)).astype(np.float64)
        seen = (who != NOBODY) & (day <= material.today)
        kinds, guessed = np.array(told), np.array([one in (True, "true") for one in assumed])
        for (kind, is_assumed), days in latest.items():
            these = seen & (kinds == kind) & (guessed == is_assumed)
            np.maximum.at(days, who[these], day[these])
    began, ended = latest["joined", False], latest["left", False]
    joined = np.isfinite(began)
    left = joined & (ended >= began)
    left_undated = joined & ~left & (latest["left", True] >= began)
    undated = left_undated | (~joined & np.isfinite(latest["joined", True]))
    return _Spells(began, ended, left, undated, left_undated)
