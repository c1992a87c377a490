"""Pages and API of who is one person."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.customers.actions.receive_profiles import Profile, receive_profiles
from zhiyin.customers.actions.refresh_suggestions import refresh_suggestions
from zhiyin.customers.models import Apart, Customer, Identity, Merge, Suggestion

pytestmark = pytest.mark.django_db
LIN = Actor.system("林岚")
SignedIn = Callable[[User], Client]
NUMBER, PHONE = ("customer_number", "crm", "K1"), ("mobile", "", "13800138001")


@pytest.fixture
def browser(lin: User, signed_in: SignedIn) -> Client:
    return signed_in(lin)


@pytest.fixture
def question() -> Suggestion:
    for number in (1, 2):
        key = ("customer_number", f"system-{number}", f"K{number}")
        receive_profiles(LIN, [Profile([key], {"name": "王芳", "born_on": "1990-02-28"}, "crm")])
    refresh_suggestions(LIN, Customer.objects.values_list("id", flat=True))
    return Suggestion.objects.get()


@pytest.fixture
def merge() -> Merge:
    receive_profiles(
        LIN, [Profile([NUMBER], {"name": "王芳"}, "crm"), Profile([PHONE], {"tier": "gold"}, "shop")]
    )
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm", reference="row 12")])
    return Merge.objects.get()


def test_the_queue_shows_a_question_with_its_evidence(browser: Client, question: Suggestion) -> None:
    page = browser.get("/customers/joining").content.decode()
    for words in ("王芳", "The same birthday", "Same person", "Different people"):
        assert words in page
    assert "Look closer" in page
    assert browser.get(f"/customers/joining/{question.pk}").status_code == 200


def test_an_empty_queue_says_so(browser: Client) -> None:
    assert "No two customers look like one person." in browser.get("/customers/joining").content.decode()


def test_one_answer_is_given_and_taken_back_on_the_page(browser: Client, question: Suggestion) -> None:
    browser.post("/customers/joining/decide", {"one": f"{question.pk}:same"})
    assert Merge.objects.filter(undone_at__isnull=True).count() == 1
    answered = browser.get("/customers/joining?state=joined").content.decode()
    assert "Take back" in answered
    browser.post("/customers/joining/decide", {"one": f"{question.pk}:undo", "state": "joined"})
    assert not Merge.objects.filter(undone_at__isnull=True).exists()


def test_several_answers_are_asked_about_before_they_are_given(browser: Client, question: Suggestion) -> None:
    ticked = {"ticked": [question.pk], "verdict": "different"}
    asked = browser.post("/customers/joining/decide", ticked).content.decode()
    assert "1 pair stays two people." in asked
    assert not Apart.objects.exists()
    browser.post("/customers/joining/decide", {**ticked, "confirmed": "1"})
    assert Apart.objects.count() == 1


def test_a_merge_is_explained_undone_and_made_again(browser: Client, merge: Merge) -> None:
    page = browser.get(f"/customers/merges/{merge.pk}").content.decode()
    for words in (
        "A row of a source states keys of both together",
        "row 12",
        "Customer number · Mobile number",
    ):
        assert words in page
    assert "nothing was overwritten" in browser.get(f"/customers/merges/{merge.pk}/undo").content.decode()
    browser.post(f"/customers/merges/{merge.pk}/undo", {"why": "mother and daughter"})
    undone = browser.get(f"/customers/merges/{merge.pk}").content.decode()
    assert "mother and daughter" in undone
    assert "Make it again" in undone
    browser.post(f"/customers/merges/{merge.pk}/restore")
    assert Customer.objects.values("person_id").distinct().count() == 1


def test_a_persons_keys_are_covered_and_its_history_told(browser: Client, merge: Merge) -> None:
    page = browser.get(f"/customers/{merge.left_id}/identity").content.decode()
    assert "138****8001" in page
    assert "13800138001" not in page
    assert "A row of a source states keys of both together" in page


def test_keys_are_split_off_on_the_page(browser: Client, merge: Merge) -> None:
    address = f"/customers/{merge.left_id}/identity/split"
    assert "nobody can say" in browser.get(address).content.decode()
    refused = browser.post(address, {"keys": []})
    assert (refused.status_code, "Choose at least one key" in refused.content.decode()) == (422, True)
    browser.post(address, {"keys": [Identity.objects.get(kind="mobile").pk], "why": "hers"})
    assert Customer.objects.values("person_id").distinct().count() == 2


def test_another_person_is_found_by_a_key_and_joined_or_kept_apart(browser: Client) -> None:
    first, second = (
        one.person_id
        for one in receive_profiles(LIN, [Profile([NUMBER], {}, "crm"), Profile([PHONE], {}, "shop")])
    )
    for what, label in (("apart", "Different people"), ("join", "Same person")):
        address = f"/customers/{first}/identity/with/{what}"
        assert browser.post(address, {"key": "nobody"}).status_code == 422
        assert label in browser.post(address, {"key": "13800138001"}).content.decode()
        browser.post(address, {"key": "13800138001", "confirmed": "1", "why": "said so"})
    assert Customer.objects.get(id=second).person_id == Customer.objects.get(id=first).person_id
    assert not Apart.objects.exists()


def test_a_key_that_many_people_share_names_nobody_to_join(browser: Client) -> None:
    first, second = (
        one.person_id
        for one in receive_profiles(LIN, [Profile([NUMBER], {}, "crm"), Profile([PHONE], {}, "shop")])
    )
    Identity.objects.filter(kind="mobile").update(is_shared=True)
    address = f"/customers/{first}/identity/with/join"
    assert browser.post(address, {"key": "13800138001"}).status_code == 422
    assert browser.post(address, {"key": str(second)}).status_code == 200  # their id still names them


def test_a_key_is_marked_as_many_peoples_and_given_back(browser: Client, merge: Merge) -> None:
    address = f"/customers/keys/{Identity.objects.get(kind='mobile').pk}"
    assert "belongs to nobody" in browser.get(address).content.decode()
    browser.post(address)
    assert Customer.objects.values("person_id").distinct().count() == 2
    browser.post(address)
    assert Customer.objects.values("person_id").distinct().count() == 1


def test_that_two_are_kept_apart_is_taken_back_on_the_page(browser: Client, merge: Merge) -> None:
    browser.post(f"/customers/merges/{merge.pk}/undo")
    kept = Apart.objects.get()
    assert "different people" in browser.get(f"/customers/{merge.left_id}/identity").content.decode()
    browser.post(f"/customers/{merge.left_id}/identity/apart/{kept.pk}")
    assert not Apart.objects.exists()


def test_a_manager_of_the_east_decides_nothing(mei: User, signed_in: SignedIn, merge: Merge) -> None:
    browser = signed_in(mei)
    for address in ("/customers/joining", f"/customers/merges/{merge.pk}/undo", "/customers/keys/1"):
        assert browser.get(address).status_code in (403, 404)


def call(browser: Client, method: str, path: str, body: Any = None) -> Any:
    sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
    response = getattr(browser, method)(f"/api/v1{path}", **sent)
    assert response.status_code < 300, response.content
    return response.json() if response.content else None


def test_everything_can_be_done_over_the_api(browser: Client, merge: Merge) -> None:
    keys = call(browser, "get", f"/customers/{merge.left_id}/keys")["results"]
    assert [(key["kind"], key["value"]) for key in keys] == [
        ("customer_number", "K1"),
        ("mobile", "13800138001"),
    ]
    (step,) = call(browser, "get", f"/customers/{merge.right_id}/merges")["results"]
    assert (step["remedy"], step["reference"]) == ("undo", "row 12")
    explained = call(browser, "get", f"/customer-merges/{step['id']}")
    assert (explained["rule"], explained["kinds"]) == ("stated_together", ["customer_number", "mobile"])
    undone = call(browser, "post", f"/customer-merges/{step['id']}/undo", {"why": "no"})
    assert undone["person_id"] is None
    again = call(browser, "post", f"/customer-merges/{step['id']}/restore", {})
    left, right = again["left"]["customer_id"], again["right"]["customer_id"]
    call(browser, "post", f"/customer-merges/{again['id']}/undo", {})
    made = call(browser, "post", "/customer-merges", {"left_id": left, "right_id": right})
    call(browser, "post", f"/customer-merges/{made['id']}/undo", {})
    (apart,) = Apart.objects.all()
    call(browser, "delete", f"/customer-aparts/{apart.pk}")
    call(browser, "post", "/customer-aparts", {"left_id": left, "right_id": right})
    call(browser, "post", "/customer-merges", {"left_id": left, "right_id": right})
    mobile = next(key["id"] for key in keys if key["kind"] == "mobile")
    assert call(browser, "put", f"/customer-keys/{mobile}", {"is_shared": True})["is_shared"]
    new = call(browser, "post", f"/customers/{left}/split", {"key_ids": [mobile]})["person_id"]
    assert [key["id"] for key in call(browser, "get", f"/customers/{new}/keys")["results"]] == [mobile]


def test_questions_are_listed_and_answered_over_the_api(browser: Client, question: Suggestion) -> None:
    (row,) = call(browser, "get", "/joining-questions")["results"]
    assert row["evidence"]["codes"] == ["same_name", "same_birthday"]
    assert call(browser, "get", f"/joining-questions/{row['id']}") == row
    answer = {"ids": [row["id"]], "verdict": "same"}
    assert call(browser, "post", "/joining-questions/decide", answer) == {"decided": [row["id"]]}
    assert call(browser, "get", "/joining-questions")["results"] == []
