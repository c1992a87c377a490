"""The pages of segments and their API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.people import met
from zhiyin.accounts.models import User
from zhiyin.customers.models import Customer, Segment, Standing
from zhiyin.journal.delivery import deliver_pending

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def browser_of_lin(lin: User, signed_in: SignedIn) -> Client:
    for key in range(1, 6):
        Customer.objects.create(id=key, person_id=key, name=f"王{key}", tier="gold")
        Standing.objects.create(customer_id=key, nps=key)
    return signed_in(lin)


def deliver() -> None:
    while deliver_pending():
        pass


def add(client: Client, **fields: str) -> Any:
    given = {"name": "Low", "code": "low", "description": "", "criteria": "nps <= 3", **fields}
    answer = client.post("/customers/segments/new", given)
    deliver()
    return answer


def test_a_segment_is_made_and_shown_with_its_people(browser_of_lin: Client) -> None:
    assert add(browser_of_lin)["Location"] == "/customers/segments/low"
    page = browser_of_lin.get("/customers/segments/low").content.decode()
    assert "3 people" in page
    assert "王3" in page
    assert "王4" not in page
    assert "Low" in browser_of_lin.get("/customers/segments").content.decode()


def test_a_fault_is_told_beside_the_condition_and_what_was_written_stays(browser_of_lin: Client) -> None:
    answer = add(browser_of_lin, criteria="npps <= 3")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Perhaps you mean nps." in page
    assert "npps &lt;= 3" in page
    assert not Segment.objects.exists()


def test_whom_a_condition_holds_for_is_seen_while_it_is_written(browser_of_lin: Client) -> None:
    page = browser_of_lin.post("/customers/segments/preview", {"criteria": "nps <= 2"}).content.decode()
    assert "2 people" in page
    assert "40" in page
    page = browser_of_lin.post("/customers/segments/preview", {"criteria": "npps"}).content.decode()
    assert "Perhaps you mean nps." in page


def test_without_scripts_a_button_shows_the_same(browser_of_lin: Client) -> None:
    answer = add(browser_of_lin, preview="1")
    assert answer.status_code == 200
    assert "3 people" in answer.content.decode()
    assert not Segment.objects.exists()


def test_a_segment_is_switched_off_changed_and_deleted_after_asking(browser_of_lin: Client) -> None:
    add(browser_of_lin)
    browser_of_lin.post("/customers/segments/low/switch", {"on": "0"})
    assert "off: it stays as it is" in browser_of_lin.get("/customers/segments/low").content.decode()
    given = {"name": "Lower", "description": "x", "criteria": "nps <= 1"}
    browser_of_lin.post("/customers/segments/low/change", given)
    assert Segment.objects.get().name == "Lower"
    assert "cannot be brought back" in browser_of_lin.get("/customers/segments/low/delete").content.decode()
    browser_of_lin.post("/customers/segments/low/delete")
    assert not Segment.objects.exists()


def test_a_list_takes_pasted_keys_and_shows_those_of_nobody(browser_of_lin: Client) -> None:
    known = met("email", "a@x.cn", name="安")
    browser_of_lin.post(
        "/customers/segments/new?kind=list", {"name": "Guests", "code": "guests", "description": ""}
    )
    answer = browser_of_lin.post(
        "/customers/segments/guests/list", {"kind": "email", "keys": "a@x.cn\nnobody@x.cn", "scope": ""}
    )
    page = answer.content.decode()
    assert "1 person was put on." in page
    assert "nobody@x.cn" in page
    assert known.name in page
    browser_of_lin.post("/customers/segments/guests/undo")
    assert "Nobody is in it." in browser_of_lin.get("/customers/segments/guests").content.decode()


def test_an_analyst_sees_sizes_and_no_names(browser_of_lin: Client, an: User, signed_in: SignedIn) -> None:
    add(browser_of_lin)
    page = signed_in(an).get("/customers/segments/low").content.decode()
    assert "3 people" in page
    assert "王" not in page


def test_a_day_without_members_is_shown_as_it_was(browser_of_lin: Client) -> None:
    add(browser_of_lin)
    page = browser_of_lin.get("/customers/segments/low?on=2020-01-01").content.decode()
    assert "0 people on" in page
    assert browser_of_lin.get("/customers/segments/low?on=nonsense&after=x").status_code == 200


def call(client: Client, method: str, path: str, body: Any = None) -> Any:
    data = json.dumps(body) if body is not None else ""
    return client.generic(method, f"/api/v1{path}", data, content_type="application/json")


def test_the_api_does_what_the_pages_do(browser_of_lin: Client) -> None:
    made = call(browser_of_lin, "POST", "/segments", {"code": "low", "name": "Low", "criteria": "nps <= 3"})
    assert made.status_code == 201
    deliver()
    assert call(browser_of_lin, "GET", "/segments/low").json()["size"] == 3
    page = call(browser_of_lin, "GET", "/segments/low/members?page_size=2").json()
    assert ([one["customer_id"] for one in page["results"]], page["next"], page["size"]) == (
        ["1", "2"],
        "2",
        3,
    )
    rest = call(browser_of_lin, "GET", "/segments/low/members?page_size=2&cursor=2").json()
    assert [one["customer_id"] for one in rest["results"]] == ["3"]
    found = call(browser_of_lin, "POST", "/segments/preview", {"criteria": "nps <= 2"}).json()
    assert (found["size"], found["overlaps"][0]["both"]) == (2, 2)
    mine = call(browser_of_lin, "GET", "/customers/1/segments").json()
    assert [one["code"] for one in mine["results"]] == ["low"]
    days = call(browser_of_lin, "GET", "/segments/low/history?days=2").json()
    assert [day["size"] for day in days["results"]] == [0, 3]
    changed = call(browser_of_lin, "PATCH", "/segments/low", {"is_active": False, "name": "L"})
    assert (changed.json()["is_active"], changed.json()["name"]) == (False, "L")
    was = call(browser_of_lin, "GET", "/segments/low/members?on=2020-01-01").json()
    assert (was["results"], was["size"]) == ([], 0)
    assert call(browser_of_lin, "DELETE", "/segments/low").status_code == 204
    assert call(browser_of_lin, "GET", "/segments/low").status_code == 404


def test_a_list_is_changed_over_the_api(browser_of_lin: Client) -> None:
    call(browser_of_lin, "POST", "/segments", {"code": "guests", "name": "G", "kind": "list"})
    body = {"kind": "customer", "add": ["1", "2", "77"]}
    done = call(browser_of_lin, "POST", "/segments/guests/members", body).json()
    assert done == {"added": 2, "removed": 0, "unknown": ["77"], "shared": []}
    undone = call(browser_of_lin, "POST", "/segments/guests/undo").json()
    assert (undone["added"], undone["removed"]) == (0, 2)


def test_a_faulty_condition_is_a_problem_with_its_place(browser_of_lin: Client) -> None:
    told = call(browser_of_lin, "POST", "/segments/preview", {"criteria": "npps <= 3"})
    assert told.status_code == 422
    assert (told.json()["code"], told.json()["data"]["position"]) == ("bad_criteria", 0)
    told = call(browser_of_lin, "POST", "/segments", {"code": "x", "name": "X", "criteria": "npps <= 3"})
    assert "criteria" in told.json()["data"]["errors"]
