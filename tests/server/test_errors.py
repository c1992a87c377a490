"""The one error exit: pages for people, problems for programs, never a 500 for what was sent."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from zhiyin.accounts.models import User

SignIn = Callable[[User], Client]
PROBLEM = "application/problem+json"
NUL_PAGES = ("/", "/listen/inbox", "/insight/", "/act/cases", "/settings/units", "/settings/audit")
NUL_NAMES = ("q", "where", "from", "to", "unit", "channel", "by", "metric", "state", "page", "cursor", "kind")


def test_a_page_that_is_not_there_is_a_page_that_says_so(lin: User, signed_in: SignIn) -> None:
    answer = signed_in(lin).get("/no/such/page")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    assert "<h1" in answer.content.decode()


def test_an_error_page_speaks_the_readers_language(lin: User, signed_in: SignIn) -> None:
    client = signed_in(lin)
    english = client.get("/no/such/page").content.decode()
    chinese = client.get("/no/such/page", headers={"accept-language": "zh-CN"}).content.decode()
    assert 'lang="en"' in english
    assert 'lang="zh-' in chinese
    assert english.partition("<h1")[2] != chinese.partition("<h1")[2]


@pytest.mark.django_db
def test_an_address_that_the_api_does_not_have_is_a_problem() -> None:
    answer = Client().get("/api/v1/no-such-thing")
    body = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(body)
    assert (body["status"], body["instance"]) == (404, "/api/v1/no-such-thing")


@pytest.mark.django_db
def test_without_a_key_the_api_tells_how_to_send_one() -> None:
    answer = Client().get("/api/v1/me")
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_method_that_the_api_does_not_know_is_a_405_problem(lin: User, signed_in: SignIn) -> None:
    answer = signed_in(lin).delete("/api/v1/me")
    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
    assert "GET" in answer["Allow"]


def test_a_method_that_a_page_does_not_know_is_a_405(lin: User, signed_in: SignIn) -> None:
    assert signed_in(lin).delete("/settings/units").status_code == 405


def test_a_request_that_is_too_large_for_the_api_is_a_413_problem(
    lin: User, signed_in: SignIn, settings: object
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000  # type: ignore[attr-defined]
    answer = signed_in(lin).post(
        "/api/v1/signals", b'{"signals": "' + b"x" * 2_000 + b'"}', "application/json"
    )
    assert (answer.status_code, answer["Content-Type"]) == (413, PROBLEM)


@pytest.mark.parametrize("checks", [False, True])
def test_a_form_that_is_too_large_is_a_413_page(checks: bool, lin: User, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000  # type: ignore[attr-defined]
    client = Client(enforce_csrf_checks=checks)
    client.force_login(lin, backend="django.contrib.auth.backends.ModelBackend")
    if checks:
        client.get("/settings/profile")
    answer = client.post("/settings/profile", {"display_name": "x" * 2_000})
    assert answer.status_code == 413
    assert "<h1" in answer.content.decode()


def test_a_form_without_its_token_is_refused_on_a_page_of_ours(lin: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/settings/profile", {"display_name": "林"})
    assert answer.status_code == 403
    assert "/static/theme/" in answer.content.decode()


@pytest.mark.parametrize("path", NUL_PAGES)
def test_a_nul_in_the_address_is_no_fault_of_ours(
    path: str, lin: User, signed_in: SignIn, lake: object
) -> None:
    client = signed_in(lin)
    for name in NUL_NAMES:
        assert client.get(path, {name: "a\0b"}).status_code < 500, name


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/me"])
def test_a_request_for_a_host_that_is_not_ours_is_a_400(path: str, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["zhiyin.example.com"]  # type: ignore[attr-defined]
    assert Client().get(path, headers={"host": "elsewhere.example.com"}).status_code == 400
