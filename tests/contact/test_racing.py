"""Real processes over one database: two senders under one cap, a teller that is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contact.carrier import CarrierServer
from tests.processes import PATIENCE

pytestmark = pytest.mark.crash

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[[str], "subprocess.Popen[str]"]

PEOPLE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.models import Channel, ContactRule, Message
from zhiyin.customers.models import Consent, Customer, Purpose
survey, _ = Purpose.objects.get_or_create(code="survey", defaults={"basis": "consent"})
Channel.objects.create(code="null", name="null", kind="sms", carrier="null", is_default=True, created_by="x")
for person in range(10):
    customer = Customer.objects.create()
    key = Customer.objects.create(person_id=customer.pk)
    Consent.objects.create(customer=customer, purpose=survey, state="given", source="staff")
    for number in range(4):
        queue_message(Actor.system("test"), channel="sms", to=f"1380013{person:03}{number}", subject="", body="b",
                      purpose="survey", key=f"{person}:{number}", customer_id=(customer, key)[number % 2].pk)
ContactRule.objects.create(most=1, within_days=7)
"""
RACE = """
import sys
from zhiyin.contact.sending.outbox import claim_next, hand_over, settle
from django.utils import timezone
print("ready", flush=True)
sys.stdin.readline()
while (message := claim_next(timezone.now(), "sms")) is not None:
    settle(message, hand_over(message))
"""
COUNT = """
from collections import Counter
from zhiyin.contact.models import Message
from zhiyin.customers.models import Customer
persons = dict(Customer.objects.values_list("id", "person_id"))
sent = Counter(persons[key] for key in Message.objects.filter(state="sent").values_list("customer_id", flat=True))
print(sorted(sent.values()), Message.objects.filter(state="refused", reason="cap_reached").count())
"""
HOOK = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.replay_deliveries import send_test_event
from zhiyin.contact.actions.save_webhook import WebhookFields, add_webhook
actor = Actor.system("test")
row, _ = add_webhook(actor, WebhookFields("URL", "", ["case.opened"]))
for _ in range(5):
    send_test_event(actor, webhook_id=row.pk)
"""
DIE_ONCE_TOLD = """
import os, signal
from zhiyin.contact.models import Webhook
from zhiyin.contact.sending import webhooks
webhooks.settle = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
webhooks.deliver_next(Webhook.objects.get().pk)
"""
GO_ON = """
from zhiyin.contact.models import Webhook, WebhookDelivery
from zhiyin.contact.sending import webhooks
webhooks.take_back_interrupted()
while webhooks.deliver_next(Webhook.objects.get().pk):
    pass
print(sorted(WebhookDelivery.objects.values_list("state", flat=True)))
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "zhiyin.server.settings",
        "ZHIYIN_DATA": str(tmp_path / "data"),
        "ZHIYIN_DATABASE_URL": "",
        "ZHIYIN_PRIVATE_NETWORKS": "127.0.0.0/8",
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


def test_two_racing_senders_do_not_both_find_room_under_a_cap(run: Run) -> None:
    finished(run(PEOPLE))
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
    assert finished(run(COUNT)).strip() == f"{[1] * 10} 30"


def test_a_machine_is_told_again_under_the_same_id_when_the_teller_is_killed(
    run: Run, carrier_server: CarrierServer
) -> None:
    finished(run(HOOK.replace("URL", f"{carrier_server.url}/hook")))
    killed = run(DIE_ONCE_TOLD)
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    assert finished(run(GO_ON)).strip() == str(["delivered"] * 5)
    ids = [asked.headers["webhook-id"] for asked in carrier_server.asked]
    assert (len(ids), len(set(ids))) == (6, 5)
    assert ids[0] in ids[1:]
