"""The door for events beside bare inserts: batches of 5,000 of known and of new customers; the rows of a till's export.

`python -m bench.customer_events` measures in an installation of its own, in a temporary folder.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import record
from bench.report import Figure, show

if TYPE_CHECKING:
    from zhiyin.collect.actions.accept_events import EventDraft

BATCH = 5_000
BATCHES = 12
CUSTOMERS = 20_000
ROWS = 100_000


def run() -> list[Figure]:
    """Measure in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="zhiyin-bench-") as folder:
        environment = {
            **os.environ,
            "ZHIYIN_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "zhiyin.server.settings",
        }
        told = subprocess.run(
            [sys.executable, "-m", "bench.customer_events"],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        found = json.loads(told.stdout.splitlines()[-1])
    return [
        Figure(
            "events into SQLite, batches of 5,000, known customers",
            found["known"],
            "events/s",
            found["raw"],
            "bare inserts, synced",
            ">= 20,000",
            found["known"] >= 20_000,
        ),
        Figure(
            "events of customers that are new", found["new"], "events/s", found["raw"], "bare inserts, synced"
        ),
        Figure("rows of a till's export, from the file to the record", found["rows"], "rows/s"),
    ]


def _drafts(dice: random.Random, batch: int, first: int, last: int) -> "list[EventDraft]":
    from zhiyin.collect.actions.accept_events import EventDraft, PersonKey

    start = datetime(2025, 1, 1, tzinfo=UTC)
    return [
        EventDraft(
            source_id=f"{batch}-{n}",
            occurred_at=start + timedelta(seconds=dice.randrange(30_000_000)),
            unit=f"门店{dice.randrange(40)}",
            customer=PersonKey(value=f"M{dice.randrange(first, last):06d}"),
            amount=round(dice.random() * 500, 2),
            quantity=dice.randrange(1, 5),
            order=f"O{batch}-{n // 3}",
            product=f"商品{dice.randrange(3_000)}",
            channel="store",
            attributes={"country": "United Kingdom", "code": f"85{dice.randrange(3_000)}"},
        )
        for n in range(BATCH)
    ]


def _measured() -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from zhiyin.accounts.actor import Actor
    from zhiyin.collect.actions.accept_events import accept_events
    from zhiyin.collect.command import import_files

    call_command("migrate", verbosity=0)
    actor, dice = Actor.system("bench"), random.Random(7)
    fresh = _drafts(dice, 0, 0, CUSTOMERS)
    started = time.perf_counter()
    accept_events(actor, fresh, source="till")
    new = BATCH / (time.perf_counter() - started)
    for batch in range(1, 8):  # all of them become known
        accept_events(actor, _drafts(dice, batch, 0, CUSTOMERS), source="till")
    took = []
    for batch in range(8, 8 + BATCHES):
        drafts = _drafts(dice, batch, 0, CUSTOMERS)
        started = time.perf_counter()
        accept_events(actor, drafts, source="till")
        took.append(time.perf_counter() - started)
    known = BATCH / sorted(took)[len(took) // 2]
    path = Path(os.environ["ZHIYIN_DATA"]) / "till.csv"
    path.write_text(
        "流水号,会员卡号,消费时间,门店,商品名称,数量,实收金额\n"
        + "".join(
            f"S{n // 2},M{dice.randrange(CUSTOMERS):06d},2025-{1 + n % 12:02d}-{1 + n % 28:02d} 12:{n % 60:02d},"
            f"门店{n % 40},商品{n % 3_000},{1 + n % 4},{n % 500}.50\n"
            for n in range(ROWS)
        )
    )
    started = time.perf_counter()
    import_files(actor, [path])
    rows = ROWS / (time.perf_counter() - started)
    return {"known": known, "new": new, "rows": rows, "raw": _raw()}


def _raw() -> float:
    """Events a second when the rows that are there are put into the same table by bare statements, synced."""
    database = record.connect(as_product=True)
    columns = [row[1] for row in database.execute("PRAGMA table_info(collect_event)")]
    found = database.execute("SELECT * FROM collect_event ORDER BY id DESC LIMIT ?", (BATCH * 8,)).fetchall()
    key, source_id = columns.index("id"), columns.index("source_id")
    rows = [
        (*row[:key], -row[key], *row[key + 1 : source_id], f"raw{row[source_id]}", *row[source_id + 1 :])
        for row in found
    ]
    into = f"INSERT INTO collect_event VALUES ({', '.join('?' * len(columns))})"
    started = time.perf_counter()
    for start in range(0, len(rows), BATCH):
        database.execute("BEGIN IMMEDIATE")
        database.executemany(into, rows[start : start + BATCH])
        database.execute("COMMIT")
    rate = len(rows) / (time.perf_counter() - started)
    database.close()
    return rate


if __name__ == "__main__":
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        print(json.dumps(_measured()))
    else:
        show(run())
