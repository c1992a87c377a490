"""Themes: how steady they are when one text in twenty is left out, and how long 100,000 texts take."""

import os
import random
import resource
import time

from bench.report import Figure
from bench.reviews import SOURCE

TEXTS = 100_000


def run() -> list[Figure]:
    """Matched Jaccard per domain of the Chinese reviews, of all and of the English sets; seconds and memory."""
    if not SOURCE.exists():
        print("themes: left out, ../shared/data is not here")
        return []
    from training import data

    found = []
    chinese, english = data.chinese_reviews(), data.english_sentences()
    for rows in (chinese, english):
        for group in dict.fromkeys(rows.group):
            own = [text for text, other in zip(rows.texts, rows.group, strict=True) if other == group]
            found.append(_steady(str(group), own))
        found.append(_steady("all Chinese" if rows is chinese else "all English", rows.texts, samples=2))
    return [*found, *_speed(chinese.texts)]


def _steady(name: str, texts: list[str], samples: int = 3) -> Figure:
    from zhiyin.science.understand.themes import stability

    told = stability(texts, samples=samples)
    value = told.value or 0.0
    print(
        f"  {name}: {len(told.found)} themes, coverage {told.coverage:.2f}, "
        f"worst sample {min(told.samples, default=0):.2f}: "
        + " / ".join(theme.name for theme in told.found.themes[:5]),
        flush=True,
    )
    return Figure(
        f"themes of {name} (n {len(texts):,}): matched Jaccard on 95 %",
        value,
        "",
        None,
        "",
        "≥ 0.8",
        value >= 0.8,
    )


def _speed(texts: list[str]) -> list[Figure]:
    """Finding themes in 100,000 different texts on one core: real ones, and ones made of the halves of two."""
    from zhiyin.science.understand.themes import assign, discover

    dice = random.Random(0)
    first, second = (dice.sample(texts, TEXTS - len(texts)) for _ in range(2))
    many = texts + [a[: len(a) // 2] + b[len(b) // 2 :] for a, b in zip(first, second, strict=True)]
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        discover(many[:500])
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.perf_counter()
        themes = discover(many)
        took = time.perf_counter() - started
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024
        started = time.perf_counter()
        assign(themes, many[:20_000])
        assigned = 20_000 / (time.perf_counter() - started)
    finally:
        os.sched_setaffinity(0, before)
    return [
        Figure(f"themes of {TEXTS:,} texts, one core", took, "s", None, "", "≤ 120 s", took <= 120),
        Figure("… memory on top", grown, "MB", None, "", "≤ 1,000 MB", grown <= 1_000),
        Figure("… new texts assigned", assigned, "texts/s"),
    ]
