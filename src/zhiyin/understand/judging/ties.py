"""How customers are tied to us: loyalty by behaviour and by heart, and what the tie rests on."""

import numpy as np

from zhiyin.science.understand.people import loyalty
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.from_purchases import median_gaps
from zhiyin.understand.judging.buying import Histories
from zhiyin.understand.judging.material import Bools, Floats, Ints, Material
from zhiyin.understand.judging.terms import Terms
from zhiyin.understand.judging.verdict import Verdict, plain

TOP = {"nps": 9.0, "csat": 5.0, "rating": 5.0}
"""The top box of each scale: who recommends with 9 or 10, who is very satisfied."""


def judge_ties(material: Material, bought: Histories, terms: Terms) -> Verdict:
    """Two-axis loyalty and the kind of tie, of everybody who bought or was heard."""
    rows = bought.purchases
    if rows is None:
        return Verdict("loyalty", 0, missing=NotEnough("too_few_purchases", 0, 1))
    people = rows.customer.astype(np.int64)
    gap = median_gaps(rows)
    usual = float(np.nanmedian(gap)) if np.isfinite(gap).any() else float(terms.gone_most)
    gone = rows.days_since_last > terms.gone.days(np.where(np.isnan(gap), usual, gap))
    lately = rows.days.day > material.today - int(loyalty.YEAR)
    in_a_year = np.bincount(rows.days.customer[lately], minlength=len(people)).astype(np.float64)
    behaviour = loyalty.behaves(in_a_year, (material.today - rows.first_day).astype(np.float64), gone)
    score, top = _scores(material, people)
    emotion = loyalty.feels(score, top, material.felt.heard_days_ago[people])
    of_known, reduced = _reduced(material, people)
    ties = loyalty.relations(np.full(len(people), loyalty.NO, np.int8), of_known, reduced, behaviour, emotion)
    classes = loyalty.classes(behaviour, emotion)
    found, unknown = loyalty.shares(classes)
    kinds, counts = np.unique(ties.relation, return_counts=True)
    blank = {loyalty.NOT_KNOWN: ""}
    return Verdict(
        "loyalty",
        len(people),
        people,
        {
            "loyalty": [blank.get(code, code) for code in classes.tolist()],
            "relation": [blank.get(code, code) for code in ties.relation.tolist()],
        },
        {
            "classes": plain(found),
            "unknown": unknown,
            "relations": [
                {"relation": str(kind), "customers": int(count)}
                for kind, count in zip(kinds, counts, strict=True)
            ],
            "fragile": int((ties.fragile == loyalty.YES).sum()),
            "stayed": plain(loyalty.stayed_by_score(material.felt.nps[people], ~gone)),
        },
    )


def _scores(material: Material, people: Ints) -> tuple[Floats, float]:
    """How far each is above (1) or below (0) the top box of the first scale they answered on; NaN: never answered."""
    felt = material.felt
    very = np.full(len(people), np.nan)
    for name, values in (("rating", felt.rating), ("csat", felt.csat), ("nps", felt.nps)):
        told = ~np.isnan(values[people])
        very[told] = (values[people][told] >= TOP[name]).astype(np.float64)
    return very, 1.0


def _reduced(material: Material, people: Ints) -> tuple[Floats, Floats]:
    """Purchases of known price of each, and those with a discount; NaN where no price is known."""
    bought = material.bought
    told: Bools = (bought.discounted >= 0) & (bought.amount >= 0)
    size = len(material.people)
    of_known = np.bincount(bought.who[told], minlength=size)[people].astype(np.float64)
    reduced = np.bincount(bought.who[told & (bought.discounted == 1)], minlength=size)[people].astype(
        np.float64
    )
    nothing = of_known == 0
    return np.where(nothing, np.nan, of_known), np.where(nothing, np.nan, reduced)
