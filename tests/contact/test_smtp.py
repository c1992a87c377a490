"""The same, through a real mail server."""

import re
import socket
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.utils import timezone

from tests.contact.conftest import Postman
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.answering import reply_digest
from zhiyin.contact.carriers.smtp import message_id
from zhiyin.contact.models import Message
from zhiyin.contact.rules import may_contact
from zhiyin.contact.sending import outbox
from zhiyin.customers.models import Consent, Purpose

SYSTEM = Actor.system("test")


def letter(key: str = "k", to: str = "wang@example.com", body: str = "您好，\n.\n再见") -> Message:
    return queue_message(
        SYSTEM, channel="mail", to=to, subject="关于您的反馈", body=body, purpose="case_reply", key=key
    )


@pytest.mark.django_db
def test_a_letter_arrives_whole_and_once(mail_server: Postman) -> None:
    message = letter()
    assert outbox.send_next() is True
    assert outbox.send_next() is False
    (arrived,) = mail_server.letters
    assert arrived["Message-ID"] == message_id(message)
    assert arrived["To"] == "wang@example.com"
    payload = arrived.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().replace("\r\n", "\n").strip() == "您好，\n.\n再见"
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.django_db
def test_a_refused_recipient_is_a_failure_with_the_servers_words(mail_server: Postman) -> None:
    mail_server.rcpt = "550 no such mailbox"
    message = letter()
    outbox.send_next()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("failed", "refused_by_server: 550 no such mailbox")


@pytest.mark.django_db
def test_a_refused_letter_is_a_failure(mail_server: Postman) -> None:
    mail_server.data = "554 looks like spam"
    message = letter()
    outbox.send_next()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("failed", "refused_by_server: 554 looks like spam")


@pytest.mark.django_db
def test_a_busy_server_is_asked_again(mail_server: Postman) -> None:
    mail_server.rcpt = "451 greylisted"
    message = letter()
    outbox.send_next()
    message.refresh_from_db()
    assert message.state == "waiting"
    assert message.not_before is not None
    mail_server.rcpt = ""
    Message.objects.update(not_before=timezone.now())
    outbox.send_next()
    assert len(mail_server.letters) == 1


@pytest.mark.django_db
def test_a_connection_that_breaks_after_the_letter_was_handed_over_leaves_an_unknown_outcome(
    mail_server: Postman,
) -> None:
    mail_server.breaks_off = True
    message = letter()
    outbox.send_next()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("unknown", "broke_off")
    mail_server.breaks_off = False
    assert outbox.send_next() is False
    assert len(mail_server.letters) == 1


@pytest.mark.django_db
def test_a_server_that_is_down_is_tried_again_and_gets_the_letter_once(
    mail_server: Postman, settings: Any
) -> None:
    right_port = settings.EMAIL_PORT
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = unused.getsockname()[1]
        message = letter()
        assert outbox.send_next() is False
    message.refresh_from_db()
    assert message.state == "waiting"
    assert message.reason.startswith("unreachable")
    settings.EMAIL_PORT = right_port
    Message.objects.update(not_before=timezone.now())
    outbox.send_next()
    assert outbox.send_next() is False
    assert len(mail_server.letters) == 1


@pytest.mark.django_db
def test_an_address_with_a_chinese_domain_is_written_as_servers_need_it(mail_server: Postman) -> None:
    letter(to="wang@例子.中国")
    outbox.send_next()
    assert mail_server.recipients == ["wang@xn--fsqu00a.xn--fiqs8s"]


@pytest.mark.django_db
def test_bulk_says_how_to_end_it_with_one_click_and_an_answer_does_not(mail_server: Postman) -> None:
    customer = met("email", "wang@example.com")
    purpose = Purpose.objects.create(code="marketing", basis="consent")
    Consent.objects.create(customer=customer, purpose=purpose, state="given", source="staff")
    queue_message(
        SYSTEM,
        channel="mail",
        to="wang@example.com",
        subject="上新",
        body="您好",
        purpose="marketing",
        key="m",
        customer_id=customer.pk,
    )
    letter()
    outbox.send_next()
    outbox.send_next()
    bulk, answer = mail_server.letters
    assert bulk["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = "".join(bulk["List-Unsubscribe"].split()).strip("<>")
    payload = bulk.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert address in payload.decode()
    assert answer["List-Unsubscribe"] is None
    assert Client(enforce_csrf_checks=True).post(urlsplit(address).path).status_code == 200
    assert (
        may_contact(channel="mail", to="wang@example.com", purpose="x", customer_id=None).reason
        == "opted_out"
    )


@pytest.mark.django_db
def test_an_answer_comes_to_an_address_with_a_token_of_its_own(mail_server: Postman, settings: Any) -> None:
    settings.REPLY_ADDRESS = "reply@shop.example"
    for key in ("a", "b"):
        letter(key)
        outbox.send_next()
    first, second = (arrived["Reply-To"] for arrived in mail_server.letters)
    assert first != second
    assert re.fullmatch(r"reply\+[a-z2-7]{32}@shop\.example", first)
    token = first.partition("+")[2].partition("@")[0]
    assert Message.objects.get(reply_digest=reply_digest(token)).key == "a"


@pytest.mark.django_db
def test_a_mail_channel_has_a_server_and_a_sender_of_its_own(
    postman: tuple[Postman, Controller], way: Any, settings: Any
) -> None:
    handler, controller = postman
    way(
        "mail",
        "smtp",
        host="127.0.0.1",
        port=str(controller.port),
        security="none",
        **{"from": "店 <service@shop.example>"},
    )
    letter()
    outbox.send_next()
    (arrived,) = handler.letters
    assert parseaddr(str(make_header(decode_header(arrived["From"])))) == ("店", "service@shop.example")
    assert Message.objects.get().state == "sent"
