"""Who stays: cohorts by month, the churn of months, and how long contracts last."""

from typing import Any

import numpy as np

from zhiyin.collect.models import Event
from zhiyin.journal.columns import rows_of
from zhiyin.science.understand.people import retention, survival
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.understand.judging.buying import Histories
from zhiyin.understand.judging.material import NOBODY, Floats, Ints, Material, days_of
from zhiyin.understand.judging.verdict import Verdict, plain

MONTHS = 24
"""Of so many of the latest cohorts each is shown."""
LEAST_CONTRACTS = 30
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
    """Kaplan–Meier of those who joined, until they left or are still there, in months."""
    began, ended = _spells(material)
    known = np.flatnonzero(np.isfinite(began) & material.judged)
    if len(known) < LEAST_CONTRACTS:
        return {"missing": plain(NotEnough("customers_who_joined", len(known), LEAST_CONTRACTS))}
    left = ended[known] >= began[known]
    until = np.where(left, ended[known], float(material.today))
    curve = survival.kaplan_meier((until - began[known]) / MONTH, left)
    if isinstance(curve, NotEnough):
        return {"missing": plain(curve)}
    drawn = curve.drawable
    return {
        "n": curve.n,
        "left": curve.left,
        "median": plain(curve.median),
        "median_low": plain(curve.median_low),
        "median_high": plain(curve.median_high),
        "points": _monthly(curve, drawn),
        "all_drawn": drawn == len(curve.time),
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


def _spells(material: Material) -> tuple[Floats, Floats]:
    """The first day each person joined and the last they left, NaN where none is told."""
    began = np.full(len(material.people), np.inf)
    ended = np.full(len(material.people), -np.inf)
    rows = Event.objects.filter(kind__in=("joined", "left"), customer__isnull=False).values_list(
        "customer_id", "occurred_at", "kind"
    )
    for part in rows_of(rows):
        customer, moment, kind = zip(*part, strict=True)
        who = material.places(np.array(customer, dtype=np.int64))
        day = days_of(list(moment)).astype(np.float64)
        seen = (who != NOBODY) & (day <= material.today)
        joins = np.array([one == "joined" for one in kind])
        np.minimum.at(began, who[seen & joins], day[seen & joins])
        np.maximum.at(ended, who[seen & ~joins], day[seen & ~joins])
    return np.where(np.isinf(began), np.nan, began), np.where(np.isinf(ended), np.nan, ended)
