"""`POST /api/v1/signals`: answers per item, the same again is answered alike, nothing breaks it."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.models import User
from zhiyin.collect.actions import idempotency
from zhiyin.collect.endpoints.signals_schema import ANSWER, CUSTOMER, SIGNAL
from zhiyin.collect.models import IdempotencyKey, Signal
from zhiyin.science.collect.drafts import AnswerDraft, CustomerDraft, SignalDraft

pytestmark = pytest.mark.django_db

Post = Callable[..., Any]

ONE = {"source": "till", "source_id": "7", "kind": "survey", "unit": "E1", "text": "很好"}


def poster(key: str) -> Post:
    client = Client(headers={"authorization": f"Bearer {key}", "accept-language": "en"})

    def post(body: Any, **headers: str) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body)
        return client.post("/api/v1/signals", data, content_type="application/json", headers=headers)

    return post


@pytest.fixture
def post(organisation: Organisation, lin: User) -> Post:
    return poster(create_api_key(actor_for(lin), label="till", role="analyst")[1])


@pytest.fixture
def post_as_east(organisation: Organisation, lin: User) -> Post:
    key = create_api_key(actor_for(lin), label="east", role="manager", unit_id=organisation.east.pk)[1]
    return poster(key)


def test_one_signal_is_accepted_and_gets_its_id(post: Post) -> None:
    response = post({**ONE, "answers": [{"construct": "nps", "value": 9}]})
    assert response.status_code == 201
    body = response.json()
    assert (body["status"], body["id"]) == ("accepted", str(Signal.objects.get().id))


def test_the_same_signal_again_is_known(post: Post) -> None:
    first = post(ONE).json()
    again = post(ONE)
    assert (again.status_code, again.json()) == (200, {"status": "duplicate", "id": first["id"]})


def test_a_changed_signal_is_revised(post: Post) -> None:
    post(ONE)
    assert post({**ONE, "text": "不好"}).json()["status"] == "revised"


def test_a_batch_is_answered_item_by_item(post: Post) -> None:
    post(ONE)
    response = post(
        {
            "signals": [
                ONE,
                {**ONE, "source_id": "8"},
                {**ONE, "source_id": "9", "answers": [{"construct": "nps", "value": 11}]},
                {**ONE, "source_id": "10", "text": 5},
            ]
        }
    )
    body = response.json()
    assert response.status_code == 207
    assert [item["status"] for item in body["results"]] == ["duplicate", "accepted", "rejected", "rejected"]
    assert (body["accepted"], body["duplicates"], body["rejected"]) == (1, 1, 2)
    assert body["results"][2]["errors"] == [
        {
            "pointer": "/signals/2/answers/0/value",
            "code": "out_of_scale",
            "detail": "The score 11 lies outside 0–10.",
        }
    ]
    assert body["results"][3]["errors"][0]["pointer"] == "/signals/3/text"


def test_a_rejected_single_signal_is_a_problem_with_pointers(post: Post) -> None:
    response = post({**ONE, "answers": [{"construct": "csat", "value": "five"}]})
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["pointer"] == "/answers/0/value"


def test_an_unknown_field_is_refused_by_name(post: Post) -> None:
    errors = post({**ONE, "colour": "red"}).json()["errors"]
    assert "colour" in errors[0]["detail"]


def test_a_key_held_at_a_region_cannot_bring_feedback_elsewhere(post_as_east: Post) -> None:
    assert post_as_east({**ONE, "unit": "W1"}).status_code == 403
    assert post_as_east(ONE).status_code == 201


def test_without_the_permission_nothing_is_read(organisation: Organisation, lin: User) -> None:
    post = poster(create_api_key(actor_for(lin), label="r", role="readonly")[1])
    assert post(ONE).status_code == 403


def test_without_a_key_it_is_401(organisation: Organisation) -> None:
    assert poster("zy_live_wrong")(ONE).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b"3", 422),
        (b"null", 422),
        (b'{"signals": []}', 422),
        (b'{"signals": 3}', 422),
        (b'{"signals": [{}], "more": 1}', 422),
        (b'{"text": "\\ud800"}', 400),
        (b'{"signals": [{"text": "\\ud800 x"}]}', 400),
        (b'{"text": "a\\u0000b"}', 422),
        (b'{"signals": [{"text": "\\u0000"}]}', 207),
        (b'{"text": "x", "answers": [{"value": 1e999}]}', 422),
        (b'{"text": "x", "attributes": {"n": 123456789012345678901234567890}}', 422),
        (b'{"text": "x", "attributes": {"n": {"deep": 1}}}', 422),
        (b'{"text": "x", "occurred_at": "yesterday"}', 422),
        (b'{"text": "x", "occurred_at": "0001-01-01T00:00:00+14:00"}', 422),
        (b'{"text": "x", "occurred_at": "9999-12-31T23:59:59-12:00"}', 422),
        (b'{"text": "x", "polarity": 1}', 422),
        (b"{}", 422),
    ],
)
def test_a_bad_body_is_refused_and_nothing_breaks(post: Post, body: bytes, status: int) -> None:
    assert post(body).status_code == status


def test_more_than_five_thousand_are_refused(post: Post) -> None:
    assert post({"signals": [{"text": "x"}] * 5_001}).status_code == 422
    assert not Signal.objects.exists()


def test_another_media_type_is_refused(organisation: Organisation, lin: User) -> None:
    key = create_api_key(actor_for(lin), label="till", role="analyst")[1]
    client = Client(headers={"authorization": f"Bearer {key}"})
    response = client.post("/api/v1/signals", b"a,b", content_type="text/csv")
    assert response.status_code == 415


def test_the_same_key_and_body_are_answered_alike(post: Post) -> None:
    body = {"text": "没有编号也没有时间"}
    first = post(body, **{"Idempotency-Key": "a1"})
    again = post(body, **{"Idempotency-Key": "a1"})
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.status_code == 201
    assert Signal.objects.count() == 1


def test_another_body_under_the_same_key_is_refused(post: Post) -> None:
    post(ONE, **{"Idempotency-Key": "a1"})
    response = post({**ONE, "text": "x"}, **{"Idempotency-Key": "a1"})
    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_reused")


def test_while_the_first_request_is_at_work_the_second_is_told_so(
    post: Post, monkeypatch: pytest.MonkeyPatch, lin: User
) -> None:
    key_id = create_api_key(actor_for(lin), label="other", role="analyst")[0]
    del key_id
    post(ONE, **{"Idempotency-Key": "a0"})
    owner = IdempotencyKey.objects.get().actor
    monkeypatch.setattr(idempotency, "_in_flight", {(owner, "a1")})
    response = post(ONE, **{"Idempotency-Key": "a1"})
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_in_flight")


def test_a_failed_request_leaves_its_key_free(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    assert post(b"{", **{"Idempotency-Key": "a1"}).status_code == 400
    assert post(ONE, **{"Idempotency-Key": "a1"}).status_code == 201


def test_keys_of_two_programs_are_apart(post: Post, post_as_east: Post) -> None:
    post(ONE, **{"Idempotency-Key": "a1"})
    assert post_as_east({**ONE, "source_id": "8"}, **{"Idempotency-Key": "a1"}).status_code == 201


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [("database or disk is full", 507, "disk_full"), ("database is locked", 503, "busy")],
)
def test_a_database_that_cannot_write_is_told_and_nothing_is_acknowledged(
    post: Post, monkeypatch: pytest.MonkeyPatch, message: str, status: int, code: str
) -> None:
    def fail(*_given: Any, **_named: Any) -> None:
        raise OperationalError(message) from sqlite3.OperationalError(message)

    monkeypatch.setattr("zhiyin.collect.actions.gather_signals.accept_signals", fail)
    for body in (ONE, {"signals": [ONE]}):
        answer = post(body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_documented_schema_has_the_fields_of_the_drafts() -> None:
    for schema, struct in ((SIGNAL, SignalDraft), (ANSWER, AnswerDraft), (CUSTOMER, CustomerDraft)):
        assert set(schema["properties"]) == set(struct.__struct_fields__)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
fields = st.dictionaries(st.sampled_from(sorted(SignalDraft.__struct_fields__)), junk, max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(fields | junk, max_size=4))
def test_whatever_is_sent_each_item_gets_an_answer(post: Post, items: list[Any]) -> None:
    response = post(json.dumps({"signals": items}).encode("utf-8", "surrogatepass"))
    assert response.status_code in (200, 207, 400, 422)
    if response.status_code in (200, 207):
        assert len(response.json()["results"]) == len(items)
