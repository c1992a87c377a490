"""Which product a customer may need next, and what it follows from."""

from typing import Any

import numpy as np

from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.next_product.purchases import Bought as Products
from zhiyin.science.understand.people.next_product.training import NextProduct, train
from zhiyin.understand.judging.material import Material
from zhiyin.understand.judging.terms import Terms
from zhiyin.understand.judging.verdict import Verdict, plain

TOP = 3
NONE = -1


def judge_next_products(material: Material, terms: Terms) -> Verdict:
    """Up to three products for everybody who bought, each with the product it follows from and how often it does."""
    bought = material.bought
    rows = (
        material.judged[bought.who] & (bought.product >= 0) & (bought.amount >= 0)
        if len(bought.who)
        else np.empty(0, np.bool_)
    )
    products = Products(
        bought.who[rows], bought.product[rows], bought.day[rows].astype(np.float64), len(bought.products)
    )
    customers = len(np.unique(products.customer))
    model = train(products, until=float(material.today), window=float(terms.window_days))
    if isinstance(model, NotEnough):
        return Verdict("next_product", customers, missing=model)
    found = model.suggest(products, float(material.today), top=TOP)
    reasons: dict[tuple[int, int], dict[str, Any]] = {}
    told: list[list[dict[str, Any]]] = []
    for offered, because in zip(found.product.tolist(), found.because.tolist(), strict=True):
        told.append(
            [
                _told(model, bought.products, product, cause, reasons)
                for product, cause in zip(offered, because, strict=True)
                if product != NONE
            ]
        )
    return Verdict(
        "next_product",
        customers,
        found.customer.astype(np.int64),
        {"next_products": told},
        {
            "products": len(bought.products),
            "window_days": terms.window_days,
            "beats_popularity": model.beats_popularity,
            "hit_rates": plain(model.hit_rates),
        },
    )


def _told(
    model: NextProduct,
    names: tuple[str, ...],
    product: int,
    cause: int,
    reasons: dict[tuple[int, int], dict[str, Any]],
) -> dict[str, Any]:
    """One suggestion; the same pair is put into numbers once for all who are offered it."""
    known = reasons.get((product, cause))
    if known is None:
        because = model.reason(product, cause)
        known = {"product": names[product]}
        if because is not None:
            known |= {
                "because": names[cause],
                "share": round(because.share, 3),
                "n": because.n,
                "times_usual": plain(because.lift and round(because.lift, 2)),
                "days": int(because.window),
            }
        reasons[product, cause] = known
    return known
