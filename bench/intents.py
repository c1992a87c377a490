"""The intent engine: how right on questions it did not learn from, what it turns away, how long it learns."""

import csv
import gzip
import os
import time
from collections.abc import Sequence
from pathlib import Path

from bench.report import Figure
from zhiyin.science.estimate.proportion import proportion
from zhiyin.science.understand.intents import IntentModel, from_bytes, train

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "intent"
BANKING, CLINC = FOLDER / "en_banking77_train.csv.gz", FOLDER / "en_clinc150_train.csv.gz"

Rows = list[tuple[str, str | None]]


def run() -> list[Figure]:
    """Banking77 on a fifth by hash; clinc150 on its validation rows, which other people wrote than those learned from."""
    if not BANKING.exists():
        print("intents: left out, ../shared/data is not here")
        return []
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        return [*_banking(), *_clinc()]
    finally:
        os.sched_setaffinity(0, before)


def _banking() -> list[Figure]:
    from training.data import tenth_of

    rows: Rows = [(row["text"], row["category"]) for row in _table(BANKING)]
    other = [row for row in rows if tenth_of(row[0]) < 2]
    seen = [row for row in rows if tenth_of(row[0]) >= 2]
    model, took = _trained(seen)
    found = model.likeliest([text for text, _ in other])
    return [
        _share("banking77, a fifth by hash: likeliest intent", found, other, 91.5),
        _share("… with what is turned away", _answers(model, other), other, None),
        _seconds(f"… learning {len(seen):,} examples of {len(model.labels)} intents", took),
    ]


def _clinc() -> list[Figure]:
    table = [(row["text"], row["intent"], row["split"]) for row in _table(CLINC)]
    seen = [_row(text, intent) for text, intent, split in table if split in ("train", "oos_train")]
    inside = [_row(text, intent) for text, intent, split in table if split == "val"]
    outside = [_row(text, intent) for text, intent, split in table if split.startswith("oos")]
    unseen = [_row(text, intent) for text, intent, split in table if split == "oos_val"]
    model, took = _trained(seen)
    figures = [
        _share(
            "clinc150, validation: in scope, with what is turned away", _answers(model, inside), inside, 92.5
        ),
        _share("… out of scope turned away", _answers(model, unseen), unseen, 45.0),
        _seconds(f"… learning {len(seen):,} examples of {len(model.labels)} intents", took),
    ]
    texts = [text for text, _ in inside]
    started = time.process_time()
    model.predict(texts)
    speed = len(texts) / (time.process_time() - started)
    bare, _ = _trained([row for row in seen if row[1] is not None])
    return [
        *figures,
        Figure("… texts a second", speed, "texts/s"),
        Figure("… size of the model", len(model.to_bytes()) / 1e6, "MB"),
        _share("clinc150 without such examples: in scope", _answers(bare, inside), inside, 92.5),
        _share("… out of scope turned away", _answers(bare, outside), outside, 45.0),
    ]


def _table(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _row(text: str, intent: str) -> tuple[str, str | None]:
    return text, None if intent == "oos" else intent


def _trained(rows: Rows) -> tuple[IntentModel, float]:
    started = time.process_time()
    model = train([text for text, _ in rows], [label for _, label in rows], seed=0)
    took = time.process_time() - started
    return from_bytes(model.to_bytes()), took


def _answers(model: IntentModel, rows: Rows) -> list[str | None]:
    return [label for label, _ in model.predict([text for text, _ in rows])]


def _share(name: str, found: Sequence[str | None], rows: Rows, asked: float | None) -> Figure:
    right = sum(one == own for one, (_, own) in zip(found, rows, strict=True))
    share = proportion(right, len(rows))
    assert share.value is not None
    assert share.low is not None
    assert share.high is not None
    value = 100 * share.value
    return Figure(
        f"{name} (n {len(rows):,}, {100 * share.low:.1f}–{100 * share.high:.1f})",
        value,
        "%",
        asked="" if asked is None else f"≥ {asked} %",
        met=None if asked is None else value >= asked,
    )


def _seconds(name: str, took: float) -> Figure:
    return Figure(name, took, "s", asked="≤ 60 s of one core", met=took <= 60)
