"""Measures how the product feels about named aspects, and writes the card (`python -m training` runs it)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import cards, chinese_cards, data
from zhiyin.science.language.folding import Folded, fold
from zhiyin.science.understand import reading, sentiment
from zhiyin.science.understand.annotations import annotating
from zhiyin.science.understand.aspects import clauses, polarity
from zhiyin.science.understand.aspects.dictionary import aspects, dictionary, version
from zhiyin.science.understand.ngrams import Scorer

BATCH = 2000
POSITIVE, NEUTRAL, NEGATIVE = 1, 0, -1
LABELS = {"POS": POSITIVE, "NEU": NEUTRAL, "NEG": NEGATIVE, "positive": 1, "neutral": 0, "negative": -1}
CARD = Path(polarity.__file__).with_name("card.md")
# The card calls a feeling within this of 0 neutral.
BAND = 0.2


@dataclass(frozen=True)
class Gold:
    """A text and its named aspects: (start, end, label), in order."""

    text: str
    spans: tuple[tuple[int, int, int], ...]
    source: str


def gold_rows() -> dict[str, list[Gold]]:
    """The texts with named aspects, by the sentiment model that reads them."""
    return {sentiment.CHINESE: list(chinese()), sentiment.ENGLISH: list(english())}


def write_card() -> None:
    chinese_cards.write_card(CARD, card(tables(gold_rows())))


def tables(gold: dict[str, list[Gold]]) -> str:
    """Everything that the card measures."""
    return "\n\n".join([*(polarity_table(rows, model) for model, rows in gold.items()), asap_table()])


def chinese() -> Iterator[Gold]:
    """Restaurant sentences; an aspect that is both praised and blamed is left out."""
    for row in data.triples():
        labels: dict[tuple[int, int], set[int]] = {}
        for triple in row["triples"]:
            if triple["aspect"]:
                first, last = triple["aspect_span"][0], triple["aspect_span"][-1]
                labels.setdefault((first, last + 1), set()).add(LABELS[triple["label"]])
        spans = [(*span, label.pop()) for span, label in sorted(labels.items()) if len(label) == 1]
        if spans:
            yield Gold(row["text"], tuple(spans), "restaurant sentences")


def english() -> Iterator[Gold]:
    """Aspect terms of all English sets with a place in the sentence."""
    for name, (file, column) in data.ENGLISH_SETS.items():
        spans: dict[str, set[tuple[int, int, int]]] = defaultdict(set)
        for row in data.table(f"{file}.csv.gz"):
            start = int(row["from"]) if "from" in row else row.get("text_masked", "").find("$T$")
            if start >= 0:
                spans[row["text"]].add((start, start + len(row["aspect"]), LABELS[row[column].lower()]))
        for text in sorted(spans):
            yield Gold(text, tuple(sorted(spans[text])), name)


def batches(rows: list[Gold]) -> Iterator[list[Gold]]:
    for begin in range(0, len(rows), BATCH):
        yield rows[begin : begin + BATCH]


def located(rows: list[Gold], folded: Folded) -> polarity.Spans:
    """Where the gold aspects stand in the folded batch."""
    begin, end, text = [], [], []
    for index, row in enumerate(rows):
        low, high = folded.starts[index] + 1, folded.starts[index + 1]
        where = folded.where[low:high]
        for start, stop, _ in row.spans:
            first = low + np.searchsorted(where, start)
            begin.append(min(first, high - 1))
            end.append(max(low + np.searchsorted(where, stop), first + 1))
            text.append(index)
    return polarity.Spans(*(np.array(part, dtype=np.int64) for part in (begin, end, text)))


def felt(rows: list[Gold], model: str) -> NDArray[np.float64]:
    """What the product feels about the gold aspects."""
    parts = []
    for batch in batches(rows):
        folded = fold([row.text for row in batch])
        shown = annotating.show(folded, [row.text for row in batch])
        parse = reading.knowing(clauses.parse(folded, dictionary()), shown)
        scorers = {model: Scorer(folded, sentiment.weights(model))}
        model_of = np.full(len(batch), model, dtype=object)
        parts.append(polarity.feelings(located(batch, folded), parse, folded, scorers, model_of)[0])
    return np.concatenate(parts)


def polarity_table(rows: list[Gold], model: str) -> str:
    """Accuracy on the named aspects of the held-out tenth."""
    kept = [row for row in rows if data.tenth_of(row.text) == data.HELD_OUT]
    lines = [
        "| polarity of a given aspect | praised or blamed | accuracy (95 % interval) | blamed found | "
        "with neutral | accuracy, three ways |",
        "|---|---|---|---|---|---|",
    ]
    for source in sorted({row.source for row in kept}):
        mine = [row for row in kept if row.source == source]
        value = felt(mine, model)
        label = np.array([label for row in mine for *_, label in row.spans])
        leaning = label != NEUTRAL
        right = (value[leaning] > 0) == (label[leaning] > 0)
        blamed = (value[label == NEGATIVE] < 0).mean()
        three = (np.where(np.abs(value) < BAND, 0, np.sign(value)) == label).mean()
        low, high = cards.wilson_percent(int(right.sum()), len(right))
        lines.append(
            f"| {source} | {len(right):,} | {100 * right.mean():.1f} % ({low:.1f}–{high:.1f}) | "
            f"{100 * blamed:.0f} % | {len(label):,} | {100 * three:.1f} % |"
        )
    return "\n".join(lines)


# ASAP's categories and the aspects that cover them.
ASAP = {
    "location_traffic": ("location",),
    "location_distance_from_business_district": ("location",),
    "location_easy_to_find": ("location",),
    "service_wait_time": ("waiting",),
    "service_waiters_attitude": ("staff_attitude", "service"),
    "service_parking_convenience": ("parking",),
    "service_serving_speed": ("service_speed",),
    "price_level": ("price",),
    "price_cost_effective": ("value",),
    "price_discount": ("discount",),
    "environment_decoration": ("environment",),
    "environment_noise": ("noise", "environment"),
    "environment_space": ("environment",),
    "environment_cleaness": ("hygiene",),
    "dish_portion": ("portion",),
    "dish_taste": ("taste", "freshness"),
    "dish_look": ("taste",),
    "dish_recommendation": ("taste",),
}


def asap_table() -> str:
    """Aspects found in long restaurant reviews against ASAP's categories (merged to ours), and their polarity."""
    rows = [row for part in ("train", "dev") for row in data.table(f"zh_asap_{part}_sample.csv")]
    groups = sorted(set(ASAP.values()))
    hit = found = gold = agree = judged = 0
    for row, read in zip(rows, reading.read([row["reviewbody"] for row in rows]), strict=True):
        for group in groups:
            values = [int(row[name]) for name, codes in ASAP.items() if codes == group and row[name] != "-2"]
            mine = [mention.sentiment for mention in read.mentions if mention.aspect in group]
            gold += bool(values)
            found += bool(mine)
            if values and mine:
                hit += 1
                if sum(values):
                    judged += 1
                    agree += (sum(mine) > 0) == (sum(values) > 0)
    precision, recall = hit / found, hit / gold
    low, high = cards.wilson_percent(agree, judged)
    return (
        "| aspects found in 200 ASAP reviews | precision | recall | F1 | polarity where both found it |\n"
        "|---|---|---|---|---|\n"
        f"| {len(groups)} groups of categories, {gold:,} labels | {100 * precision:.0f} % | {100 * recall:.0f} % | "
        f"{2 * precision * recall / (precision + recall):.2f} | {100 * agree / judged:.1f} % ({low:.1f}–{high:.1f}) |"
    )


def card(measured: str) -> str:
    words = dictionary()
    return f"""# Aspects: the first dictionary

Version {version()} · {len(aspects())} aspects, {len(words.aspect):,} words in Chinese and English · what is
felt about them: `given_zh.md`, `given_en.md`

**What it gives.** For each text the aspects it names, the span that says so and a sentiment in −1 … 1.

**How.** Words of `dictionary/` are found with one Aho–Corasick automaton; words for one aspect that follow each
other in a clause are one mention. Its sentiment is p(positive) − p(negative) of the network for given aspects, see
`given_zh.md` and `given_en.md`. The dictionary itself is written by hand.

## Measured (`python -m training.evaluate aspects` prints this anew)

{measured}

Neutral in the three-way column: a feeling within {BAND} of 0.

## Known failures

- Dishes and products that the dictionary does not name are not found; the text's sentiment still holds them.
- Neutral mentions (“价格 88 元”) lean to the feeling of the words around them.
- Comparisons (“比隔壁便宜”, “不如从前”) are read word by word.
"""
