"""Slang as a page shows it: a reading before and after, and what a shipped word shows."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyin.science.understand.annotations.annotation import EMOTION, INTENT
from zhiyin.science.understand.aspects.dictionary import aspects
from zhiyin.science.understand.reading import Reading
from zhiyin.science.understand.slang.comparing import FELT
from zhiyin.theme import wording
from zhiyin.understand.phrases.annotations import label_of
from zhiyin.understand.phrases.feelings import FEELINGS
from zhiyin.understand.phrases.slang import MEANINGS
from zhiyin.understand.queries.slang import ShippedRow
from zhiyin.understand.queries.slang_sample import SlangSample

SIGNS: Final = {"positive": "▲", "negative": "▼", "mixed": "◆", "neutral": "–"}


def sample_rows(sample: SlangSample) -> list[dict[str, Any]]:
    """Each voice that differs, and what its two readings say: the feeling, then what only one of them says."""
    return [
        {
            "quote": quote,
            "before": [_feeling(quote.before), *_apart(quote.before, quote.after)],
            "after": [_feeling(quote.after), *_apart(quote.after, quote.before)],
        }
        for quote in sample.quotes
    ]


def shipped_rows(rows: Sequence[ShippedRow]) -> list[dict[str, Any]]:
    """Each shipped word with its meaning and everything that it shows."""
    return [
        {
            "row": row,
            "lang": {"zh": "zh-Hans", "en": "en"}.get(row.shipped.language, ""),
            "meaning": MEANINGS[row.shipped.meaning],
            "own_meaning": MEANINGS[row.own_meaning] if row.own_meaning else "",
            "shows": [label_of(*one) for one in row.shipped.shows] + _opinion(row.shipped.polarity),
        }
        for row in rows
    ]


def _opinion(polarity: float) -> list[str]:
    if not polarity:
        return []
    return [_("word of opinion, %(value)s") % {"value": wording.signed(polarity)}]


def _feeling(reading: Reading) -> str:
    if reading.sentiment is None or reading.label is None:
        return _("not read")
    return f"{FEELINGS[reading.label]} {wording.signed(reading.sentiment, 2)}"


def _apart(reading: Reading, other: Reading) -> Iterator[str]:
    """What this reading says and the other one does not."""
    said = _aspects(other) | _shown(other)
    names = {one.code: one.en if (get_language() or "").startswith("en") else one.zh for one in aspects()}
    if (signs := _signs(reading)) != _signs(other):
        yield _("sentences %(signs)s") % {"signs": signs}
    for code, side in sorted(_aspects(reading) - said):
        yield f"{names.get(code, code)} {SIGNS['positive' if side > 0 else 'negative' if side < 0 else 'neutral']}"
    for kind, code in sorted(_shown(reading) - said):
        yield label_of(kind, code)


def _signs(reading: Reading) -> str:
    """How each sentence feels, where there are several."""
    return " ".join(SIGNS[one.label] for one in reading.sentences) if len(reading.sentences) > 1 else ""


def _aspects(reading: Reading) -> set[tuple[str, Any]]:
    return {(one.aspect, (one.sentiment > FELT) - (one.sentiment < -FELT)) for one in reading.mentions}


def _shown(reading: Reading) -> set[tuple[str, Any]]:
    return {(one.kind, one.code) for one in reading.annotations if one.kind in (EMOTION, INTENT)}
