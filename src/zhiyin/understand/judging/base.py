"""The customers we have: how much of what we offer they use, and what it took to win them (PE20, ST19, ST21)."""

from typing import Any

import numpy as np

from zhiyin.science.estimate.results import Estimate
from zhiyin.science.understand.people import loyalty
from zhiyin.science.understand.people.economics import acquisition
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.lifetime_value import LifetimeValues, mean_value
from zhiyin.science.understand.people.next_product.depth import Depth, depths
from zhiyin.science.understand.people.next_product.purchases import Holdings
from zhiyin.understand.judging.attributes import ACQUISITION_COST, numbers
from zhiyin.understand.judging.buying import Histories
from zhiyin.understand.judging.material import Floats, Material
from zhiyin.understand.judging.terms import Terms
from zhiyin.understand.judging.verdict import Verdict, plain

CLASSES = (
    loyalty.LOYAL_BOTH, loyalty.HEART_ONLY, loyalty.HABIT_ONLY, loyalty.NONE, loyalty.NOT_KNOWN,
)  # fmt: skip
LEAST_CUSTOMERS, LEAST_PRODUCTS = 30, 2
MOST_PRODUCTS, MOST_HEADROOM = 15, 5
LEAST_WON = 25
MONTH_DAYS = 30
MOST_MONTHS = 60


def judge_base(material: Material, ties: Verdict) -> Verdict:
    """Products per customer, penetration and headroom of each class of loyalty."""
    bought = material.bought
    rows = material.judged[bought.who] & (bought.product >= 0) & (bought.amount >= 0)
    products = len(bought.products)
    # One number a pair: who has what, however often it was bought.
    pairs = np.unique(bought.who[rows] * max(products, 1) + bought.product[rows])
    who, what = pairs // max(products, 1), pairs % max(products, 1)
    customers = np.unique(who)
    if products < LEAST_PRODUCTS:
        return Verdict("base", len(customers), missing=NotEnough("products", products, LEAST_PRODUCTS))
    if len(customers) < LEAST_CUSTOMERS:
        return Verdict(
            "base", len(customers), missing=NotEnough("too_few_customers", len(customers), LEAST_CUSTOMERS)
        )
    blank = np.zeros(len(who))
    holdings = Holdings(who, what, blank, blank, blank.astype(np.int64), products)
    group = np.full(len(material.people), CLASSES.index(loyalty.NOT_KNOWN))
    codes = {code: place for place, code in enumerate(CLASSES)}
    if ties.columns:
        group[ties.people] = [codes.get(code or loyalty.NOT_KNOWN, 4) for code in ties.columns["loyalty"]]
    of_all = depths(holdings, customers, np.zeros(len(customers), np.int64))[0]
    by_class = depths(holdings, customers, group[customers])
    most = np.argsort([-(each.value or 0.0) for each in of_all.penetration], kind="stable")[:MOST_PRODUCTS]
    names = bought.products
    return Verdict(
        "base",
        len(customers),
        card=plain(
            {
                "products": products,
                "all": _depth(of_all, names),
                "penetration": [
                    {"product": names[place], "share": of_all.penetration[place]} for place in most.tolist()
                ],
                "classes": [_depth(each, names) | {"loyalty": CLASSES[each.group]} for each in by_class],
            }
        ),
    )


def _depth(each: Depth, names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "n": each.n,
        "products_per_customer": each.products_per_customer,
        "more_than_one": each.more_than_one,
        "headroom": [
            {
                "product": names[one.product],
                "without": one.without,
                "more": one.more,
                "like": CLASSES[one.like],
            }
            for one in each.headroom[:MOST_HEADROOM]
        ],
    }


def judge_acquisition(
    material: Material, bought: Histories, values: LifetimeValues | None, terms: Terms
) -> Verdict:
    """What winning customers took, where a source says so, against what they are worth and when they pay back."""
    cost = numbers(material, ACQUISITION_COST)
    told = np.flatnonzero(np.isfinite(cost))
    rows = bought.purchases
    if rows is None or values is None or len(told) < LEAST_WON:
        need = "lifetime_values" if len(told) >= LEAST_WON else "customers_of_known_cost"
        have = 0 if need == "lifetime_values" else len(told)
        return Verdict(
            "acquisition",
            len(told),
            missing=NotEnough(need, have, 1 if need == "lifetime_values" else LEAST_WON),
        )
    mine = np.isin(rows.customer, told)
    won = rows.customer[mine]
    if len(won) < LEAST_WON:
        return Verdict(
            "acquisition", len(won), missing=NotEnough("customers_of_known_cost", len(won), LEAST_WON)
        )
    margins = _monthly_margin(material, bought, mine, terms.margin)
    # Whoever was won and never bought anything is worth nothing so far.
    share = len(won) / len(told)
    found = acquisition(
        float(cost[told].sum()),
        len(told),
        _scaled(mean_value(values, mine), share, len(told)),
        [share * each for each in margins],
    )
    if isinstance(found, NotEnough):
        return Verdict("acquisition", len(won), missing=found)
    return Verdict(
        "acquisition",
        len(won),
        card=plain({"acquisition": found, "bought": len(won), "told": len(told), "months": len(margins)}),
    )


def _scaled(each: Estimate, by: float, n: int) -> Estimate:
    value, low, high = (None if limit is None else limit * by for limit in (each.value, each.low, each.high))
    return Estimate(value, low, high, n, warning=each.warning)


def _monthly_margin(material: Material, bought: Histories, mine: Any, margin: float) -> list[float]:
    """The mean margin in the first, second … 30 days after the first purchase, of those who are customers that long."""
    rows = bought.purchases
    assert rows is not None
    of_mine = mine[rows.days.customer]
    since = (rows.days.day - rows.first_day[rows.days.customer])[of_mine] // MONTH_DAYS
    age = (material.today - rows.first_day[mine]) // MONTH_DAYS
    margins: list[float] = []
    # Whoever has not been a customer for that long is left out of that month, with what they bought in it.
    ages = age[np.cumsum(mine)[rows.days.customer[of_mine]] - 1]
    for month in range(MOST_MONTHS):
        seen = int((age > month).sum())
        if seen < LEAST_WON:
            break
        whole: Floats = rows.days.amount[of_mine][(since == month) & (ages > month)]
        margins.append(margin * float(whole.sum()) / seen)
    return margins
