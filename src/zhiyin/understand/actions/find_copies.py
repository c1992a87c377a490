"""Find copies among what was read, and set aside what customers' numbers leave out."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.journal.feed import make_ready
from zhiyin.science.understand.annotations import annotation
from zhiyin.science.understand.duplicates import signatures
from zhiyin.understand.actions.finding_copies import Print, Told, keep, kept_prints, one_of, placed
from zhiyin.understand.corrected import COPY, digest, whole
from zhiyin.understand.models import Correction, Reading, ShownAnnotation, TextPrint
from zhiyin.understand.set_aside import COUNTED, PUBLIC, set_aside

CHUNK: Final = 2_000
FEW: Final = 500
LEFT_LYING: Final = timedelta(minutes=5)
_COLUMNS: Final = (
    "pk", "signal__occurred_at", "signal__title", "signal__text", "signal__customer__person_id", "signal__pseudonym",
    "signal__kind",
)  # fmt: skip
FINDER: Final = Actor.system("reader")
_LOCK: Final = 0x7A79_6370  # one search at a time: two would not see each other's prints


def find_copies(actor: Actor, *, signals: Iterable[int]) -> int:
    """Look at those of these signals that were read and not looked at yet; returns how many.

    The earliest that says something counts, its copies do not; nor does spam. The lake has what changed.
    """
    actor.require("settings.manage")
    keys = sorted(set(signals))
    return sum(_look_at(keys[start : start + CHUNK]) for start in range(0, len(keys), CHUNK))


def look_at_the_rest() -> bool:
    """What was read before copies were looked for, or was left lying. True when there was some.

    What was read just now is left to the reaction to its reading.
    """
    lying = Reading.objects.filter(set_aside=None, read_at__lt=timezone.now() - LEFT_LYING)
    keys = list(lying.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    if not keys:
        with _alone():
            follow_firsts()
        return False
    return find_copies(FINDER, signals=keys) > 0


def let_go(keys: Sequence[int]) -> None:
    """These signals say something else now, or are looked at anew: they are no copies, nor copied. In the caller's
    transaction, before `find_copies`."""
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        TextPrint.objects.filter(first__in=one_of(chunk)).update(first=None)
        Reading.objects.filter(pk__in=one_of(chunk)).update(print=None, set_aside=None)


def settle(keys: Iterable[int]) -> None:
    """Set aside what the rule says of these signals, which have been looked at, and tell the lake what changed. In the
    caller's transaction."""
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), CHUNK):
        _settle(wanted[start : start + CHUNK])


def follow_firsts() -> None:
    """Where the first of several is gone the next one counts; prints of nobody go. In the caller's transaction."""
    orphans = list(TextPrint.objects.filter(first=None).values_list("pk", flat=True)[:FEW])
    followed: list[int] = []
    for key in orphans:
        members = Reading.objects.filter(print=key).order_by("signal__occurred_at", "pk")
        signal = members.values_list("pk", flat=True).first()
        if signal is None:
            TextPrint.objects.filter(pk=key).delete()
        else:
            TextPrint.objects.filter(pk=key).update(first=signal)
            followed.append(signal)
    settle(followed)


def _look_at(keys: list[int]) -> int:
    with _alone():
        follow_firsts()
        rows = list(
            Reading.objects.filter(pk__in=one_of(keys), set_aside=None)
            .order_by("signal__occurred_at", "pk")
            .values_list(*_COLUMNS)
        )
        if not rows:
            return 0
        here = [row[0] for row in rows]
        texts = [whole(row[2], row[3]) for row in rows]
        signed = signatures(texts)
        apart = _said_to_be_none(here, texts)
        told = [
            Told((row[1], row[0]), row[4] or row[5], row[6] in PUBLIC and row[0] not in apart) for row in rows
        ]
        changed = _keep(placed(told, signed, kept_prints(signed)))
        Reading.objects.filter(pk__in=one_of(here)).update(set_aside=COUNTED)
        settle({*_spam_among(here), *changed})
    return len(here)


def _said_to_be_none(keys: Sequence[int], texts: Sequence[str]) -> set[int]:
    """Those of which a person said that they are no copies, in these words."""
    words = dict(zip(keys, texts, strict=True))
    said = Correction.objects.filter(field=COPY, signal__in=one_of(keys)).values_list("signal_id", "words")
    return {key for key, told in said if told == digest(words[key])}


def _keep(gained: Sequence[Print]) -> set[int]:
    """Write the prints; returns the signals whose standing may be another now, those of earlier batches too."""
    touched: set[int] = set()
    keep([one for one in gained if one.key is None])
    members: list[tuple[int | None, int]] = []
    for one in gained:
        if not one.joined or one.key is None:
            continue  # alone: its print says who it is
        together = [*one.joined, *([one.first] if one.first is not None else [])]
        earliest = min(together)
        if earliest != one.first:
            TextPrint.objects.filter(pk=one.key).update(first=earliest[1])
        touched.update(signal for _at, signal in together)
        members += [(one.key, signal) for _at, signal in together]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE understand_reading SET print_id = %s WHERE signal_id = %s", members)
    return touched


def _spam_among(keys: list[int]) -> set[int]:
    shown = ShownAnnotation.objects.filter(signal__in=one_of(keys), kind=annotation.SPAM)
    return set(shown.values_list("signal_id", flat=True))


def _settle(keys: list[int]) -> None:
    spam = _spam_among(keys)
    changed: dict[str, list[int]] = {}
    rows = Reading.objects.filter(pk__in=one_of(keys), set_aside__isnull=False)
    for key, was, print_id, first in rows.values_list("pk", "set_aside", "print_id", "print__first"):
        now = set_aside(is_spam=key in spam, is_copy=print_id is not None and first != key)
        if now != was:
            changed.setdefault(now, []).append(key)
    for now, found in changed.items():
        Reading.objects.filter(pk__in=one_of(found)).update(set_aside=now)
        make_ready("signal", found)


@contextmanager
def _alone() -> Iterator[None]:
    """A transaction in which nobody else searches for copies; SQLite has one writer anyway."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield
