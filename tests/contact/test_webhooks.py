"""Telling machines: signed, at least once under one id, patiently, each endpoint by itself."""

import base64
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import actor_for
from tests.contact.carrier import Asked, CarrierServer, carrier_server
from tests.processes import PATIENCE, wait_until
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.contact.actions.replay_deliveries import replay_delivery, replay_failed, send_test_event
from zhiyin.contact.actions.save_webhook import (
    WebhookFields,
    add_webhook,
    change_webhook,
    renew_secret,
    switch_webhook,
)
from zhiyin.contact.errors import BadWebhook
from zhiyin.contact.models import Webhook, WebhookDelivery
from zhiyin.contact.queries.webhooks import read_webhook
from zhiyin.contact.sending import webhooks
from zhiyin.contact.signing import signature
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.public_events import public_events
from zhiyin.journal.record import record

SYSTEM = Actor.system("test")
Hook = Callable[..., tuple[Webhook, str]]


@pytest.fixture
def hook(db: None, carrier_server: CarrierServer) -> Hook:
    def make(url: str = "", events: tuple[str, ...] = ("consent.changed",)) -> tuple[Webhook, str]:
        return add_webhook(SYSTEM, WebhookFields(url or f"{carrier_server.url}/hook", "", events))

    return make


def consent_changes(times: int = 1) -> None:
    for number in range(times):
        record(
            SYSTEM,
            "customers.consent_changed",
            {"purpose": "survey", "channel": "", "state": "withdrawn", "customers": [2**62 + number]},
        )
    while deliver_pending():
        pass


def told(webhook: Webhook) -> WebhookDelivery:
    return WebhookDelivery.objects.get(webhook=webhook)


def verified(asked: Asked, secret: str) -> bool:
    """As a receiver checks it, by the specification."""
    signed = signature(
        secret, asked.headers["webhook-id"], int(asked.headers["webhook-timestamp"]), asked.body.decode()
    )
    return signed in asked.headers["webhook-signature"].split(" ")


def test_the_signature_of_the_specifications_example() -> None:
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        '{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_machine_is_told_signed_and_without_anything_personal(
    hook: Hook, carrier_server: CarrierServer
) -> None:
    webhook, secret = hook()
    consent_changes()
    assert webhooks.deliver_next(webhook.pk)
    (asked,) = carrier_server.asked
    assert verified(asked, secret)
    body = asked.json
    assert (body["type"], body["version"]) == ("consent.changed", 1)
    assert body["data"] == {
        "customer": str(2**62),
        "purpose": "survey",
        "channel": None,
        "state": "withdrawn",
    }
    assert datetime.fromisoformat(body["timestamp"]).tzinfo is not None
    assert asked.headers["webhook-id"] == told(webhook).key
    assert (told(webhook).state, told(webhook).attempts, told(webhook).status) == ("delivered", 1, 200)


def test_a_secret_is_32_bytes_and_lies_sealed(hook: Hook) -> None:
    webhook, secret = hook()
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert secret not in webhook.secret


def test_the_same_event_carried_twice_is_told_once(hook: Hook) -> None:
    webhook, _ = hook()
    consent_changes()
    from zhiyin.contact.reactions import tell_of
    from zhiyin.journal.models import Event

    tell_of(Event.objects.get(name="customers.consent_changed"))
    assert told(webhook).event == "consent.changed"


def test_a_machine_is_told_only_what_it_listens_to(hook: Hook) -> None:
    hook(events=("case.opened",))
    consent_changes()
    assert not WebhookDelivery.objects.exists()


def test_failures_are_repeated_on_the_schedule_of_the_specification_under_the_same_id(
    hook: Hook, carrier_server: CarrierServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "OPENS_AFTER", 100)
    carrier_server.answer(b"no", 500)
    webhook, _ = hook()
    consent_changes()
    waits = []
    while (delivery := told(webhook)).state == "waiting":
        WebhookDelivery.objects.update(not_before=None)
        before = timezone.now()
        webhooks.deliver_next(webhook.pk)
        after = timezone.now()
        delivery = told(webhook)
        if (again := delivery.not_before) is not None:
            waits.append(((again - before).total_seconds(), (again - after).total_seconds()))
    planned = [5, 300, 1800, 7200, 18000, 36000, 36000]
    assert [
        plan <= most and least <= plan * 1.1 for plan, (most, least) in zip(planned, waits, strict=True)
    ] == [True] * 7
    assert len({asked.headers["webhook-id"] for asked in carrier_server.asked}) == 1
    assert len(carrier_server.asked) == 8
    assert (delivery.state, delivery.answer, delivery.status) == ("failed", "no", 500)


def test_retry_after_is_honoured_as_seconds_and_as_a_date(hook: Hook, carrier_server: CarrierServer) -> None:
    carrier_server.answer(b"", 503, {"Retry-After": "7200"})
    webhook, _ = hook()
    consent_changes()
    asked = timezone.now()
    webhooks.deliver_next(webhook.pk)
    not_before = told(webhook).not_before
    assert not_before is not None
    assert not_before - asked >= timedelta(seconds=7200)
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert webhooks.retry_after("Sun, 22 Nov 2026 12:01:00 GMT", now) == timedelta(minutes=1)
    assert webhooks.retry_after("soon", now) == timedelta(0)
    assert webhooks.retry_after("", now) == timedelta(0)


def test_a_redirect_is_a_failure_and_is_not_followed(hook: Hook, carrier_server: CarrierServer) -> None:
    carrier_server.answer(b"", 302, {"Location": f"{carrier_server.url}/elsewhere"})
    webhook, _ = hook()
    consent_changes()
    webhooks.deliver_next(webhook.pk)
    assert (told(webhook).state, told(webhook).problem) == ("waiting", "redirected")
    assert [asked.path for asked in carrier_server.asked] == ["/hook"]


def test_a_machine_that_is_gone_is_told_nothing_more(hook: Hook, carrier_server: CarrierServer) -> None:
    carrier_server.answer(b"", 410)
    webhook, _ = hook()
    consent_changes(2)
    webhooks.deliver_next(webhook.pk)
    assert not webhooks.deliver_next(webhook.pk)
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.stopped) == (False, "gone")
    consent_changes()
    assert WebhookDelivery.objects.count() == 2


def test_a_machine_that_is_removed_while_it_is_told_breaks_nothing(hook: Hook) -> None:
    webhook, _ = hook()
    consent_changes()
    delivery = webhooks.claim_next(webhook.pk, timezone.now())
    assert delivery is not None
    Webhook.objects.all().delete()
    assert not webhooks.settle(delivery, None, "not_reached: timeout", 1)


def test_the_breaker_opens_lets_one_through_and_closes(hook: Hook, carrier_server: CarrierServer) -> None:
    carrier_server.answer(b"", 500)
    webhook, _ = hook()
    consent_changes(7)
    for _ in range(5):
        webhooks.deliver_next(webhook.pk)
    webhook.refresh_from_db()
    assert webhook.paused_until is not None
    assert not webhooks.deliver_next(webhook.pk)
    assert len(carrier_server.asked) == 5

    Webhook.objects.update(paused_until=timezone.now())
    first, second = (webhooks.claim_next(webhook.pk, timezone.now()) for _ in range(2))
    assert first is not None
    assert second is None
    settled = timezone.now()
    webhooks.settle(first, None, "not_reached: timeout", 1)
    webhook.refresh_from_db()
    assert webhook.paused_until is not None
    assert webhook.paused_until - settled > timedelta(seconds=100)

    Webhook.objects.update(paused_until=timezone.now())
    carrier_server.answer(b"")
    assert webhooks.deliver_next(webhook.pk)
    closed = Webhook.objects.get()
    assert (closed.failures, closed.paused_until) == (0, None)
    while webhooks.deliver_next(webhook.pk):
        pass
    assert set(WebhookDelivery.objects.filter(not_before=None).values_list("state", flat=True)) == {
        "delivered"
    }


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/x", "http://169.254.169.254/latest", "http://localhost:1/"]
)
def test_an_address_of_our_own_network_is_not_told(hook: Hook, settings: Any, url: str) -> None:
    settings.PRIVATE_NETWORKS = ()
    webhook, _ = hook(url)
    consent_changes()
    webhooks.deliver_next(webhook.pk)
    assert (told(webhook).state, told(webhook).problem) == ("waiting", "address_refused")


def test_a_name_that_answers_with_an_inner_address_later_is_not_told_either(
    hook: Hook, carrier_server: CarrierServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that was checked is the one that is asked: the name is looked up once."""
    import socket

    port = int(carrier_server.url.rsplit(":", 1)[1])
    looked_up = []

    def lookup(host: str, *rest: Any, **more: Any) -> list[Any]:
        looked_up.append(host)
        address = "203.0.113.7" if len(looked_up) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    connected: list[Any] = []

    def connect(self: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    settings.PRIVATE_NETWORKS = ()
    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(
        "zhiyin.contact.fetching._may_be_asked", lambda address, own=False: address == "203.0.113.7"
    )
    webhook, _ = hook(f"http://rebinding.example:{port}/hook")
    consent_changes()
    webhooks.deliver_next(webhook.pk)
    assert connected == [("203.0.113.7", port)]
    assert len(looked_up) == 1


def test_an_answer_that_drips_is_cut_off(
    hook: Hook, carrier_server: CarrierServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "WITHIN", 0.2)
    carrier_server.waits = threading.Event()
    webhook, _ = hook()
    consent_changes()
    webhooks.deliver_next(webhook.pk)
    assert told(webhook).problem == "not_reached: timeout"


def test_both_secrets_sign_while_one_is_being_changed(hook: Hook, carrier_server: CarrierServer) -> None:
    webhook, old = hook()
    new = renew_secret(SYSTEM, webhook_id=webhook.pk)
    consent_changes()
    webhooks.deliver_next(webhook.pk)
    assert verified(carrier_server.asked[0], old)
    assert verified(carrier_server.asked[0], new)
    Webhook.objects.update(earlier_until=timezone.now())
    consent_changes()
    webhooks.deliver_next(webhook.pk)
    assert verified(carrier_server.asked[1], new)
    assert not verified(carrier_server.asked[1], old)


def test_what_failed_is_sent_again_when_somebody_says_so(hook: Hook, carrier_server: CarrierServer) -> None:
    webhook, _ = hook()
    consent_changes(2)
    WebhookDelivery.objects.update(state="failed", attempts=8)
    first = WebhookDelivery.objects.order_by("id").first()
    assert first is not None
    replay_delivery(SYSTEM, delivery_id=first.pk)
    assert webhooks.deliver_next(webhook.pk)
    assert not webhooks.deliver_next(webhook.pk)
    assert replay_failed(SYSTEM, webhook_id=webhook.pk, since=timezone.now() - timedelta(hours=1)) == 1
    assert webhooks.deliver_next(webhook.pk)
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}


def test_a_test_event_goes_to_that_machine_alone(hook: Hook, carrier_server: CarrierServer) -> None:
    webhook, _ = hook()
    hook()
    send_test_event(SYSTEM, webhook_id=webhook.pk)
    webhooks.deliver_next(webhook.pk)
    assert carrier_server.asked[0].json["type"] == "webhook.test"
    assert WebhookDelivery.objects.count() == 1


def test_switching_it_on_again_closes_the_breaker(hook: Hook) -> None:
    webhook, _ = hook()
    later = timezone.now() + timedelta(hours=1)
    Webhook.objects.update(is_active=False, failures=9, paused_until=later, stopped="gone")
    switch_webhook(SYSTEM, webhook_id=webhook.pk, on=True)
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.failures, webhook.paused_until, webhook.stopped) == (True, 0, None, "")


@pytest.mark.parametrize(
    ("url", "events", "field"),
    [
        ("ftp://example.com", ["case.opened"], "url"),
        ("https://user:pw@example.com/", ["case.opened"], "url"),
        ("https://exa mple.com/", ["case.opened"], "url"),
        ("https://example.com/", [], "events"),
        ("https://example.com/", ["case.opened", "nothing.such"], "events"),
    ],
)
def test_what_cannot_be_told_is_refused(hook: Hook, url: str, events: list[str], field: str) -> None:
    webhook, _ = hook()
    with pytest.raises(BadWebhook) as refused:
        change_webhook(SYSTEM, WebhookFields(url, "", events), webhook_id=webhook.pk)
    assert set(refused.value.data["errors"]) == {field}


def test_only_who_sets_up_contact_sets_up_webhooks(mei: User) -> None:
    with pytest.raises(Forbidden):
        add_webhook(actor_for(mei), WebhookFields("https://example.com/", "", ["case.opened"]))


def test_rooms_declare_what_may_be_told() -> None:
    assert set(public_events()) >= {
        "signals.accepted",
        "case.opened",
        "case.resolved",
        "case.reopened",
        "segment.entered",
        "segment.left",
        "consent.changed",
        "customer.erased",
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'",
    reason="SQLite's database of tests lies in memory, where threads lock each other out of whole tables at once",
)
def test_a_slow_machine_delays_no_other(loopback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "WITHIN", PATIENCE)  # nothing is cut off while a busy machine gets there
    with carrier_server() as slow, carrier_server() as quick:
        slow.waits = threading.Event()
        for server in (slow, quick):
            add_webhook(SYSTEM, WebhookFields(f"{server.url}/hook", "", ("consent.changed",)))
        consent_changes(3)
        webhooks.tell_machines()
        wait_until(lambda: len(quick.asked) == 3)
        assert len(quick.asked) == 3
        assert len(slow.asked) <= 1
        slow.waits.set()
        wait_until(lambda: not webhooks._busy)
        assert len(slow.asked) == 3
        assert json.loads(slow.asked[0].body)["type"] == "consent.changed"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plans")
def test_neither_the_next_delivery_nor_the_last_weeks_are_looked_for_in_the_whole_log(hook: Hook) -> None:
    webhook, _ = hook()
    consent_changes()
    with CaptureQueriesContext(connection) as asked:
        claim = webhooks.claim_next(webhook.pk, timezone.now())
        read_webhook(SYSTEM, webhook.pk)
        consent_changes()
    assert claim is not None
    log = [one["sql"] for one in asked if "webhookdelivery" in one["sql"] and one["sql"].startswith("SELECT")]
    with connection.cursor() as cursor:
        plans = []
        for sql in log:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plans.append(" ".join(str(row[3]) for row in cursor.fetchall()))
    assert "delivery_next" in plans[0]
    assert any("delivery_lately" in plan for plan in plans)
    assert not any("SCAN contact_webhookdelivery" in plan for plan in plans)
