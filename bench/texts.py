"""Reading texts: how right on rows never trained on, how fast on one core."""

import csv
import gzip
import os
import time
from itertools import islice

from bench.report import Figure
from bench.reviews import SOURCE


def run() -> list[Figure]:
    """Sentiment on the held-out tenth of the Chinese reviews, and texts a second of sentiment and of the whole reading."""
    if not SOURCE.exists():
        print("texts: left out, ../shared/data is not here")
        return []
    from training import cards
    from zhiyin.science.understand.reading import read

    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        with gzip.open(SOURCE, "rt", encoding="utf-8") as stream:
            texts = [row["review"] for row in islice(csv.DictReader(stream), 20_000)]
        read(texts[:500])
        started = time.perf_counter()
        read(texts)
        whole = len(texts) / (time.perf_counter() - started)
        started = time.perf_counter()
        "".join(texts).encode("utf-32-le")
        raw = len(texts) / (time.perf_counter() - started)
    finally:
        os.sched_setaffinity(0, before)
    rows = cards.held_out("zh")
    agreed = cards.agreement(cards.read(rows.texts, cards.LANGUAGE["zh"]), rows.positive)
    n, right = agreed.n, agreed.right / agreed.n
    length = sum(map(len, texts)) / len(texts)
    return [
        Figure(
            f"sentiment, held-out Chinese reviews (n {n:,})",
            100 * right,
            "%",
            None,
            "",
            "≥ 93.3 %",
            right >= 0.933,
        ),
        Figure(
            f"whole reading, one core (mean {length:.0f} characters)",
            whole,
            "texts/s",
            raw,
            "encoding them",
            "≥ 8,000 texts/s",
            whole >= 8_000,
        ),
    ]
