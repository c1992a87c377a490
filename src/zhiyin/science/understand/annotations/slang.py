"""What an organisation's own words of slang show: praise, a complaint, or anger where they mark irony."""

from typing import Final

import numpy as np

from zhiyin.science.language.folding import Folded
from zhiyin.science.understand.annotations import lexicon
from zhiyin.science.understand.annotations.annotation import EMOTION, INTENT
from zhiyin.science.understand.annotations.findings import Findings
from zhiyin.science.understand.annotations.lexicon import Lexicon
from zhiyin.science.understand.aspects.dictionary import as_found
from zhiyin.science.understand.slang.own_words import OwnWords
from zhiyin.science.understand.slang.shipped import SHOWING
from zhiyin.science.understand.slang.words import IRONY, VALUES, Slang

RULE: Final = "slang.own"
# A phrase that begins with a word that is switched off is none either.
_CONSTRUCTION: Final = "construction"
_SHOWS: Final = {"praise": (INTENT, "praise"), "blame": (INTENT, "complaint"), "irony": (EMOTION, "anger")}
_STRENGTH, _SURE = 0.8, 0.85
_DENIED, _SURE_OF_DENIED = 0.6, 0.6
# As heavy for what stands around it (is 🙂 meant?) as a phrase of praise or blame.
_LEANS: Final = 1.5


def lexicon_of(slang: Slang | None) -> Lexicon:
    """The lexicon without the words that are switched off or have an own meaning."""
    if slang is None:
        return lexicon.lexicon()
    words = as_found([*slang.off, *(word for word, _meaning in slang.own())])
    return lexicon.without(frozenset(words.values()), frozenset({*SHOWING, _CONSTRUCTION}))


def find_own(own: OwnWords, folded: Folded, of_texts: dict[int, Findings]) -> None:
    """Adds what each own word shows, and how it leans; a denied one shows the other side."""
    texts = np.searchsorted(folded.starts, own.begin, side="right") - 1
    for text, at, begin, end, value, polarity in zip(
        texts.tolist(),
        own.begin.tolist(),
        own.whole_from.tolist(),
        own.end.tolist(),
        own.value.tolist(),
        own.polarity.tolist(),
        strict=True,
    ):
        findings = of_texts.setdefault(text, Findings())
        denied = value * polarity < 0
        meaning = "irony" if polarity == VALUES[IRONY] else "praise" if value > 0 else "blame"
        kind, code = _SHOWS[meaning]
        strength, sure = (_STRENGTH * _DENIED, _SURE_OF_DENIED) if denied else (_STRENGTH, _SURE)
        rule = f"{RULE}.{meaning}.denied" if denied else f"{RULE}.{meaning}"
        findings.add(kind, code, begin, end, strength, sure, rule)
        findings.lean(at, _LEANS if value > 0 else -_LEANS)
