"""Accounts over the API: by a key, and by a signed-in person."""

import hashlib
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actions.revoke_api_key import revoke_api_key
from zhiyin.accounts.errors import CannotGrant
from zhiyin.accounts.models import ApiKey, Unit, User
from zhiyin.accounts.queries.api_keys import keys_in_scope
from zhiyin.journal.errors import Invalid
from zhiyin.journal.models import Event


class Program:
    """Somebody else's program with a key."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {key}", "accept-language": "en"})

    def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        response = getattr(self.client, method)(f"/api/v1{path}", **data)
        return response.status_code, response.json() if response.content else None


@pytest.fixture
def program(lin: User) -> Program:
    """Everything, everywhere."""
    return Program(create_api_key(actor_for(lin), label="tests", role="administrator")[1])


@pytest.fixture
def reader(lin: User, organisation: Organisation) -> Program:
    """Read-only, east."""
    return Program(
        create_api_key(actor_for(lin), label="east", role="readonly", unit_id=organisation.east.pk)[1]
    )


def test_a_key_is_kept_as_a_hash_and_a_prefix_only(lin: User) -> None:
    _id, key = create_api_key(actor_for(lin), label="till", role="readonly")
    row = ApiKey.objects.values().get()
    assert row["digest"] == hashlib.sha256(key.encode()).hexdigest()
    assert key.startswith(row["prefix"])
    secret = key.removeprefix(row["prefix"]).strip("_")
    assert len(secret) == 32
    assert secret not in str(row)
    assert secret not in str(list(Event.objects.values()))


def test_a_key_is_written_to_no_log(program: Program, lin: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    status, made = program("post", "/api-keys", {"label": "till", "role": "readonly"})
    assert status == 201
    assert Program(made["key"])("get", "/me")[0] == 200
    assert Program(made["key"] + "x")("get", "/me")[0] == 401
    assert made["key"].rsplit("_", 1)[1] not in caplog.text


def test_the_list_of_keys_shows_no_key(program: Program) -> None:
    made = program("post", "/api-keys", {"label": "till", "role": "readonly"})[1]
    listed = json.dumps(program("get", "/api-keys")[1])
    assert made["api_key"]["prefix"] in listed
    assert made["key"] not in listed


def test_a_revoked_key_is_refused_at_once(program: Program) -> None:
    made = program("post", "/api-keys", {"label": "till", "role": "readonly"})[1]
    assert program("delete", f"/api-keys/{made['api_key']['id']}")[0] == 204
    status, problem = Program(made["key"])("get", "/me")
    assert (status, problem["code"]) == (401, "unauthenticated")


def test_an_expired_key_is_refused(lin: User) -> None:
    key_id, key = create_api_key(
        actor_for(lin), label="x", role="readonly", expires_at=timezone.now() + timedelta(days=1)
    )
    ApiKey.objects.filter(pk=key_id).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Program(key)("get", "/me")[0] == 401
    assert keys_in_scope(actor_for(lin))[0].state == "expired"


def test_a_key_that_would_have_expired_is_not_made(lin: User) -> None:
    with pytest.raises(Invalid):
        create_api_key(actor_for(lin), label="x", role="readonly", expires_at=timezone.now())


def test_scopes_narrow_a_key(lin: User) -> None:
    key = create_api_key(actor_for(lin), label="x", role="administrator", scopes=["audit.read"])[1]
    assert Program(key)("get", "/events")[0] == 200
    assert Program(key)("get", "/users")[0] == 403


def test_a_scope_outside_the_role_is_refused(lin: User) -> None:
    with pytest.raises(Invalid):
        create_api_key(actor_for(lin), label="x", role="readonly", scopes=["audit.read"])


def test_a_key_may_not_make_a_stronger_key(lin: User) -> None:
    key = create_api_key(actor_for(lin), label="x", role="administrator", scopes=["users.manage"])[1]
    status, problem = Program(key)("post", "/api-keys", {"label": "y", "role": "analyst"})
    assert (status, problem["code"]) == (403, CannotGrant.code)


def test_a_key_of_one_part_does_not_see_the_other(reader: Program, organisation: Organisation) -> None:
    assert [u["code"] for u in reader("get", "/units")[1]["results"]] == ["E", "E1", "E2"]
    assert reader("get", f"/units/{organisation.west_one.pk}")[0] == 404


def test_the_use_of_a_key_is_dated(reader: Program) -> None:
    reader("get", "/me")
    assert ApiKey.objects.get(label="east").last_used_at is not None


def test_me_says_what_holds_where(reader: Program, organisation: Organisation) -> None:
    me = reader("get", "/me")[1]
    assert me["kind"] == "key"
    assert me["permissions"] == [
        {"permission": "measures.read", "everywhere": False, "unit_ids": [str(organisation.east.pk)]}
    ]


def test_units_come_in_pages(program: Program, organisation: Organisation) -> None:
    first = program("get", "/units?page_size=4")[1]
    rest = program("get", f"/units?page_size=4&cursor={first['next']}")[1]
    assert [u["code"] for u in first["results"] + rest["results"]] == ["G", "E", "E1", "E2", "W", "W1"]
    assert (first["previous"], rest["next"]) == (None, None)


def test_units_are_searched_by_alias(program: Program, organisation: Organisation) -> None:
    assert program("post", f"/units/{organisation.east_one.pk}/aliases", {"alias": "西湖（旗舰）"})[0] == 201
    assert [u["code"] for u in program("get", "/units?search=湖(旗")[1]["results"]] == ["E1"]


def test_an_alias_is_removed(program: Program, organisation: Organisation) -> None:
    place = f"/units/{organisation.east_one.pk}/aliases"
    program("post", place, {"alias": "西湖店"})
    alias = program("get", place)[1][0]
    assert program("delete", f"{place}/{alias['id']}")[0] == 204
    assert program("delete", f"{place}/{alias['id']}")[0] == 404
    assert program("delete", f"{place}/abc")[0] == 404


def test_a_unit_is_added_changed_moved_and_closed(program: Program, organisation: Organisation) -> None:
    status, made = program(
        "post", "/units", {"code": "E3", "name": "东三店", "parent_id": str(organisation.east.pk)}
    )
    assert (status, made["parent_id"]) == (201, str(organisation.east.pk))
    status, changed = program(
        "patch",
        f"/units/{made['id']}",
        {"city": "杭州", "parent_id": str(organisation.west.pk), "is_active": False},
    )
    assert status == 200
    assert (changed["city"], changed["parent_id"], changed["is_active"]) == (
        "杭州",
        str(organisation.west.pk),
        False,
    )


def test_a_change_that_fails_in_its_second_half_changes_nothing(
    program: Program, organisation: Organisation
) -> None:
    place = f"/units/{organisation.east.pk}"
    assert program("patch", place, {"city": "杭州", "parent_id": str(organisation.east_one.pk)})[0] == 409
    assert Unit.objects.get(code="E").city == ""


@pytest.mark.parametrize(
    "body",
    [
        {"code": "X"},
        {"code": "", "name": "x"},
        {"code": "X", "name": "x", "colour": "red"},
        {"code": "X\0", "name": "x"},
        {"code": "X", "name": "x", "kind": "palace"},
        {"code": "X", "name": None},
        {"code": "X" * 61, "name": "x"},
    ],
)
def test_a_bad_unit_is_refused_with_a_pointer(program: Program, body: dict[str, Any]) -> None:
    status, problem = program("post", "/units", body)
    assert status == 422
    assert problem["errors"][0]["detail"]


def test_a_file_of_units_is_imported(program: Program) -> None:
    file = SimpleUploadedFile("units.csv", "编码,名称\nA,甲\n,\nB,乙\nA,丙\n".encode())
    response = program.client.post("/api/v1/units/import", {"file": file})
    assert response.json()["added"] == 2
    assert response.json()["refused"] == [
        {"row": 5, "code": "A", "problem": "the code stands in row 2 already"}
    ]


def test_a_user_is_added_with_a_password_shown_once(program: Program, organisation: Organisation) -> None:
    status, made = program(
        "post", "/users", {"username": "xin", "role": "manager", "unit_id": str(organisation.east.pk)}
    )
    assert status == 201
    assert User.objects.get(username="xin").check_password(made["password"])
    assert "password" not in program("get", f"/users/{made['user']['id']}")[1]


def test_a_user_is_changed_given_a_role_and_deactivated(program: Program, mei: User) -> None:
    assert program("patch", f"/users/{mei.pk}", {"display_name": "梅"})[1]["display_name"] == "梅"
    assert program("post", f"/users/{mei.pk}/roles", {"role": "analyst"})[0] == 201
    roles = program("get", f"/users/{mei.pk}")[1]["roles"]
    assert program("delete", f"/users/{mei.pk}/roles/{roles[1]['id']}")[0] == 204
    assert program("patch", f"/users/{mei.pk}", {"is_active": False})[1]["is_active"] is False


def test_the_last_administrator_stays_over_the_api_too(program: Program, lin: User) -> None:
    status, problem = program("patch", f"/users/{lin.pk}", {"is_active": False})
    assert (status, problem["code"]) == (409, "last_administrator")


def test_events_are_filtered_and_come_in_pages(program: Program, mei: User) -> None:
    program("post", f"/users/{mei.pk}/roles", {"role": "analyst"})
    program("patch", f"/users/{mei.pk}", {"display_name": "梅"})
    page = program("get", "/events?page_size=1")[1]
    assert page["results"][0]["name"] == "accounts.user_changed"
    older = program("get", f"/events?page_size=1&cursor={page['next']}")[1]
    assert older["results"][0]["words"] == "Gave a role"
    assert len(program("get", f"/events?subject=user:{mei.pk}")[1]["results"]) == 2
    assert program("get", "/events?cursor=abc")[0] == 422


def test_a_session_without_the_csrf_token_changes_nothing(lin: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lin, backend="django.contrib.auth.backends.ModelBackend")
    response = browser.post(
        "/api/v1/units", json.dumps({"code": "X", "name": "x"}), content_type="application/json"
    )
    assert response.status_code in {401, 403}
    assert not Unit.objects.filter(code="X").exists()


def test_nobody_is_told_to_send_a_key(db: None) -> None:
    response = Client().get("/api/v1/units")
    assert response.status_code == 401
    assert response["www-authenticate"] == "Bearer"
    assert response["content-type"] == "application/problem+json"


def test_a_revoked_key_stays_revoked(lin: User) -> None:
    key_id, _key = create_api_key(actor_for(lin), label="x", role="readonly")
    revoke_api_key(actor_for(lin), key_id=key_id)
    first = ApiKey.objects.get().revoked_at
    revoke_api_key(actor_for(lin), key_id=key_id)
    assert ApiKey.objects.get().revoked_at == first
    assert Event.objects.filter(name="accounts.key_revoked").count() == 1
