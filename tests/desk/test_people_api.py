"""Customers and companies over the API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.conftest import Organisation, actor_for
from tests.desk.test_person_page import did, said
from tests.people import met
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.models import User
from zhiyin.customers.models import Customer

pytestmark = pytest.mark.django_db

Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(lin: User, organisation: Organisation) -> Ask:
    return asking(lin, "administrator", None)


def asking(who: User, role: str, unit: int | None) -> Ask:
    _key, token = create_api_key(actor_for(who), label="x", role=role, unit_id=unit)

    def ask(method: str, address: str, body: Any = None, **query: Any) -> HttpResponse:
        client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})
        if method == "GET":
            return client.get(f"/api/v1{address}", query)  # type: ignore[return-value]
        data = "" if body is None else json.dumps(body)
        return client.generic(  # type: ignore[return-value]
            method, f"/api/v1{address}", data, content_type="application/json"
        )

    return ask


@pytest.fixture
def wang(organisation: Organisation) -> Customer:
    person = met("mobile", "13812345678", name="王芳", tier="gold")
    said(person, organisation.east_one, "好")
    did(person, "paid", organisation.east_one, amount=10)
    return person


def test_a_customer_is_listed_found_and_read(ask: Ask, wang: Customer) -> None:
    (row,) = ask("GET", "/customers", q="13812345678").json()["results"]
    assert (row["id"], row["name"], row["churn_risk"]) == (str(wang.pk), "王芳", None)
    person = ask("GET", f"/customers/{row['id']}").json()
    assert person["contact_points"][0]["value"] == "138****5678"
    assert {fact["field"] for fact in person["facts"]} == {"name", "tier"}


def test_the_list_is_walked_by_cursor(ask: Ask) -> None:
    for number in range(3):
        met("customer_number", f"M-{number}", name=f"n{number}")
    first = ask("GET", "/customers", page_size=2).json()
    second = ask("GET", "/customers", page_size=2, cursor=first["next"]).json()
    assert len(first["results"]) == 2
    assert len(second["results"]) == 1
    assert (first["previous"], second["previous"], second["next"]) == (None, "", None)


def test_the_timeline_is_read(ask: Ask, wang: Customer) -> None:
    found = ask("GET", f"/customers/{wang.pk}/timeline", page_size=1).json()
    assert [entry["kind"] for entry in found["results"]] == ["event"]
    older = ask("GET", f"/customers/{wang.pk}/timeline", cursor=found["next"]).json()
    assert [entry["text"] for entry in older["results"]] == ["好"]


def test_a_profile_is_corrected_and_the_correction_taken_back(ask: Ask, wang: Customer) -> None:
    corrected = ask("PATCH", f"/customers/{wang.pk}", {"name": "王方", "attributes": {"shoe": 38}})
    assert corrected.json()["name"] == "王方"
    facts = {fact["field"]: fact for fact in corrected.json()["facts"]}
    assert (facts["shoe"]["value"], facts["shoe"]["source"]) == ("38", "person")
    assert ask("PATCH", f"/customers/{wang.pk}", {"name": None}).json()["name"] == "王芳"


def test_wishes_interests_and_days_are_kept_changed_and_forgotten(ask: Ask, wang: Customer) -> None:
    base = f"/customers/{wang.pk}"
    wish = ask("POST", f"{base}/preferences", {"code": "not_on_days", "value": {"days": [15]}})
    assert wish.status_code == 201
    changed = ask(
        "PUT",
        f"{base}/preferences/{wish.json()['id']}",
        {"code": "not_on_days", "value": {"days": [14, 15]}},
    )
    assert changed.json()["value"] == {"days": [14, 15]}
    day = ask("POST", f"{base}/dates", {"kind": "birthday", "month": 1, "day": 1, "is_lunar": True})
    assert day.json()["next_on"]
    liking = ask("POST", f"{base}/interests", {"name": "茶"})
    for what, kept in (("preferences", wish), ("dates", day), ("interests", liking)):
        assert ask("DELETE", f"{base}/{what}/{kept.json()['id']}").status_code == 204
        assert ask("DELETE", f"{base}/{what}/{kept.json()['id']}").status_code == 404


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", "/preferences", {"code": "hours", "value": "noon"}),
        ("POST", "/preferences", {"code": "mood", "value": "good"}),
        ("POST", "/dates", {"kind": "birthday", "month": 2, "day": 30}),
        ("POST", "/interests", {"name": ""}),
        ("POST", "/interests", {"name": "茶", "more": 1}),
        ("POST", "/reveal", {"reason": "curious"}),
        ("PATCH", "", {"attributes": {"name": "x"}}),
        ("PATCH", "", {"born_on": "yesterday"}),
    ],
)
def test_what_cannot_be_kept_is_refused_as_a_problem(
    ask: Ask, wang: Customer, method: str, address: str, body: Any
) -> None:
    response = ask(method, f"/customers/{wang.pk}{address}", body)
    assert response.status_code == 422
    assert response["content-type"] == "application/problem+json"


def test_contact_points_are_revealed_for_a_reason(ask: Ask, wang: Customer) -> None:
    shown = ask("POST", f"/customers/{wang.pk}/reveal", {"reason": "call_back"}).json()
    assert shown["results"][0]["value"] == "13812345678"


def test_a_key_of_another_unit_sees_neither_the_list_nor_the_person(
    lin: User, organisation: Organisation, wang: Customer
) -> None:
    west = asking(lin, "manager", organisation.west.pk)
    assert west("GET", "/customers").json()["results"] == []
    assert west("GET", f"/customers/{wang.pk}").status_code == 404
    assert west("GET", f"/customers/{wang.pk}/timeline").status_code == 404


def test_a_company_is_kept_with_its_contacts_and_what_they_say(
    ask: Ask, wang: Customer, organisation: Organisation
) -> None:
    company = ask("POST", "/companies", {"name": "茶行", "renews_on": "2027-01-02", "contract_value": 100})
    assert company.status_code == 201
    base = f"/companies/{company.json()['id']}"
    contact = ask("POST", f"{base}/contacts", {"customer_id": str(wang.pk), "role": "buyer"})
    assert contact.json()["name"] == "王芳"
    detail = ask("GET", base).json()
    assert detail["nps"] == {
        "value": None, "low": None, "high": None, "n": 0, "contacts": 1, "lowest": None
    }  # fmt: skip
    assert [one["text"] for one in ask("GET", f"{base}/signals").json()["results"]] == ["好"]
    assert ask("GET", f"{base}/renewal").json()["hints"]
    changed = ask("PATCH", base, {"tier": "gold", "contract_value": None}).json()
    assert (changed["tier"], changed["contract_value"], changed["name"]) == ("gold", None, "茶行")
    ended = ask("POST", f"{base}/contacts/{contact.json()['id']}/end", {})
    assert ended.json()["until"]
    assert ask("DELETE", base).status_code == 204
    assert ask("GET", base).status_code == 404


@pytest.mark.parametrize("body", [{"name": None}, {"name": ""}, {"code": None}, {"contract_value": -1}])
def test_a_company_is_not_changed_into_one_that_cannot_be(ask: Ask, body: Any) -> None:
    company = ask("POST", "/companies", {"name": "茶行"}).json()
    assert ask("PATCH", f"/companies/{company['id']}", body).status_code == 422
