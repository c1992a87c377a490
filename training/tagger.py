"""Trains the tagger of aspect spans and writes its card (`python -m training.tagger`, or `python -m training`).

Seeded and single-threaded: the same data on the same machine give the same bytes.
"""

import hashlib
import io
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from training import chinese_cards, data, tagger_card, tagger_scores, tagger_start
from training import tagger_data as rows_of
from training.tagger_fit import Laid, Recipe, fit, kept_buckets, lay, places_of, soften
from training.tagger_torch import Shape, Tagger
from zhiyin.science.language.folding import Folded, fold
from zhiyin.science.understand.aspects import tagger
from zhiyin.science.understand.aspects import tagger_network as net

# Tenth 1 is not trained on either: the threshold and the calibration are measured on it.
CHOSEN_ON = 1
TRAINED_ON = frozenset(range(data.TENTHS)) - {data.HELD_OUT, CHOSEN_ON}
# The teachers see the restaurant sentences only. Their mean teaches the shipped network, which sees the texts of
# other trades too, most of them without marks. It is as narrow as 60 µs per text allow.
TEACHERS = (
    (1, Recipe(passes=10)),
    (
        7,
        Recipe(
            shape=Shape(
                (64, 40, 32), hidden=96, project=40, inner=160, belonging=32, dropped=(0.3, 0.2, 0.35)
            ),
            passes=8,
        ),
    ),
)
RECIPE = Recipe(shape=Shape(hidden=40), passes=11)
SEED = 2
REVIEWS, PHRASES = 8000, 4000
UNENDED, JOINED = 0.25, 0.12
BETWEEN = ("", "", "\n", " ")
THRESHOLDS = tuple(place / 100 for place in range(20, 61, 2))
CARD = tagger.MODEL.with_suffix(".md")


def packed(model: Tagger, kept: list[NDArray[np.bool_]], numbers: tuple[float, float, float]) -> bytes:
    """The file of a network; each table's unit is worked into the first convolution."""
    tables, named = model.arrays()
    stored: dict[str, NDArray] = {}
    at = 0
    kernel = named["kernel0"].copy()
    for size, table in zip(net.SIZES, tables, strict=True):
        unit = np.maximum(np.abs(table).max(axis=0) / 127, 1e-8)
        stored[f"table{size}"] = np.rint(table / unit).astype(np.int8)
        stored[f"kept{size}"] = np.packbits(kept[size - 1])
        kernel[at : at + table.shape[1]] *= unit[:, None]
        at += table.shape[1]
    named["kernel0"] = kernel
    for name, value in named.items():
        if value.size < 2000:
            stored[f"w_{name}"] = value.astype(np.float32 if value.size < 100 else np.float16)
            continue
        unit = np.maximum(np.abs(value).reshape(-1, value.shape[-1]).max(axis=0) / 127, 1e-12)
        stored[f"w_{name}"] = np.rint(value / unit).astype(np.int8)
        stored[f"w_{name}_unit"] = unit.astype(np.float32)
    stored["numbers"] = np.array(numbers, dtype=np.float64)
    digest = hashlib.sha256(b"".join(name.encode() + stored[name].tobytes() for name in sorted(stored)))
    stored["version"] = np.array(f"1.{digest.hexdigest()[:8]}")
    file = io.BytesIO()
    np.savez_compressed(file, **stored)  # type: ignore[arg-type]
    return file.getvalue()


def save(path: Path, content: bytes) -> tagger.Model:
    path.write_bytes(content)
    tagger.model.cache_clear()
    return tagger.load(path)


@dataclass(frozen=True)
class Ground:
    """What every network of a training begins with: the rows, the buckets that have table rows, and all texts."""

    rows: list[rows_of.Row]
    kept: list[NDArray[np.bool_]]
    texts: Folded

    def laid(self, recipe: Recipe) -> Laid:
        return lay(rows_of.corpus(self.rows), places_of(self.kept), recipe)

    def start(self, recipe: Recipe) -> list[NDArray[np.float32]]:
        return tagger_start.start(self.texts, places_of(self.kept), recipe.shape.embedding)


def ground(rows: list[rows_of.Row], recipe: Recipe) -> Ground:
    marked = [row.text for row in rows]
    texts = fold([*marked, *tagger_start.unmarked()])
    own, often = kept_buckets(fold(marked), recipe.least), kept_buckets(texts, recipe.often)
    return Ground(rows, [a | b for a, b in zip(own, often, strict=True)], texts)


def varied(rows: list[rows_of.Row]) -> list[rows_of.Row]:
    """The rows, some without their full stop, and some two in one text."""
    dice = np.random.default_rng(23)
    cut, paired = dice.random(len(rows)) < UNENDED, dice.random(len(rows)) < JOINED
    result: list[rows_of.Row] = []
    open_row: rows_of.Row | None = None
    for row, without, two in zip(rows, cut.tolist(), paired.tolist(), strict=True):
        fresh = rows_of.unended(row) if without else row
        if open_row is not None:
            result.append(rows_of.joined(open_row, fresh, rows_of.pick(BETWEEN, dice)))
            open_row = None
        elif two:
            open_row = row
        else:
            result.append(fresh)
    return result if open_row is None else [*result, open_row]


def others() -> list[rows_of.Row]:
    """Course reviews, weakly marked reviews of other trades, and little texts of the dictionary's words."""
    rows = [
        *rows_of.terms(rows_of.COURSES, held_out=False),
        *rows_of.reviews(REVIEWS),
        *rows_of.phrases(PHRASES),
    ]
    return list(rows_of.chosen(rows, set(TRAINED_ON)))


def calibrated(path: Path, model: Tagger, kept: list[NDArray[np.bool_]]) -> None:
    """Saves the network with the threshold of the best F1 on tenth 1, and the confidence calibrated there."""
    rows = list(rows_of.chosen(rows_of.restaurant(held_out=False), {CHOSEN_ON}))
    raw = save(path, packed(model, kept, (0.0, 1.0, 0.0)))
    best = max(
        THRESHOLDS,
        key=lambda least: tagger_scores.scores(rows, replace(raw, threshold=least)).exact.f1(),
    )
    given = tagger_scores.found([row.text for row in rows], replace(raw, threshold=best))
    marked = [{(unit.start, unit.end, unit.label) for unit in row.units} for row in rows]
    sure = np.array([one.confidence for each in given for one in each])
    right = np.array(
        [(f.start, f.end, f.label) in m for each, m in zip(given, marked, strict=True) for f in each]
    )
    platt = LogisticRegression(C=1e6).fit(np.log(sure / (1 - sure))[:, None], right)
    save(path, packed(model, kept, (best, float(platt.coef_[0, 0]), float(platt.intercept_[0]))))


def train() -> None:
    """Trains, calibrates and saves the shipped model, and writes its card."""
    torch.set_num_threads(1)
    started = time.process_time()
    marked = first_rows()
    base = ground(marked, RECIPE)
    teachers = [fit(base.laid(recipe), base.start(recipe), recipe, seed) for seed, recipe in TEACHERS]
    rows = all_rows(marked)
    laid = soften(replace(base, rows=rows).laid(RECIPE), teachers, RECIPE)
    model = fit(laid, base.start(RECIPE), RECIPE, SEED)
    calibrated(tagger.MODEL, model, base.kept)
    print(f"tagger: trained in {time.process_time() - started:.0f} s of processor time")
    write_card(rows)


def write_card(rows: list[rows_of.Row]) -> None:
    chinese_cards.write_card(CARD, tagger_card.card(rows))


def first_rows() -> list[rows_of.Row]:
    """The restaurant sentences trained on."""
    return list(rows_of.chosen(rows_of.restaurant(held_out=False), set(TRAINED_ON)))


def all_rows(marked: list[rows_of.Row]) -> list[rows_of.Row]:
    """The restaurant sentences, varied, and the texts of other trades."""
    return [*varied(marked), *others()]


if __name__ == "__main__":
    train()
