"""Real sender processes over one database: they race, and they are killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.contact.conftest import Postman
from tests.processes import PATIENCE

pytestmark = pytest.mark.crash

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[[str], "subprocess.Popen[str]"]

PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.queue_message import queue_message
for number in range(40):
    queue_message(Actor.system("test"), channel="mail", to=f"customer{number}@example.com", subject="s", body="b",
                  purpose="case_reply", key=f"letter:{number}")
"""
DRAIN = """
from zhiyin.contact.sending.outbox import send_next
while send_next():
    pass
"""
RACE = """
import sys
from zhiyin.contact.sending.outbox import send_next
print("ready", flush=True)
sys.stdin.readline()
while send_next():
    pass
"""
DIE_BEFORE_SENDING = """
import os, signal
from zhiyin.contact.sending import outbox
outbox.hand_over = lambda message: os.kill(os.getpid(), signal.SIGKILL)
outbox.send_next()
"""
DIE_AFTER_SENDING = """
import os, signal
from zhiyin.contact.sending import outbox
outbox.settle = lambda message, outcome: os.kill(os.getpid(), signal.SIGKILL)
outbox.send_next()
"""
KILLED_AT_RANDOM = """
import os, random, signal, socket
from django.db import connection
from zhiyin.contact.models import Message
from zhiyin.contact.sending import outbox
dice = random.Random(20261122)
kills = 0

def told(name):
    step = getattr(outbox, name)
    def tell(*given):
        child.send(b".")
        child.recv(1)
        return step(*given)
    setattr(outbox, name, tell)

while Message.objects.filter(state="waiting").exists():
    connection.close()
    parent, child = socket.socketpair()
    sender = os.fork()
    if not sender:
        parent.close()
        for name in ("claim_next", "hand_over", "settle"):
            told(name)
        while outbox.send_next():
            pass
        os._exit(0)
    child.close()
    steps = dice.randint(1, 40)  # three a letter
    while steps and parent.recv(1):
        parent.send(b".")
        steps -= 1
    if not steps:  # it has begun this step and gets no further than the next one
        os.kill(sender, signal.SIGKILL)
        kills += 1
    os.waitpid(sender, 0)
    parent.close()
    outbox.hold_the_interrupted()
print(kills)
"""
WHO = """
from zhiyin.contact.models import Message
for state, to in Message.objects.values_list("state", "to_address"):
    print(state, to)
"""
HOLD = """
from zhiyin.contact.sending.outbox import hold_the_interrupted
hold_the_interrupted()
"""
COUNT = """
from collections import Counter
from zhiyin.contact.models import Message
print(dict(Counter(Message.objects.values_list("state", flat=True))))
"""


@pytest.fixture
def run(tmp_path: Path, postman: tuple[Postman, Controller]) -> Run:
    _, controller = postman
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "zhiyin.server.settings",
        "ZHIYIN_DATA": str(tmp_path / "data"),
        "ZHIYIN_SMTP_URL": f"smtp://127.0.0.1:{controller.port}",
        "ZHIYIN_DATABASE_URL": "",
    }
    (tmp_path / "data").mkdir()

    def start(code: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def finished(process: "subprocess.Popen[str]") -> str:
    out, problems = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, problems
    return out


def test_two_racing_senders_write_to_nobody_twice(run: Run, postman: tuple[Postman, Controller]) -> None:
    finished(run(PREPARE))
    racers = [run(RACE), run(RACE)]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    for racer in racers:
        finished(racer)
    recipients = postman[0].recipients
    assert len(recipients) == len(set(recipients)) == 40
    assert finished(run(COUNT)).strip() == "{'sent': 40}"


@pytest.mark.parametrize(("death", "arrived"), [(DIE_BEFORE_SENDING, 39), (DIE_AFTER_SENDING, 40)])
def test_a_killed_sender_leaves_an_unknown_outcome_and_nobody_is_written_to_twice(
    run: Run, postman: tuple[Postman, Controller], death: str, arrived: int
) -> None:
    finished(run(PREPARE))
    killed = run(death)
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    finished(run(HOLD))
    finished(run(DRAIN))
    recipients = postman[0].recipients
    assert len(recipients) == len(set(recipients)) == arrived
    assert finished(run(COUNT)).strip() in {
        "{'unknown': 1, 'sent': 39}",
        "{'sent': 39, 'unknown': 1}",
    }


def test_senders_killed_at_random_points_write_to_nobody_twice_and_lose_nobody(
    run: Run, postman: tuple[Postman, Controller]
) -> None:
    finished(run(PREPARE.replace("range(40)", "range(300)")))
    assert int(finished(run(KILLED_AT_RANDOM))) >= 20
    arrived = postman[0].recipients
    assert len(arrived) == len(set(arrived))
    by_state: dict[str, set[str]] = {}
    for line in finished(run(WHO)).splitlines():
        state, to = line.split()
        by_state.setdefault(state, set()).add(to)
    assert set(by_state) == {"sent", "unknown"}
    assert by_state["sent"] <= set(arrived) <= by_state["sent"] | by_state["unknown"]
    assert len(by_state["sent"]) + len(by_state["unknown"]) == 300
