"""What comes back: whose answer it is, what it asks for, and that only who knows a token gets in."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.contact.letters import bounce, complaint, letter, nested
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.endpoints import throttling
from zhiyin.act.models import CaseEntry
from zhiyin.contact.actions.open_door import close_door, open_door
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.answering import reply_address, unsubscribe_token
from zhiyin.contact.carriers.smtp import compose
from zhiyin.contact.inbound.mail import read_mail, without_history
from zhiyin.contact.inbound.words import is_stop
from zhiyin.contact.models import Door, Inbound, Message
from zhiyin.contact.pages import doors, unsubscribe
from zhiyin.contact.rules import may_contact
from zhiyin.customers.models import Customer, OptOut
from zhiyin.customers.queries.rights import person_in_full
from zhiyin.customers.rights_registry import holdings
from zhiyin.journal.delivery import deliver_pending

SYSTEM = Actor.system("test")
Bring = Callable[..., Any]


@pytest.fixture(autouse=True)
def unthrottled() -> None:
    throttling._asked.clear()


@pytest.fixture
def wang(db: None) -> Customer:
    return met("email", "wang@example.com", name="王女士")


@pytest.fixture
def sent(wang: Customer) -> Message:
    message = queue_message(
        SYSTEM,
        channel="mail",
        to="wang@example.com",
        subject="关于您的反馈",
        body="您好",
        purpose="case_reply",
        key="letter",
        about="case:1",
        customer_id=wang.pk,
    )
    Message.objects.update(state="sent")
    return message


@pytest.fixture
def address(sent: Message) -> str:
    return reply_address(sent, "reply@shop.example")


@pytest.fixture
def bring(db: None) -> Bring:
    """Hand a mail over as a mail pipe does."""
    _, token = open_door(SYSTEM, name="pipe", kind="mail")

    def put(raw: bytes) -> Any:
        return Client(enforce_csrf_checks=True).post(f"/in/mail/{token}", raw, content_type="message/rfc822")

    return put


@pytest.fixture
def push(db: None) -> Bring:
    """Push JSON as an SMS carrier does."""
    tokens = {
        carrier: open_door(SYSTEM, name=carrier, kind="sms", carrier=carrier)[1]
        for carrier in ("aliyun", "tencent")
    }

    def put(carrier: str, content: Any) -> Any:
        client = Client(enforce_csrf_checks=True)
        return client.post(f"/in/sms/{tokens[carrier]}", json.dumps(content), content_type="application/json")

    return put


def is_silenced(customer_id: int | None = None, to: str = "wang@example.com", channel: str = "mail") -> bool:
    verdict = may_contact(channel=channel, to=to, purpose="case_reply", customer_id=customer_id)
    return verdict.reason == "opted_out"


def sms_sent(wang: Customer, **changes: Any) -> Message:
    fields: dict[str, Any] = {
        "channel": "sms",
        "to_address": "13800138000",
        "body": "x",
        "purpose": "case_reply",
        "key": "sms",
        "state": "sent",
        "customer_id": wang.pk,
        "external_id": "biz-7",
    }
    return Message.objects.create(**{**fields, **changes})


def test_an_answer_finds_its_message_by_its_token_and_is_masked(
    bring: Bring, sent: Message, address: str
) -> None:
    answer = bring(
        letter(address, "还是没人联系我，打 13812345678\n\n在 2026年11月22日，店铺 写道：\n> 您好")
    )
    assert answer.status_code == 204
    row = Inbound.objects.get()
    assert (row.message_id, row.customer_id, row.meant) == (sent.pk, sent.customer_id, "answer")
    assert row.text == "还是没人联系我，打 ‹mobile›"


def test_the_same_mail_twice_is_one(bring: Bring, address: str) -> None:
    for _ in range(2):
        assert bring(letter(address, "谢谢")).status_code == 204
    assert Inbound.objects.count() == 1


def test_a_mail_without_a_token_answers_nothing_whoever_it_says_it_is_from(
    bring: Bring, sent: Message
) -> None:
    bring(letter("reply@shop.example", "STOP"))
    row = Inbound.objects.get()
    assert (row.message, row.customer_id) == (None, None)
    assert not is_silenced()


def test_a_token_survives_capitals(bring: Bring, sent: Message, address: str) -> None:
    bring(letter(address.upper(), "谢谢"))
    assert Inbound.objects.get().message_id == sent.pk


def test_a_wrong_token_finds_nothing(bring: Bring, sent: Message) -> None:
    bring(letter(f"reply+{'a' * 32}@shop.example", "谢谢"))
    assert Inbound.objects.get().message is None


@pytest.mark.parametrize("word", ["TD", "退订", " stop. ", "Unsubscribe", "ＴＤ", "“退订”"])
def test_a_stop_word_ends_everything_at_once(bring: Bring, wang: Customer, address: str, word: str) -> None:
    bring(letter(address, f"{word}\n\n> 您好"))
    assert is_silenced()
    assert is_silenced(wang.pk, to="other@example.com")


@pytest.mark.parametrize("text", ["please stop the noise", "我要退订单", "T恤质量很差", "", "停电了"])
def test_words_that_only_look_like_a_stop_word_end_nothing(text: str) -> None:
    assert not is_stop(text)


def test_a_mailbox_that_is_not_there_is_written_to_no_more(
    bring: Bring, wang: Customer, address: str
) -> None:
    bring(bounce(address))
    assert Inbound.objects.get().meant == "bounce"
    assert Message.objects.get().receipt == "bounced"
    assert OptOut.objects.get().reason == "bounced"
    assert is_silenced()
    assert not is_silenced(wang.pk, to="new@example.com")


@pytest.mark.parametrize(
    ("action", "status"), [("failed", "5.7.1"), ("failed", "5.2.2"), ("delayed", "4.4.1")]
)
def test_a_full_mailbox_or_a_refused_letter_leaves_the_address_alone(
    bring: Bring, address: str, action: str, status: str
) -> None:
    bring(bounce(address, action=action, status=status))
    assert not is_silenced()


def test_a_bounce_with_the_whole_letter_is_understood_as_well(bring: Bring, address: str) -> None:
    bring(bounce(address, original="message/rfc822"))
    assert is_silenced()


def test_a_forged_bounce_without_our_token_silences_nobody(bring: Bring, sent: Message) -> None:
    bring(bounce("reply@shop.example"))
    assert not is_silenced()


def test_a_complaint_at_the_provider_ends_everything(bring: Bring, wang: Customer, address: str) -> None:
    bring(complaint(address))
    assert Message.objects.get().receipt == "complained"
    assert is_silenced(wang.pk)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"subject": "自动回复：休假中"},
    ],
)  # fmt: skip
def test_an_automatic_reply_is_kept_and_goes_nowhere(bring: Bring, address: str, headers: Any) -> None:
    bring(letter(address, "STOP", **headers))
    assert Inbound.objects.get().meant == "auto_reply"
    assert not is_silenced()


@pytest.mark.parametrize(
    "text",
    [
        "新的话\n\nOn Mon, Nov 23, 2026 at 9:00 AM Shop <a@b.example> wrote:\n> old",
        "新的话\n\n------------------ 原始邮件 ------------------\n发件人: x\nold",
        "新的话\n\n-----Original Message-----\nFrom: x\nSent: y\nold",
        "新的话\n\n发件人：店铺\n发送时间：2026年\n收件人：我\nold",
        "新的话\n\n店铺 <a@b.example> 于2026年11月22日写道：\n\nold",
        "新的话\n\n> old\n> older",
        "新的话\n-- \n王女士\n电话",
        "新的话\n\n发自我的 iPhone",
        "新的话\r\n\r\n________________________________\r\nFrom: x\r\nold",
    ],
)
def test_only_what_is_new_is_kept(text: str) -> None:
    assert without_history(text) == "新的话"


def test_a_letter_in_html_is_read_without_its_quotation(bring: Bring, address: str) -> None:
    html = "<html><head><style>p{}</style></head><body><p>新的<b>话</b></p><blockquote>old</blockquote></body></html>"
    bring(letter(address, html, html=True))
    assert Inbound.objects.get().text == "新的话"


@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reading_of_mail(raw: bytes) -> None:
    read_mail(raw)
    read_mail(b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n" + raw)
    read_mail(b"Content-Type: text/plain; charset=" + raw)


def test_parts_within_parts_are_no_fault_of_the_door(bring: Bring) -> None:
    assert bring(nested(5000)).status_code == 204
    assert Inbound.objects.get().text == ""


def test_an_answer_goes_into_the_story_of_its_case_once(bring: Bring, mail_case: Any) -> None:
    case, to = mail_case
    bring(letter(to, "还是没有解决"))
    while deliver_pending():
        pass
    entry = CaseEntry.objects.get(kind="reply")
    assert (entry.case_id, entry.text, entry.data["after_end"]) == (case.pk, "还是没有解决", False)
    from zhiyin.act.actions.note_reply import note_reply

    note_reply(SYSTEM, inbound_id=entry.data["inbound"])
    assert CaseEntry.objects.filter(kind="reply").count() == 1


def test_what_a_colleague_answers_to_news_is_no_customers_answer(bring: Bring, mail_case: Any) -> None:
    """Such a letter carries no address for answers any more; those that left with one are answered as well."""
    case, _ = mail_case
    news = queue_message(
        SYSTEM, channel="mail", to="li@shop.example", subject="s", body="b", purpose="notification", key="n",
        about=f"case:{case.pk}",
    )  # fmt: skip
    assert compose(news, "zhiyin@shop.example", "reply@shop.example").reply_to == []
    bring(letter(reply_address(news, "reply@shop.example"), "这位客户真难缠", message_id="<li-1@x>"))
    bring(letter(reply_address(news, "reply@shop.example"), "TD", message_id="<li-2@x>"))
    while deliver_pending():
        pass
    assert Inbound.objects.count() == 2
    assert not CaseEntry.objects.filter(kind="reply").exists()
    assert not is_silenced(to="li@shop.example")


def test_an_answer_to_a_resolved_case_asks_to_look_at_it_again(bring: Bring, mail_case: Any) -> None:
    case, to = mail_case
    case.state, case.resolved_at = "resolved", timezone.now()
    case.save()
    bring(letter(to, "又坏了"))
    while deliver_pending():
        pass
    assert CaseEntry.objects.get(kind="reply").data["after_end"] is True
    case.refresh_from_db()
    assert case.state == "resolved"


@pytest.fixture
def mail_case(organisation: Any, wang: Customer) -> Any:
    from zhiyin.act.models import Case

    now = timezone.now()
    case = Case.objects.create(
        unit=organisation.east_one,
        unit_path=organisation.east_one.path,
        opened_at=now,
        due_at=now,
        title="x",
        customer_id=wang.pk,
    )
    message = queue_message(
        SYSTEM, channel="mail", to="wang@example.com", subject="s", body="b", purpose="case_reply", key="c",
        about=f"case:{case.pk}", customer_id=wang.pk, unit_path=case.unit_path,
    )  # fmt: skip
    return case, reply_address(message, "reply@shop.example")


def test_aliyuns_receipts_are_written_down(push: Bring, wang: Customer) -> None:
    message = sms_sent(wang)
    answer = push(
        "aliyun",
        [
            {
                "phone_number": "13800138000",
                "success": True,
                "err_code": "DELIVERED",
                "biz_id": "biz-7",
                "out_id": "1",
            }
        ],
    )
    assert answer.json() == {"code": 0, "msg": "OK"}
    message.refresh_from_db()
    assert message.receipt == "delivered"


def test_tencents_receipts_are_written_down(push: Bring, wang: Customer) -> None:
    message = sms_sent(wang)
    told = {
        "mobile": "13800138000",
        "nationcode": "86",
        "report_status": "FAIL",
        "errmsg": "MK:0001",
        "sid": "biz-7",
    }
    assert push("tencent", [told]).json() == {"result": 0, "errmsg": "OK"}
    message.refresh_from_db()
    assert message.receipt == "bounced"


def test_a_receipt_settles_an_unknown_outcome_by_our_own_number(push: Bring, wang: Customer) -> None:
    message = sms_sent(wang, state="unknown", external_id="")
    push(
        "aliyun",
        [
            {
                "phone_number": "13800138000",
                "success": True,
                "err_code": "",
                "biz_id": "b",
                "out_id": str(message.pk),
            }
        ],
    )
    message.refresh_from_db()
    assert (message.state, message.external_id) == ("sent", "b")


def test_a_receipt_for_another_number_changes_nothing(push: Bring, wang: Customer) -> None:
    message = sms_sent(wang)
    push("tencent", [{"mobile": "13900139000", "report_status": "SUCCESS", "sid": "biz-7"}])
    message.refresh_from_db()
    assert message.receipt == ""


@pytest.mark.parametrize(
    ("carrier", "content"),
    [
        ("aliyun", [{"phone_number": "13800138000", "content": "TD", "sequence_id": 9, "sign_name": "知味"}]),
        (
            "tencent",
            {"mobile": "13800138000", "nationcode": "86", "text": "退订", "time": 1457336869, "sign": "知味"},
        ),
    ],
)
def test_td_by_sms_silences_the_number_and_the_person(
    push: Bring, wang: Customer, carrier: str, content: Any
) -> None:
    sms_sent(wang)
    for _ in range(2):
        assert push(carrier, content).status_code == 200
    assert Inbound.objects.get().meant == "opt_out"
    assert is_silenced(to="13800138000", channel="sms")
    assert is_silenced(wang.pk)


def test_td_of_a_number_nobody_knows_silences_it_as_well(push: Bring) -> None:
    push("aliyun", [{"phone_number": "13700137000", "content": "td", "sequence_id": 1}])
    assert is_silenced(to="13700137000", channel="sms")


def test_an_sms_answers_what_was_sent_to_its_number_last(push: Bring, wang: Customer) -> None:
    sms_sent(wang)
    latest = sms_sent(wang, key="sms2", external_id="")
    push("aliyun", [{"phone_number": "13800138000", "content": "好的，谢谢", "sequence_id": 2}])
    assert Inbound.objects.get().message_id == latest.pk


def test_an_sms_from_another_country_answers_what_was_sent_there(push: Bring, wang: Customer) -> None:
    sms_sent(wang, to_address="13055551234")
    abroad = sms_sent(wang, to_address="+13055551234", key="abroad", external_id="")
    push("tencent", {"mobile": "3055551234", "nationcode": "1", "text": "thank you", "time": 1})
    assert Inbound.objects.get().message_id == abroad.pk


def words_of(customer: Customer) -> list[str]:
    (found,) = (one for one in holdings() if one.place == "contact.inbound")
    assert found.export is not None
    return [row["text"] for row in found.export(person_in_full(customer.pk))]


def forgotten(place: str, customer: Customer) -> None:
    (found,) = (one for one in holdings() if one.place == place)
    assert found.erase is not None
    found.erase(person_in_full(customer.pk))


def test_an_sms_of_a_known_person_that_answers_nothing_is_theirs(push: Bring) -> None:
    li = met("mobile", "13700137000", name="李先生")
    push("aliyun", [{"phone_number": "13700137000", "content": "你们还开门吗", "sequence_id": 3}])
    row = Inbound.objects.get()
    assert (row.message, row.customer_id) == (None, li.pk)
    assert words_of(li) == ["你们还开门吗"]
    forgotten("contact.inbound_erased", li)
    assert not Inbound.objects.exists()


def test_a_mail_without_a_token_is_served_to_whoever_has_its_address(bring: Bring, wang: Customer) -> None:
    """It is filed as nobody's: an address can be written by anybody. But the words are under its owner's rights."""
    bring(letter("reply@shop.example", "请回电"))
    bring(letter("reply@shop.example", "别人的话", message_id="<2@x>").replace(b"wang@", b"zhao@"))
    assert Inbound.objects.filter(customer_id=None).count() == 2
    assert words_of(wang) == ["请回电"]
    forgotten("contact.inbound_erased", wang)
    assert Inbound.objects.get().text == "别人的话"


@pytest.mark.parametrize(
    ("kind", "key", "channel", "to"),
    [
        ("mobile", "13800138000", "sms", "138-0013-8000"),
        ("mobile", "13800138000", "sms", "+86 13800138000"),
        ("mobile", "+85291234567", "sms", "00852 9123 4567"),
        ("email", "chen@example.com", "mail", "Chen@Example.com"),
    ],
)
def test_a_message_is_found_by_the_key_however_its_address_was_written(
    db: None, kind: str, key: str, channel: str, to: str
) -> None:
    chen = met(kind, key, name="陈女士")
    message = queue_message(
        SYSTEM, channel=channel, to=to, subject="", body="x", purpose="case_reply", key="k"
    )  # fmt: skip
    assert message.to_address == key
    forgotten("contact.messages_erased", chen)
    assert not Message.objects.exists()


@pytest.mark.parametrize("content", [{"x": 1}, [1], "text", [], [{"phone_number": "1", "biz_id": {}}]])
def test_what_a_carrier_does_not_send_is_refused_or_passed_over(push: Bring, content: Any) -> None:
    assert push("aliyun", content).status_code in {200, 422}
    assert not Inbound.objects.exists()


def test_only_who_knows_the_token_gets_in(bring: Bring, db: None) -> None:
    client = Client()
    for path in ("/in/mail/guess", "/in/sms/guess", f"/in/mail/{'x' * 5000}"):
        answer = client.post(path, b"x", content_type="message/rfc822")
        assert (answer.status_code, answer.json()) == (404, {"code": "door_closed"})
    assert client.get("/in/mail/guess").status_code == 405


def test_a_door_for_mail_opens_nothing_else(db: None) -> None:
    _, token = open_door(SYSTEM, name="pipe", kind="mail")
    assert Client().post(f"/in/sms/{token}", b"[]", content_type="application/json").status_code == 404


def test_the_token_is_long_and_not_kept(db: None) -> None:
    door, token = open_door(SYSTEM, name="pipe", kind="mail")
    assert len(token) >= 43
    assert token.encode() not in bytes(Door.objects.get(id=door.pk).digest)


def test_a_closed_door_takes_nothing(db: None) -> None:
    door, token = open_door(SYSTEM, name="pipe", kind="mail")
    close_door(SYSTEM, door_id=door.pk)
    assert Client().post(f"/in/mail/{token}", b"x", content_type="message/rfc822").status_code == 404


def test_more_than_a_mail_may_have_is_refused(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "LARGEST_MAIL", 100)
    assert bring(b"x" * 101).status_code == 413


def test_whoever_guesses_is_slowed_down(db: None) -> None:
    client = Client()
    answers = [
        client.post("/in/mail/guess", b"x", content_type="message/rfc822").status_code for _ in range(60)
    ]
    assert answers[0] == 404
    assert 429 in answers


def test_reading_the_page_ends_nothing_and_one_click_ends_everything(wang: Customer, sent: Message) -> None:
    client = Client(enforce_csrf_checks=True)
    address = f"/u/{unsubscribe_token(sent)}"
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert not OptOut.objects.exists()
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert is_silenced()
    assert is_silenced(wang.pk, to="other@example.com")
    assert client.post(address).status_code == 200


def test_many_one_clicks_from_one_mailbox_are_all_heard_and_guesses_are_not(sent: Message) -> None:
    client = Client(enforce_csrf_checks=True)
    address = f"/u/{unsubscribe_token(sent)}"
    assert {client.post(address).status_code for _ in range(unsubscribe.MOST_GUESSES + 1)} == {200}
    assert 429 in {client.post("/u/guess").status_code for _ in range(2 * unsubscribe.MOST_GUESSES)}


def test_the_link_works_after_the_letter_has_been_forgotten(sent: Message) -> None:
    address = f"/u/{unsubscribe_token(sent)}"
    Message.objects.all().delete()
    assert Client().post(address).status_code == 200
    assert is_silenced()


@pytest.mark.parametrize("token", ["x", "AAAA", "%F0%9F%98%80", "a" * 300])
def test_a_damaged_link_ends_nothing(db: None, token: str) -> None:
    assert Client().post(f"/u/{token}").status_code == 404
    assert not OptOut.objects.exists()
