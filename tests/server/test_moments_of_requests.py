"""Days and moments at the edge of the calendar are refused; they are a moment in no other zone."""

import pytest
from django.test import Client

from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.customers.actions.install_purposes import install_purposes
from zhiyin.customers.models import Segment

EDGES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


@pytest.fixture
def browser(client: Client, lin: User) -> Client:
    client.force_login(lin)
    return client


@pytest.mark.parametrize("at", EDGES)
@pytest.mark.parametrize("place", ["as_of", "on"])
def test_no_question_about_another_age_breaks_a_list(browser: Client, at: str, place: str) -> None:
    at = at[:10] if place == "on" else at
    assert browser.get("/api/v1/segments/x/members", {place: at}).status_code == 422


@pytest.mark.parametrize("at", [*EDGES, "2026-01-01T00:00:00"])
@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/api/v1/contact-rules/check", {"channel": "sms", "purpose": "survey", "at": None}),
        ("/api/v1/webhooks/1/replay", {"since": None}),
        ("/api/v1/customers/{id}/consents", {"purpose": "survey", "state": "given", "at": None}),
    ],
)
def test_no_moment_of_another_age_or_without_a_zone_breaks_a_request(
    browser: Client, address: str, body: dict[str, str | None], at: str
) -> None:
    install_purposes(Actor.system("test"))
    customer = str(met("mobile", "13800138000").pk)
    sent = {name: at if value is None else value for name, value in body.items()}
    if "check" in address:
        sent["customer_id"] = customer
    answer = browser.post(address.format(id=customer), sent, content_type="application/json")
    assert answer.status_code == 422


def test_the_page_of_a_segment_shows_today_for_a_day_of_another_age(browser: Client) -> None:
    Segment.objects.create(code="x", name="x", kind="list")
    assert browser.get("/customers/segments/x", {"on": "9999-12-31"}).status_code == 200
