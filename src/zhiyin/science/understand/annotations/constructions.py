"""Phrases that mean something else than their words: 不是一般的慢, 隔壁都比你们热情, "couldn't be happier".

A construction praises, blames or does neither as a whole. What its single words would say (慢, 热情, bad) does not count:
neither as an intent, nor as a feeling, nor for the aspect in its clause. Anchors are in `lexicon/construction.csv`; each
rule looks at what stands around one and says where the phrase lies and which way it leans.
"""

from typing import Final

from zhiyin.science.understand.annotations import (
    constructions_en,
    constructions_neither,
    constructions_plain,
    constructions_zh,
)
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Entry
from zhiyin.science.understand.annotations.place import Place


def find(place: Place, entry: Entry, findings: Findings) -> None:
    """Turns what the words of a construction say; the anchor's strength is how far it leans."""
    turned = _RULES[entry.latin][entry.when](place, findings)
    if turned is not None:
        begin, end, lean = turned
        findings.turn(begin, end, lean * entry.strength)


_RULES: Final = {
    False: constructions_zh.RULES | constructions_neither.RULES | constructions_plain.RULES,
    True: constructions_en.RULES | constructions_neither.RULES,
}
