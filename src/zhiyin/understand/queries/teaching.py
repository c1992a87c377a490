"""What people said of texts' feeling, to learn from and to measure with; and texts that nobody said anything of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from zhiyin.customers.models import Restriction
from zhiyin.understand.corrected import SENTIMENT, UNCLEAR, digest, is_held_out, whole
from zhiyin.understand.models import Coding, CodingItem, Correction, Reading
from zhiyin.understand.queries.coding import most_say
from zhiyin.understand.queries.sampling import sampled

MOST_LESSONS: Final = 20_000
MOST_ANCHORS: Final = 4_000
"""Held-out ones and the others together."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text and the label that people give it. `is_coded`: it was drawn at random and coded blind."""

    words: str
    label: str
    is_coded: bool


def lessons(*, held_out: bool) -> Iterator[Lesson]:
    """Of equal texts one. What was coded in closed rounds comes first, then corrections, the newest first.

    Texts whose words have changed since, and those of people whose data may be used for nothing, are left out.
    """
    seen: set[str] = set()
    for words, label, is_coded in _said():
        key = digest(words)
        if key not in seen and is_held_out(key) == held_out:
            seen.add(key)
            yield Lesson(words, label, is_coded)
            if len(seen) >= MOST_LESSONS:
                return


def _said() -> Iterator[tuple[str, str, bool]]:
    codings: dict[int, list[str]] = {}
    closed = Coding.objects.filter(item__round__closed_at__isnull=False).exclude(sentiment=UNCLEAR)
    for item_id, label in closed.order_by("id").values_list("item_id", "sentiment"):
        codings.setdefault(item_id, []).append(label)
    items = CodingItem.objects.filter(round__closed_at__isnull=False).select_related("signal").order_by("-pk")
    for item in items.filter(_free()).iterator(chunk_size=1_000):
        words = whole(item.signal.title, item.signal.text)
        agreed = most_say(codings.get(item.pk, ()))
        if agreed is not None and digest(words) == item.words:
            yield words, agreed, True
    corrections = Correction.objects.filter(field=SENTIMENT).select_related("signal").order_by("-at", "-id")
    for one in corrections.filter(_free()).iterator(chunk_size=1_000):
        words = whole(one.signal.title, one.signal.text)
        if digest(words) == one.words:
            yield words, str(one.value), False


def anchors(*, held_out: bool) -> list[str]:
    """A random sample of the texts that were read and that nobody corrected or coded."""
    corrected = Correction.objects.filter(signal=OuterRef("signal"), field=SENTIMENT)
    coded = CodingItem.objects.filter(signal=OuterRef("signal"))
    free = Reading.objects.filter(_free(), ~Exists(corrected), ~Exists(coded), sentiment__isnull=False)
    rows = (
        sampled(free, free.count(), MOST_ANCHORS)
        .order_by("signal_id")
        .values_list("signal__title", "signal__text")[: 2 * MOST_ANCHORS]
    )
    texts = dict.fromkeys(whole(title, text) for title, text in rows)
    return [words for words in texts if is_held_out(digest(words)) == held_out]


def _free() -> Q:
    """Not of a person whose data is used for nothing."""
    lasting = Restriction.objects.filter(Q(until__isnull=True) | Q(until__gt=timezone.now()))
    return ~Q(Exists(lasting.filter(customer__person_id=OuterRef("signal__customer__person_id"))))
