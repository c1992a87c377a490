"""The nightly run over a million customers who buy, fall silent and leave, held against reading their rows bare.

`make_buyers` and `night` run inside a product (see `product.in_django`).
"""

import json
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.people import NOW, insert, page_figures
from bench.product import in_django
from bench.report import Figure, show

MAKE = "from bench.judging import make_buyers; make_buyers({n}, {events}, {identities}, {products}); print('made')"
NIGHT = "import json; from bench.judging import night; print(json.dumps(night()))"
NEXT = "import json; from bench.judging import next_products; print(json.dumps(next_products()))"
DAYS = 730
ROWS = 100_000
FAMILY, IN_FAMILY = 6, 0.75
PER_CUSTOMER, CATALOGUE = 17, 4_000
TRIED = 20_000


def run(*, large: bool = False) -> list[Figure]:
    """A million customers with 3 million purchases of 120 products; `large`: 17 million of 4,000 products, and
    3 million identities."""
    n = 1_000_000
    events, identities, products = (PER_CUSTOMER * n, 3_000_000, CATALOGUE) if large else (3_000_000, 0, 120)
    with tempfile.TemporaryDirectory(prefix="zhiyin-bench-") as folder:
        data = Path(folder) / "data"
        started = time.perf_counter()
        in_django(data, MAKE.format(n=n, events=events, identities=identities, products=products))
        print(f"({n:,} customers, about {events:,} purchases of {products:,} products, {identities:,} identities "
              f"made in {time.perf_counter() - started:.0f} s)", flush=True)  # fmt: skip
        return [*figures(data), *next_product_figures(data), *page_figures(data)]


def figures(data: Path) -> list[Figure]:
    """The run on a data directory that holds buyers already."""
    told = json.loads(in_django(data, NIGHT))
    whole, bare = told["whole"], told["bare"]
    found = [
        Figure(f"night: {told['customers']:,} customers, {told['events']:,} purchases, {told['products']:,} products",
               whole, "s", bare,
               "reading the rows bare", "< 600 s", whole < 600)
    ]  # fmt: skip
    found += [Figure(f"… {name}", took, "s") for name, took in told["parts"].items()]
    found.append(
        Figure(
            "… memory at its highest", told["memory"], "MB", None, "", "< 8,000 MB", told["memory"] < 8_000
        )
    )
    show(found)
    return found


def next_product_figures(data: Path) -> list[Figure]:
    """Next products of a large catalogue alone; it reads no record, so that any data directory does."""
    told = json.loads(in_django(data, NEXT))
    name = f"next products alone: {told['customers']:,} customers, {told['products']:,} products"
    found = [
        Figure(f"{name}: learning", told["learning"], "s"),
        Figure(f"{name}: telling", told["telling"], "s"),
        Figure("… for a million customers, of whom no more are learnt from", told["million"], "s", None, "",
               "< 60 s", told["million"] < 60),
    ]  # fmt: skip
    show(found)
    return found


class Lives(NamedTuple):
    """One row a purchase: whose, and on which day of DAYS; and what each customer spends on average."""

    who: NDArray[np.int64]
    day: NDArray[np.float64]
    spends: NDArray[np.float64]


def lives(n: int, rate: float, dice: np.random.Generator) -> Lives:
    """Customers as BG/NBD has them: each buys at their own pace (`rate` a day on average) from some day on, and after
    each purchase may leave."""
    pace, leaves = dice.gamma(0.8, rate / 0.8, n), dice.beta(0.6, 9.0, n)
    who, day = [np.arange(n)], [np.floor(dice.random(n) * DAYS)]
    here, now = who[0], day[0]
    while len(here):
        stays = dice.random(len(here)) >= leaves[here]
        here, now = here[stays], now[stays]
        now = now + dice.exponential(1.0, len(here)) / np.maximum(pace[here], 1e-9)
        seen = now < DAYS
        here, now = here[seen], now[seen]
        who.append(here)
        day.append(now)
    return Lives(np.concatenate(who), np.concatenate(day), 60.0 * dice.gamma(6.0, 1.0, n) / 6.0)


def _rate(n: int, events: int, dice: np.random.Generator) -> float:
    """The pace at which so many customers buy about so often."""
    low, high = 1e-4, 20.0
    for _ in range(20):
        middle = (low * high) ** 0.5
        many = len(lives(TRIED, middle, dice).who) * n / TRIED
        low, high = (middle, high) if many < events else (low, middle)
    return (low * high) ** 0.5


def _products(who: NDArray[np.int64], products: int, dice: np.random.Generator) -> NDArray[np.int64]:
    """Who buys one product of a family buys others of it: something for the next product to be found in. The rest is
    anything, of some products more than of others."""
    family = (who * 7 % products + dice.integers(0, FAMILY, len(who))) % products
    anything = (products * dice.random(len(who)) ** 2).astype(np.int64)
    return np.where(dice.random(len(who)) < IN_FAMILY, family, anything)


def make_buyers(n: int, events: int, identities: int, products: int) -> None:
    """`n` customers, about `events` purchases of one of `products`, `identities` keys."""
    from zhiyin.customers.models import Customer, Identity, Standing

    dice = np.random.default_rng(5)
    ids = np.unique(dice.integers(1, 2**62, n + n // 1000))[:n].tolist()
    nps = dice.integers(-1, 11, n).tolist()
    insert(Customer, ("id", "person_id", "name", "created_at"), ((key, key, "", NOW) for key in ids))
    insert(
        Standing,
        ("customer_id", "signals", "last_heard_at", "nps"),
        (
            (key, 1, NOW - timedelta(days=place % 500), float(score) if score >= 0 else None)
            for place, (key, score) in enumerate(zip(ids, nps, strict=True))
        ),
    )
    keys = dice.bytes(16 * identities)
    insert(
        Identity,
        ("customer_id", "kind", "digest", "sealed", "since"),
        ((ids[at % n], "mobile", keys[16 * at : 16 * at + 16], keys[:60], NOW) for at in range(identities)),
    )
    _insert_purchases(lives(n, _rate(n, events, dice), dice), ids, products, dice)


def _insert_purchases(bought: Lives, ids: list[int], products: int, dice: np.random.Generator) -> None:
    """In order of time, as they come in; the indexes are made when all rows are there."""
    from django.db import connection, transaction

    from zhiyin.collect.models import Event

    order = np.argsort(bought.day, kind="stable")
    who, day = bought.who[order], bought.day[order]
    many = len(who)
    amount = np.round(bought.spends[who] * dice.gamma(4.0, 0.25, many), 2)
    product = _products(who, products, dice)
    reduced = dice.random(many) < 0.3
    start = (NOW - timedelta(days=DAYS)).date()
    days = [str(start + timedelta(days=each)) for each in range(DAYS + 1)]
    minutes = [f" {minute // 60:02}:{minute % 60:02}:00+00:00" for minute in range(1_440)]
    given = (
        "id",
        "occurred_at",
        "received_at",
        "customer_id",
        "source_id",
        "product",
        "amount",
        "is_discounted",
    )
    fixed: dict[str, Any] = {
        "kind": "paid",
        "source": "bench",
        "attributes": "{}",
        "unit_path": "",
        "channel": "",
        "order": "",
        "content_hash": b"",
    }
    marks = ", ".join(["%s"] * (len(given) + len(fixed)))
    names = ", ".join(f'"{name}"' for name in (*given, *fixed))
    statement = f"INSERT INTO collect_event ({names}) VALUES ({marks})"
    constant = tuple(fixed.values())
    if connection.vendor == "sqlite":
        minutes = [each.removesuffix("+00:00") for each in minutes]
    with connection.schema_editor() as editor:
        for index in Event._meta.indexes:
            editor.remove_index(Event, index)
    for begin in range(0, many, ROWS):
        part = slice(begin, begin + ROWS)
        of_day = day[part]
        at = [
            days[int(one)] + minutes[int(one % 1 * 1_440)] for one in of_day.tolist()
        ]  # fmt: skip
        columns = zip(
            range(begin + 1, begin + 1 + len(at)), at, at, who[part].tolist(), product[part].tolist(),
            amount[part].tolist(), reduced[part].tolist(), strict=True,
        )  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                statement,
                [
                    (key, moment, same, ids[owner], f"{key:09}", f"p{what}", money, less, *constant)
                    for key, moment, same, owner, what, money, less in columns
                ],
            )
    with connection.schema_editor() as editor:
        for index in Event._meta.indexes:
            editor.add_index(Event, index)


def night() -> dict[str, Any]:
    """One run as the worker does it; how long each part took, and how long the rows take to read alone."""
    import resource

    from django.db import connection

    from zhiyin.collect.models import Event
    from zhiyin.customers.models import Customer
    from zhiyin.journal.columns import rows_of
    from zhiyin.understand.actions import judge_people
    from zhiyin.understand.models import PeopleModel

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began = time.perf_counter()
    read = sum(
        len(part) for part in rows_of(Event.objects.values_list("customer_id", "occurred_at", "amount"))
    )
    bare = time.perf_counter() - began
    began = time.perf_counter()
    result = judge_people.carry_out(_Alone(date(2026, 11, 20)))  # type: ignore[arg-type]
    assert result is not None
    whole = time.perf_counter() - began
    parts = dict(result["seconds"]) | {
        f"{code}: {state}": took
        for code, state, took in PeopleModel.objects.values_list("code", "state", "took_seconds")
    }
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    products = PeopleModel.objects.filter(code="base").latest("run_at", "id").card.get("products", 0)
    return {
        "whole": whole, "bare": bare, "parts": parts, "memory": memory, "events": read,
        "customers": Customer.objects.count(), "products": products,
    }  # fmt: skip


def next_products() -> dict[str, Any]:
    """Seconds of learning and of telling everybody, with as many customers as are ever learnt from."""
    from zhiyin.science.understand.people.next_product.purchases import Bought as Products
    from zhiyin.science.understand.people.next_product.training import MOST_CUSTOMERS, train
    from zhiyin.understand.judging.following import judge_next_products
    from zhiyin.understand.judging.material import SCALES, Bought, Felt, Material
    from zhiyin.understand.judging.terms import Terms

    n, dice = MOST_CUSTOMERS, np.random.default_rng(6)
    bought = lives(n, _rate(n, PER_CUSTOMER * n, dice), dice)
    who, day, what = bought.who, np.floor(bought.day), _products(bought.who, CATALOGUE, dice)
    terms, blank, ids, none = Terms(), np.full(n, np.nan), np.arange(n), np.empty(0, np.int64)
    rows = Bought(
        who, day.astype(np.int64), np.ones(len(who)), what, np.full(len(who), -1, np.int8),
        np.zeros(len(who), np.int64), tuple(f"p{each}" for each in range(CATALOGUE)),
    )  # fmt: skip
    felt = Felt(dict.fromkeys(SCALES, blank), dict.fromkeys(SCALES, blank), [""] * n)
    material = Material(ids, np.zeros(n, np.bool_), rows, none, none, felt, DAYS, ids, ids)
    began = time.perf_counter()
    train(Products(who, what, day, CATALOGUE), until=float(DAYS), window=float(terms.window_days))
    learning = time.perf_counter() - began
    began = time.perf_counter()
    judge_next_products(material, terms)
    telling = max(time.perf_counter() - began - learning, 0.0)
    return {
        "customers": n, "products": CATALOGUE, "learning": learning, "telling": telling,
        "million": learning + telling * 1_000_000 / n,
    }  # fmt: skip


class _Alone:
    """A job that nobody may take away."""

    def __init__(self, until: date) -> None:
        self.payload = {"until": until.isoformat()}

    def progress(self, done: int, total: int | None = None) -> None:
        """Nobody looks."""

    def beat(self) -> None:
        """Nobody waits."""
