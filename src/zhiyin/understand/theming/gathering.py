"""The texts that themes are found in, and those of the weeks before that they are followed in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Mod

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.queries.units import read_tree
from zhiyin.collect.models import Signal
from zhiyin.science.terms import fields_used
from zhiyin.science.understand.annotations.annotation import NAMED
from zhiyin.science.understand.annotations.masking import mask_of
from zhiyin.science.understand.annotations.names import STAFF_CODES
from zhiyin.understand.corrected import whole
from zhiyin.understand.models import Reading, ShownAnnotation
from zhiyin.understand.queries.names import current_names
from zhiyin.understand.queries.shown import naming_nobody
from zhiyin.understand.queries.signal_paths import read_condition
from zhiyin.understand.queries.voices import Filters, narrowed
from zhiyin.understand.set_aside import LEFT_OUT
from zhiyin.understand.theming.choice import Choice, Window, window_of

MOST_TEXTS: Final = 100_000
"""More texts than these are drawn at random, so that a finding takes bounded time and memory."""
LOTS: Final = 100_000
CHUNK: Final = 5_000
READER: Final = Actor.system("reader")
NOBODY: Final = Actor("system", "themes", "themes")
"""Themes are everybody's who reads some of their texts, also of whoever may not know who the staff are."""


@dataclass(slots=True)
class Material:
    """Columns by text, in the order of the signals' ids."""

    window: Window
    fitting: int = 0  # texts of the period that fit
    # of each unit, by why: texts of the period that would fit if they were no copies and no spam
    left_out: dict[int, Counter[str]] = field(default_factory=dict)
    signals: list[int] = field(default_factory=list)
    revisions: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    weeks: list[int] = field(default_factory=list)
    in_period: list[bool] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def period(self) -> list[int]:
        """The places of the texts of the period."""
        return [place for place, inside in enumerate(self.in_period) if inside]


def units_under(paths: Sequence[str]) -> list[int] | None:
    """The units that stand there today; None for all."""
    if "" in paths:
        return None
    return [node.id for node in read_tree().nodes if node.path.startswith(tuple(paths))]


def gather(choice: Choice, paths: Sequence[str], now: datetime, most: int = MOST_TEXTS) -> Material:
    """What customers said, with words, without copies and spam; names of staff are masked, so that none makes a theme or
    its name.

    Raises as `list_voices` for a condition that cannot be read.
    """
    heard = _fitting(choice, paths)
    fits = heard.exclude(reading__set_aside__in=LEFT_OUT)
    first = None
    if choice.days is None and choice.since is None:
        first = fits.aggregate(first=Min("occurred_at"))["first"]
    window = window_of(choice, now, first)
    fits = fits.filter(occurred_at__gte=window.start, occurred_at__lt=window.until)
    counted = fits.aggregate(all=Count("pk"), inside=Count("pk", filter=Q(occurred_at__gte=window.since)))
    if counted["all"] > most:
        # the lower digits of an id are random
        fits = fits.annotate(lot=Mod(F("pk"), LOTS)).filter(lot__lt=LOTS * most // counted["all"])
    aside = heard.filter(
        reading__set_aside__in=LEFT_OUT, occurred_at__gte=window.since, occurred_at__lt=window.until
    )
    found = Material(window, counted["inside"])
    for unit, why, n in aside.order_by().values_list("unit_id", "reading__set_aside").annotate(n=Count("pk")):
        found.left_out.setdefault(unit, Counter())[why] = n
    rows = fits.order_by("pk").values_list(
        "pk", "revision", "unit_id", "occurred_at", "title", "text", "reading__language", "reading__label"
    )
    for pk, revision, unit, at, title, text, language, label in rows.iterator(chunk_size=2_000):
        found.signals.append(pk)
        found.revisions.append(revision)
        found.units.append(unit)
        found.weeks.append(window.week(at))
        found.in_period.append(at >= window.since)
        found.labels.append(label or "")
        found.languages.append(language or None)
        found.texts.append(whole(title, text))
    _mask(found, fits)
    return found


def _mask(found: Material, fits: QuerySet[Signal]) -> None:
    """The texts without names of staff, as long as before."""
    names, tree = current_names(), read_tree().by_id
    naming = ShownAnnotation.objects.filter(signal__in=fits.values("pk"), kind=NAMED, code__in=STAFF_CODES)
    named = set(naming.values_list("signal_id", flat=True))
    keys = sorted(named)
    annotations: dict[int, list[dict[str, Any]]] = {}
    for start in range(0, len(keys), CHUNK):
        rows = Reading.objects.filter(pk__in=keys[start : start + CHUNK])
        annotations.update(rows.values_list("pk", "annotations"))
    for place, signal in enumerate(found.signals):
        if (names is not None and names.staff) or signal in named:
            path = tree[found.units[place]].path
            mask = mask_of(found.texts[place], annotations.get(signal, ()), names, path)
            found.texts[place] = mask.over(found.texts[place])


def _fitting(choice: Choice, paths: Sequence[str]) -> QuerySet[Signal]:
    filters = Filters(
        query=choice.query,
        where=choice.where,
        channel=choice.channel,
        kind=choice.kind,
        label=choice.label,
    )
    chosen = narrowed(READER, filters).filter(population="customer").exclude(text="", title="")
    if choice.query.strip() or (choice.where.strip() and "text" in fields_used(read_condition(choice.where))):
        chosen = chosen.filter(naming_nobody(NOBODY))  # else a search for a name would tell who is meant
    units = units_under(paths)
    return chosen if units is None else chosen.filter(unit_id__in=units)
