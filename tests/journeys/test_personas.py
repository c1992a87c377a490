"""Target customers: described by people, backed by a segment and its figures."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import User
from zhiyin.customers.models import Customer, Membership, Segment, Standing
from zhiyin.journal.errors import Forbidden
from zhiyin.journeys.actions.delete_persona import delete_persona
from zhiyin.journeys.actions.save_persona import PersonaContent, save_persona
from zhiyin.journeys.errors import NoSuchPersona, PersonaChanged, UnusablePersona
from zhiyin.journeys.queries.personas import list_personas, read_persona

pytestmark = pytest.mark.django_db

LIN = Actor("user", "1", "Lin", (Grant("administrator", ""),))
AN = Actor("user", "2", "An", (Grant("analyst", ""),))
MEI = Actor("user", "3", "Mei", (Grant("manager", "00010001"),))


@pytest.fixture
def loyal(db: None) -> Segment:
    """Six of eight people; five of the six have said whether they would recommend us, one is satisfied."""
    segment = Segment.objects.create(code="loyal", name="Loyal", kind="list")
    for key in range(1, 9):
        person = Customer.objects.create(id=key, person_id=key)
        scores = {"nps": 9.0 if key < 6 else None, "csat": 5.0 if key == 1 else None}
        Standing.objects.create(customer=person, **scores)
        if key < 7:
            Membership.objects.create(segment=segment, customer=person, since=person.created_at)
    return segment


def described(**fields: Any) -> PersonaContent:
    given = {
        "code": "mothers",
        "name": "Young mothers",
        "needs": (" quick ", ""),
        "segment": "loyal",
        **fields,
    }
    return PersonaContent(**given)


def test_a_persona_shows_how_many_stand_behind_it_and_what_is_known_of_them(loyal: Segment) -> None:
    save_persona(LIN, content=described())
    (row,) = list_personas(AN)
    assert (row.size, row.share, row.needs, row.may_change) == (6, 0.75, ("quick",), False)
    means = {one.name: (one.value, one.n) for one in row.means}
    assert means["nps"] == (9, 5)


def test_a_mean_of_few_is_not_shown(loyal: Segment) -> None:
    save_persona(LIN, content=described())
    means = {one.name: (one.value, one.n) for one in read_persona(AN, "mothers").means}
    assert means["csat"] == (None, 1)


def test_without_a_segment_there_are_no_figures(db: None) -> None:
    save_persona(LIN, content=described(segment=""))
    row = read_persona(AN, "mothers")
    assert (row.size, row.share, row.means) == (None, None, ())


def test_a_deleted_segment_leaves_the_description(loyal: Segment) -> None:
    save_persona(LIN, content=described())
    loyal.delete()
    assert read_persona(AN, "mothers").segment == ""


def test_what_cannot_be_kept_is_told_field_by_field(loyal: Segment) -> None:
    content = described(code="Bad code", name=" ", segment="none", pains=("x" * 201,))
    with pytest.raises(UnusablePersona) as caught:
        save_persona(LIN, content=content)
    assert set(caught.value.data["errors"]) == {"code", "name", "segment", "pains"}


def test_a_change_on_an_older_state_is_refused(loyal: Segment) -> None:
    save_persona(LIN, content=described())
    save_persona(LIN, content=described(name="Mothers"), code="mothers", version=1)
    with pytest.raises(PersonaChanged):
        save_persona(LIN, content=described(name="Fathers"), code="mothers", version=1)
    assert read_persona(AN, "mothers").name == "Mothers"


def test_only_who_manages_all_customers_describes_them(loyal: Segment) -> None:
    for actor in (AN, MEI):
        with pytest.raises(Forbidden):
            save_persona(actor, content=described())
        with pytest.raises(Forbidden):
            delete_persona(actor, code="mothers")
    with pytest.raises(Forbidden):
        list_personas(MEI)


def test_a_persona_is_deleted(loyal: Segment) -> None:
    save_persona(LIN, content=described())
    delete_persona(LIN, code="mothers")
    with pytest.raises(NoSuchPersona):
        read_persona(LIN, "mothers")


def test_it_is_described_changed_and_deleted_on_its_pages(
    loyal: Segment, lin: User, signed_in: Callable[[User], Client]
) -> None:
    browser = signed_in(lin)
    given = {"code": "mothers", "name": "Young mothers", "segment": "loyal", "needs": "quick\nkind"}
    assert browser.post("/customers/personas/new", given)["Location"] == "/customers/personas"
    page = browser.get("/customers/personas").content.decode()
    assert "6 people" in page
    assert "<li>kind</li>" in page
    changed = browser.post("/customers/personas/mothers", {"name": "", "version": "1"})
    assert changed.status_code == 422
    browser.post("/customers/personas/mothers", {"name": "Mothers", "version": "1"})
    assert "Mothers" in browser.get("/customers/personas/mothers/delete").content.decode()
    browser.post("/customers/personas/mothers/delete")
    assert "Nobody has been described yet." in browser.get("/customers/personas").content.decode()


def test_the_api_does_the_same(loyal: Segment, lin: User, signed_in: Callable[[User], Client]) -> None:
    browser = signed_in(lin)

    def call(method: str, path: str, body: Any = None) -> Any:
        data = json.dumps(body) if body is not None else ""
        return browser.generic(method, f"/api/v1/personas{path}", data, content_type="application/json")

    body = {"code": "mothers", "name": "M", "segment": "loyal", "needs": ["quick"]}
    assert call("POST", "", body).status_code == 201
    assert call("GET", "").json()["results"][0]["size"] == 6
    changed = call("PATCH", "/mothers", {"segment": None, "pains": ["queues"], "version": 1}).json()
    assert (changed["segment"], changed["needs"], changed["pains"]) == (None, ["quick"], ["queues"])
    assert call("PATCH", "/mothers", {"name": "X", "version": 1}).status_code == 409
    assert call("PATCH", "/mothers", {"name": None}).status_code == 422
    assert call("DELETE", "/mothers").status_code == 204
    assert call("GET", "/mothers").status_code == 404
