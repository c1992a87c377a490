"""Lakes and records of any size for the benches, and the rate at which a lake is made again from its record.

`make_lake` needs no Django; `make_record` and `rebuild_rate` run inside a product (see `product.in_django`).
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator as Dice

from bench import record
from zhiyin.facts.lake import Lake
from zhiyin.facts.tables import ANNOTATIONS, ANSWERS, CATEGORIES, DIMENSIONS, MENTIONS, SIGNALS
from zhiyin.science.language.search import search_text
from zhiyin.server.sample.generate import generate

TOUCHPOINTS = ("browse", "order", "pay", "queue", "service", "delivery", "return", "support", None)
ASPECTS = ("wait", "staff", "price", "quality", "delivery", "app", "store", "refund")
FACTORS = ("convenience", "service", "price", "product", "convenience", "convenience", "product", "service")
SHOWN = (
    ("intent", "complaint"), ("intent", "praise"), ("intent", "request"), ("emotion", "anger"), ("emotion", "joy"),
    ("effort", "waiting"), ("intent", "churn_threat"), ("urgency", "normal"),
)  # fmt: skip
LABELS = ("negative", "neutral", "positive")
KINDS, CHANNELS = ("survey", "review", "ticket"), ("web", "wechat", "store", "app", "phone")
ROUTES = ("walk_in", "booking", "group_buy", "delivery", None)
TIERS = ("gold", "silver", "regular", None)
ITEMS = (("recommend", "nps", 0, 10), ("satisfied", "csat", 1, 5))


def month_names(months: int, last: date = date(2026, 11, 1)) -> list[str]:
    """The last `months` months, oldest first."""
    end = last.year * 12 + last.month - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(end - months + 1, end + 1)]


def unit_paths(units: int) -> list[str]:
    """Paths of stores, ten to a region, under one root."""
    return [f"0001{store // 10 + 1:04}{store % 10 + 1:04}" for store in range(units)]


def _pick(dice: Dice, values: tuple[str | None, ...], n: int, weights: list[float] | None = None) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(dice.choice(len(values), n, p=weights)))


def month_rows(dice: Dice, month: str, n: int, units: int, first_id: int) -> dict[str, pa.Table]:
    """`n` signals of one month with two scores each; 60 in 100 have words, which mention an aspect or two, each of which
    names its factor, and show two annotations."""
    year, number = map(int, month.split("-"))
    start = datetime(year, number, 1, tzinfo=UTC)
    micros = np.sort(dice.integers(0, 27 * 86_400, n)) * 1_000_000 + int(start.timestamp() * 1_000_000)
    occurred = pa.array(micros, pa.timestamp("us", tz="UTC"))
    unit = dice.integers(0, units, n)
    ids = pa.array(np.arange(first_id, first_id + n), pa.int64())
    words = dice.random(n) < 0.6
    mood = np.clip(dice.normal(0.25, 0.6, n), -1, 1)
    label = np.where(mood < -0.06, 0, np.where(mood < 0.06, 1, 2))
    unread = pa.array(~words)
    nothing = pa.scalar(None, pa.string())
    shared: dict[str, pa.Array] = {
        "month": pa.array([month]).take(pa.array(np.zeros(n, np.int64))),
        "day": occurred.cast(pa.timestamp("us")).cast(pa.date32()),
        "hour": pc.hour(occurred).cast(pa.int8()),
        "occurred_at": occurred,
        "received_at": occurred,
        "signal_id": ids,
        "revision": pa.array(np.ones(n, np.int32)),
        "unit_id": pa.array(unit + 1, pa.int64()),
        "unit_path": pa.array(unit_paths(units)).take(pa.array(unit)),
        "kind": _pick(dice, KINDS, n, [0.7, 0.2, 0.1]),
        "channel": _pick(dice, CHANNELS, n),
        "source": _pick(dice, ("bench",), n),
        "touchpoint": _pick(dice, TOUCHPOINTS, n),
        "respondent": pa.array(dice.integers(0, 2**62, max(n // 2, 1))[dice.integers(0, max(n // 2, 1), n)]),
        "tier": _pick(dice, TIERS, n),
        "visit_route": _pick(np.random.default_rng(first_id), ROUTES, n),  # the others stay what they were
        "population": _pick(dice, ("customer", "staff"), n, [0.98, 0.02]),
        "identity": _pick(dice, ("known", "confidential", "anonymous"), n, [0.7, 0.1, 0.2]),
        "language": pc.if_else(unread, nothing, _pick(dice, ("zh", "en"), n, [0.9, 0.1])),
        "has_text": pa.array(words),
        "sentiment": pc.if_else(unread, pa.scalar(None, pa.float32()), pa.array(mood, pa.float32())),
        "sentiment_label": pc.if_else(unread, nothing, pa.array(LABELS).take(pa.array(label))),
    }
    signals = pa.Table.from_arrays([shared[name] for name in SIGNALS.names], schema=SIGNALS)
    answers = [_answers(dice, signals, mood, position) for position in range(len(ITEMS))]
    mentioning = np.flatnonzero(words)
    aspects = dice.integers(0, len(ASPECTS), len(mentioning))
    second = dice.random(len(mentioning)) < 0.3
    rows = np.concatenate([mentioning, mentioning[second]])
    named = np.concatenate([aspects, (aspects[second] + 1) % len(ASPECTS)])
    of = signals.take(pa.array(rows))
    mentions = pa.Table.from_arrays(
        [
            *(of[field.name] for field in DIMENSIONS),
            pa.array(ASPECTS).take(pa.array(named)),
            of["sentiment"],
            of["sentiment_label"],
        ],
        schema=MENTIONS,
    )
    categories = pa.Table.from_arrays(
        [
            *(of[field.name] for field in DIMENSIONS),
            pa.array([f"six_factors.{factor}" for factor in FACTORS], pa.string()).take(pa.array(named)),
            of["sentiment"],
            of["sentiment_label"],
        ],
        schema=CATEGORIES,
    )
    first = mentioning % len(SHOWN)  # no dice: the other rows stay what they were
    shown = np.concatenate([first, (first + 3) % len(SHOWN)])
    of = signals.take(pa.array(np.concatenate([mentioning, mentioning])))
    annotations = pa.Table.from_arrays(
        [
            *(of[field.name] for field in DIMENSIONS),
            *(pa.array([one[i] for one in SHOWN], pa.string()).take(pa.array(shown)) for i in range(2)),
            pa.array(np.full(len(shown), 0.8), pa.float32()),
        ],
        schema=ANNOTATIONS,
    )
    return {
        "signals": signals,
        "answers": pa.concat_tables(answers),
        "mentions": mentions,
        "categories": categories,
        "annotations": annotations,
    }


def _answers(dice: Dice, signals: pa.Table, mood: np.ndarray, position: int) -> pa.Table:
    item, construct, low, high = ITEMS[position]
    n = signals.num_rows
    skipped = dice.random(n) < 0.1
    value = np.clip(np.rint((mood + 1.3) / 2.3 * (high - low) + low + dice.normal(0, 1, n)), low, high)
    own: dict[str, pa.Array] = {
        "answer_id": pa.array(
            np.arange(n) * len(ITEMS) + position + signals["signal_id"][0].as_py() * len(ITEMS)
        ),
        "item": _pick(dice, (item,), n),
        "construct": _pick(dice, (construct,), n),
        "role": _pick(dice, ("plain",), n),
        "value": pa.array(value, pa.float64(), mask=skipped),
        "scale_min": pa.array(np.full(n, float(low))),
        "scale_max": pa.array(np.full(n, float(high))),
        "polarity": pa.array(np.ones(n, np.int8)),
        "status": pc.if_else(pa.array(skipped), "skipped", "answered"),
        "overall": pa.array(np.ones(n, np.bool_)),
        "factor": pa.nulls(n, pa.string()),
        "product": pa.nulls(n, pa.string()),
        "staff_id": pa.nulls(n, pa.int64()),
    }
    columns = [own[name] if name in own else signals[name] for name in ANSWERS.names]
    return pa.Table.from_arrays(columns, schema=ANSWERS)


def _parts(n: int, months: int) -> Iterator[tuple[str, int, int]]:
    """(month, first signal, signals) for each month."""
    for index, month in enumerate(month_names(months)):
        first, after = n * index // months, n * (index + 1) // months
        yield month, first, after - first


def make_lake(place: Path, n: int, units: int = 200, months: int = 24, seed: int = 1) -> float:
    """Write `n` signals straight into a lake at `place`. The same seed gives the same rows. Returns seconds."""
    dice = np.random.default_rng(seed)
    started = time.perf_counter()
    lake = Lake(place)
    with lake.writing():
        lake.begin_rebuild(1)
        for month, first, count in _parts(n, months):
            lake.rebuild_month(month, [month_rows(dice, month, count, units, first + 1)])
        lake.finish_rebuild(datetime.now(UTC))
    return time.perf_counter() - started


def make_record(n: int, units: int = 200, months: int = 24, seed: int = 1) -> None:
    """Write the same signals into the record of the present product (SQLite), past all actions and the feed."""
    from zhiyin.accounts.models import Unit

    root = Unit.objects.add_root({"code": "bench", "name": "Bench", "kind": "group"})
    made: list[Unit] = []
    for store in range(units):
        if store % 10 == 0:
            region = Unit.objects.get(pk=root.pk).add_child(
                code=f"r{store}", name=f"Region {store}", kind="region"
            )
        made.append(
            Unit.objects.get(pk=region.pk).add_child(code=f"s{store}", name=f"Store {store}", kind="store")
        )
    dice = np.random.default_rng(seed)
    database = record.connect()
    database.execute("PRAGMA synchronous=OFF")
    for month, first, count in _parts(n, months):
        rows = month_rows(dice, month, count, units, first + 1)
        database.executemany(
            "INSERT INTO collect_signal (id, kind, channel, source, source_id, content_hash, revision, occurred_at, "
            "received_at, time_assumed, unit_id, unit_path, tier, population, identity, text, title, attributes) "
            "VALUES (?, ?, ?, 'bench', ?, x'00', 1, ?, ?, 0, ?, ?, ?, ?, ?, ?, '', ?)",
            _signals(rows["signals"], made),
        )
        answers = rows["answers"]
        names = ("answer_id", "signal_id", "item", "construct", "value", "scale_min", "scale_max", "status")
        database.executemany(
            "INSERT INTO collect_answer (id, signal_id, item, construct, role, value, scale_min, scale_max, polarity, "
            "status, choice, factor, product) VALUES (?, ?, ?, ?, 'plain', ?, ?, ?, 1, ?, '', '', '')",
            zip(*(answers[name].to_pylist() for name in names), strict=True),
        )
        database.executemany(
            "INSERT INTO understand_reading (signal_id, revision, analyser, language, sentiment, label, confidence, "
            "mentions, annotations, reason, read_at) "
            "VALUES (?, 1, 'bench/1', ?, ?, ?, 0.9, ?, ?, '', '2026-11-22 00:00:00')",
            _readings(rows),
        )
        database.commit()
    database.execute("ANALYZE")
    database.close()


@cache
def voices() -> list[str]:
    """Texts as people write them: those of the sample organisation."""
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    return [said.text for said in generate(now, signals=12_000) if said.text]


def index_texts() -> None:
    """Put the record's texts into the full-text index, past the product's own action."""
    words = [search_text(text) for text in voices()]
    database = record.connect()
    database.execute("PRAGMA synchronous=OFF")
    keys = database.execute("SELECT id FROM collect_signal WHERE text <> ''").fetchall()
    rows = ((key, words[key % len(words)]) for (key,) in keys)
    database.executemany("INSERT INTO search_signal (rowid, words) VALUES (?, ?)", rows)
    database.commit()
    database.close()


def _moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S")


def _signals(table: pa.Table, units: Sequence[object]) -> Iterator[tuple[object, ...]]:
    pool = voices()
    for row in table.to_pylist():
        text = pool[row["signal_id"] % len(pool)]
        unit = units[row["unit_id"] - 1]
        at = _moment(row["occurred_at"])
        yield (
            row["signal_id"], row["kind"], row["channel"], str(row["signal_id"]), at, at, unit.pk, unit.path,
            row["tier"] or "", row["population"], row["identity"], text if row["has_text"] else "",
            f'{{"visit_route": "{row["visit_route"]}", "voucher": "no"}}' if row["visit_route"] else "{}",
        )  # fmt: skip


def _readings(rows: dict[str, pa.Table]) -> Iterator[tuple[object, ...]]:
    aspects: dict[int, list[str]] = {}
    mentions = rows["mentions"]
    for key, aspect, value in zip(
        *(mentions[name].to_pylist() for name in ("signal_id", "aspect", "aspect_sentiment")), strict=True
    ):
        one = (
            f'{{"aspect": "{aspect}", "start": 0, "end": 2, "sentiment": {value:.3f}, '
            f'"categories": ["six_factors.{FACTORS[ASPECTS.index(aspect)]}"]}}'
        )
        aspects.setdefault(key, []).append(one)
    shown: dict[int, list[str]] = {}
    annotations = rows["annotations"]
    for key, kind, code in zip(
        *(annotations[name].to_pylist() for name in ("signal_id", "annotation_kind", "annotation")),
        strict=True,
    ):
        one = (
            f'{{"kind": "{kind}", "code": "{code}", "start": 0, "end": 2, '
            '"strength": 0.8, "confidence": 0.9, "rule": "bench"}'
        )
        shown.setdefault(key, []).append(one)
    signals = rows["signals"]
    names = ("signal_id", "language", "sentiment", "sentiment_label")
    for key, language, mood, label in zip(*(signals[name].to_pylist() for name in names), strict=True):
        if label:
            said = (f"[{', '.join(found.get(key, []))}]" for found in (aspects, shown))
            yield key, language, mood, label, *said


def rebuild_rate() -> tuple[float, float]:
    """(signals a second of a whole rebuild on this record, signals a second of only fetching the same rows)."""
    from zhiyin.measure.feeding import feeder
    from zhiyin.measure.feeding.rebuilding import rebuild

    started = time.perf_counter()
    signals = rebuild(feeder.lake())
    rebuilt = time.perf_counter() - started
    database = record.connect()
    started = time.perf_counter()
    for table in ("collect_signal", "collect_answer", "understand_reading"):
        cursor = database.execute(f"SELECT * FROM {table}")
        while cursor.fetchmany(50_000):
            pass
    fetched = time.perf_counter() - started
    return signals / rebuilt, signals / fetched
