"""One million signals in record and lake: making the lake, pages, queries, intake on top of it."""

import json
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from bench.product import get, in_django, served
from bench.report import Figure, show

MAKE = "from bench.lake import make_record, index_texts; make_record({n}, units=200); index_texts(); print('made')"
REBUILD = "import json; from bench.lake import rebuild_rate; print(json.dumps(rebuild_rate()))"
SESSION = """
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actions.ensure_administrator import ensure_administrator
from zhiyin.accounts.models import User
from zhiyin.server.installation import INSTALLER
import json
ensure_administrator(INSTALLER, username="bench", password="a-long-bench-password")
user = User.objects.get(username="bench")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
_, key = create_api_key(INSTALLER, label="bench", role="administrator")
print(json.dumps({"session": session.session_key, "key": key}))
"""
ENGINE = "import json; from bench.engine import compare; print(json.dumps(compare()))"
RAW = "import json; from bench.raw_inserts import raw_rate; print(json.dumps(raw_rate({n})))"
PAGES = (
    ("home page", "/", 150),
    ("topics", "/insight/topics", 300),
    ("one topic with its quotes", "/insight/topics/wait", 500),
    ("inbox, newest", "/listen/inbox", 200),
    ("inbox, search 冰淇淋", "/listen/inbox?q=%E5%86%B0%E6%B7%87%E6%B7%8B", 200),
    ("inbox, search 排队 + sentiment < 0", "/listen/inbox?q=%E6%8E%92%E9%98%9F&where=sentiment+%3C+0", 200),
    (
        "inbox, nps <= 6 in one channel",
        "/listen/inbox?where=nps+%3C%3D+6+%26%26+channel+%3D%3D+%22wechat%22",
        200,
    ),
)


def run(n: int = 1_000_000) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="zhiyin-bench-") as folder:
        data = Path(folder) / "data"
        started = time.perf_counter()
        in_django(data, MAKE.format(n=n))
        print(f"(a record of {n:,} signals made in {time.perf_counter() - started:.0f} s)", flush=True)
        rate, raw = json.loads(in_django(data, REBUILD))
        figures.append(
            Figure("facts rebuild", rate, "signals/s", raw, "fetching the rows", "≥ 20,000/s", rate >= 20_000)
        )
        show(figures[-1:])
        who = json.loads(in_django(data, SESSION))
        for name, took, limit in json.loads(in_django(data, ENGINE)):
            allowed = 1.3 * limit + 15
            figures.append(
                Figure(
                    f"measure {name}", took, "ms", limit, "DuckDB SQL", f"≤ {allowed:.0f} ms", took <= allowed
                )
            )
            show(figures[-1:])
        with served(data) as port:
            figures += _pages(port, who["session"])
            figures += _seen(port, who["key"])
        with served(data, "--no-worker") as port:
            figures += _intake(port, who["key"], data)
    return figures


def _pages(port: int, session: str) -> list[Figure]:
    headers = {"Cookie": f"zhiyin_session={session}", "Accept-Language": "zh-CN"}
    empty = _median(port, "/healthz", headers)
    found = []
    for name, path, asked in PAGES:
        took = _median(port, path, headers)
        found.append(Figure(name, took, "ms", empty, "an empty answer", f"< {asked} ms", took < asked))
        show(found[-1:])
    return found


def _median(port: int, path: str, headers: dict[str, str], runs: int = 9) -> float:
    took = []
    for i in range(runs + 2):
        started = time.perf_counter()
        status, _ = get(port, path, headers)
        if i >= 2:
            took.append(1000 * (time.perf_counter() - started))
        assert status == 200, (path, status)
    return median(took)


def _seen(port: int, key: str) -> list[Figure]:
    """From an acknowledged POST to the number that counts it, through the engine that the home page asks."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    path = "/api/v1/measures/volume?where=source%20%3D%3D%20%22bench-seen%22"

    def count() -> float:
        rows = json.loads(get(port, path, headers)[1])["rows"]
        return float(rows[0]["volume"]["value"] or 0) if rows else 0.0

    took = []
    for i in range(3):
        before = count()
        body = {
            "source": "bench-seen",
            "source_id": str(time.time_ns()),
            "text": f"等了{i}分钟",
            "unit": "s1",
        }
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", "/api/v1/signals", json.dumps(body), headers)
        assert connection.getresponse().status in (200, 201)
        started = time.perf_counter()
        while count() == before:
            if time.perf_counter() - started > 30:
                break
            time.sleep(0.02)
        took.append(time.perf_counter() - started)
    worst = max(took)
    figures = [Figure("acknowledged POST to the number", worst, "s", None, "", "< 3 s", worst < 3)]
    show(figures)
    return figures


def _intake(port: int, key: str, data: Path) -> list[Figure]:
    told = subprocess.run(
        [sys.executable, "-m", "bench.client", str(port), key], capture_output=True, text=True, check=True
    )
    got = json.loads(told.stdout.strip().splitlines()[-1])
    raw = json.loads(in_django(data, RAW.format(n=30_000)))
    share = got["batch_per_second"] / raw
    figures = [
        Figure(
            "batch intake over HTTP (5,000 a request)",
            got["batch_per_second"],
            "signals/s",
            raw,
            "raw inserts, same tables",
            "≥ 5,000/s and ≥ 0.4 × raw",
            got["batch_per_second"] >= 5_000 and share >= 0.4,
        ),
        Figure(
            "single POST, 8 clients",
            got["single_per_second"],
            "signals/s",
            None,
            "",
            "≥ 300/s",
            got["single_per_second"] >= 300,
        ),
        Figure(
            "… its 99th percentile", got["single_p99"], "ms", None, "", "< 100 ms", got["single_p99"] < 100
        ),
    ]
    show(figures)
    return figures
