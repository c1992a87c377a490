"""Which labels a person may give to a text."""

from zhiyin.science.understand.annotations.annotating import CODES
from zhiyin.science.understand.annotations.annotation import ACTION, SPAM, URGENCY
from zhiyin.science.understand.annotations.urgency import LEVELS
from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.science.understand.spam.finding import CODES as SPAM_CODES


def aspect_codes() -> frozenset[str]:
    """The codes of everything that can be spoken of."""
    return frozenset(aspect.code for aspect in aspects())


def annotation_codes() -> frozenset[str]:
    """kind:code of everything else that a text can show."""
    every = {**CODES, SPAM: SPAM_CODES, URGENCY: LEVELS, ACTION: ("possible",)}
    return frozenset(f"{kind}:{code}" for kind, codes in every.items() for code in codes)
