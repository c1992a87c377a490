"""Two readings of the same texts beside each other, and beside what people said is right."""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from zhiyin.understand.corrected import ASPECT, SENTIMENT, Said, Word

MOST_SAMPLES: Final = 40
NOT_READ: Final = "not_read"


@dataclass(slots=True)
class Right:
    """How often a version said what people say. Of aspects: said and right, said and wrong, overlooked."""

    feelings: int = 0
    found: int = 0
    wrong: int = 0
    overlooked: int = 0


@dataclass(slots=True)
class Comparison:
    """Counts over the texts compared so far.

    `labels`: (label before, label now) -> texts. `aspects`: code -> (in both, only before, only now). `judged`: texts
    with a person's word about their feeling; `before`, `now`: how often each version agreed with people.
    `samples`: (distance, signal), the texts that changed most.
    """

    texts: int = 0
    labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    aspects: dict[str, list[int]] = field(default_factory=dict)
    judged: int = 0
    before: Right = field(default_factory=Right)
    now: Right = field(default_factory=Right)
    samples: list[tuple[float, int]] = field(default_factory=list)

    def add(self, signal: int, before: Said, now: Said, words: Iterable[Word] = ()) -> None:
        """One text, as both machines read it, with people's corrections of these words."""
        self.texts += 1
        self.labels[before.label or NOT_READ, now.label or NOT_READ] += 1
        named, names = _feelings(before), _feelings(now)
        for code in named.keys() | names.keys():
            counts = self.aspects.setdefault(code, [0, 0, 0])
            counts[0 if code in named and code in names else 1 if code in named else 2] += 1
        self._judge(before, now, named, names, words)
        distance = _distance(before, now, named, names)
        if distance > 0:
            keep = heapq.heappush if len(self.samples) < MOST_SAMPLES else heapq.heappushpop
            keep(self.samples, (round(distance, 3), signal))

    def _judge(
        self,
        before: Said,
        now: Said,
        named: Mapping[str, float],
        names: Mapping[str, float],
        words: Iterable[Word],
    ) -> None:
        for word in words:
            if word.field == SENTIMENT:
                self.judged += 1
                self.before.feelings += before.label == word.value
                self.now.feelings += now.label == word.value
            elif word.field == ASPECT:
                for right, found in ((self.before, named), (self.now, names)):
                    said, true = word.key in found, word.value is not None
                    right.found += said and true
                    right.wrong += said and not true
                    right.overlooked += true and not said

    @property
    def changed(self) -> int:
        """Texts whose label is another one."""
        return sum(count for (old, new), count in self.labels.items() if old != new)

    def kept(self) -> dict[str, Any]:
        """As `Rereading.comparison` keeps it."""
        return {
            "texts": self.texts,
            "labels": [[old, new, count] for (old, new), count in sorted(self.labels.items())],
            "aspects": dict(sorted(self.aspects.items())),
            "judged": self.judged,
            "before": _plain(self.before),
            "now": _plain(self.now),
            "samples": sorted(self.samples, reverse=True),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Comparison":
        """What `kept` gave; an empty one of nothing."""
        if not kept:
            return cls()
        samples = [(float(distance), int(signal)) for distance, signal in kept["samples"]]
        heapq.heapify(samples)
        return cls(
            kept["texts"],
            Counter({(old, new): count for old, new, count in kept["labels"]}),
            {code: list(counts) for code, counts in kept["aspects"].items()},
            kept["judged"],
            Right(**kept["before"]),
            Right(**kept["now"]),
            samples,
        )


def _plain(right: Right) -> dict[str, int]:
    return {name: getattr(right, name) for name in Right.__dataclass_fields__}


def _feelings(said: Said) -> dict[str, float]:
    sums: dict[str, list[float]] = {}
    for one in said.mentions:
        sums.setdefault(one["aspect"], []).append(one["sentiment"])
    return {code: sum(values) / len(values) for code, values in sums.items()}


def _distance(before: Said, now: Said, named: Mapping[str, float], names: Mapping[str, float]) -> float:
    """0 for the same reading. A feeling that turned counts more than an aspect that came or went."""
    feeling = abs((before.sentiment or 0.0) - (now.sentiment or 0.0))
    read = float((before.sentiment is None) != (now.sentiment is None))
    moved = len(named.keys() ^ names.keys())
    return 2.0 * feeling * (before.label != now.label) + read + 0.5 * moved
