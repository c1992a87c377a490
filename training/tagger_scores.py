"""How well tagged spans agree with marked ones; `python -m training.evaluate spans FILE` prints it."""

import gzip
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import data
from training.tagger_data import LABELS, Row, row_of
from zhiyin.science.language.folding import fold
from zhiyin.science.understand.aspects import tagger

BINS = 10
DRAWS = 1000


@dataclass(frozen=True)
class Found:
    """One aspect found: [start, end), label, confidence, and its opinion's [start, end) or None."""

    start: int
    end: int
    label: int
    confidence: float
    said: tuple[int, int] | None


def found(texts: Sequence[str], model: tagger.Model | None = None) -> list[list[Found]]:
    """What the tagger finds in each text."""
    result: list[list[Found]] = [[] for _ in texts]
    used = model or tagger.model()
    for low in range(0, len(texts), 1000):
        tagged = tagger.tag_with(used, fold(texts[low : low + 1000]))
        labels = tagged.polarity.argmax(axis=1).tolist() if len(tagged) else []
        for text, start, stop, label, sure, said in zip(
            tagged.text.tolist(),
            tagged.start.tolist(),
            tagged.stop.tolist(),
            labels,
            tagged.confidence.tolist(),
            tagged.said.tolist(),
            strict=True,
        ):
            opinion = (said[0], said[1]) if said[0] >= 0 else None
            result[low + text].append(Found(start, stop, label, sure, opinion))
    return result


@dataclass(frozen=True)
class Counts:
    """Per row: marked, found and right ones of a kind of unit."""

    marked: NDArray[np.int64]
    given: NDArray[np.int64]
    right: NDArray[np.int64]

    def f1(self, rows: NDArray[np.int64] | None = None) -> float:
        chosen = slice(None) if rows is None else rows
        total = self.marked[chosen].sum() + self.given[chosen].sum()
        return 2 * float(self.right[chosen].sum()) / max(float(total), 1.0)

    @property
    def row(self) -> str:
        marked, given, right = int(self.marked.sum()), int(self.given.sum()), int(self.right.sum())
        low, high = interval(self)
        return (
            f"{marked:,} | {given:,} | {right / max(given, 1):.3f} | {right / max(marked, 1):.3f} | "
            f"{self.f1():.3f} ({low:.3f}–{high:.3f})"
        )


HEAD = "| unit | marked | found | precision | recall | F1 (95 % interval) |\n|---|---|---|---|---|---|"


def interval(counts: Counts) -> tuple[float, float]:
    """Of F1, by drawing rows with replacement."""
    dice = np.random.default_rng(5)
    rows = len(counts.marked)
    drawn = np.array([counts.f1(dice.integers(0, rows, rows)) for _ in range(DRAWS)])
    return float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975))


def counted(marked: list[set[Any]], given: list[set[Any]]) -> Counts:
    return Counts(
        np.array([len(each) for each in marked]),
        np.array([len(each) for each in given]),
        np.array([len(a & b) for a, b in zip(marked, given, strict=True)]),
    )


def overlapping(marked: list[set[tuple[int, int]]], given: list[set[tuple[int, int]]]) -> Counts:
    """Spans that share a character count as right, each once."""
    right = []
    for gold, mine in zip(marked, given, strict=True):
        left = sorted(gold)
        hits = 0
        for start, end in sorted(mine):
            match = next((span for span in left if span[0] < end and start < span[1]), None)
            if match is not None:
                left.remove(match)
                hits += 1
        right.append(hits)
    return Counts(np.array([len(g) for g in marked]), np.array([len(g) for g in given]), np.array(right))


@dataclass(frozen=True)
class Scores:
    """All figures of a set of rows; `judged` are spans found right, `agreed` of them with the right polarity."""

    exact: Counts
    each: Counts
    span: Counts
    overlap: Counts
    said: Counts
    judged: int
    agreed: int
    error: float

    @property
    def table(self) -> str:
        lines = [
            HEAD,
            f"| aspect span and polarity | {self.exact.row} |",
            f"| the same, a span marked with two polarities counting twice | {self.each.row} |",
            f"| aspect span | {self.span.row} |",
            f"| aspect span, any overlap | {self.overlap.row} |",
        ]
        if self.said.marked.sum():
            lines.append(f"| opinion span of an aspect | {self.said.row} |")
        share = self.agreed / max(self.judged, 1)
        lines.append("")
        lines.append(f"Polarity of the {self.judged:,} spans found right: {100 * share:.1f} % right.")
        lines.append(f"Expected calibration error of the confidence: {self.error:.3f} ({BINS} bins).")
        return "\n".join(lines)


def scores(rows: list[Row], model: tagger.Model | None = None) -> Scores:
    """The tagger against the marks of the rows."""
    given = found([row.text for row in rows], model)
    exact_marked = [{(u.start, u.end, u.label) for u in row.units} for row in rows]
    exact_given = [{(f.start, f.end, f.label) for f in each} for each in given]
    span_marked = [{(u.start, u.end) for u in row.units} for row in rows]
    span_given = [{(f.start, f.end) for f in each} for each in given]
    labels = [{(u.start, u.end): u.label for u in row.units} for row in rows]
    judged = [(f, mine[(f.start, f.end)]) for each, mine in zip(given, labels, strict=True) for f in each
              if (f.start, f.end) in mine]  # fmt: skip
    sure = np.array([f.confidence for each in given for f in each])
    right = np.array(
        [(f.start, f.end, f.label) in m for each, m in zip(given, exact_marked, strict=True) for f in each],
        dtype=np.float64,
    )
    return Scores(
        counted(exact_marked, exact_given),
        counted([{(u.start, u.end, p) for u in row.units for p in u.labels} for row in rows], exact_given),
        counted(span_marked, span_given),
        overlapping(span_marked, span_given),
        counted(
            [{span for u in row.units for span in u.opinions} for row in rows],
            [{f.said for f in each if f.said} for each in given],
        ),
        len(judged),
        sum(f.label == label for f, label in judged),
        calibration_error(sure, right),
    )


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Expected calibration error over BINS bins of equal width."""
    place = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    return float(
        sum(
            abs(right[place == bin_].mean() - sure[place == bin_].mean()) * (place == bin_).mean()
            for bin_ in range(BINS)
            if (place == bin_).any()
        )
    )


def microseconds(texts: Sequence[str]) -> float:
    """Per text of one core for folded texts in batches of 1,000, the best of three goes."""
    folded = [fold(texts[low : low + 1000]) for low in range(0, len(texts), 1000)]
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for batch in folded:
            tagger.tag(batch)
        best = min(best, (time.process_time() - started) / len(texts))
    return best * 1e6


def speed() -> str:
    """Microseconds per Chinese review of the held-out tenth."""
    rows = data.chinese_reviews()
    texts = [rows.texts[place] for place in np.flatnonzero(rows.tenth == data.HELD_OUT).tolist()]
    mean = sum(map(len, texts)) / len(texts)
    return f"{microseconds(texts):.0f} µs per review of {mean:.0f} characters on one core"


def read(path: Path) -> list[Row]:
    """The rows of a file of triples (JSON lines, packed or not)."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as lines
    ):
        return [row_of(json.loads(line)) for line in lines]


def evaluate(path: str) -> None:
    """Prints every figure for a file of triples, with the shipped model."""
    rows = read(Path(path))
    print(f"{len(rows):,} rows of {Path(path).name}, tagger {tagger.version()}\n")
    print(scores(rows).table)
    print(f"\n{speed()}" if (data.folder() / "text").is_dir() else "")


__all__ = ["LABELS", "Found", "Scores", "evaluate", "found", "read", "scores", "speed"]
