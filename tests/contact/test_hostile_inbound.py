"""What real mail programs, carriers and attackers bring back."""

import json
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client

from tests.contact.letters import bounce
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints import throttling
from zhiyin.contact.actions.open_door import open_door
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.answering import reply_address, unsubscribe_token
from zhiyin.contact.inbound.mail import read_mail, without_history
from zhiyin.contact.models import Inbound, Message
from zhiyin.contact.rules import may_contact
from zhiyin.customers.models import Customer, Identity
from zhiyin.customers.queries.consents import is_opted_out

SYSTEM = Actor.system("test")


@pytest.fixture(autouse=True)
def unthrottled() -> None:
    throttling._asked.clear()


@pytest.fixture
def wang(db: None) -> Customer:
    customer = met("email", "wang@example.com", name="王女士")
    return met("mobile", "13800138000", customer=customer)


@pytest.fixture
def sent(wang: Customer) -> Message:
    message = queue_message(
        SYSTEM, channel="mail", to="wang@example.com", subject="关于您的反馈", body="您好", purpose="case_reply",
        key="letter", about="case:1", customer_id=wang.pk,
    )  # fmt: skip
    Message.objects.update(state="sent")
    return message


def silenced(channel: str, to: str, customer_id: int | None = None) -> bool:
    verdict = may_contact(channel=channel, to=to, purpose="case_reply", customer_id=customer_id)
    return verdict.reason == "opted_out"


def bring(raw: bytes) -> Any:
    _, token = open_door(SYSTEM, name="pipe", kind="mail")
    return Client().post(f"/in/mail/{token}", raw, content_type="message/rfc822")


def push(carrier: str, raw: str) -> Any:
    _, token = open_door(SYSTEM, name=carrier, kind="sms", carrier=carrier)
    client = Client(raise_request_exception=False)
    return client.post(f"/in/sms/{token}", raw, content_type="application/json")


@pytest.mark.parametrize(
    "text",
    [
        "新的话\n\nOn Sun, Nov 22, 2026 at 2:39 PM 知味小馆 <reply+abcdefghijklmnop@shop.example>\nwrote:\n\n> old",
        "新的话\n\nOn Sun, Nov 22, 2026 at 2:39 PM Shop\n<reply+abcdefghijklmnop@shop.example> wrote:\nold",
        "新的话\n\n知味小馆 <reply+abcdefghijklmnop@shop.example> 于2026年11月22日周日\n14:39写道：\n\n> old",
        "新的话\n\n在 2026年11月22日，14:39，知味 <a@b.example> 写道：\n\nold",
        "新的话\n\nLe dim. 22 nov. 2026, Shop <a@b.example> a écrit :\n> old",
        '新的话\n\n在 2026-11-22 14:39:00，"知味" <a@b.example> 写道：\nold',
        "新的话\n\n---- 回复的原邮件 ----\n| 发件人 | 知味<a@b.example> |\n| 发送日期 | 2026年11月22日 |",
        "新的话\n\n-------- 原始信息 --------\n由： x\nold",
        "新的话\n\n------------------&nbsp;原始邮件&nbsp;------------------\n发件人: x\nold".replace(
            "&nbsp;", "\u00a0"
        ),
        "新的话\n\n*发件人：* 知味 <a@b.example>\n*发送时间：* 2026年11月22日\nold",
    ],
)
def test_the_quoted_letter_of_usual_mail_programs_is_cut_off(text: str) -> None:
    assert without_history(text) == "新的话"


def test_on_at_the_beginning_of_a_sentence_cuts_nothing_off() -> None:
    text = "On Monday I came to your shop.\n\nThe waiter wrote: nothing. It was cold."
    assert without_history(text) == text


def test_a_stop_word_above_a_quotation_that_was_wrapped_ends_contact(sent: Message, wang: Customer) -> None:
    address = reply_address(sent, "reply@shop.example")
    mail = EmailMessage()
    mail["To"], mail["Message-ID"] = address, "<1@x>"
    mail.set_content(f"退订\n\nOn Sun, Nov 22, 2026 at 2:39 PM Shop <{address}>\nwrote:\n\n> 您好\n")
    assert bring(mail.as_bytes()).status_code == 204
    assert is_opted_out(wang.pk)


def as_sent(charset: str, body: bytes, extra: str = "") -> bytes:
    head = f"To: a@b.example\r\nMessage-ID: <2@x>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n"
    return head.encode() + extra.encode() + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body


@pytest.mark.parametrize("charset", ["gb18030", "GBK", "gb2312", '"GB2312"', "big5", "utf-8", "gb_2312-80"])
def test_letters_in_chinese_charsets_are_read_whole(charset: str) -> None:
    words = "菜涼了" if charset == "big5" else "朱镕的菜凉了"  # 镕 is in GBK and not in GB 2312
    codec = {"big5": "big5", "utf-8": "utf-8"}.get(charset, "gb18030")
    assert read_mail(as_sent(charset, words.encode(codec))).text == words


@pytest.mark.parametrize("charset", ["x-unknown", "", "cp936x"])
def test_words_in_a_charset_nobody_knows_are_still_words(charset: str) -> None:
    inner = as_sent(charset, "菜凉了".encode()).split(b"MIME-Version: 1.0\r\n")[1]
    raw = (
        b"To: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        + inner
        + b"\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nxx\r\n--b--\r\n"
    )
    assert "菜凉了" in read_mail(raw).text


def test_an_attachment_is_not_the_answer() -> None:
    mail = EmailMessage()
    mail["To"] = "a@b.example"
    mail.set_content("见附件")
    mail.add_attachment(b"secret,1\n", maintype="text", subtype="csv", filename="x.csv")
    assert read_mail(mail.as_bytes()).text == "见附件"


@pytest.mark.parametrize("status", ["5.1.7", "5.1.8", "5.1.9"])
def test_a_bounce_about_the_sender_silences_no_recipient(sent: Message, status: str) -> None:
    bring(bounce(reply_address(sent, "reply@shop.example"), status=status))
    assert not silenced("mail", "wang@example.com")


def test_a_link_in_a_forgotten_letter_still_ends_everything_by_every_channel(
    sent: Message, wang: Customer
) -> None:
    address = f"/u/{unsubscribe_token(sent)}"
    Message.objects.all().delete()
    assert Client().post(address).status_code == 200
    assert silenced("sms", "13800138000", wang.pk)


def test_td_from_a_known_number_ends_everything_though_nothing_was_sent_lately(wang: Customer) -> None:
    told = [{"phone_number": "8613800138000", "content": "TD", "sequence_id": 1}]
    assert push("aliyun", json.dumps(told)).status_code == 200
    assert silenced("sms", "13800138000")
    assert silenced("mail", "wang@example.com", wang.pk)


def test_td_from_a_family_phone_silences_the_number_and_nobody_else(wang: Customer) -> None:
    Identity.objects.filter(kind="mobile").update(is_shared=True)
    push("aliyun", json.dumps([{"phone_number": "13800138000", "content": "TD", "sequence_id": 1}]))
    assert silenced("sms", "13800138000")
    assert not is_opted_out(wang.pk)


@pytest.mark.parametrize(
    "raw",
    [
        '[{"phone_number": "\\ud800", "content": "TD", "sequence_id": 1}]',
        '[{"phone_number": "13800138000", "content": "\\ud800\\u0000 x", "sequence_id": 1}]',
        '[{"phone_number": "13800138000", "content": "x", "send_time": "\\udfff"}]',
        '[{"phone_number": 1e400, "content": "TD"}]',
        '[{"phone_number": "13800138000", "biz_id": "\\ud800", "out_id": "99999999999999999999"}]',
        '[{"phone_number": "13800138000", "content": ' + "[" * 50_000 + "]" * 50_000 + "}]",
        '[{"phone_number": ' + "9" * 5000 + ', "content": "TD"}]',
        "[NaN]",
        "[[]]",
        '"TD"',
    ],
)
def test_no_push_of_a_carrier_breaks_the_door(db: None, raw: str) -> None:
    assert push("aliyun", raw).status_code < 500


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: \xff\xfe\x80\r\nMessage-ID: <\xff\x80@x>\r\nTo: \xff@x\r\n\r\n\xff\xfe\x00hello",
        b"Message-ID: <\xed\xa0\x80@x>\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n+2AA-",
        b"Subject: =?utf-8?b?7aCA?=\r\nContent-Type: text/html; charset=utf-16\r\n\r\n<p>\xd8\x00",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: text/plain; charset=base64\r\n\r\nhello",
        b"Content-Type: text/plain; charset=unicode_escape\r\n\r\n\\ud800",
    ],
)
def test_no_mail_breaks_the_door(db: None, raw: bytes) -> None:
    assert bring(raw).status_code == 204
    assert Inbound.objects.count() == 1
