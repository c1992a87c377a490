"""Expectations that were met, missed or exceeded: 以为 … 结果 …, 跟宣传不一样, 比想象中好, "as advertised"."""

import re
from typing import Final

from zhiyin.science.understand.annotations import context, expectation_en, expectation_zh
from zhiyin.science.understand.annotations.annotation import EXPECTATION
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry
from zhiyin.science.understand.annotations.place import Place

CODES: Final = ("met", "missed", "exceeded")
# These look at how the words around lean, so that they wait until all words were gone through.
WAITING: Final = frozenset({"said", "measure", "promise", "thought", "ought", "unexpected", "same", "than"})
_DONE_EN = re.compile(
    r" (?:\w+ly )?(?:delivered|included|free|done|ready|cooked|fixed|refunded|sent|resolved|told|"
    r"given|here|there|shipped|informed|in by)\b"
)


def find(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds a fixed phrase: 名不副实, "as described"."""
    latin = entry.latin
    if context.supposed(place, latin) or context.asked(place, latin):
        return
    code = entry.code
    if place.whole.startswith("should have been", place.b) and not place.after(_DONE_EN, 20):
        return
    if context.negated(place, latin):
        if code == "missed":
            return
        code = "missed"
    _add(place, code, entry, 0.85, findings)


def find_waiting(place: Place, entry: Entry, findings: Findings) -> None:
    """Adds a phrase whose code the words around decide."""
    if findings.has(EXPECTATION, "missed", place.sl, place.sh) or findings.has(
        EXPECTATION, "exceeded", place.sl, place.sh
    ):
        return
    rules = expectation_en.RULES if entry.latin else expectation_zh.RULES
    decided = rules[entry.when](place, entry, findings)
    if decided is not None:
        _add(place, decided[0], entry, decided[1], findings)


def _add(place: Place, code: str, entry: Entry, confidence: float, findings: Findings) -> None:
    strength = context.graded(place, entry.strength, entry.latin)
    findings.add(
        EXPECTATION, code, place.b, place.e, strength, confidence, f"expectation.{entry.when or 'phrase'}"
    )
