"""Copied reviews and spam: how fast, how much memory, and how often a real review is taken for spam."""

import csv
import gzip
import os
import resource
import time

import numpy as np

from bench.report import Figure
from bench.reviews import SOURCE
from zhiyin.science.understand.duplicates import duplicates, matches, signatures
from zhiyin.science.understand.spam import spam


def run() -> list[Figure]:
    """A million identical texts, a hundred thousand different ones, and every Chinese review."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        return [*_made_up(), *_reviews()]
    finally:
        os.sched_setaffinity(0, before)


def _made_up() -> list[Figure]:
    text = "客服很热情，下单的手机壳第二天就到了，颜色和图片一样，非常满意"
    took = _seconds(lambda: duplicates([text] * 1_000_000))
    dice = np.random.default_rng(5)
    rows = dice.integers(0x4E00, 0x5E00, (100_000, 50), dtype=np.uint32)
    different = [row.tobytes().decode("utf-32-le") for row in rows]
    apart = _seconds(lambda: duplicates(different))
    kept = signatures(different)
    new = signatures(different[:1_000])
    found = _seconds(lambda: matches(new, kept))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Figure("copies: a million identical texts", took, "s", asked="≤ 10 s", met=took <= 10),
        Figure("copies: 100,000 different texts of 50 characters", 100_000 / apart, "texts/s"),
        Figure("copies: 1,000 new texts against 100,000 stored", found, "s", asked="≤ 2 s", met=found <= 2),
        Figure("… most memory of the process so far", memory, "MB"),
    ]


def _reviews() -> list[Figure]:
    if not SOURCE.exists():
        print("copies: the reviews are left out, ../shared/data is not here")
        return []
    with gzip.open(SOURCE, "rt", encoding="utf-8-sig", newline="") as file:
        texts = [row["review"] for row in csv.DictReader(file)]
    spam(texts[:100])
    started = time.process_time()
    flagged = sum(1 for one in spam(texts) if one is not None and one.is_spam)
    speed = len(texts) / (time.process_time() - started)
    share = 100 * flagged / len(texts)
    return [
        Figure(
            f"spam: Chinese reviews taken for spam (n {len(texts):,})",
            share,
            "%",
            asked="≤ 0.2 %",
            met=share <= 0.2,
        ),
        Figure("spam: with folding, one core", speed, "texts/s"),
    ]


def _seconds(work: object) -> float:
    assert callable(work)
    started = time.process_time()
    work()
    return time.process_time() - started
