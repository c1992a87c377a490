"""Measures the polarity of given aspects with the shipped models: `python -m training.evaluate given FILE …`."""

import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import cards, data, given_files, given_rows
from training.given_rows import NO_PLACE, Row
from zhiyin.science.language import detection
from zhiyin.science.understand.aspects import given
from zhiyin.science.understand.aspects.given import NEGATIVE, NEUTRAL, POSITIVE
from zhiyin.science.understand.sentiment import CHINESE, ENGLISH, MODELS, READERS

BINS = 15
TRAINED_ON = {*given_rows.ENGLISH.values(), *given_rows.CHINESE_FILES}
NAMES = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Measured:
    """How the answers agree with labels; of two classes where no label is neutral."""

    n: int
    right: int
    macro_f1: float
    error: float
    confusion: NDArray[np.int64]

    @property
    def row(self) -> str:
        low, high = cards.wilson_percent(self.right, self.n)
        classes = 3 if self.confusion[NEUTRAL].any() else 2
        return (
            f"{self.n:,} | {classes} | {100 * self.right / max(self.n, 1):.1f} % ({low:.1f}–{high:.1f}) | "
            f"{self.macro_f1:.3f} | {self.error:.3f}"
        )


HEAD = "| aspects | n | classes | accuracy (95 % interval) | macro F1 | calibration error |\n|---|---|---|---|---|---|"


def measured(chance: NDArray[np.float64], label: NDArray[np.int64]) -> Measured:
    """Accuracy, macro F1, expected calibration error and confusion (label × answer) of probabilities (n, 3)."""
    chance = chance.copy()
    classes = [NEGATIVE, NEUTRAL, POSITIVE]
    if not (label == NEUTRAL).any():
        chance[:, NEUTRAL] = 0
        chance /= chance.sum(1, keepdims=True)
        classes.remove(NEUTRAL)
    answer, sure = chance.argmax(1), chance.max(1)
    confusion = np.zeros((3, 3), dtype=np.int64)
    np.add.at(confusion, (label, answer), 1)
    hits = confusion.diagonal()
    f1 = 2 * hits / np.maximum(confusion.sum(0) + confusion.sum(1), 1)
    place = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    right = answer == label
    error = sum(
        abs(right[place == bin_].mean() - sure[place == bin_].mean()) * (place == bin_).mean()
        for bin_ in range(BINS)
        if (place == bin_).any()
    )
    return Measured(len(label), int(right.sum()), float(f1[classes].mean()), float(error), confusion)


def judged(rows: list[Row], language: str | None = None) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The shipped probabilities for all that is asked of the rows, and the labels."""
    texts = [row.text for row in rows for _ in row.asked]
    asked = [one for row in rows for one in row.asked]
    spans = [(start, end) if start >= 0 else None for start, end, *_ in asked]
    chance = given.judge(texts, spans, [one[2] for one in asked], [language] * len(texts))
    return chance, np.array([one[3] for one in asked], dtype=np.int64)


def judged_by_first(model: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """As `judged`, by the network that judges mentions, for the held-out aspects of one label with a place."""
    rows = [
        row for source, rows in held_out(model).items() if source in SETS for row in given_rows.single(rows)
    ]
    places = [(row.text, one) for row in rows for one in row.asked if one[0] != NO_PLACE]
    texts, asked = [text for text, _ in places], [one for _, one in places]
    shipped = given.given(model)
    quick = replace(shipped, members=shipped.members[:1])
    logit = given.scores(quick, texts, [one[:2] for one in asked], [None] * len(asked), model)
    return given.chances(given.weighed(logit, model)), np.array([one[3] for one in asked], dtype=np.int64)


def report(files: list[str]) -> None:
    """Prints the table of each file, or, without a file, of the held-out rows."""
    if not files:
        for model in MODELS:
            print(f"\ngiven_{model} {given.version(model)}, held-out rows\n\n{table(model)}")
    for name in files:
        print(file_report(Path(name)))


def file_report(path: Path) -> str:
    """What was asked of a file's rows, with which models, and how often the answers are right."""
    read = given_files.read(path)
    known = path.name in TRAINED_ON
    if known:
        held = [row for row in read.rows if data.tenth_of(row.text) == data.HELD_OUT]
        read = replace(read, rows=held)
    started = time.process_time()
    chance, label = judged(read.rows)
    spent = time.process_time() - started
    every = measured(chance, label)
    classes = "negative, neutral or positive"
    if not (label == NEUTRAL).any():
        classes = "the likelier of negative and positive (no label is neutral)"
    left = ", ".join(f"{count:,} × {reason}" for reason, count in read.left_out.most_common()) or "none"
    left += " (of the whole file)" if known and read.left_out else ""
    readers = Counter(
        READERS.get(language, ("",))[0] or "no model: a third for each answer, counted as negative"
        for language in detection.languages_of([row.text for row in read.rows])
    )
    by = ", ".join(
        f"{count:,} by given_{model} {given.version(model)}" if model in MODELS else f"{count:,} by {model}"
        for model, count in readers.most_common()
    )
    whole = " of the tenth that the models were not trained on" if known else ""
    lines = [
        f"\n{path.name}: polarity of a given aspect, {classes}. Layout: {read.layout}. Labelled aspects: "
        f"{len(label):,}{whole}; left out: {left}. Judged: {by}. "
        f"{1e6 * spent / len(label):.0f} microseconds per aspect.",
        f"\n{HEAD}\n| every row of the file | {every.row} |",
    ]
    # Rows that say the same again, and aspects with several labels, of which one answer can fit but one.
    answers: dict[tuple[object, ...], dict[int, int]] = {}
    for row_number, row in enumerate(read.rows):
        own = answers.setdefault((row.text, *row.asked[0][:3]), {})
        own.setdefault(row.asked[0][3], row_number)
    distinct = [row for own in answers.values() for row in own.values()]
    if len(distinct) < len(label):
        lines.append(
            f"| every aspect with every label, once | {measured(chance[distinct], label[distinct]).row} |"
        )
    single = [row for own in answers.values() if len(own) == 1 for row in own.values()]
    if 0 < len(single) < len(distinct):
        lines.append(f"| aspects of one label, once | {measured(chance[single], label[single]).row} |")
    commonest = int(np.bincount(label, minlength=3).argmax())
    low, high = cards.wilson_percent(int((label == commonest).sum()), len(label))
    lines += [
        f"\nAlways answering {NAMES[commonest]} would be right for {100 * (label == commonest).mean():.1f} % "
        f"({low:.1f}–{high:.1f}) of every row.",
        "\n| label \\ answer | " + " | ".join(NAMES) + " |\n|---|---|---|---|",
        *(
            f"| {own} | " + " | ".join(map(str, counts)) + " |"
            for own, counts in zip(NAMES, every.confusion.tolist(), strict=True)
        ),
    ]
    return "\n".join(lines)


SETS = ("restaurant sentences", "shampoo", "mooc", *given_rows.ENGLISH)
PRODUCTS = "phones, tablets, computers (short reviews, their label)"


def held_out(model: str) -> dict[str, list[Row]]:
    """What the cards measure: the tenth 0 of every set, and MAMS's own validation files."""
    found: dict[str, list[Row]] = {}
    for row in given_rows.chinese() if model == CHINESE else given_rows.english():
        if data.tenth_of(row.text) == data.HELD_OUT:
            asked = tuple(one for one in row.asked if one[0] >= 0 or one[2])
            found.setdefault(row.source, []).append(Row(row.text, asked, row.source))
    if model == ENGLISH:
        found["MAMS categories, validation file"] = list(given_rows.terms("en_mams_acsa_val.csv.gz", ""))
        found["MAMS terms, validation file"] = list(given_rows.terms("en_mams_atsa_val.csv.gz", ""))
        return found
    for row in given_rows.reviews(given_rows.PRODUCTS):
        if data.tenth_of(row.text) == data.HELD_OUT:
            asked = tuple(one for one in row.asked if one[0] != NO_PLACE)
            if asked:
                found.setdefault(PRODUCTS, []).append(Row(row.text, asked, PRODUCTS))
    return found


def table(model: str) -> str:
    """The card's table, computed anew with the shipped file."""
    sources = held_out(model)
    own = [row for source, rows in sources.items() if source in SETS for row in given_rows.single(rows)]
    lines = [HEAD, f"| all sets, aspects of one label | {measured(*judged(own)).row} |"]
    for source, rows in sources.items():
        lines.append(f"| {source} | {measured(*judged(rows)).row} |")
        if source == "restaurant sentences":
            lines.append(
                f"| {source}, aspects of one label | {measured(*judged(given_rows.single(rows))).row} |"
            )
    return "\n".join(lines)
