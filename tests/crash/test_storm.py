"""Everything is killed at random, over a hundred times, while files, posts, readings, feeds and letters are under way."""

import json
import random
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.processes import PATIENCE, Installation, free_port, kill, wait_until_it_answers

pytestmark = pytest.mark.crash

SEED = 4
WORKER_KILLS, WEB_KILLS, IMPORT_KILLS = 70, 18, 16
LETTERS = 150
ROWS = 12_000


class Postbox:
    """A mail server that counts what it was handed, and takes its time so that kills fall in between."""

    def __init__(self) -> None:
        self.received: Counter[str] = Counter()

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        content = envelope.content  # type: ignore[attr-defined]
        text = content.decode() if isinstance(content, bytes) else content
        self.received[next(line for line in text.splitlines() if line.lower().startswith("subject:"))] += 1
        return "250 OK"


class Storm:
    """Three processes under fire, a client that posts, and what the client was told is safe."""

    def __init__(self, place: Installation, key: str, file: Path) -> None:
        self.place, self.key, self.file = place, key, file
        self.dice = random.Random(SEED)
        self.acknowledged: set[str] = set()
        self.sent: set[str] = set()
        self.kills: Counter[str] = Counter()
        self.port = free_port()
        self.over = threading.Event()
        self.imported = ""

    def worker(self) -> None:
        while self.kills["worker"] < WORKER_KILLS:
            process = self.place.start("worker")
            self.over.wait(self.dice.uniform(0.9, 2.6))
            kill(process)
            self.kills["worker"] += 1

    def web(self) -> None:
        while not self.over.is_set():
            process = self.place.start("up", "--no-worker", "--port", str(self.port))
            wait_until_it_answers(self.port, process)
            if self.kills["web"] < WEB_KILLS:
                self.over.wait(self.dice.uniform(0.5, 4.0))
                kill(process)
                self.kills["web"] += 1
            else:
                self.over.wait()
                kill(process)

    def files(self) -> None:
        while self.kills["import"] < IMPORT_KILLS:
            process = self.place.start("import", str(self.file), "--source", "storm-file")
            self.over.wait(self.dice.uniform(1.0, 3.0))
            if process.poll() is None:
                self.kills["import"] += 1
            kill(process)

    def client(self) -> None:
        number = 0
        while not self.over.is_set():
            batch = [f"P{number + i:06d}" for i in range(20)]
            number += 20
            self.sent.update(batch)
            while not self.over.is_set() and not self._post(batch):
                time.sleep(0.05)  # the server was killed: the same again, as any client would
            time.sleep(0.02)

    def _post(self, batch: list[str]) -> bool:
        body = json.dumps(
            {
                "signals": [
                    {
                        "source": "storm-post",
                        "source_id": name,
                        "kind": "survey",
                        "channel": "sms",
                        "occurred_at": "2026-03-04T05:06:07Z",
                        "text": f"排队太久了，等了{name}分钟",
                        "answers": [{"construct": "nps", "value": len(name) % 11}],
                    }
                    for name in batch
                ]
            }
        )
        try:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            connection.request(
                "POST",
                "/api/v1/signals",
                body,
                {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
            )
            answer = connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            return False
        if answer.status != 200:
            return False
        statuses = [one["status"] for one in told["results"]]
        assert set(statuses) <= {"accepted", "duplicate"}, told
        self.acknowledged.update(batch)
        return True


SETTING_UP = """
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.contact.actions.queue_message import queue_message
actor = Actor.system("storm")
for i in range(%(letters)d):
    letter = {"to": f"guest{i}@example.com", "subject": f"letter-{i}", "body": "您好", "key": f"letter-{i}"}
    queue_message(actor, channel="mail", purpose="case_reply", **letter)
print(create_api_key(actor, label="storm", role="administrator")[1])
"""

LOOKING = """
import json
from collections import Counter
import pyarrow.parquet as pq
from django.conf import settings
from zhiyin.collect.models import Signal, Answer
from zhiyin.contact.models import Message
from zhiyin.understand.models import Reading
signals = dict(Signal.objects.values_list("id", "source_id"))
sources = Counter(Signal.objects.values_list("source", "source_id"))
manifest = json.loads((settings.LAKE / "manifest.json").read_text())
lake = Counter()
for file in manifest["files"]["signals"]:
    lake.update(pq.read_table(settings.LAKE / file, columns=["signal_id"]).column(0).to_pylist())
print(json.dumps({
    "posted": [key for source, key in sources if source == "storm-post"],
    "from_file": sum(1 for source, key in sources if source == "storm-file"),
    "most_times_in_record": max(sources.values()),
    "in_record_not_in_lake": len(set(signals) - set(lake)),
    "in_lake_not_in_record": len(set(lake) - set(signals)),
    "most_times_in_lake": max(lake.values()),
    "unread": Signal.objects.exclude(text="").filter(reading__isnull=True).count(),
    "answers": Answer.objects.count(),
    "letters": dict(Counter(Message.objects.values_list("state", flat=True))),
    "sent": list(Message.objects.filter(state="sent").values_list("subject", flat=True)),
}))
"""


def test_nothing_acknowledged_is_lost_or_doubled_and_nobody_is_written_to_twice(tmp_path: Path) -> None:
    postbox = Postbox()
    server = Controller(postbox, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE)
    server.start()
    place = Installation(tmp_path / "data", ZHIYIN_SMTP_URL=f"smtp://127.0.0.1:{server.port}")
    key = place.python(SETTING_UP % {"letters": LETTERS}).strip().splitlines()[-1]
    file = tmp_path / "reviews.csv"
    file.write_text(
        "id,门店,评分,评价\n"
        + "".join(f"R{i},东一店,{1 + i % 5},第{i}次来，味道还是老样子的好\n" for i in range(ROWS)),
        "utf-8",
    )
    storm = Storm(place, key, file)
    fighters = [threading.Thread(target=one) for one in (storm.worker, storm.files)]
    others = [threading.Thread(target=one) for one in (storm.web, storm.client)]
    for thread in fighters + others:
        thread.start()
    for thread in fighters:
        thread.join()
    while storm.kills["web"] < WEB_KILLS:
        time.sleep(0.1)
    storm.over.set()
    for thread in others:
        thread.join()
    assert sum(storm.kills.values()) >= 100, storm.kills

    told = json.loads(place.run("import", str(file), "--source", "storm-file", "--json").stdout)
    place.run("worker", "--until-idle")
    found = json.loads(place.python(LOOKING).strip().splitlines()[-1])
    server.stop()

    assert told["rejected"] == 0
    assert found["from_file"] == ROWS
    assert storm.acknowledged, "the client got through at least once"
    assert storm.acknowledged <= set(found["posted"]) <= storm.sent
    assert found["most_times_in_record"] == 1
    assert (found["in_record_not_in_lake"], found["in_lake_not_in_record"], found["most_times_in_lake"]) == (
        0,
        0,
        1,
    )
    assert found["unread"] == 0
    assert max(postbox.received.values()) == 1, "nobody is written to twice"
    assert {f"Subject: {subject}" for subject in found["sent"]} <= set(postbox.received)
    assert sum(found["letters"].values()) == LETTERS
    checks = {check["name"]: check for check in json.loads(place.run("check", "--json", check=False).stdout)}
    assert all(checks[name]["ok"] for name in ("record", "lake", "waiting work")), checks
