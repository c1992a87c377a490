"""How much of what we have customers use: products per customer, penetration, headroom (PE20)."""

from dataclasses import dataclass

import numpy as np

from zhiyin.science.estimate.mean import mean
from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.results import Estimate
from zhiyin.science.understand.people.next_product.purchases import Holdings, Ints

LEAST = 30
"""Customers of a class from which on it is an example to the others."""
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Headroom:
    """For a product in a class: `without` customers lack it; at the penetration of the class `like`, the deepest with
    at least 30 customers, `more` of them would have it. An association, not a forecast."""

    product: int
    without: int
    like: int
    more: float


@dataclass(frozen=True)
class Depth:
    """One class of customers: products per customer, the share with more than one, each product's penetration, and
    the headroom of products that another class uses more, greatest first."""

    group: int
    n: int
    products_per_customer: Estimate
    more_than_one: Estimate
    penetration: tuple[Estimate, ...]
    headroom: tuple[Headroom, ...]


def depths(holdings: Holdings, customer: Ints, group: Ints) -> tuple[Depth, ...]:
    """Depth by class. `customer` lists everybody once (also those with no product), `group` their class, 0 or more;
    UNKNOWN is left out. Holdings of others are left out. Raises ValueError for lengths that differ or repeats."""
    if len(customer) != len(group) or len(np.unique(customer)) != len(customer):
        raise ValueError("one class per customer")
    order = np.argsort(customer)
    ordered = customer[order]
    at = np.searchsorted(ordered, holdings.customer)
    mine = at < len(ordered)
    mine[mine] = ordered[at[mine]] == holdings.customer[mine]
    who, what = order[at[mine]], holdings.product[mine]
    each_has = np.bincount(who, minlength=len(customer))
    groups = np.unique(group[group != UNKNOWN])
    size = np.array([int((group == one).sum()) for one in groups])
    having = np.array([np.bincount(what[group[who] == one], minlength=holdings.products) for one in groups])
    found = []
    for place, one in enumerate(groups.tolist()):
        has = each_has[group == one].astype(np.float64)
        n = int(size[place])
        found.append(
            Depth(
                group=int(one),
                n=n,
                products_per_customer=mean(n, float(has.sum()), float((has**2).sum())),
                more_than_one=proportion(int((has > 1).sum()), n),
                penetration=tuple(proportion(int(count), n) for count in having[place]),
                headroom=_headroom(place, groups, size, having),
            )
        )
    return tuple(found)


def _headroom(place: int, groups: Ints, size: Ints, having: Ints) -> tuple[Headroom, ...]:
    share = np.where((size >= LEAST)[:, None], having / np.maximum(size, 1)[:, None], -1.0)
    best = share.argmax(axis=0) if len(groups) else np.empty(0, np.int64)
    found = []
    for product, like in enumerate(best.tolist()):
        more = float(share[like, product] * size[place] - having[place, product])
        if like != place and more > 0:
            without = int(size[place] - having[place, product])
            found.append(Headroom(product, without, int(groups[like]), more))
    return tuple(sorted(found, key=lambda each: -each.more))
