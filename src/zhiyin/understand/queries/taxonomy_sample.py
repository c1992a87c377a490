"""What an edit of a taxonomy does to what was heard lately, before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from zhiyin.accounts.actor import Actor
from zhiyin.science.understand.taxonomies.comparing import ASPECT, Comparison, Moved, Rightness, Told, compare
from zhiyin.science.understand.taxonomies.taxonomy import Taxonomy
from zhiyin.understand.corrected import ASPECT as ASPECT_FIELD
from zhiyin.understand.corrected import digest
from zhiyin.understand.models import Correction
from zhiyin.understand.queries.newest_voices import LONGEST, SAMPLE, SHOWN, around, newest_voices
from zhiyin.understand.queries.shown import shown_words
from zhiyin.understand.queries.taxonomies import read_taxonomy
from zhiyin.understand.queries.voices import readable_signals, words_of

LOOKED_AT: Final = 2_000
"""Corrections, the newest: enough to fill a sample, as many of them are about the same voices."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The part of a voice that gains or loses a category, names of staff masked: `mentions` as the theme's `evidence`
    takes them."""

    signal_id: int
    words: str
    mentions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """One category before and after, with some of the voices that moved."""

    code: str
    before: int
    after: int
    gained: int
    lost: int
    gained_quotes: tuple[Quote, ...]
    lost_quotes: tuple[Quote, ...]

    @property
    def moved(self) -> int:
        return self.gained + self.lost


@dataclass(frozen=True, slots=True)
class SampleRead:
    """`texts` voices read with both versions. `right_before` and `right_after` are measured against what people
    corrected (`told_texts` voices); their n is 0 where nobody has."""

    texts: int
    effects: tuple[Effect, ...]
    told_texts: int
    right_before: Rightness
    right_after: Rightness

    def of(self, code: str) -> Effect | None:
        return next((one for one in self.effects if one.code == code), None)


def read_sample(actor: Actor, draft: Taxonomy, *, size: int = SAMPLE) -> SampleRead:
    """Reads the newest voices that the actor may read (up to SAMPLE) with the taxonomy as it holds and as drafted.

    Needs `settings.manage` everywhere and `voice.read`. The draft must have no faults.
    """
    before = read_taxonomy(actor, draft.code).taxonomy
    signals, texts = newest_voices(actor, size)
    told = _told(actor, draft)
    found = compare(texts, before, draft, told)
    ids = [signal.pk for signal in signals]
    words = shown_words(actor, signals)
    shown = [words[key][:LONGEST] for key in ids]
    return SampleRead(
        len(texts), _effects(found, ids, shown), len(told.texts), found.right_before, found.right_after
    )


def _told(actor: Actor, draft: Taxonomy) -> Told:
    """People's words about aspects and categories of this taxonomy, on voices whose words they still are."""
    rows = (
        Correction.objects.filter(field=ASPECT_FIELD, signal__in=readable_signals(actor))
        .select_related("signal")
        .order_by("-at", "-pk")[:LOOKED_AT]
    )
    place: dict[int, int] = {}
    texts: list[str] = []
    labels: dict[tuple[int, str], bool] = {}
    for row in rows:
        words = words_of(row.signal)
        taxonomy, parted, category = row.key.partition(".")
        if row.words != digest(words) or (parted and taxonomy != draft.code):
            continue
        if row.signal_id not in place:
            if len(texts) == SAMPLE:
                break
            place[row.signal_id] = len(texts)
            texts.append(words)
        labels[place[row.signal_id], category if parted else ASPECT + row.key] = row.value is not None
    return Told(texts, labels)


def _effects(found: Comparison, ids: list[int], texts: list[str]) -> tuple[Effect, ...]:
    return tuple(
        Effect(
            one.code,
            one.before,
            one.after,
            len(one.gained),
            len(one.lost),
            tuple(_quote(moved, ids, texts) for moved in one.gained[:SHOWN]),
            tuple(_quote(moved, ids, texts) for moved in one.lost[:SHOWN]),
        )
        for one in found.categories
    )


def _quote(moved: Moved, ids: list[int], texts: list[str]) -> Quote:
    return Quote(ids[moved.text], *around(texts[moved.text], moved.spans))
