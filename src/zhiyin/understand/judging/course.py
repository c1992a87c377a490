"""The models one after the other. One that fails says so on its own page, and takes no other with it."""

import logging
import time
from collections.abc import Callable
from functools import cached_property

from zhiyin.science.understand.people.churn.histories import Known
from zhiyin.science.understand.people.enough import NotEnough
from zhiyin.science.understand.people.lifetime_value import LifetimeValues
from zhiyin.understand.judging import base, buying, following, leaving, staying, ties
from zhiyin.understand.judging.attributes import Contracts, contracts
from zhiyin.understand.judging.buying import Histories
from zhiyin.understand.judging.material import Material
from zhiyin.understand.judging.terms import Terms
from zhiyin.understand.judging.verdict import FAILED, Verdict

log = logging.getLogger(__name__)

FAULT = "fault"
"""A failure without a code of its own; it has been written to the log."""
WITHOUT_VALUE = "value_failed"


class Course:
    """All models on one material. `after` hears after each how many of how many are done."""

    def __init__(self, material: Material, terms: Terms, after: Callable[[int, int], None]) -> None:
        self.material, self.terms, self.after = material, terms, after
        self.values: LifetimeValues | None = None
        self.found: dict[str, tuple[Verdict, float]] = {}

    @cached_property
    def bought(self) -> Histories:
        """What everybody bought, once for all models."""
        return buying.histories(self.material)

    @cached_property
    def contracts(self) -> Contracts:
        """Who has a contract, or had one."""
        return contracts(self.material, self.terms)

    @cached_property
    def known(self) -> Known | NotEnough:
        """What is known today of each who bought: one definition of having gone, whoever asks."""
        return leaving.known_today(self.material)

    def run(self) -> list[tuple[Verdict, float]]:
        """Each verdict with the seconds that it took."""
        models: dict[str, Callable[[], Verdict]] = {
            "rfm": lambda: buying.judge_rfm(self.bought),
            "value": self._value,
            "tiers": self._tiers,
            "loyalty": lambda: ties.judge_ties(
                self.material, self.bought, self.contracts, self.known, self.terms
            ),
            "silence": lambda: leaving.judge_silence(self.material),
            "churn": lambda: leaving.judge_churn(self.material, self.known, self.terms),
            "churn_contract": lambda: leaving.judge_contracts(self.contracts, self.terms),
            "next_product": lambda: following.judge_next_products(self.material, self.terms),
            "base": lambda: base.judge_base(self.material, self._loyalty()),
            "retention": lambda: staying.judge_retention(self.material, self.bought),
            "acquisition": lambda: base.judge_acquisition(
                self.material, self.bought, self.values, self.terms
            ),
        }
        for done, (code, model) in enumerate(models.items(), 1):
            began = time.monotonic()
            self.found[code] = (_guarded(code, model), time.monotonic() - began)
            self.after(done, len(models))
        return list(self.found.values())

    def _value(self) -> Verdict:
        verdict, self.values = buying.judge_value(self.material, self.bought, self.terms)
        return verdict

    def _tiers(self) -> Verdict:
        if self.found["value"][0].state == FAILED:
            return Verdict("tiers", 0, failed=WITHOUT_VALUE)
        return buying.judge_tiers(self.material, self.values, self.bought, self.terms)

    def _loyalty(self) -> Verdict:
        return self.found["loyalty"][0]


def _guarded(code: str, model: Callable[[], Verdict]) -> Verdict:
    try:
        return model()
    except Exception as error:
        log.exception("the model %s failed", code)
        return Verdict(code, 0, failed=str(getattr(error, "code", "") or FAULT)[:40])
