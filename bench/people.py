"""A million customers with what they bought and said: segments over all of them, and from an event to a membership.

`make_people`, `segment_times` run inside a product (see `product.in_django`).
"""

import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from bench.million import SESSION
from bench.product import get, in_django, served
from bench.report import Figure, show

MAKE = "from bench.people import make_people; make_people({n}, {events}); print('made')"
SOME = "import json; from bench.people import some_people; print(json.dumps(some_people()))"
TIMES = "import json; from bench.people import segment_times; print(json.dumps(segment_times()))"
CONDITION = 'tier == "gold" && purchases >= 3 && nps <= 6 && last_bought_at < ago("60d") && churn_risk > 0.4'
NOW = datetime(2026, 11, 20, tzinfo=UTC)
TIERS, GROUPS = ("", "silver", "gold"), ("champion", "loyal", "at_risk", "new")
ROWS = 20_000


def run(n: int = 1_000_000, events: int = 2_000_000) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="zhiyin-bench-") as folder:
        data = Path(folder) / "data"
        started = time.perf_counter()
        in_django(data, MAKE.format(n=n, events=events))
        print(
            f"({n:,} customers, {events:,} events made in {time.perf_counter() - started:.0f} s)", flush=True
        )
        for name, took, raw, beside in json.loads(in_django(data, TIMES)):
            figures.append(Figure(name, took, "s", raw, beside, "< 2 s", took < 2))
            show(figures[-1:])
        who = json.loads(in_django(data, SESSION))
        with served(data) as port:
            took = _to_membership(port, who["key"])
            figures.append(
                Figure(
                    "acknowledged POST to the membership",
                    median(took),
                    "s",
                    None,
                    "",
                    "< 2 s",
                    median(took) < 2,
                )
            )
            figures.append(Figure("… the slowest of ten", max(took), "s"))
            show(figures[-2:])
        figures += page_figures(data)
    return figures


def page_figures(data: Path) -> list[Figure]:
    """The list of customers and one customer's page, of forty customers who bought, on a product that is served."""
    some = json.loads(in_django(data, SOME))
    who = json.loads(in_django(data, SESSION))
    headers = {"Cookie": f"zhiyin_session={who['session']}"}
    figures = []
    with served(data) as port:
        for name, paths in (
            ("list of customers", ["/customers/"] * 20),
            ("one customer's page", [f"/customers/{key}" for key in some]),
        ):
            took = []
            for path in [*paths[:3], *paths]:
                started = time.perf_counter()
                status, _page = get(port, path, headers)
                took.append((time.perf_counter() - started) * 1_000)
                assert status == 200, (path, status)
            seen = took[3:]
            figures.append(Figure(name, median(seen), "ms", None, "", "< 100 ms", median(seen) < 100))
            figures.append(Figure("… the slowest but one", sorted(seen)[-2], "ms"))
    show(figures)
    return figures


def some_people() -> list[int]:
    """Forty customers with many and with few purchases."""
    from zhiyin.collect.models import Event

    newest = Event.objects.order_by("-id").values_list("customer_id", flat=True)[:400]
    return list(dict.fromkeys(newest))[:40]


def make_people(n: int, events: int) -> None:
    """`n` customers of one key each and their standings; `events` purchases spread over them."""
    from zhiyin.collect.models import Event
    from zhiyin.customers.models import Customer, Standing

    dice = np.random.default_rng(4)
    ids = np.unique(dice.integers(1, 2**62, n + n // 1000))[:n].tolist()
    tier, born = dice.integers(0, 3, n), dice.integers(0, 25_000, n)
    met, spent = dice.integers(1, 900, n), np.round(dice.gamma(2, 120, n), 2)
    insert(
        Customer,
        ("id", "person_id", "name", "tier", "born_on", "attributes", "created_at"),
        (
            (key, key, f"客户{place}", TIERS[tier[place]], (NOW - timedelta(days=int(born[place]) + 4_000)).date(),
             '{"city": "上海"}' if place % 3 else "{}", NOW - timedelta(days=int(met[place])))
            for place, key in enumerate(ids)
        ),
    )  # fmt: skip
    nps, bought, days = dice.integers(-1, 11, n), dice.poisson(3, n), dice.integers(0, 400, n)
    risk, group = np.round(dice.random(n), 3), dice.integers(0, 4, n)
    insert(
        Standing,
        ("customer_id", "signals", "last_heard_at", "nps", "purchases", "spent", "products", "last_bought_at",
         "rfm_group", "churn_risk"),
        (
            (key, 1, NOW - timedelta(days=int(days[place])), float(nps[place]) if nps[place] >= 0 else None,
             int(bought[place]), float(spent[place]), int(bought[place]) // 2,
             NOW - timedelta(days=int(days[place])) if bought[place] else None, GROUPS[group[place]], float(risk[place]))
            for place, key in enumerate(ids)
        ),
    )  # fmt: skip
    owner, ago = dice.integers(0, n, events), dice.integers(0, 63_000_000, events)
    amount, product = np.round(dice.gamma(2, 60, events), 2), dice.integers(0, 40, events)
    insert(
        Event,
        ("id", "kind", "occurred_at", "received_at", "customer_id", "source", "source_id", "product", "amount"),
        (
            (place + 1, "paid", (at := NOW - timedelta(seconds=int(ago[place]))), at, ids[owner[place]], "bench",
             str(place), f"p{product[place]}", float(amount[place]))
            for place in range(events)
        ),
    )  # fmt: skip


def insert(model: Any, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows as they are, what is not given as the model has it; many to a statement and a transaction."""
    from django.db import connection, transaction

    others = [one for one in model._meta.concrete_fields if one.column not in columns]
    fixed = tuple(one.get_db_prep_save(one.get_default(), connection) for one in others)
    names = ", ".join(f'"{name}"' for name in (*columns, *(one.column for one in others)))
    json_columns = {
        one.column for one in model._meta.concrete_fields if one.get_internal_type() == "JSONField"
    }
    cast = "::jsonb" if connection.vendor == "postgresql" else ""
    marks = ", ".join(
        f"%s{cast}" if name in json_columns else "%s" for name in (*columns, *(one.column for one in others))
    )
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'
    adapt = connection.ops.adapt_datetimefield_value

    def whole() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            yield (*(adapt(value) if isinstance(value, datetime) else value for value in row), *fixed)

    source = whole()
    while True:
        batch = [row for _, row in zip(range(ROWS), source, strict=False)]
        if not batch:
            return
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, batch)


def segment_times() -> list[tuple[str, float, float | None, str]]:
    """(what, seconds, seconds of the plain SQL beside it, what that was)."""
    from django.db import connection

    from zhiyin.accounts.actor import Actor
    from zhiyin.customers.actions.refresh_segments import refresh_segments
    from zhiyin.customers.actions.save_segment import SegmentContent, save_segment
    from zhiyin.customers.models import Membership
    from zhiyin.customers.queries.segments import preview
    from zhiyin.understand.actions.bring_up_to_date import bring_up_to_date

    actor = Actor.system("bench")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found: list[tuple[str, float, float | None, str]] = []
    raw = _took(lambda: _raw_count(CONDITION_IN_SQL))
    found.append(
        (
            "count of 5 conditions",
            _took(lambda: preview(actor, CONDITION, with_overlaps=False)),
            raw,
            "the same in SQL",
        )
    )
    segments = [
        save_segment(actor, content=SegmentContent(code=code, name=code, criteria=criteria))
        for code, criteria in (
            ("five", CONDITION),
            ("gold", 'tier == "gold" && purchases >= 1'),
            (
                "of_both",
                'any(segments, code == "gold") && nps <= 3 && spent > 100 && age > 30 && purchases > 2',
            ),
        )
    ]
    for segment in segments:
        took = _took(lambda key=segment.id: refresh_segments(actor, segments=[key]), runs=1)
        size = Membership.objects.filter(segment=segment).count()
        found.append((f"segment “{segment.code}” filled, {size:,} members", took, None, ""))
        found.append(
            (
                "… looked at again",
                _took(lambda key=segment.id: refresh_segments(actor, segments=[key])),
                raw,
                "one count",
            )
        )
    found.append(
        ("preview with overlaps and sample", _took(lambda: preview(actor, CONDITION)), raw, "one count")
    )
    counted = 'count(events, "30d", kind == "paid") >= 2'
    found.append(
        ("count of events of 30 days", _took(lambda: preview(actor, counted, with_overlaps=False)), None, "")
    )
    key = Membership.objects.filter(segment=segments[0]).values_list("customer_id", flat=True)[0]
    found.append(
        ("one person brought up to date", _took(lambda: bring_up_to_date(actor, customers=[key])), None, "")
    )
    return found


CONDITION_IN_SQL = """
SELECT count(*) FROM customers_customer c JOIN customers_standing s ON s.customer_id = c.id
WHERE c.person_id = c.id AND c.tier = 'gold' AND s.purchases >= 3 AND s.nps <= 6 AND s.last_bought_at < %s
AND s.churn_risk > 0.4
"""


def _raw_count(statement: str) -> int:
    from django.db import connection
    from django.utils import timezone

    before = connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(days=60))
    with connection.cursor() as cursor:
        cursor.execute(statement, [before])
        (size,) = cursor.fetchone()
    return int(size)


def _took(work: Any, runs: int = 3) -> float:
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return median(times)


def _to_membership(port: int, key: str) -> list[float]:
    """From an acknowledged POST of a low score to the segment that names who gave it, ten times."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    segment = {"code": "bench-low", "name": "low", "criteria": "nps <= 6 && voices >= 1 && purchases == 0"}
    assert _post(port, "/api/v1/segments", segment, headers) == 201

    def size() -> int:
        return int(json.loads(get(port, "/api/v1/segments/bench-low", headers)[1])["size"])

    while not json.loads(get(port, "/api/v1/segments/bench-low", headers)[1])["refreshed_at"]:
        time.sleep(0.2)
    took = []
    for _ in range(10):
        before = size()
        number = f"bench{time.time_ns()}"
        body = {
            "source": "bench-low", "source_id": number, "unit": "s1",
            "customer": {"kind": "customer_number", "value": number},
            "answers": [{"item": "q", "construct": "nps", "value": 2, "scale_min": 0, "scale_max": 10}],
        }  # fmt: skip
        assert _post(port, "/api/v1/signals", body, headers) in (200, 201)
        started = time.perf_counter()
        while size() == before and time.perf_counter() - started < 30:
            time.sleep(0.02)
        took.append(time.perf_counter() - started)
    return took


def _post(port: int, path: str, body: dict[str, Any], headers: dict[str, str]) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, json.dumps(body), headers)
    return connection.getresponse().status
