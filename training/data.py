"""The training texts, and the tenth of each set that no model is trained on."""

import csv
import gzip
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.language.normalisation import normalise

ROOT = Path(__file__).resolve().parents[1]
TENTHS = 10
HELD_OUT = 0


def folder() -> Path:
    """Where the data lie: ZHIYIN_TRAINING_DATA, else ../shared/data beside the repository."""
    return Path(os.environ.get("ZHIYIN_TRAINING_DATA") or ROOT.parent / "shared" / "data")


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file of texts, packed or not."""
    csv.field_size_limit(1 << 24)
    path = folder() / "text" / name
    with (
        gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        if name.endswith(".gz")
        else path.open(encoding="utf-8-sig", newline="") as file
    ):
        yield from csv.DictReader(file)


@dataclass(frozen=True)
class Texts:
    """Labelled texts: 1 positive, 0 negative; `group` is the domain or source; `tenth` 0–9 by hash."""

    texts: list[str]
    positive: NDArray[np.int64]
    group: NDArray[np.object_]
    tenth: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.texts)


def tenth_of(text: str) -> int:
    """0–9 by hash of the normalised text, so that copies of a text fall together."""
    return int(hashlib.sha256(normalise(text).encode("utf-8", "replace")).hexdigest()[:8], 16) % TENTHS


def labelled(texts: list[str], positive: list[int], group: list[str]) -> Texts:
    """Puts the columns together and adds the tenth."""
    tenth = np.array([tenth_of(text) for text in texts], dtype=np.int64)
    return Texts(texts, np.array(positive, dtype=np.int64), np.array(group, dtype=object), tenth)


def chinese_reviews() -> Texts:
    """57,919 reviews of 11 domains."""
    rows = list(table("zh_reviews_train.csv.gz"))
    return labelled(
        [row["review"] for row in rows], [int(row["label"]) for row in rows], [row["domain"] for row in rows]
    )


def chinese_restaurant_sentences() -> Texts:
    """Restaurant sentences whose aspects are all praised or all blamed."""
    texts, positive = [], []
    for row in triples():
        labels = {triple["label"] for triple in row["triples"]}
        if labels in ({"POS"}, {"NEG"}):
            texts.append(row["text"])
            positive.append(int(labels == {"POS"}))
    return labelled(texts, positive, ["restaurant sentences"] * len(texts))


def triples() -> list[dict]:
    """The restaurant sentences with their (aspect, opinion, polarity) triples."""
    with gzip.open(folder() / "text/zh_restaurant_triples_train.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


ENGLISH_SETS = {
    "restaurants (SemEval-14)": ("en_semeval14_restaurant_aspect_terms_train", "label"),
    "restaurants (SemEval-15)": ("en_semeval15_restaurant_aspect_terms_train", "label"),
    "laptops (SemEval-14)": ("en_semeval14_laptop_aspect_terms_train", "label"),
    "Yelp": ("en_yelp_aspect_terms_train", "label"),
    "app reviews": ("en_kaggle_app_reviews_aspect_terms_train", "label"),
    "restaurants (MAMS)": ("en_mams_acsa_train", "polarity"),
    "restaurants (MAMS terms)": ("en_mams_atsa_train", "polarity"),
}


def english_sentences() -> Texts:
    """Sentences whose aspects are all praised or all blamed (neutral ones left aside), each once."""
    texts, positive, group = [], [], []
    seen: set[str] = set()
    for name, (file, column) in ENGLISH_SETS.items():
        labels: dict[str, set[str]] = defaultdict(set)
        for row in table(f"{file}.csv.gz"):
            labels[row["text"]].add(row[column].lower())
        for text in sorted(labels):
            found = labels[text] - {"neutral"}
            if len(found) == 1 and text not in seen:
                seen.add(text)
                texts.append(text)
                positive.append(int(found == {"positive"}))
                group.append(name)
    return labelled(texts, positive, group)
