"""The pages of cases, alert rules, the outbox and notifications."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.act.conftest import SYSTEM, Tell
from tests.conftest import Organisation, actor_for
from zhiyin.accounts.models import User
from zhiyin.act.actions.apply_rules import apply_rules
from zhiyin.act.actions.assign_case import assign_case
from zhiyin.act.models import AlertRule, Case
from zhiyin.contact.models import Message, Notification
from zhiyin.customers.models import Customer

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)> {{ 7|add:7 }} \u202edrah'


@pytest.fixture
def case(rules: None, tell: Tell, wang: Customer, fang: User) -> Case:
    (key,) = apply_rules(SYSTEM, signals=[tell(nps=1, text="等了一个小时", customer=wang).id])
    return Case.objects.get(id=key)


def body(client: Client, address: str, status: int = 200, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_list_shows_the_case_with_its_clock(case: Case, fang: User, signed_in: SignIn) -> None:
    page = body(signed_in(fang), "/act/cases")
    assert f"/act/cases/{case.id}" in page
    assert "NPS 1" in page
    assert "clock" in page


def test_the_list_narrows_to_a_unit_that_the_reader_may_see(
    case: Case, mei: User, organisation: Organisation, signed_in: SignIn
) -> None:
    link = f"/act/cases/{case.id}"
    assert link in body(signed_in(mei), f"/act/cases?unit={organisation.east_one.pk}")
    assert link not in body(signed_in(mei), f"/act/cases?unit={organisation.east_two.pk}")
    body(signed_in(mei), f"/act/cases?unit={organisation.west.pk}", 404)


def test_an_empty_list_says_why_and_what_to_do(rules: None, fang: User, signed_in: SignIn) -> None:
    assert "/act/alerts" in body(signed_in(fang), "/act/cases")
    assert "Nothing waits for you." in body(signed_in(fang), "/act/cases?show=mine")
    assert "No case matches" in body(signed_in(fang), "/act/cases?q=zzz")


@pytest.mark.parametrize(
    "query", ["?page=-1", "?page=99999999999", "?show=%00", "?q=%00", "?page=x&q=%F0%9F%98%80"]
)
def test_a_strange_address_is_answered(case: Case, fang: User, signed_in: SignIn, query: str) -> None:
    body(signed_in(fang), f"/act/cases{query}")


def test_a_case_page_speaks_both_languages(case: Case, mei: User, signed_in: SignIn) -> None:
    english = body(signed_in(mei), f"/act/cases/{case.id}")
    chinese = body(signed_in(mei), f"/act/cases/{case.id}", language="zh-hans")
    for page in (english, chinese):
        assert "等了一个小时" in page
        assert "wang@example.com" in page
    assert "What the customer said" in english
    assert "What the customer said" not in chinese
    assert "客户怎么说" in chinese


def test_what_a_customer_wrote_stays_text(rules: None, tell: Tell, mei: User, signed_in: SignIn) -> None:
    signal = tell(
        nps=0,
        text=HOSTILE,
        title=HOSTILE,
        sentiment=-0.9,
        mentions=[{"aspect": "<b>x</b>", "start": 2, "end": 9, "sentiment": -0.9}],
    )
    (key,) = apply_rules(SYSTEM, signals=[signal.id])
    client = signed_in(mei)
    client.post(f"/act/cases/{key}/comment", {"text": HOSTILE})
    page = body(client, f"/act/cases/{key}")
    for harm in ("<script>alert", "<img src=x", "<b>x</b>", " 14 "):
        assert harm not in page
    assert "&lt;img src=x" in page
    assert "<b>x</b>" not in body(client, "/act/cases")


def test_the_frontline_page_does_not_name_the_customer(case: Case, fang: User, signed_in: SignIn) -> None:
    page = body(signed_in(fang), f"/act/cases/{case.id}")
    assert "王女士" not in page
    assert "wang@example.com" not in page
    assert "Write to the customer" in page


def test_a_foreign_case_does_not_exist(
    case: Case, rui: User, tell: Tell, organisation: Organisation, mei: User, signed_in: SignIn
) -> None:
    (foreign,) = apply_rules(SYSTEM, signals=[tell(nps=0, unit=organisation.west_one).id])
    body(signed_in(rui), "/act/cases", 403)
    body(signed_in(rui), f"/act/cases/{case.id}", 403)
    body(signed_in(mei), f"/act/cases/{foreign}", 404)
    for step in ("assign", "comment", "write", "cause", "resolve", "reopen", "undo"):
        assert signed_in(mei).post(f"/act/cases/{foreign}/{step}", {"text": "x"}).status_code == 404
    assert not Case.objects.get(id=foreign).entries.exclude(kind="opened").exists()


def test_an_analyst_sees_no_forms(case: Case, an: User, signed_in: SignIn) -> None:
    assert 'action="/act/cases/' not in body(signed_in(an), f"/act/cases/{case.id}")
    answer = signed_in(an).post(f"/act/cases/{case.id}/comment", {"text": "x"})
    assert answer.status_code == 403


def test_a_case_is_worked_on_to_its_end_in_the_browser(case: Case, fang: User, signed_in: SignIn) -> None:
    client = signed_in(fang)
    steps = [
        ("assign", {"person": str(fang.pk), "version": "1"}),
        ("cause", {"root_cause": "waiting", "version": "2"}),
        ("comment", {"text": "查过监控", "contacted": "on"}),
        ("write", {"subject": "致歉", "body": "对不起", "token": "t"}),
        ("resolve", {"root_cause": "waiting", "resolution": "退款", "version": "5"}),
    ]
    for step, data in steps:
        answer = client.post(f"/act/cases/{case.id}/{step}", data)
        assert answer.status_code == 302, (step, answer.content.decode())
    page = body(client, f"/act/cases/{case.id}")
    for words in ("查过监控", "致歉", "对不起", "退款", "Undo", "Reopen"):
        assert words in page
    assert client.post(f"/act/cases/{case.id}/undo").status_code == 302
    assert Case.objects.get(id=case.id).state == "working"


def test_a_form_with_something_missing_comes_back_with_the_words_typed(
    case: Case, fang: User, signed_in: SignIn
) -> None:
    answer = signed_in(fang).post(
        f"/act/cases/{case.id}/resolve", {"root_cause": "", "resolution": "已经退款了", "version": "1"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "已经退款了" in page
    assert 'aria-invalid="true"' in page


def test_whoever_is_second_sees_who_was_first_and_keeps_their_words(
    case: Case, fang: User, mei: User, signed_in: SignIn
) -> None:
    assign_case(actor_for(mei), case_id=case.id, user_id=mei.pk, version=1)
    form = {"root_cause": "waiting", "resolution": "已经退款了", "version": "1"}
    answer = signed_in(fang).post(f"/act/cases/{case.id}/resolve", form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "梅青" in page
    assert "已经退款了" in page
    assert 'name="version" value="2"' in page


@pytest.mark.parametrize("subject", ["a\r\nBcc: all@example.com", "a\x00b"])
def test_a_smuggled_header_is_refused_in_the_form(
    case: Case, fang: User, signed_in: SignIn, subject: str
) -> None:
    answer = signed_in(fang).post(
        f"/act/cases/{case.id}/write", {"subject": subject, "body": "b", "token": "t"}
    )
    assert answer.status_code == 422
    assert not Message.objects.filter(purpose="case_reply").exists()


def test_a_case_is_opened_from_a_voice_and_the_second_time_shown(
    rules: None, tell: Tell, mei: User, signed_in: SignIn
) -> None:
    signal = tell(nps=9)
    first = signed_in(mei).post("/act/cases/new", {"signal": str(signal.id)})
    again = signed_in(mei).post("/act/cases/new", {"signal": str(signal.id)})
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]


def test_a_case_is_opened_by_hand(
    rules: None, mei: User, organisation: Organisation, signed_in: SignIn
) -> None:
    client = signed_in(mei)
    assert "东一店" in body(client, "/act/cases/new")
    assert client.post("/act/cases/new", {"unit": "", "title": ""}).status_code == 422
    answer = client.post(
        "/act/cases/new", {"unit": str(organisation.east_one.pk), "title": "地面湿滑", "priority": "1"}
    )
    assert answer.status_code == 302
    assert "地面湿滑" in body(client, "/act/cases")


def test_rules_are_listed_tried_and_saved(rules: None, tell: Tell, an: User, signed_in: SignIn) -> None:
    tell(nps=4)
    client = signed_in(an)
    assert "Very low score" in body(client, "/act/alerts")
    rule = AlertRule.objects.get(code="very_low_score")
    form = {
        "name": "分数低",
        "name_en": "Low score",
        "criteria": "nps <= 4",
        "unit": "",
        "priority": "2",
        "due_minutes": "60",
        "max_age_days": "7",
        "is_active": "on",
        "version": "1",
    }
    tried = client.post(f"/act/alerts/{rule.id}", {**form, "preview": "1"})
    assert "It would have opened 1 case." in tried.content.decode()
    rule.refresh_from_db()
    assert rule.criteria != "nps <= 4"
    assert client.post(f"/act/alerts/{rule.id}", form).status_code == 302
    rule.refresh_from_db()
    assert (rule.criteria, rule.due_minutes, rule.version) == ("nps <= 4", 60, 2)
    stale = client.post(f"/act/alerts/{rule.id}", form)
    assert stale.status_code == 409
    assert client.post(f"/act/alerts/{rule.id}/switch", {"on": "0"}).status_code == 302
    rule.refresh_from_db()
    assert not rule.is_active


def test_a_condition_with_a_mistake_is_explained_next_to_it(rules: None, an: User, signed_in: SignIn) -> None:
    form = {"name": "n", "criteria": "nsp <= 4", "priority": "2", "due_minutes": "60", "max_age_days": "7"}
    for extra in ({}, {"preview": "1"}):
        answer = signed_in(an).post("/act/alerts/new", {**form, **extra})
        assert answer.status_code == 422
        assert "nps" in answer.content.decode()
        assert 'aria-invalid="true"' in answer.content.decode()


def test_a_manager_reads_the_rules_without_changing_them(rules: None, mei: User, signed_in: SignIn) -> None:
    rule = AlertRule.objects.get(code="very_low_score")
    client = signed_in(mei)
    assert "disabled" in body(client, f"/act/alerts/{rule.id}")
    body(client, "/act/alerts/new", 403)
    assert client.post(f"/act/alerts/{rule.id}/switch", {"on": "0"}).status_code == 403


def test_the_outbox_says_that_no_mail_server_is_set_up(case: Case, fang: User, signed_in: SignIn) -> None:
    page = body(signed_in(fang), "/act/outbox")
    assert "ZHIYIN_SMTP_URL" in page
    assert "f•••@example.com" in page


def test_an_unknown_outcome_is_decided_by_a_person(case: Case, mei: User, signed_in: SignIn) -> None:
    message = Message.objects.get()
    Message.objects.update(state="unknown", reason="interrupted")
    client = signed_in(mei)
    assert "1 message needs a decision" in body(client, "/act/outbox")
    assert "mark as sent" in body(client, f"/act/outbox/{message.id}")
    assert "twice" in body(client, f"/act/outbox/{message.id}/send-again")
    assert client.post(f"/act/outbox/{message.id}/send-again").status_code == 302
    message.refresh_from_db()
    assert message.state == "waiting"
    assert client.post(f"/act/outbox/{message.id}/mark-sent").status_code == 409


def test_a_foreign_message_does_not_exist(case: Case, rui: User, signed_in: SignIn) -> None:
    message = Message.objects.get()
    body(signed_in(rui), "/act/outbox", 403)
    for address in ("", "/mark-sent", "/send-again"):
        assert signed_in(rui).post(f"/act/outbox/{message.id}{address}").status_code in {403, 405}


@pytest.mark.parametrize(
    "page", ["cases", "cases/1", "cases/new", "alerts", "alerts/1", "outbox", "outbox/1"]
)
def test_whoever_has_not_signed_in_is_asked_to(db: None, page: str) -> None:
    answer = Client().get(f"/act/{page}")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next=%2Fact%2F{page.replace('/', '%2F')}")


def test_notifications_are_read_one_by_one_or_all(case: Case, fang: User, signed_in: SignIn) -> None:
    note = Notification.objects.get()
    client = signed_in(fang)
    assert "1 notification unread" in body(client, "/notifications")
    answer = client.post("/notifications/read", {"id": str(note.id), "next": f"/act/cases/{case.id}"})
    assert answer["Location"] == f"/act/cases/{case.id}"
    note.refresh_from_db()
    assert note.read_at is not None


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_notification_never_leads_out_of_the_product(
    case: Case, fang: User, signed_in: SignIn, target: str
) -> None:
    note = Notification.objects.get()
    answer = signed_in(fang).post("/notifications/read", {"id": str(note.id), "next": target})
    assert answer["Location"] == "/notifications"


@pytest.mark.parametrize(
    "address", ["/act/cases/{n}", "/act/alerts/{n}", "/act/outbox/{n}", "/act/cases?unit={n}"]
)
def test_a_number_beyond_every_row_is_not_found(
    rules: None, an: User, signed_in: SignIn, address: str
) -> None:
    body(signed_in(an), address.format(n="9" * 30), 404)
