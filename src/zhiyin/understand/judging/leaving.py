"""Who may leave, with reasons, and who has gone quiet."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from zhiyin.science.understand.people import silence as silences
from zhiyin.science.understand.people.churn.histories import Known, Purchases, known, train_on
from zhiyin.science.understand.people.churn.model import ChurnModel
from zhiyin.science.understand.people.churn.table import Table, column
from zhiyin.science.understand.people.churn.training import train
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.understand.judging.attributes import Contracts
from zhiyin.understand.judging.material import Bools, Floats, Ints, Material
from zhiyin.understand.judging.terms import SEED, Terms
from zhiyin.understand.judging.verdict import Verdict, plain

REASONS = 3
ACCURACY_OF_CHANCES = 4
NO_ATTRIBUTE = "left_attribute"
"""Reason: nobody has said by which attribute a source tells that somebody left."""


def known_today(material: Material) -> Known | NotEnough:
    """What is known of each who bought, today: who has gone follows from it, for every model alike."""
    return known(_purchases(material), float(material.today))


def _purchases(material: Material) -> Purchases:
    bought = material.bought
    rows = material.judged[bought.who] if len(bought.who) else np.empty(0, np.bool_)
    return Purchases(bought.who[rows], bought.day[rows].astype(np.float64), bought.amount[rows])


def judge_churn(material: Material, now: Known | NotEnough, terms: Terms) -> Verdict:
    """The chance that each who buys without a contract leaves, as the terms define leaving."""
    purchases = _purchases(material)
    customers = len(np.unique(purchases.customer))
    made = train_on(purchases, float(material.today), terms.gone, seed=SEED)
    if isinstance(made, NotEnough):
        return Verdict("churn", customers, missing=made)
    model, snapshot = made
    if isinstance(now, NotEnough):
        return Verdict("churn", customers, missing=now)
    gone = now.gone(terms.gone)
    here = np.flatnonzero(~gone)
    card = _card(model) | {
        "gone": int(gone.sum()),
        "gone_before": snapshot.gone_before,
        "undecided": snapshot.undecided,
        "definition": plain(terms.gone),
    }
    return _told(
        "churn",
        customers,
        model,
        now.table.take(here.astype(np.int64)),
        now.customer[here],
        now.customer[gone],
        card,
    )


def judge_contracts(contracts: Contracts, terms: Terms) -> Verdict:
    """The chance that each who has a contract ends it, from what sources say of them; learnt from those who did."""
    if not terms.left_attribute:
        return Verdict("churn_contract", 0, missing=NotEnough(NO_ATTRIBUTE, 0, 1))
    people, told, left = contracts.people, contracts.told, contracts.left
    names = sorted({name for one in told for name in one} - {terms.left_attribute})
    table = Table({name: column([one.get(name) for one in told]) for name in names})
    if not names or not len(people):
        return Verdict("churn_contract", len(people), missing=NotEnough("usable_columns", 0, 1))
    model = train(table, left, seed=SEED)
    if isinstance(model, NotEnough):
        return Verdict("churn_contract", len(people), missing=model)
    here = np.flatnonzero(~left).astype(np.int64)
    return _told(
        "churn_contract",
        len(people),
        model,
        table.take(here),
        people[here],
        people[left],
        _card(model) | {"left": int(left.sum())},
    )


def _card(model: ChurnModel) -> dict[str, Any]:
    return {
        "version": model.version,
        "beats_rule": model.beats_rule,
        "rule": model.rule_feature,
        "lead": plain(model.lead),
        "quality": plain(model.quality),
        "rule_quality": plain(model.rule_quality),
        "trained": model.trained,
        "excluded": plain(model.excluded),
        "features": list(model.columns()),
    }


def _told(
    code: str, customers: int, model: ChurnModel, table: Table, here: Ints, gone: Ints, card: dict[str, Any]
) -> Verdict:
    """Chances and reasons of those who are here; who has left already has neither."""
    chances = model.chances(table)
    usual = float(chances.mean()) if len(chances) else 0.0
    reasons: list[Any] = []
    for begin, places, parts in model.strongest(table, REASONS):
        reasons += _reasons(model, table, begin, places, parts, chances[begin : begin + len(places)] >= usual)
    return Verdict(
        code,
        customers,
        np.concatenate([here, gone]).astype(np.int64),
        {
            "churn_risk": [*np.round(chances, ACCURACY_OF_CHANCES).tolist(), *[None] * len(gone)],
            "churn_reasons": [*reasons, *[[]] * len(gone)],
        },
        card | {"mean_risk": usual, "judged": len(here)},
    )


def _reasons(
    model: ChurnModel, table: Table, begin: int, places: Any, parts: Floats, above: Bools
) -> Iterable[list[dict[str, Any]]]:
    """What raises the risk of those above the average; the others have nothing to explain."""
    names = [each.name for each in model.used.features]
    for row, (features, adds) in enumerate(zip(places.tolist(), parts.tolist(), strict=True)):
        yield (
            [
                {"feature": names[feature], "value": plain(table.value(names[feature], begin + row))}
                for feature, add in zip(features, adds, strict=True)
                if feature >= 0 and add > 0
            ]
            if above[row]
            else []
        )


def judge_silence(material: Material) -> Verdict:
    """Who was heard before and is not any more, by their own habit."""
    everybody = np.flatnonzero(material.judged).astype(np.int64)
    if not len(everybody) or not len(material.heard_who):
        return Verdict("silence", len(everybody), missing=NotEnough("voices_of_known_customers", 0, 1))
    found = silences.silence(
        material.heard_who, material.heard_day.astype(np.float64), everybody, float(material.today)
    )
    people = np.concatenate([found.silent, found.heard]).astype(np.int64)
    return Verdict(
        "silence",
        found.n,
        people,
        {"is_silent": [True] * len(found.silent) + [False] * len(found.heard)},
        {
            "never": len(found.never),
            "silent": len(found.silent),
            "heard": len(found.heard),
            "never_share": plain(found.never_share),
            "silent_share": plain(found.silent_share),
            "rule": plain(silences.VOICES),
        },
    )
