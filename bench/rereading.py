"""Reading everything again with another version: how fast, in how much memory, and going on after being killed."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.product import in_django
from bench.report import Figure, show

MOST_MEMORY = 400.0
"""Megabytes that a million signals may take more than the first chunk."""

MAKE = """
from bench.lake import make_record
make_record({n}, units=200)
from django.db import connection
with connection.cursor() as cursor:  # no two texts alike, else they are read once
    cursor.execute("UPDATE collect_signal SET text = text || ' ' || id WHERE text <> ''")
    cursor.execute("DELETE FROM understand_reading WHERE signal_id IN (SELECT id FROM collect_signal WHERE text = '')")
from zhiyin.server.installation import INSTALLER
from zhiyin.understand.actions.reread import reread
print(reread(INSTALLER))
"""
WORK = """
import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'zhiyin.server.settings'); django.setup()
import json, resource, time
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.running import Running
from zhiyin.jobs.worker import carry_out
from dataclasses import replace
first = []
def heard(done, total):
    if not first:
        first.append((done, time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
running = replace(claim_about("rereading:1"), listener=heard)
carry_out(running)
begun, at, memory = first[0]
from zhiyin.understand.models import NextReading, Rereading
run = Rereading.objects.get(pk=1)
print(json.dumps({"state": run.state, "done": run.done, "kept": NextReading.objects.count(),
    "rate": (run.done - begun) / (time.perf_counter() - at), "begun": begun,
    "more": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - memory}))
"""
DONE = "from zhiyin.understand.models import Rereading; print(Rereading.objects.get(pk=1).done)"


def run(n: int = 100_000) -> list[Figure]:
    """Of `n` signals six in ten have words. The first run is killed (-9) on its way; the second ends it."""
    with tempfile.TemporaryDirectory(prefix="zhiyin-bench-") as folder:
        data = Path(folder) / "data"
        in_django(data, MAKE.format(n=n))
        environment = {**os.environ, "ZHIYIN_DATA": str(data)}
        killed = subprocess.Popen([sys.executable, "-c", WORK], env=environment, stdout=subprocess.DEVNULL)
        while killed.poll() is None and int(in_django(data, DONE)) < 0.2 * n:
            time.sleep(0.5)
        killed.kill()
        killed.wait()
        before = int(in_django(data, DONE))
        ended = subprocess.run(
            [sys.executable, "-c", WORK], env=environment, capture_output=True, text=True, check=True
        )
        told = json.loads(ended.stdout.strip().splitlines()[-1])
    whole = told["state"] == "ready" and told["done"] == told["kept"] and before <= told["begun"]
    figures = [
        Figure("re-reading beside the readings in force", told["rate"], "signals/s", None, "", "", None),
        Figure(
            f"its memory beyond the first chunk ({told['done']:,} texts)",
            told["more"],
            "MB",
            None,
            "",
            f"≤ {MOST_MEMORY:.0f} MB",
            told["more"] <= MOST_MEMORY,
        ),
        Figure(
            f"killed after {before:,}, then gone on with and whole", float(whole), "", None, "", "1", whole
        ),
    ]
    show(figures)
    return figures
