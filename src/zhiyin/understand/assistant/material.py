"""The texts of signals as the assistant is shown them: masked, without names of staff, without links."""

from collections.abc import Iterable, Sequence
from typing import Final

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.customers.queries.rights import restricted_among
from zhiyin.science.language.masking import mask
from zhiyin.science.understand.annotations.masking import Mask, mask_of
from zhiyin.understand.assistant.cleaning import clean
from zhiyin.understand.corrected import whole
from zhiyin.understand.models import Reading
from zhiyin.understand.queries.shown import NOTHING, masks_for

STRANGER: Final = Actor("system", "assistant", "assistant", ())
"""Who a language model is: may do nothing, so that every name of staff that is masked for anybody is masked for it."""


def shown_texts(signals: Sequence[Signal], longest: int) -> list[str]:
    """One text a signal (which carries its reading), in order, at most `longest` characters."""
    masks = masks_for(STRANGER, signals)
    return [
        _cut(shown(whole(one.title, one.text), masks.get(one.pk, NOTHING), _overruled(one)), longest)
        for one in signals
    ]


def shown(words: str, *masks: Mask) -> str:
    """`words` under these masks, masked and cleaned. What was accepted is masked already; rules have grown since."""
    for one in masks:
        words = one.over(words)
    return clean(mask(words).text)


def unrestricted(signals: Iterable[Signal]) -> list[Signal]:
    """Those whose giver did not ask that their data be used for nothing: it is not handed to anybody else either."""
    rows = list(signals)
    restricted = restricted_among({one.customer_id for one in rows if one.customer_id is not None})
    return [one for one in rows if one.customer_id not in restricted]


def _overruled(signal: Signal) -> Mask:
    """Names that the machine found and a person took away again: here, better one too many."""
    reading: Reading | None = getattr(signal, "reading", None)
    if reading is None or reading.revision != signal.revision or not reading.machine:
        return NOTHING
    return mask_of(whole(signal.title, signal.text), reading.machine["annotations"], None)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
