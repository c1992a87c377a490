"""What leaves is a row first, is asked about twice, and leaves at most once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from tests.people import opted_out
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.contact import claims
from zhiyin.contact.actions.mark_sent import mark_sent
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.actions.send_again import send_again
from zhiyin.contact.carriers.shape import Outcome
from zhiyin.contact.carriers.smtp import message_id
from zhiyin.contact.errors import MayNotContact, NotWaitingForDecision, UnusableMessage
from zhiyin.contact.models import ContactRule, Hold, Message
from zhiyin.contact.queries.messages import list_messages, read_message
from zhiyin.contact.retention import forget_messages
from zhiyin.contact.sending import outbox
from zhiyin.customers.actions.use_consent import use_consent
from zhiyin.customers.models import Consent, Customer, Purpose
from zhiyin.journal.errors import Forbidden, NotFound
from zhiyin.journal.models import Event

SYSTEM = Actor.system("test")
Queue = Callable[..., Message]


@pytest.fixture
def configured(settings: object) -> None:
    settings.MAIL_CONFIGURED = True  # type: ignore[attr-defined]


@pytest.fixture
def queue(db: None) -> Queue:
    def put(**changes: object) -> Message:
        given: dict[str, object] = {
            "channel": "mail",
            "to": "wang@example.com",
            "subject": "关于您的反馈",
            "body": "您好",
            "purpose": "case_reply",
            "key": "case:1:letter:1",
            "about": "case:1",
        }
        return queue_message(SYSTEM, **{**given, **changes})  # type: ignore[arg-type]

    return put


@pytest.fixture
def customer(db: None) -> Customer:
    return Customer.objects.create(name="王女士")


def test_the_same_key_is_written_once(queue: Queue) -> None:
    first, again = queue(), queue(body="something else")
    assert first.id == again.id
    assert Message.objects.get().body == "您好"
    assert Event.objects.filter(name="contact.message_queued").count() == 1


@pytest.mark.parametrize(
    ("to", "reason"), [("", "no_address"), ("nobody", "bad_address"), ("a b@example.com", "bad_address")]
)
def test_an_address_that_cannot_be_used_is_refused_and_shown(queue: Queue, to: str, reason: str) -> None:
    message = queue(to=to)
    assert (message.state, message.reason) == ("refused", reason)


def test_what_was_refused_when_it_was_decided_is_forgotten_in_time(queue: Queue) -> None:
    queue(to="nobody")
    assert forget_messages(timezone.now() - timedelta(days=1), 100) == 0
    assert forget_messages(timezone.now() + timedelta(days=1), 100) == 1
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Hello\r\nBcc: all@example.com"},
        {"to": "wang@example.com\nBcc: all@example.com"},
        {"subject": "a\x00b"},
        {"body": "a\x00b"},
    ],
)
def test_a_header_cannot_be_smuggled_in(queue: Queue, changes: dict[str, str]) -> None:
    with pytest.raises(UnusableMessage):
        queue(**changes)
    assert not Message.objects.exists()


def test_an_opt_out_is_obeyed_whatever_the_capitals(queue: Queue) -> None:
    opted_out("email", "Wang@Example.com")
    assert queue().reason == "opted_out"


def test_an_opt_out_of_the_customer_covers_every_address(queue: Queue, customer: Customer) -> None:
    opted_out("customer", str(customer.id))
    assert queue(customer_id=customer.id).reason == "opted_out"


def test_a_hold_keeps_everything_back_but_the_answer(queue: Queue, customer: Customer) -> None:
    Hold.objects.create(customer_id=customer.id, reason="open_case", about="case:1")
    assert queue(customer_id=customer.id, purpose="invitation", key="i").reason == "on_hold"
    assert queue(customer_id=customer.id, purpose="case_reply", key="r").state == "waiting"


def test_without_a_mail_server_the_row_waits_and_says_why(queue: Queue) -> None:
    message = queue()
    assert outbox.send_next() is False
    shown = read_message(SYSTEM, message.id)
    assert (shown.state, shown.reason) == ("waiting", "no_mail_server")
    assert not mail.outbox


def test_a_waiting_message_is_sent_once(queue: Queue, configured: None) -> None:
    message = queue()
    assert outbox.send_next() is True
    assert outbox.send_next() is False
    assert len(mail.outbox) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == message_id(message)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 1)


def test_an_opt_out_after_the_decision_still_stops_it(queue: Queue, configured: None) -> None:
    message = queue()
    opted_out("email", "wang@example.com")
    outbox.send_next()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("refused", "opted_out")
    assert not mail.outbox


def test_old_news_is_not_sent(queue: Queue, configured: None) -> None:
    message = queue(purpose="notification")
    Message.objects.update(created_at=timezone.now() - timedelta(days=4))
    outbox.send_next()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("refused", "out_of_date")


def test_a_claimed_message_cannot_be_claimed_again(queue: Queue, configured: None) -> None:
    queue()
    assert outbox.claim_next(timezone.now()) is not None
    assert outbox.claim_next(timezone.now()) is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plans of SQLite")
def test_the_oldest_waiting_message_is_found_without_reading_the_others(
    queue: Queue, configured: None
) -> None:
    message = queue()
    plans: list[str] = []

    def explained(execute: Any, sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith("SELECT") and 'FROM "contact_message"' in sql:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
                plans.append("; ".join(row[-1] for row in cursor.fetchall()))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(explained):
        claimed = outbox.claim_next(timezone.now())
    assert claimed == message
    assert "INDEX message_next (channel=?)" in plans[0]
    assert "TEMP B-TREE" not in plans[0]


def test_a_message_whose_sender_died_is_held_and_not_sent_again(queue: Queue, configured: None) -> None:
    message = queue()
    claimed = outbox.claim_next(timezone.now())
    assert claimed is not None
    dead_life = claimed.claimed_by.replace(claims._life, "0ther11fe")
    Message.objects.update(claimed_by=dead_life)
    outbox.hold_the_interrupted()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("unknown", "interrupted")
    assert outbox.send_next() is False
    assert not mail.outbox


def test_a_message_that_is_still_being_sent_is_left_alone(queue: Queue, configured: None) -> None:
    queue()
    outbox.claim_next(timezone.now())
    outbox.hold_the_interrupted()
    assert Message.objects.get().state == "sending"


def test_a_claim_of_another_host_lapses_in_time(queue: Queue, configured: None) -> None:
    queue()
    outbox.claim_next(timezone.now())
    Message.objects.update(claimed_by="elsewhere:1:aa:bb")
    outbox.hold_the_interrupted()
    assert Message.objects.get().state == "sending"
    Message.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    outbox.hold_the_interrupted()
    assert Message.objects.get().state == "unknown"


def test_a_late_word_of_success_settles_an_unknown_outcome(queue: Queue, configured: None) -> None:
    queue()
    claimed = outbox.claim_next(timezone.now())
    assert claimed is not None
    Message.objects.update(state="unknown")
    outbox.settle(claimed, Outcome("sent"))
    assert Message.objects.get().state == "sent"


def test_a_late_word_does_not_touch_what_a_person_decided(queue: Queue, configured: None, lin: User) -> None:
    queue()
    claimed = outbox.claim_next(timezone.now())
    assert claimed is not None
    Message.objects.update(state="unknown")
    send_again(actor_for(lin), message_id=claimed.id)
    outbox.settle(claimed, Outcome("failed", "refused_by_server: 550 no"))
    assert Message.objects.get().state == "waiting"


def test_a_server_that_asks_to_come_again_is_asked_again_later_and_at_last_given_up(
    queue: Queue, configured: None
) -> None:
    queue()
    claimed = outbox.claim_next(timezone.now())
    assert claimed is not None
    outbox.settle(claimed, Outcome("waiting", "server_busy: 451 later"))
    waiting = Message.objects.get()
    assert waiting.state == "waiting"
    assert waiting.not_before is not None
    assert outbox.claim_next(waiting.not_before - timedelta(seconds=1)) is None
    Message.objects.update(attempts=outbox.MOST_ATTEMPTS, not_before=None)
    again = outbox.claim_next(timezone.now())
    assert again is not None
    outbox.settle(again, Outcome("waiting", "unreachable: OSError"))
    assert Message.objects.get().reason == "server_down"


def test_a_person_may_mark_an_unknown_outcome_as_sent(queue: Queue, lin: User) -> None:
    message = queue()
    Message.objects.update(state="unknown")
    mark_sent(actor_for(lin), message_id=message.id)
    message.refresh_from_db()
    assert message.state == "sent"


def test_nothing_is_decided_about_a_message_that_was_sent(queue: Queue, lin: User) -> None:
    message = queue()
    Message.objects.update(state="sent")
    with pytest.raises(NotWaitingForDecision):
        mark_sent(actor_for(lin), message_id=message.id)
    with pytest.raises(NotWaitingForDecision):
        send_again(actor_for(lin), message_id=message.id)


def test_sending_again_asks_whether_it_is_still_allowed(queue: Queue, lin: User) -> None:
    message = queue()
    Message.objects.update(state="unknown")
    opted_out("email", "wang@example.com")
    with pytest.raises(MayNotContact):
        send_again(actor_for(lin), message_id=message.id)


def test_sending_again_is_not_kept_back_by_the_message_itself(
    queue: Queue, customer: Customer, lin: User
) -> None:
    ContactRule.objects.create(purpose="case_reply", most=1, within_days=7)
    message = queue(customer_id=customer.id)
    Message.objects.update(state="unknown", claimed_at=timezone.now())
    send_again(actor_for(lin), message_id=message.id)
    message.refresh_from_db()
    assert message.state == "waiting"


def test_sending_again_does_not_need_a_second_consent(queue: Queue, customer: Customer, lin: User) -> None:
    survey, _ = Purpose.objects.get_or_create(code="survey", defaults={"basis": "consent"})
    Consent.objects.create(customer=customer, purpose=survey, state="given", source="staff", is_once=True)
    message = queue(customer_id=customer.id, purpose="survey")
    use_consent(customer.id, purpose="survey", channel="mail", message_id=message.id)
    Message.objects.update(state="unknown")
    send_again(actor_for(lin), message_id=message.id)
    message.refresh_from_db()
    assert message.state == "waiting"


def test_messages_are_seen_by_those_who_see_the_unit(
    queue: Queue, organisation: Organisation, mei: User, rui: User, an: User
) -> None:
    message = queue(unit_path=organisation.east_one.path)
    queue(key="west", unit_path=organisation.west_one.path)
    assert [row.id for row in list_messages(actor_for(mei))] == [message.id]
    assert len(list_messages(actor_for(an))) == 2
    with pytest.raises(Forbidden):
        list_messages(actor_for(rui))
    with pytest.raises(Forbidden):
        read_message(actor_for(rui), message.id)
    with pytest.raises(NotFound):
        read_message(actor_for(mei), Message.objects.get(key="west").id)


def test_the_address_is_shown_only_to_those_who_may_know_who_it_is(
    queue: Queue, organisation: Organisation, mei: User, fang: User
) -> None:
    message = queue(unit_path=organisation.east_one.path)
    assert read_message(actor_for(mei), message.id).to == "wang@example.com"
    assert read_message(actor_for(fang), message.id).to == "w•••@example.com"


def test_an_analyst_sees_but_does_not_decide(queue: Queue, an: User) -> None:
    message = queue()
    Message.objects.update(state="unknown")
    with pytest.raises(Forbidden):
        mark_sent(actor_for(an), message_id=message.id)
