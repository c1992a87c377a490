"""Whether what arrives now is still what the models were chosen for: weeks beside each other, from a random sample."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.science.estimate.mean import mean
from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.estimate.results import Estimate
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.drifting import Drift, as_family, drift, strange
from zhiyin.understand.corrected import whole
from zhiyin.understand.models import Reading
from zhiyin.understand.queries.sampling import sampled

WEEKS: Final = 16
RECENT: Final = 4
MOST_TEXTS: Final = 40_000
MOST_WORDS: Final = 4_000
"""Of so many texts the words are looked at."""
NOT_READ, LANGUAGE, LABEL, CONFIDENCE, STRANGE = "not_read", "language", "label", "confidence", "strange"
WATCHED: Final = (NOT_READ, LANGUAGE, LABEL, CONFIDENCE, STRANGE)
_BINS: Final = 5  # of confidence, from a half to one


@dataclass(slots=True)
class Week:
    """One week, from its Monday. `read` of `texts`; `confidence`: (n, sum, sum of squares); `words`: n-grams that
    the sentiment models never weighed, and all."""

    monday: date
    texts: int = 0
    read: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    bins: list[int] = field(default_factory=lambda: [0] * _BINS)
    confidence: list[float] = field(default_factory=lambda: [0.0, 0.0])
    words: list[int] = field(default_factory=lambda: [0, 0])

    def share_not_read(self) -> Estimate:
        return proportion(self.texts - self.read, self.texts)

    def share_unhappy(self) -> Estimate:
        return proportion(self.labels[sentiment.NEGATIVE], self.read)

    def mean_confidence(self) -> Estimate:
        return mean(self.read, *self.confidence)

    def share_strange(self) -> float | None:
        """Without an interval: n-grams of one text are not independent."""
        return self.words[0] / self.words[1] if self.words[1] else None


@dataclass(frozen=True, slots=True)
class Drifting:
    """`weeks`, the oldest first, the last RECENT of them are asked about; `tested` by WATCHED. `sampled` of `texts`."""

    weeks: tuple[Week, ...]
    tested: dict[str, Drift]
    sampled: int
    texts: int


def drifting(actor: Actor, now: datetime | None = None) -> Drifting:
    """The last WEEKS whole weeks of texts, by when they were written. Needs `settings.manage` everywhere."""
    actor.require("settings.manage", "")
    zone = ZoneInfo(settings.TIME_ZONE)
    today = (now or timezone.now()).astimezone(zone)
    end = today.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=today.weekday())
    begin = end - timedelta(weeks=WEEKS)
    weeks = [Week((begin + timedelta(weeks=at)).date()) for at in range(WEEKS)]
    texts = Signal.objects.filter(occurred_at__gte=begin, occurred_at__lt=end).exclude(text="", title="")
    every = texts.count()
    readings = Reading.objects.filter(signal__occurred_at__gte=begin, signal__occurred_at__lt=end)
    rows = list(
        sampled(readings, every, MOST_TEXTS).values_list(
            "signal__occurred_at", "language", "sentiment", "label", "confidence", "machine"
        )
    )
    for at, language, feeling, label, confidence, machine in rows:
        _add(weeks[_place(at, weeks[0].monday, zone)], language, machine or {}, feeling, label, confidence)
    worded = sampled(readings.filter(sentiment__isnull=False), every, MOST_WORDS)
    _add_words(weeks, zone, list(worded.values_list(
        "signal__occurred_at", "language", "signal__title", "signal__text"
    )))  # fmt: skip
    return Drifting(tuple(weeks), _tested(weeks), len(rows), every)


def _place(at: datetime, first: date, zone: ZoneInfo) -> int:
    return min(max((at.astimezone(zone).date() - first).days // 7, 0), WEEKS - 1)


def _add(
    week: Week,
    language: str,
    machine: dict[str, Any],
    feeling: float | None,
    label: str,
    confidence: float | None,
) -> None:
    week.texts += 1
    week.languages[language] += 1
    if feeling is None or confidence is None:
        return
    week.read += 1
    week.labels[machine.get("label", label)] += 1
    week.bins[min(max(int((confidence - 0.5) * 2 * _BINS), 0), _BINS - 1)] += 1
    week.confidence[0] += confidence
    week.confidence[1] += confidence * confidence


def _add_words(weeks: Sequence[Week], zone: ZoneInfo, rows: Sequence[tuple[datetime, str, str, str]]) -> None:
    for model in sentiment.MODELS:
        mine = [row for row in rows if sentiment.READERS.get(row[1], ("",))[0] == model]
        counted = strange([whole(title, text) for _, _, title, text in mine], model)
        for row, (unknown, all_of_them) in zip(mine, counted, strict=True):
            week = weeks[_place(row[0], weeks[0].monday, zone)]
            week.words[0] += unknown
            week.words[1] += all_of_them


def _tested(weeks: Sequence[Week]) -> dict[str, Drift]:
    languages = sorted({name for week in weeks for name in week.languages})
    labels = sorted({name for week in weeks for name in week.labels})
    tables = {
        NOT_READ: [[week.texts - week.read, week.read] for week in weeks],
        LANGUAGE: [[week.languages[name] for name in languages] for week in weeks],
        LABEL: [[week.labels[name] for name in labels] for week in weeks],
        CONFIDENCE: [week.bins for week in weeks],
        STRANGE: [[week.words[0], week.words[1] - week.words[0]] for week in weeks],
    }
    found = as_family([drift(tables[name], RECENT) for name in WATCHED])
    return dict(zip(WATCHED, found, strict=True))
