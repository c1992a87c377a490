"""Measures the shipped taxonomies and writes their card (`python -m training` runs it; nothing is fitted)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training import chinese_cards, data
from training.aspects import ASAP
from zhiyin.science.understand.aspects.dictionary import dictionary
from zhiyin.science.understand.taxonomies import composing
from zhiyin.science.understand.taxonomies.composing import compose, fingerprint
from zhiyin.science.understand.taxonomies.defaults import default, defaults
from zhiyin.science.understand.taxonomies.finding import find

CARD = Path(composing.__file__).with_name("card.md")
PARTS = {"train": "words were chosen on these", "dev": "measured only"}
DRAWS = 2_000
Named = Callable[[list[str]], list[set[str]]]


@dataclass(frozen=True)
class Counts:
    """Of each review (rows) and category (columns): whether it is meant, and whether it is named."""

    meant: np.ndarray
    named: np.ndarray

    def scores(self, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Precision, recall and F1 (rows) by category (columns); the last column counts all together."""
        meant, named = self.meant[rows], self.named[rows]
        hit = (meant & named).sum(axis=0)
        hit, found, there = (np.append(x, x.sum()) for x in (hit, named.sum(axis=0), meant.sum(axis=0)))
        with np.errstate(invalid="ignore", divide="ignore"):
            table = np.array([hit / found, hit / there, 2 * hit / (found + there)])
        return np.nan_to_num(table)

    def interval(self) -> tuple[float, float]:
        """95 % bootstrap interval of F1 over all categories, by review."""
        dice = np.random.default_rng(5)
        size = len(self.meant)
        drawn = [self.scores(dice.integers(0, size, size))[2, -1] for _ in range(DRAWS)]
        low, high = np.quantile(drawn, (0.025, 0.975))
        return float(low), float(high)


def by_aspects(texts: list[str]) -> list[set[str]]:
    """What the dictionary alone can say of the categories: those that its aspects cover."""
    found = [{one.aspect for one in words} for words in find(texts, dictionary())]
    return [{name for name, codes in ASAP.items() if aspects & set(codes)} for aspects in found]


def by_taxonomy(texts: list[str]) -> list[set[str]]:
    restaurant = default("restaurant")
    assert restaurant is not None
    found = find(texts, compose([restaurant]))
    return [{code.partition(".")[2] for one in words for code in one.categories} for words in found]


def counts(part: str, named: Named) -> Counts:
    """The restaurant reviews of one sample."""
    rows = list(data.table(f"zh_asap_{part}_sample.csv"))
    found = named([row["reviewbody"] for row in rows])
    return Counts(
        np.array([[row[name] != "-2" for name in ASAP] for row in rows]),
        np.array([[name in one for name in ASAP] for one in found]),
    )


def tables() -> str:
    """Detection of the 18 categories of ASAP on both samples, with aspects alone and with the taxonomy."""
    return "\n\n".join(_table(part) for part in PARTS)


def _table(part: str) -> str:
    before, after = counts(part, by_aspects), counts(part, by_taxonomy)
    was, now = before.scores(), after.scores()
    lines = [
        f"**{part} sample**, {len(after.meant)} reviews, {int(after.meant.sum()):,} labels ({PARTS[part]})",
        "",
        "| category | n | aspects alone: precision | recall | F1 | taxonomy: precision | recall | F1 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    there = np.append(after.meant.sum(axis=0), after.meant.sum())
    for index, name in enumerate([*ASAP, "**all**"]):
        cells = " | ".join(f"{value:.2f}" for value in (*was[:, index], *now[:, index]))
        lines.append(f"| {name} | {there[index]} | {cells} |")
    (low, high), (was_low, was_high) = after.interval(), before.interval()
    lines += [
        "",
        f"F1 over all: {was[2, -1]:.3f} ({was_low:.3f}–{was_high:.3f}) with aspects alone, "
        f"{now[2, -1]:.3f} ({low:.3f}–{high:.3f}) with the taxonomy; mean over categories "
        f"{was[2, :-1].mean():.3f} and {now[2, :-1].mean():.3f}.",
    ]
    return "\n".join(lines)


def write_card() -> None:
    chinese_cards.write_card(CARD, card())


def card() -> str:
    rows = "\n".join(
        f"| {one.zh} · {one.en} | {len(one.categories)} | "
        f"{sum(len(list(part.terms())) + len(part.exclude) for part in one.categories):,} |"
        for one in defaults()
    )
    return f"""# Taxonomies

Version {fingerprint(defaults())} · {len(defaults())} taxonomies in Chinese and English, written by hand

| taxonomy | categories | own words |
|---|---|---|
{rows}

**What they give.** For each mention of an aspect the categories that its words name, in every taxonomy that is on.
A category has words of its own (some praise or blame), whole aspects of the dictionary whose words it takes unless
another category names them, and words that it excludes.

**How.** The words of all taxonomies that are on and of the dictionary are one automaton, the longest match wins. A word
that the dictionary knows keeps its aspect, another one counts as its category's.

**Data.** Chinese restaurant reviews with 18 categories (ASAP, Apache-2.0), 100 + 100 of them. Words of the restaurant
taxonomy were chosen with the help of the training sample; the other taxonomies have no labelled rows here and were only
looked over on 300 hotel and 300 shop reviews.

## Measured (`python -m training.evaluate taxonomies` prints this anew)

Whether a review names a category or not:

{tables()}

## Known failures

- “推荐” is said of dishes, shops and friends alike: recommended dishes and the look of dishes are found least.
- A place near a mall or an office is known by a few names and words only.
- Amounts without a unit (“两个人吃了160”) are no price.
- With taxonomies of several trades on at once, new words of one trade are read in the texts of the others too.
"""
