"""Cases, rules, messages and notifications over the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.act.conftest import SYSTEM, Tell
from zhiyin.accounts.models import User
from zhiyin.act.actions.apply_rules import apply_rules
from zhiyin.act.models import AlertRule, Case
from zhiyin.contact.models import Message
from zhiyin.customers.models import Customer

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def case(rules: None, tell: Tell, wang: Customer, fang: User) -> Case:
    (key,) = apply_rules(SYSTEM, signals=[tell(nps=1, text="等了一个小时", customer=wang).id])
    return Case.objects.get(id=key)


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    answer = getattr(client, method)(
        f"/api/v1{path}",
        data=json.dumps(body if body is not None else {}),
        content_type="application/json",
        headers=headers,
    )
    return answer


def test_a_case_is_worked_on_from_opening_to_reopening(case: Case, fang: User, signed_in: SignIn) -> None:
    client = signed_in(fang)
    listed = client.get("/api/v1/cases").json()
    assert [row["id"] for row in listed["results"]] == [str(case.id)]
    shown = client.get(f"/api/v1/cases/{case.id}")
    assert shown["ETag"].strip("W/") == '"1"'
    changed = send(
        client,
        "patch",
        f"/cases/{case.id}",
        {"assignee_id": str(fang.pk), "root_cause": "waiting"},
        **{"If-Match": shown["ETag"]},
    )
    assert changed.status_code == 200, changed.content
    assert (changed.json()["assignee_id"], changed.json()["root_cause"]) == (str(fang.pk), "waiting")
    stale = send(client, "patch", f"/cases/{case.id}", {"root_cause": "other"}, **{"If-Match": '"1"'})
    assert stale.status_code == 409
    assert "方舟" in stale.json()["detail"]
    said = send(client, "post", f"/cases/{case.id}/comments", {"text": "已回电", "contacted": True})
    assert said.json()["clock"] == "kept"
    resolved = send(
        client, "post", f"/cases/{case.id}/resolve", {"root_cause": "waiting", "resolution": "退款"}
    )
    assert resolved.json()["state"] == "resolved"
    assert send(client, "post", f"/cases/{case.id}/undo").json()["state"] == "working"
    send(client, "post", f"/cases/{case.id}/resolve", {"root_cause": "waiting", "resolution": "退款"})
    reopened = send(client, "post", f"/cases/{case.id}/reopen", {"reason": "又来电"})
    assert (reopened.json()["state"], reopened.json()["reopened"]) == ("open", 1)


def test_a_letter_with_an_idempotency_key_is_written_once(case: Case, fang: User, signed_in: SignIn) -> None:
    for _ in range(2):
        answer = send(
            signed_in(fang),
            "post",
            f"/cases/{case.id}/messages",
            {"subject": "致歉", "body": "对不起"},
            **{"Idempotency-Key": "once"},
        )
        assert answer.status_code == 200, answer.content
    assert Message.objects.filter(purpose="case_reply").count() == 1
    listed = signed_in(fang).get(f"/api/v1/messages?about=case:{case.id}").json()
    assert {row["to"] for row in listed["results"]} >= {"w•••@example.com"}


@pytest.mark.parametrize("path", ["/cases/1x", "/cases/99999", "/messages/99999", "/alert-rules/-1"])
def test_what_does_not_exist_is_a_problem_and_not_a_fault(
    case: Case, fang: User, signed_in: SignIn, path: str
) -> None:
    answer = signed_in(fang).get(f"/api/v1{path}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {"text": "a\x00b"},
        {"text": ""},
        {"text": "x", "unknown": 1},
        {"text": "x" * 5001},
        {},
    ],
)
def test_a_bad_body_is_refused(case: Case, fang: User, signed_in: SignIn, body: dict[str, Any]) -> None:
    answer = send(signed_in(fang), "post", f"/cases/{case.id}/comments", body)
    assert answer.status_code == 422


def test_a_bad_if_match_is_refused(case: Case, fang: User, signed_in: SignIn) -> None:
    answer = send(
        signed_in(fang), "patch", f"/cases/{case.id}", {"root_cause": "other"}, **{"If-Match": '"x"'}
    )
    assert answer.status_code == 422


def test_a_person_opens_a_case_through_the_api(rules: None, tell: Tell, mei: User, signed_in: SignIn) -> None:
    answer = send(signed_in(mei), "post", "/cases", {"signal_id": str(tell(nps=9).id)})
    assert answer.status_code == 201, answer.content
    assert send(signed_in(mei), "post", "/cases", {}).status_code == 404


def test_strangers_read_nothing(case: Case, rui: User, sheng: User, signed_in: SignIn) -> None:
    for person in (rui, sheng):
        for path in ("/cases", "/messages", "/alert-rules"):
            assert signed_in(person).get(f"/api/v1{path}").status_code == 403
        assert signed_in(person).get(f"/api/v1/cases/{case.id}").status_code == 403


def test_rules_are_made_changed_and_previewed(rules: None, tell: Tell, an: User, signed_in: SignIn) -> None:
    tell(nps=4)
    client = signed_in(an)
    found = send(client, "post", "/alert-rules/preview", {"criteria": "nps <= 4"}).json()
    assert found == {"cases": 1, "signals": 1, "days": 30, "is_partial": False}
    made = send(client, "post", "/alert-rules", {"name": "低分", "criteria": "nps <= 4"})
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert send(client, "patch", f"/alert-rules/{key}", {"is_active": False}).json()["is_active"] is False
    assert not AlertRule.objects.get(id=key).is_active
    wrong = send(client, "patch", f"/alert-rules/{key}", {"criteria": "nsp <= 4"})
    assert wrong.status_code == 422
    assert "criteria" in wrong.json()["data"]["errors"]


def test_notifications_are_ones_own(case: Case, fang: User, mei: User, signed_in: SignIn) -> None:
    mine = signed_in(fang).get("/api/v1/notifications").json()["results"]
    assert [row["kind"] for row in mine] == ["case_opened"]
    assert signed_in(mei).get("/api/v1/notifications").json()["results"] == []
    other = send(signed_in(mei), "post", "/notifications/read", {"id": mine[0]["id"]})
    assert other.json() == {"changed": 0}
    assert send(signed_in(fang), "post", "/notifications/read").json() == {"changed": 1}


def test_a_manager_decides_about_a_message_of_unknown_outcome(
    case: Case, fang: User, signed_in: SignIn
) -> None:
    client = signed_in(fang)
    send(client, "post", f"/cases/{case.id}/messages", {"subject": "致歉", "body": "对不起"})
    message = Message.objects.get(purpose="case_reply")
    assert send(client, "post", f"/messages/{message.id}/mark-sent").status_code == 409
    Message.objects.filter(id=message.id).update(state="unknown")
    assert send(client, "post", f"/messages/{message.id}/mark-sent").json()["state"] == "sent"


def test_the_customer_is_shown_as_far_as_the_caller_may_know(
    case: Case, fang: User, mei: User, signed_in: SignIn
) -> None:
    seen = signed_in(fang).get(f"/api/v1/cases/{case.id}").json()["customer"]
    assert (seen["name"], seen["mail"], seen["has_mail"]) == ("", "", True)
    seen = signed_in(mei).get(f"/api/v1/cases/{case.id}").json()["customer"]
    assert (seen["name"], seen["mail"]) == ("王女士", "wang@example.com")


def test_the_root_causes_can_be_read(rules: None, fang: User, rui: User, signed_in: SignIn) -> None:
    causes = signed_in(fang).get("/api/v1/cases/root-causes").json()["results"]
    assert {"code": "waiting", "name": "Waiting too long"} in causes
    assert signed_in(rui).get("/api/v1/cases/root-causes").status_code == 403
