"""The rows that the networks for given aspects are trained and measured on."""

import csv
import gzip
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import data
from zhiyin.science.language.folding import fold
from zhiyin.science.understand.aspects import given
from zhiyin.science.understand.aspects.given import NEGATIVE, NEUTRAL, POSITIVE
from zhiyin.science.understand.aspects.network import PLACED, WHOLE
from zhiyin.science.understand.aspects.units import Units, word_hashes
from zhiyin.science.understand.sentiment import CHINESE

LABELS = {
    "pos": POSITIVE, "neu": NEUTRAL, "neg": NEGATIVE,
    "positive": POSITIVE, "neutral": NEUTRAL, "negative": NEGATIVE,
    "1": POSITIVE, "0": NEUTRAL, "-1": NEGATIVE,
}  # fmt: skip
NO_PLACE = -1
WHOLE_TEXT = (NO_PLACE, NO_PLACE, None)
# (start, end, category, label, weight); without a place start is NO_PLACE.
Asked = tuple[int, int, str | None, int, float]
# (start, end, label, (start, end) of the aspect).
Opinion = tuple[int, int, int, tuple[int, int]]
NOT_MARKED, NO_OPINION = -1, 0
BATCH = 2000
# Longer texts are cut around each aspect; of a text as a whole this many units are read in training.
LONGEST, LONGEST_WHOLE, REACH = 130, 150, 48
SHORT_REVIEW = 36
# A set of texts chosen because their aspects are judged differently, so that half of them are neutral: its aspects are
# asked under a kind of their own, and other texts are not taken for such.
CONTRASTING = "MAMS terms"
CONTRASTED = given.FIRST_CATEGORY + len(given.CATEGORIES)
PRODUCTS = ("手机", "平板", "计算机")


# The units [first, last) of what is asked, its category's code, label, weight and kind.
_Wanted = tuple[int, int, int, int, float, int]


@dataclass(frozen=True)
class Item:
    """A text (or the part around an aspect) with boundaries, and the aspects asked of it.

    `ids` (columns, T), `clause` (T); `marks` (T): NOT_MARKED where nobody marked the opinions, else NO_OPINION or
    the opinion's label + 1; per aspect `looks` (n, T), where its opinions stand (nowhere if that is not known),
    `begin`, `end`, `category`, `weight`, `label` (0 negative, 1 neutral, 2 positive) and `kind`, which is the
    category or CONTRASTED.
    """

    ids: NDArray[np.int32]
    clause: NDArray[np.int32]
    marks: NDArray[np.int64]
    looks: NDArray[np.bool_]
    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    category: NDArray[np.int64]
    label: NDArray[np.int64]
    weight: NDArray[np.float32]
    kind: NDArray[np.int64]


@dataclass(frozen=True)
class Row:
    """A text and what is asked of it; `opinions`: (start, end, label) of each word of opinion, and the places
    (start, end) of the aspect it is about, where people marked them."""

    text: str
    asked: tuple[Asked, ...]
    source: str
    opinions: tuple[Opinion, ...] = ()


def restaurant() -> Iterator[Row]:
    """Chinese restaurant sentences; an aspect of several labels is asked once per label, at a share of the weight.

    Opinions of no named aspect are asked of the whole sentence.
    """
    for row in data.triples():
        labels: dict[tuple[int, int], set[int]] = defaultdict(set)
        opinions: list[Opinion] = []
        for triple in row["triples"]:
            place = NO_PLACE, NO_PLACE
            if triple["aspect"]:
                place = triple["aspect_span"][0], triple["aspect_span"][-1] + 1
            label = LABELS[triple["label"].lower()]
            labels[place].add(label)
            if triple["opinion"]:
                opinions.append((triple["opinion_span"][0], triple["opinion_span"][-1] + 1, label, place))
        asked = [
            (*place, None, label, (1.0 if place[0] >= 0 else 0.3) / len(found))
            for place, found in sorted(labels.items())
            for label in sorted(found)
        ]
        yield Row(row["text"], tuple(asked), "restaurant sentences", tuple(opinions))


def terms(file: str | Path, source: str, weight: float = 1.0) -> Iterator[Row]:
    """Aspect terms with a place: `text, text_masked, aspect, label` or `text, aspect, polarity, from, to`; rows of a
    text together."""
    found: dict[str, dict[Asked, None]] = defaultdict(dict)
    for row in rows_of(file):
        label = LABELS[(row.get("label") or row["polarity"]).lower()]
        start = int(row["from"]) if row.get("from") else row.get("text_masked", "").find("$T$")
        category = None
        end = start + len(row["aspect"])
        if "text_masked" not in row and "from" not in row:
            start = end = NO_PLACE
            category = row["aspect"]
        elif start < 0 or row["text"][start:end] != row["aspect"]:
            start = row["text"].find(row["aspect"])
            end = start + len(row["aspect"])
            if start < 0:
                continue
        found[row["text"]][(start, end, category, label, weight)] = None
    for text, asked in found.items():
        yield Row(text, tuple(asked), source)


def rows_of(file: str | Path) -> Iterator[dict[str, str]]:
    """The rows of a training file by its name, or of any file by its path."""
    if isinstance(file, str):
        yield from data.table(file)
        return
    csv.field_size_limit(1 << 24)
    text = file.read_bytes()
    lines = gzip.decompress(text) if file.suffix == ".gz" else text
    yield from csv.DictReader(io.StringIO(lines.decode("utf-8-sig"), newline=""))


def reviews(domains: tuple[str, ...] | None = None) -> Iterator[Row]:
    """Chinese reviews, asked as a whole; short ones also of the product's parts that they name."""
    parts = product_terms()
    longest = max(map(len, parts))
    for row in data.table("zh_reviews_train.csv.gz"):
        if domains is not None and row["domain"] not in domains:
            continue
        text, label = row["review"], POSITIVE if row["label"] == "1" else NEGATIVE
        asked: list[Asked] = [(NO_PLACE, NO_PLACE, None, label, 0.5)]
        if len(text) <= SHORT_REVIEW:
            asked += [(start, end, None, label, 0.4) for start, end in _named(text, parts, longest)]
        yield Row(text, tuple(asked), row["domain"])


def product_terms() -> frozenset[str]:
    """The parts and properties of things that the hand-written words name."""
    path = Path(__file__).with_name("given_words") / "zh.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(term for row in csv.DictReader(file) for term in row["terms"].split("|"))


def _named(text: str, parts: frozenset[str], longest: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        length = next((n for n in range(longest, 0, -1) if text[start : start + n] in parts), 0)
        if length > 1:
            yield start, start + length
        start += max(length, 1)


def single(rows: list[Row]) -> list[Row]:
    """Aspects of one label only, and nothing that is asked of a whole text."""
    kept = []
    for row in rows:
        places = [one[:3] for one in row.asked]
        asked = tuple(one for one in row.asked if places.count(one[:3]) == 1 and one[:3] != WHOLE_TEXT)
        if asked:
            kept.append(Row(row.text, asked, row.source))
    return kept


ENGLISH = {
    "restaurants (SemEval-14)": "en_semeval14_restaurant_aspect_terms_train.csv.gz",
    "restaurants (SemEval-15)": "en_semeval15_restaurant_aspect_terms_train.csv.gz",
    "laptops (SemEval-14)": "en_semeval14_laptop_aspect_terms_train.csv.gz",
    "Yelp": "en_yelp_aspect_terms_train.csv.gz",
    "app reviews": "en_kaggle_app_reviews_aspect_terms_train.csv.gz",
    "MAMS categories": "en_mams_acsa_train.csv.gz",
    "MAMS terms": "en_mams_atsa_train.csv.gz",
}


def english() -> Iterator[Row]:
    for source, file in ENGLISH.items():
        yield from terms(file, source)


CHINESE_FILES = (
    "zh_restaurant_triples_train.jsonl.gz",
    "zh_shampoo_aspect_terms_train.csv.gz",
    "zh_mooc_aspect_terms_train.csv.gz",
)


def chinese() -> Iterator[Row]:
    yield from restaurant()
    yield from terms(CHINESE_FILES[1], "shampoo")
    yield from terms(CHINESE_FILES[2], "mooc")


def counted(rows: list[Row], model: str, fewest: int) -> np.ndarray:
    """The vocabulary: the code points or word hashes that at least `fewest` texts' places hold, ascending."""
    counts: Counter[int] = Counter()
    for begin in range(0, len(rows), BATCH):
        folded = fold([row.text for row in rows[begin : begin + BATCH]])
        own = folded.codes if model == CHINESE else word_hashes(folded)
        values, number = np.unique(own, return_counts=True)
        counts.update(dict(zip(values.tolist(), number.tolist(), strict=True)))
    return np.array(sorted(value for value, number in counts.items() if number >= fewest), dtype=np.uint32)


def known_words() -> dict[str, NDArray[np.uint32]]:
    """The hashes of the English words that are known to praise, to blame or to name something of a category."""
    path = Path(__file__).with_name("given_words") / "en_known.csv"
    with path.open(encoding="utf-8", newline="") as file:
        words = {row["kind"]: row["words"].split("|") for row in csv.DictReader(file)}
    alone = {kind: " ".join(word for word in own if word.isalpha()) for kind, own in words.items()}
    return {kind: np.unique(word_hashes(fold([text]))[1:-1]) for kind, text in alone.items()}


def vocabulary(rows: list[Row], model: str, fewest: int) -> NDArray[np.uint32]:
    """The code points or word hashes that at least `fewest` places hold, and the known words; ascending."""
    own = counted(rows, model, fewest)
    return own if model == CHINESE else np.unique(np.concatenate([own, *known_words().values()]))


def items(rows: list[Row], shipped: given.Given, model: str) -> list[Item]:
    """The rows as units; long texts are cut, one item per aspect."""
    made: list[Item] = []
    for begin in range(0, len(rows), BATCH):
        part = rows[begin : begin + BATCH]
        folded = fold([row.text for row in part])
        units = shipped.units(folded, model)
        for index, row in enumerate(part):
            low, high = int(folded.starts[index]) + 1, int(folded.starts[index + 1])
            where = folded.where[low:high]
            asked = []
            for start, stop, category, label, weight in row.asked:
                first, last, kind = int(units.starts[index]) + 1, int(units.starts[index]) + 2, WHOLE
                if start >= 0:
                    first_code = min(low + int(np.searchsorted(where, start)), high - 1)
                    last_code = max(low + int(np.searchsorted(where, stop)), first_code + 1)
                    one, other = units.spans(np.array([first_code]), np.array([last_code]))
                    first, last, kind = int(one[0]), int(other[0]), PLACED
                elif category in given.CATEGORIES:
                    kind = given.FIRST_CATEGORY + given.CATEGORIES.index(category)
                contrasted = kind == PLACED and row.source == CONTRASTING
                asked.append((first, last, kind, label, weight, CONTRASTED if contrasted else kind))
            begins, ends = int(units.starts[index]), int(units.starts[index + 1]) + 1
            marks = np.full(ends - begins, NO_OPINION if row.opinions else NOT_MARKED)
            looks = np.zeros((len(asked), ends - begins), dtype=np.bool_)
            for start, stop, label, place in row.opinions:
                first_code = min(low + int(np.searchsorted(where, start)), high - 1)
                last_code = max(low + int(np.searchsorted(where, stop)), first_code + 1)
                one, other = units.spans(np.array([first_code]), np.array([last_code]))
                said = slice(int(one[0]) - begins, int(other[0]) - begins)
                marks[said] = label + 1
                for rank, (first, last, *_) in enumerate(row.asked):
                    looks[rank, said] |= place == (first, last)
            made.extend(_cut(units, begins, ends, asked, marks, looks))
    return made


def _cut(
    units: Units,
    low: int,
    high: int,
    asked: list[_Wanted],
    marks: NDArray[np.int64],
    looks: NDArray[np.bool_],
) -> Iterator[Item]:
    if high - low <= LONGEST:
        if asked and high - low > 2:
            yield _item(units, low, high, asked, marks, looks)
        return
    for rank, one in enumerate(asked):
        begin, end = low, min(high, low + LONGEST_WHOLE)
        if one[2] == PLACED:
            begin, end = max(low, one[0] - REACH - 2), min(high, one[1] + REACH + 2)
        own = slice(begin - low, end - low)
        yield _item(units, begin, end, [one], marks[own], looks[rank : rank + 1, own])


def _item(
    units: Units,
    low: int,
    high: int,
    asked: list[_Wanted],
    marks: NDArray[np.int64],
    looks: NDArray[np.bool_],
) -> Item:
    begin, end, category, label, weight, kind = zip(*asked, strict=True)
    return Item(
        np.ascontiguousarray(units.ids[:, low:high]),
        units.clause[low:high].copy(),
        marks,
        looks,
        np.array(begin) - low,
        np.array(end) - low,
        np.array(category),
        np.array(label),
        np.array(weight, dtype=np.float32),
        np.array(kind),
    )
