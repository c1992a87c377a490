"""A trained churn model: chances and reasons for customers, and the model as bytes of JSON."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.estimate.results import Change, Estimate
from zhiyin.science.understand.people.churn.quality import Quality, Tenth
from zhiyin.science.understand.people.churn.scorecard import Feature, Scorecard, expit
from zhiyin.science.understand.people.churn.table import Floats, Ints, Table

SCHEMA = 1
RAISES, LOWERS = "raises", "lowers"
REASONS = 3
LEAST_CONTRIBUTION = 0.05
"""Log odds below which a feature is no reason: about one point of chance at most."""
BATCH = 50_000

# Why a column was left out of the model.
NAMES_ROWS = "names_rows"
ONE_VALUE = "one_value"
DETERMINES = "determines"
"""The column all but tells who left: it was very likely written afterwards."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a customer's risk differs from the average customer's.

    `contribution` is in log odds; with the average customer's log odds, the contributions of all features add up
    to the customer's own. `value` is the cell (None: unknown); `low` and `high` are the ends of the band of numbers
    that the customer shares (None: open).
    """

    feature: str
    direction: str
    contribution: float
    value: float | str | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """A column that the model does not look at, and why: NAMES_ROWS, ONE_VALUE or DETERMINES."""

    column: str
    why: str


@dataclass(frozen=True)
class ChurnModel:
    """A model and the rule it was held against; what is used is the model only where it `beats_rule`.

    `quality` (of the model) and `rule_quality` were measured on the same customers, whom neither had seen; then both
    were trained again on all `trained` customers with the settings found. `lead` is the difference of the AUCs.
    """

    card: Scorecard
    rule: Scorecard
    beats_rule: bool
    lead: Change
    quality: Quality
    rule_quality: Quality
    trained: int
    left: int
    strength: float
    seed: int
    excluded: tuple[Excluded, ...]

    @property
    def used(self) -> Scorecard:
        """What predicts: the model if it beats the rule, else the rule."""
        return self.card if self.beats_rule else self.rule

    @property
    def used_quality(self) -> Quality:
        """The quality of what predicts."""
        return self.quality if self.beats_rule else self.rule_quality

    @property
    def rule_feature(self) -> str:
        """The one column that the rule looks at."""
        return self.rule.features[0].name

    @property
    def version(self) -> str:
        """Changes when the model does."""
        return f"{SCHEMA}.{hashlib.sha256(self.to_bytes()).hexdigest()[:8]}"

    def columns(self) -> tuple[str, ...]:
        """The columns that a table for prediction must have."""
        return tuple(each.name for each in self.used.features)

    def chances(self, table: Table) -> Floats:
        """Each customer's chance of leaving, 0…1. KeyError where a column is absent; unknown words and gaps that
        training never saw count as average."""
        return expit(self.used.logits(table))

    def reasons(self, table: Table, top: int = REASONS) -> list[tuple[Reason, ...]]:
        """Each customer's strongest reasons, strongest first; fewer where little sets the customer apart."""
        found = []
        for begin, places, parts in self.strongest(table, top):
            for row in range(len(places)):
                found.append(
                    tuple(
                        self._reason(table, begin + row, int(place), float(part))
                        for place, part in zip(places[row], parts[row], strict=True)
                        if place >= 0
                    )
                )
        return found

    def strongest(self, table: Table, top: int = REASONS) -> Iterator[tuple[int, NDArray[np.int16], Floats]]:
        """Batches of rows: the first row, the places of the strongest features in `used.features` (-1: no more),
        what they add in log odds. For a million customers, where objects are too many."""
        top = min(top, len(self.used.features))
        for begin in range(0, len(table), BATCH):
            rows: Ints = np.arange(begin, min(begin + BATCH, len(table)))
            parts = self.used.contributions(table.take(rows))
            size = np.abs(parts)
            first = np.argpartition(-size, top - 1, axis=1)[:, :top]
            order = np.argsort(-np.take_along_axis(size, first, 1), axis=1, kind="stable")
            places = np.take_along_axis(first, order, 1)
            kept = np.take_along_axis(parts, places, 1)
            yield begin, np.where(np.abs(kept) >= LEAST_CONTRIBUTION, places, -1).astype(np.int16), kept

    def _reason(self, table: Table, row: int, place: int, contribution: float) -> Reason:
        each = self.used.features[place]
        value = table.value(each.name, row)
        low = high = None
        if isinstance(value, float):
            bin_ = int(np.searchsorted(np.array(each.edges), value, side="right"))
            low = each.edges[bin_ - 1] if bin_ else None
            high = each.edges[bin_] if bin_ < len(each.edges) else None
        direction = RAISES if contribution > 0 else LOWERS
        return Reason(each.name, direction, contribution, value, low, high)

    def to_bytes(self) -> bytes:
        """The model as JSON (UTF-8), the same bytes for the same model."""
        stored = asdict(replace(self, card=_EMPTY, rule=_EMPTY))
        stored |= {"schema": SCHEMA, "card": _stored(self.card), "rule": _stored(self.rule)}
        return json.dumps(stored, ensure_ascii=False, sort_keys=True, allow_nan=False).encode()

    @staticmethod
    def from_bytes(stored: bytes) -> "ChurnModel":
        """The model from `to_bytes`. Raises ValueError for another schema."""
        told = json.loads(stored)
        if told.pop("schema", None) != SCHEMA:
            raise ValueError("a churn model of another schema")
        told["card"], told["rule"] = _card(told["card"]), _card(told["rule"])
        told["lead"] = Change(**told["lead"])
        told["quality"], told["rule_quality"] = _quality(told["quality"]), _quality(told["rule_quality"])
        told["excluded"] = tuple(Excluded(**each) for each in told["excluded"])
        return ChurnModel(**told)


_EMPTY = Scorecard((), (), 0.0)


def _stored(card: Scorecard) -> dict[str, Any]:
    features = [
        asdict(each) | {"scores": [float(score) for score in scores]}
        for each, scores in zip(card.features, card.scores, strict=True)
    ]
    return {"intercept": card.intercept, "features": features}


def _card(told: dict[str, Any]) -> Scorecard:
    scores = tuple(np.array(each.pop("scores")) for each in told["features"])
    features = tuple(
        Feature(each["name"], each["ordered"], tuple(each["edges"]), tuple(each["levels"]))
        for each in told["features"]
    )
    return Scorecard(features, scores, told["intercept"])


def _quality(told: dict[str, Any]) -> Quality:
    for name in ("auc", "brier", "slope", "intercept"):
        told[name] = Estimate(**told[name])
    told["tenths"] = tuple(
        Tenth(each["n"], each["told"], Estimate(**each["left"])) for each in told["tenths"]
    )
    return Quality(**told)
