"""How often, how lately, for how much, and what that lets expect: RFM, lifetime value, value tiers."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zhiyin.science.understand.people import bgnbd, calibration, gamma_gamma, value_tiers
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.from_purchases import HeldOut, Purchases, from_purchases, held_out
from zhiyin.science.understand.people.histories import histories as histories_of
from zhiyin.science.understand.people.lifetime_value import LifetimeValues, lifetime_values, mean_value
from zhiyin.science.understand.people.lifetime_value import Terms as ValueTerms
from zhiyin.science.understand.people.rfm import GROUPS, Rfm, rfm
from zhiyin.understand.judging.attributes import COST_TO_SERVE, numbers
from zhiyin.understand.judging.material import Floats, Ints, Material
from zhiyin.understand.judging.terms import Terms
from zhiyin.understand.judging.verdict import Verdict, plain

TIERS = ("high", "middle", "low")
WEEKS_A_YEAR = 365.25 / 7
LEAST_HELD_OUT_DAYS = 28
"""A check on purchases the model has not seen takes at least so many of the newest days."""
MOST_MONEY_CHECKED = 20_000
"""Customers whose money is held against what was expected; of more, every second, third … one by order of number."""


@dataclass(frozen=True)
class Histories:
    """Everybody's purchases (None: nobody bought), and who bought as places of persons."""

    purchases: Purchases | None


class Payments(NamedTuple):
    """Payments of those who may be judged; `order` None where nothing was given back."""

    who: Ints
    day: Ints
    amount: Floats
    order: Ints | None


def payments(material: Material) -> Payments:
    """What models learn from and are held against: one choice of rows for both."""
    bought = material.bought
    rows = material.judged[bought.who] if len(bought.who) else np.empty(0, np.bool_)
    # Only returns need to find their order; without one, twenty million numbers are spared a sort.
    orders = bought.order[rows] if (bought.amount < 0).any() else None
    return Payments(bought.who[rows], bought.day[rows], bought.amount[rows], orders)


def histories(material: Material) -> Histories:
    """What those who may be judged have bought."""
    who, day, amount, order = payments(material)
    found = from_purchases(who, day, amount, until=material.today, order=order)
    return Histories(None if isinstance(found, NotEnough) else found)


def judge_rfm(bought: Histories) -> Verdict:
    """Scores and groups by days since the last purchase, days with a purchase, and all money spent."""
    rows = bought.purchases
    if rows is None:
        return Verdict("rfm", 0, missing=NotEnough("too_few_purchases", 0, 1))
    found = rfm(rows.days_since_last, rows.purchases, rows.total, money="total")
    if isinstance(found, NotEnough):
        return Verdict("rfm", len(rows.customer), missing=found)
    counts = np.bincount(found.group, minlength=len(GROUPS))
    money = np.bincount(found.group, weights=rows.total, minlength=len(GROUPS))
    return Verdict(
        "rfm",
        len(rows.customer),
        rows.customer.astype(np.int64),
        {
            "recency_score": found.recency.tolist(),
            "frequency_score": found.frequency.tolist(),
            "monetary_score": found.value.tolist(),
            "rfm_group": [GROUPS[group] for group in found.group.tolist()],
        },
        {
            "classes": found.classes,
            "grid": _grid(found, rows.total),
            "groups": [
                {"group": name, "customers": int(counts[place]), "money": float(money[place])}
                for place, name in enumerate(GROUPS)
            ],
        },
    )


def _grid(found: Rfm, money: Floats) -> list[list[tuple[int, float]]]:
    """Customers and their money by recency (rows) and frequency (columns), both from 1 up."""
    width = found.classes
    cell = (found.recency.astype(np.int64) - 1) * width + found.frequency - 1
    many = np.bincount(cell, minlength=width * width).reshape(width, width)
    spent = np.bincount(cell, weights=money, minlength=width * width).reshape(width, width)
    return [
        [(int(n), round(float(sum_), 2)) for n, sum_ in zip(*pair, strict=True)]
        for pair in zip(many, spent, strict=True)
    ]


def judge_value(material: Material, bought: Histories, terms: Terms) -> tuple[Verdict, LifetimeValues | None]:
    """The chance that each is still a customer, purchases to come, and lifetime value with its interval; held against
    the newest purchases, which a second fit has not seen."""
    rows = bought.purchases
    if rows is None:
        return Verdict("value", 0, missing=NotEnough("too_few_purchases", 0, 1)), None
    customers = len(rows.customer)
    buying = bgnbd.fit(rows.frequency, rows.recency, rows.age)
    if isinstance(buying, NotEnough):
        return Verdict("value", customers, missing=buying), None
    card: dict[str, object] = {
        "buying": plain(buying.buying._asdict()),
        "buying_warning": buying.warning,
        "repeaters": buying.repeaters,
        "checked": _checked(material, rows),
    }
    spending = gamma_gamma.fit(rows.frequency, rows.value)
    if isinstance(spending, NotEnough):
        return _without_money(rows, buying, terms, card, spending), None
    values = lifetime_values(
        buying, spending, rows.frequency, rows.recency, rows.age, rows.value, terms.of_value
    )
    card |= {
        "spending": plain(spending.spending._asdict()),
        "spending_warnings": list(spending.warnings),
        "correlation": plain(spending.correlation),
        "mean": plain(mean_value(values)),
        "sum": float(values.value.sum()),
        "alive": float(values.alive.sum()),
        "expected_purchases": float(values.purchases.sum()),
        "once": int((rows.frequency == 0).sum()),
    }
    columns = {
        "alive": values.alive.tolist(),
        "expected_purchases": values.purchases.tolist(),
        "value": values.value.tolist(),
        "value_low": values.low.tolist(),
        "value_high": values.high.tolist(),
    }
    return Verdict("value", customers, rows.customer.astype(np.int64), columns, card), values


def _without_money(
    rows: Purchases, buying: bgnbd.BuyingModel, terms: Terms, card: dict[str, object], missing: NotEnough
) -> Verdict:
    """What can be told where amounts tell too little: who is still here and how often they will buy."""
    seen = (rows.frequency, rows.recency, rows.age)
    alive = bgnbd.alive(buying.buying, histories_of(*seen))
    purchases = bgnbd.expected_purchases(buying.buying, *seen, float(terms.horizon_weeks))
    return Verdict(
        "value",
        len(rows.customer),
        rows.customer.astype(np.int64),
        {"alive": alive.tolist(), "expected_purchases": purchases.tolist()},
        card
        | {
            "no_value": plain(missing),
            "alive": float(alive.sum()),
            "expected_purchases": float(purchases.sum()),
            "once": int((rows.frequency == 0).sum()),
        },
    )


def _checked(material: Material, rows: Purchases) -> dict[str, object]:
    """Expected against actual purchases of the newest quarter of the time, by a model that ends before it."""
    first = int(rows.first_day.min())
    window = (material.today - first) // 4
    if window < LEAST_HELD_OUT_DAYS:
        return {
            "missing": plain(NotEnough("days_of_history", material.today - first, 4 * LEAST_HELD_OUT_DAYS))
        }
    who, day, amount, order = payments(material)
    told = held_out(
        who, day, amount, calibrate_until=material.today - window, until=material.today, order=order
    )
    if isinstance(told, NotEnough):
        return {"missing": plain(told)}
    before = told.calibration
    model = bgnbd.fit(before.frequency, before.recency, before.age)
    if isinstance(model, NotEnough):
        return {"missing": plain(model)}
    seen = (before.frequency, before.recency, before.age, told.purchases)
    quality = calibration.quality(model.buying, *seen, told.horizon)
    return {
        "days": window,
        "quality": plain(quality),
        "beats_rule": None if isinstance(quality, NotEnough) else quality.beats_rule,
        "by_frequency": plain(calibration.by_frequency(model.buying, *seen, told.horizon)),
        "money": _money_checked(model, told),
    }


def _money_checked(buying: bgnbd.BuyingModel, told: HeldOut) -> dict[str, object] | None:
    """Expected against actual money of the time held out, by tenths, and how many intervals held what came. Money as it
    was paid: the terms of a value, margin and discount, cannot be checked. None where amounts tell too little."""
    before = told.calibration
    spending = gamma_gamma.fit(before.frequency, before.value)
    if isinstance(spending, NotEnough):
        return None
    some = slice(None, None, -(-len(before.customer) // MOST_MONEY_CHECKED))
    expected = lifetime_values(
        buying,
        spending,
        before.frequency[some],
        before.recency[some],
        before.age[some],
        before.value[some],
        ValueTerms(told.horizon, 0.0, 1.0),
    )
    came = told.money[some]
    return {
        "customers": len(came),
        "expected": float(expected.value.sum()),
        "came": float(came.sum()),
        "by_tenths": plain(calibration.by_tenths(expected.value, came)),
        "coverage": plain(calibration.coverage(expected.low, expected.high, came)),
    }


def judge_tiers(
    material: Material, values: LifetimeValues | None, bought: Histories, terms: Terms
) -> Verdict:
    """Value tiers by shares of customers; whoever has one keeps it until the value is clearly beyond the border."""
    if values is None or bought.purchases is None:
        return Verdict("tiers", 0, missing=NotEnough(value_tiers.NEED_VALUES, 0, value_tiers.LEAST))
    people = bought.purchases.customer.astype(np.int64)
    limits = value_tiers.borders(values.value, (terms.high_share, terms.middle_share))
    if isinstance(limits, NotEnough):
        return Verdict("tiers", len(people), missing=limits)
    names = TIERS if len(limits.values) == 2 else (TIERS[0], TIERS[2])
    place = {name: number for number, name in enumerate(names)}
    before = np.array(
        [place.get(material.felt.tier[who], value_tiers.NO_TIER) for who in people.tolist()], dtype=np.int8
    )
    found = value_tiers.tiers(values.value, limits, previous=before)
    counts = np.bincount(found[found >= 0], minlength=len(names))
    yearly = numbers(material, COST_TO_SERVE)[people]
    cost = yearly * terms.horizon_weeks / WEEKS_A_YEAR
    worth = value_tiers.worth(found, values.value, cost) if np.isfinite(cost).any() else ()
    return Verdict(
        "tiers",
        len(people),
        people,
        {"value_tier": [names[tier] if tier >= 0 else "" for tier in found.tolist()]},
        {
            "borders": list(limits.values),
            "worth": plain(worth),
            "tiers": [
                {
                    "tier": name,
                    "customers": int(counts[number]),
                    "value": _sum(values.value, found == number),
                    "mean": plain(mean_value(values, found == number)),
                }
                for number, name in enumerate(names)
            ],
        },
    )


def _sum(values: Floats, of: "np.typing.NDArray[np.bool_]") -> float:
    return float(values[of].sum())
