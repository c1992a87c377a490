"""Events and profiles over the API: in exactly once, out within scope, page by page."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for, person
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.endpoints.events_schema import EVENT, PERSON
from zhiyin.collect.models import Event
from zhiyin.customers.models import Customer, Identity, Told
from zhiyin.science.collect.event_drafts import EventDraft, PersonKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

SignIn = Callable[[User], Client]
EVENTS = "/api/v1/customer-events"
PAID: dict[str, Any] = {
    "source": "till",
    "source_id": "88",
    "occurred_at": "2025-03-01T12:00:00+08:00",
    "unit": "E1",
    "amount": 32.5,
    "customer": {"value": "M1001", "name": "王芳"},
}


def post(client: Client, body: Any, address: str = EVENTS, **headers: str) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def test_one_event_is_new_then_known_then_corrected(signed_in: SignIn, lin: User) -> None:
    client = signed_in(lin)
    answers = [post(client, PAID), post(client, PAID), post(client, {**PAID, "amount": 30})]
    assert [(one.status_code, one.json()["status"]) for one in answers] == [
        (201, "accepted"),
        (200, "duplicate"),
        (200, "revised"),
    ]
    assert len({one.json()["id"] for one in answers}) == 1


def test_a_batch_is_answered_item_by_item(signed_in: SignIn, lin: User) -> None:
    bad = {**PAID, "source_id": "89", "occurred_at": None}
    answer = post(signed_in(lin), {"events": [PAID, bad, {**PAID, "colour": "red"}]})
    assert answer.status_code == 207
    body = answer.json()
    assert [one["status"] for one in body["results"]] == ["accepted", "rejected", "rejected"]
    assert body["results"][1]["errors"][0]["pointer"] == "/events/1/occurred_at"
    assert body["results"][2]["errors"][0]["code"] == "unknown_field"
    assert body["rejected"] == 2


def test_a_single_event_that_cannot_be_is_a_problem(signed_in: SignIn, lin: User) -> None:
    answer = post(signed_in(lin), {**PAID, "kind": "refunded"})
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer.json()["detail"] == "What is paid back has a negative amount."


def test_a_body_that_is_no_batch_says_how_one_looks(signed_in: SignIn, lin: User) -> None:
    answer = post(signed_in(lin), {"events": []})
    assert answer.status_code == 422
    assert "“events”" in answer.json()["detail"]


def test_the_same_idempotency_key_is_answered_alike(signed_in: SignIn, lin: User) -> None:
    client = signed_in(lin)
    body = {key: value for key, value in PAID.items() if key != "source_id"}
    first = post(client, body, **{"Idempotency-Key": "k1"})
    again = post(client, body, **{"Idempotency-Key": "k1"})
    assert first.json() == again.json()
    assert Event.objects.count() == 1


def test_a_reader_may_not_bring_events_in(signed_in: SignIn, rui: User) -> None:
    assert post(signed_in(rui), PAID).status_code == 403


def test_events_are_listed_within_ones_units_only(signed_in: SignIn, lin: User, mei: User) -> None:
    post(signed_in(lin), {"events": [PAID, {**PAID, "source_id": "90", "unit": "W1"}]})
    assert len(signed_in(lin).get(EVENTS).json()["results"]) == 2
    seen = signed_in(mei).get(EVENTS).json()["results"]
    assert [one["unit"] for one in seen] == ["东一店"]


def test_whose_an_event_was_is_shown_where_that_may_be_known(
    signed_in: SignIn, lin: User, organisation: Organisation
) -> None:
    post(signed_in(lin), {"events": [PAID, {**PAID, "source_id": "90", "unit": "W1"}]})
    both = person("bo", "Bo", ("manager", organisation.east), ("analyst", organisation.west))
    client = signed_in(both)
    whose = {one["unit"]: one["customer_id"] for one in client.get(EVENTS).json()["results"]}
    customer = str(Customer.objects.get().pk)
    assert whose == {"东一店": customer, "西一店": None}
    theirs = client.get(EVENTS, {"customer_id": customer}).json()["results"]
    assert [one["unit"] for one in theirs] == ["东一店"]


def test_the_events_of_a_person_are_those_of_all_their_records(signed_in: SignIn, lin: User) -> None:
    client = signed_in(lin)
    other = {"kind": "mobile", "value": "13800138000"}
    post(client, {"events": [PAID, {**PAID, "source_id": "90", "customer": other}]})
    keys = [{"value": "M1001"}, {"kind": "mobile", "value": "13800138000"}]
    post(client, {"keys": keys, "source": "crm"}, "/api/v1/customers")
    customer = Identity.objects.get(kind="mobile").customer_id
    found = client.get(EVENTS, {"customer_id": str(customer)}).json()["results"]
    assert len(found) == 2
    assert found[0]["amount"] == "32.50"


def test_pages_of_events_follow_each_other_without_loss(signed_in: SignIn, lin: User) -> None:
    client = signed_in(lin)
    minutes = [{**PAID, "source_id": str(n), "occurred_at": f"2025-03-01T12:{n:02d}:00Z"} for n in range(25)]
    post(client, {"events": minutes})
    customer = str(Customer.objects.get().pk)
    for query in ({}, {"customer_id": customer}):
        seen: list[str] = []
        cursor = ""
        while True:
            page = client.get(EVENTS, {**query, "page_size": "10", "cursor": cursor}).json()
            seen += [one["id"] for one in page["results"]]
            if page["next"] is None:
                break
            cursor = page["next"]
        assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "2025-01-01~",
        "2025-01-01T00:00:00~5",
        "~1",
        "2025-01-01T00:00:00Z~-1",
        "0001-01-01T00:00:00+14:00~1",
        "2025-01-01T00:00:00Z~9223372036854775808",
    ],
)
def test_a_cursor_that_is_none_is_refused(signed_in: SignIn, lin: User, cursor: str) -> None:
    assert signed_in(lin).get(EVENTS, {"cursor": cursor}).status_code == 422


def test_the_description_names_every_field_of_an_event() -> None:
    assert set(EVENT["properties"]) == set(EventDraft.__struct_fields__)
    assert set(PERSON["properties"]) == set(PersonKey.__struct_fields__)


def test_what_a_system_says_of_a_customer_keeps_its_types(signed_in: SignIn, lin: User) -> None:
    body = {
        "keys": [{"value": "M1001"}],
        "fields": {
            "name": "王芳",
            "tier": "gold",
            "points": 3000,
            "rate": 0.5,
            "news": True,
            "born_on": "1990-05-01",
        },
        "source": "crm",
    }
    answer = post(signed_in(lin), body, "/api/v1/customers")
    assert (answer.status_code, answer.json()["status"]) == (201, "new")
    customer = Customer.objects.get()
    assert (customer.name, customer.tier, str(customer.born_on)) == ("王芳", "gold", "1990-05-01")
    assert customer.attributes == {"points": 3000, "rate": 0.5, "news": True}
    assert post(signed_in(lin), body, "/api/v1/customers").status_code == 200


def test_a_telephone_number_in_an_attribute_is_masked(signed_in: SignIn, lin: User) -> None:
    body = {"keys": [{"value": "M1001"}], "fields": {"remark": "打 13912345678"}, "source": "crm"}
    post(signed_in(lin), body, "/api/v1/customers")
    assert Told.objects.get().said["remark"]["crm"][0] == "打 ‹mobile›"


def test_a_batch_of_profiles_says_which_one_is_nobody(signed_in: SignIn, lin: User) -> None:
    body = {
        "customers": [{"keys": [{"value": "M1"}]}, {"keys": [{"kind": "mobile", "value": "138****8000"}]}]
    }
    answer = post(signed_in(lin), body, "/api/v1/customers")
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [one["status"] for one in results] == ["new", "nobody"]
    assert results[1]["errors"][0]["pointer"] == "/customers/1/keys"


def test_profiles_need_leave_to_bring_in(signed_in: SignIn, rui: User, organisation: Organisation) -> None:
    assert post(signed_in(rui), {"keys": [{"value": "M1"}]}, "/api/v1/customers").status_code == 403
    assert not actor_for(rui).may("signals.import")
    assert Actor.system("x").may("signals.import")
