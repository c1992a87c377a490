"""Word vectors for themes: what words customers use, and which keep the same company.

Run: `python -m training.themes`. Trained on all texts at hand but the held-out tenth; no labels are used.
"""

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from training import chinese_cards, data
from zhiyin.science.understand.themes import Stability, nearness, stability
from zhiyin.science.understand.themes.words import by_stem, content, words

DIMENSIONS = 64
# A word in fewer texts says too little about its company.
LEAST_TEXTS = {"zh": 10, "en": 8}
MOST_WORDS = 12_000
_OVERSAMPLING, _ROUNDS = 16, 4
# Half the singular values' weight: what two words share counts more than what is merely common (Levy et al. 2015).
_POWER = 0.5
_LARGEST = 127


def chinese() -> Iterator[str]:
    """Every Chinese training text."""
    yield from data.chinese_reviews().texts
    yield from (_joined(row["text"]) for row in data.triples())
    for name in ("zh_shampoo_aspect_terms_train.csv.gz", "zh_mooc_aspect_terms_train.csv.gz"):
        yield from dict.fromkeys(_joined(row["text"]) for row in data.table(name))
    yield from (row["reviewbody"] for row in data.table("zh_asap_train_sample.csv"))
    yield from (_joined(row["text"]) for row in data.table("zh_chat_sentiment_train.csv.gz"))


def _joined(text: str) -> str:
    """Two sets part their words, or their characters, by blanks."""
    return text.replace(" ", "")


def english() -> Iterator[str]:
    """Every English training text, of reviews and of support requests."""
    names = dict.fromkeys(name for name, _ in data.ENGLISH_SETS.values())
    for name in names:
        yield from dict.fromkeys(row["text"] for row in data.table(f"{name}.csv.gz"))
    for file in sorted((data.folder() / "intent").glob("en_*_train*")):
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(file, "rt", encoding="utf-8-sig", newline="") as rows:
            yield from (row["text"] for row in csv.DictReader(rows))


SOURCES = {"zh": chinese, "en": english}


def training_texts(language: str) -> list[str]:
    """The texts that vectors are made of: no copies, and nothing of the held-out tenth."""
    return [text for text in dict.fromkeys(SOURCES[language]()) if data.tenth_of(text) != data.HELD_OUT]


def fit(texts: list[str], least: int) -> tuple[list[str], NDArray[np.int8]]:
    """(words, their vectors): the strongest directions of the words' company."""
    found = by_stem(words(texts))
    size = len(found.vocabulary)
    pair = np.unique(found.word * np.int64(len(texts)) + found.text)
    spread = np.bincount(pair // len(texts), minlength=size)
    chosen = np.flatnonzero(content(found.vocabulary) & (spread >= least))
    chosen = np.sort(chosen[np.argsort(-spread[chosen], kind="stable")][:MOST_WORDS])
    held, _ = nearness.sentence_words(found, chosen)
    matrix = nearness.company(held)
    basis = np.random.default_rng(0).normal(size=(len(chosen), DIMENSIONS + _OVERSAMPLING))
    for _ in range(_ROUNDS):
        basis, _ = np.linalg.qr(matrix.T @ (matrix @ basis))
    left, strength, _ = np.linalg.svd(matrix @ basis, full_matrices=False)
    vectors = left[:, :DIMENSIONS] * strength[:DIMENSIONS] ** _POWER
    vectors /= np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return [found.vocabulary[i] for i in chosen], np.round(vectors * _LARGEST).astype(np.int8)


def train() -> None:
    """Writes both languages' vectors."""
    for language in nearness.LANGUAGES:
        names, vectors = fit(training_texts(language), LEAST_TEXTS[language])
        target = nearness.path(language)
        letters = np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8)
        np.savez_compressed(target, words=letters, vectors=vectors)
        print(f"{target.name}: {len(names):,} words, {target.stat().st_size:,} bytes")


HEAD = "| texts | n | themes | matched Jaccard (worst sample) | of them ≥ 0.8 | coverage |\n|---|---|---|---|---|---|"
SAMPLES = 3
MOST_TEXTS = 3_000
NEVER_SEEN = {"zh": ("hotel", "书籍", "水果"), "en": ("laptops (SemEval-14)", "app reviews")}
SHOWN = ("hotel", "food_delivery", "手机", "laptops (SemEval-14)")


def groups(language: str) -> dict[str, list[str]]:
    """The texts of each domain, or of each English set, held-out ones included: no theme was learned from any."""
    rows = data.chinese_reviews() if language == "zh" else data.english_sentences()
    return {
        name: [text for text, group in zip(rows.texts, rows.group, strict=True) if group == name]
        for name in dict.fromkeys(rows.group.tolist())
    }


def measured(name: str, texts: list[str]) -> tuple[str, Stability]:
    """A row of the card for up to MOST_TEXTS of the texts, drawn with a seed."""
    dice = np.random.default_rng(0)
    drawn = [texts[place] for place in np.sort(dice.permutation(len(texts))[:MOST_TEXTS])]
    told = stability(drawn, samples=SAMPLES)
    steady = sum(value >= 0.8 for value in told.themes)
    return (
        f"| {name} | {len(drawn):,} | {len(told.themes)} | {told.value or 0:.3f} ({min(told.samples, default=0):.3f}) | "
        f"{steady} | {100 * told.coverage:.0f} % |",
        told,
    )


@contextmanager
def trained_without(language: str, texts: list[str]) -> Iterator[None]:
    """Vectors that have never seen these texts, in place of the shipped ones."""
    left_out = set(texts)
    names, vectors = fit(
        [text for text in training_texts(language) if text not in left_out], LEAST_TEXTS[language]
    )
    matrix = vectors.astype(np.float32)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    own = nearness.Vectors({word: place for place, word in enumerate(names)}, matrix)
    shipped = nearness.vectors
    nearness.vectors = lambda asked: own if asked == language else shipped(asked)  # type: ignore[assignment]
    try:
        yield
    finally:
        nearness.vectors = shipped


def write_card() -> None:
    """Measures, and writes `card.md` beside the vectors."""
    rows, unseen, shown = [], [], []
    for language in nearness.LANGUAGES:
        by_name = groups(language)
        by_name |= {f"all of these ({language})": [text for texts in by_name.values() for text in texts]}
        for name, texts in by_name.items():
            row, told = measured(name, texts)
            rows.append(row)
            print(row, flush=True)
            if name in SHOWN:
                shown.append(f"- {name}: " + "; ".join(theme.name for theme in told.found.themes[:8]))
        for name in NEVER_SEEN[language]:
            with trained_without(language, by_name[name]):
                unseen.append(measured(name, by_name[name])[0])
            print("unseen", unseen[-1], flush=True)
    sizes = ", ".join(
        f"{len(nearness.vectors(language).place):,} words ({language}, {nearness.path(language).stat().st_size:,} bytes)"
        for language in nearness.LANGUAGES
    )
    card = CARD.format(
        sizes=sizes,
        dimensions=DIMENSIONS,
        samples=SAMPLES,
        most=MOST_TEXTS,
        table="\n".join([HEAD, *rows]),
        unseen="\n".join([HEAD, *unseen]),
        names="\n".join(shown),
    )
    chinese_cards.write_card(nearness.path("zh").with_name("card.md"), card)


CARD = """# Word vectors for themes

{sizes}, {dimensions} dimensions, int8. Written by `python -m training.themes`.

**What they do.** They say which words customers use in the same company, so that themes are found, and found again,
in a few hundred texts. They count half where they know both words; the texts at hand count the other half, and all
of it for words that the vectors do not know. They name nothing and judge nothing: a theme is made of words in the
texts at hand.

**Data.** Chinese: shop, hotel and delivery reviews (no licence stated), restaurant sentences (research), shampoo and
course reviews, ASAP sample (Apache-2.0), chat lines. English: SemEval-14/15, Yelp and app reviews, MAMS
(Apache-2.0), support requests of banking77 (CC BY 4.0) and clinc150 (CC BY 3.0). No labels are used. The held-out
tenth is left out. Words of at least ten texts (English: eight) are kept; a vector cannot be turned back into a text.

**How.** Positive pointwise mutual information of sharing a sentence, contexts smoothed by the power 0.75, reduced by
a seeded randomised singular value decomposition.

## Stability

Themes are found in all texts and in {samples} random samples of 95 %; each theme is matched with one of the sample's
(Hungarian method), and compared by Jaccard's index of its texts among the sampled ones. A theme that is not found
again counts 0. Up to {most:,} texts of each set. Coverage: texts that belong to a theme.

{table}

Vectors trained again without the texts in question, and the same measure:

{unseen}

## Themes found

{names}

## Known failures

- A theme is its words: a text that says the same in other words does not belong to it, and a word of two meanings
  brings in both (苹果 the fruit and the brand), unless the company it keeps at hand tells them apart.
- Themes used by about 1 % of the texts come and go, as do those at the end of the most that are wanted.
- Words that more than 40 % of the texts use make no theme. In a set chosen by a word, that word is one of them.
- Chinese words that the segmenter's dictionary does not hold fall apart; a name then shows the commonest phrase.
- Names of places, brands and people make themes where they are common.
- Below 30 different texts nothing is found; between 30 and some 300 themes rest on six texts and more each.
"""


if __name__ == "__main__":
    train()
    write_card()
