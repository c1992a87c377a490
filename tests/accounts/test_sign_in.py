"""Signing in, and what must not help anybody else to."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as configured
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from tests.conftest import person
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.client_address import client_address
from zhiyin.accounts.endpoints.throttling import count_request
from zhiyin.accounts.errors import TooManyRequests
from zhiyin.accounts.models import User
from zhiyin.journal.models import Event

SignedIn = Callable[[User], Client]


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def sign_in(browser: Client, username: str, password: str, **more: str) -> object:
    return browser.post("/sign-in", {"username": username, "password": password, **more})


def who(browser: Client) -> str:
    response = browser.get("/api/v1/me")
    return str(response.json().get("name", "")) if response.status_code == 200 else ""


def test_name_and_password_open_the_house(browser: Client, mei: User) -> None:
    response = sign_in(browser, "mei", "a-long-password")
    assert (response.status_code, response["location"]) == (302, "/")
    assert who(browser) == "梅青"
    assert [e.name for e in Event.objects.all()] == ["accounts.signed_in"]


def test_signing_out_closes_it(browser: Client, mei: User) -> None:
    sign_in(browser, "mei", "a-long-password")
    assert browser.post("/sign-out")["location"] == "/sign-in"
    assert who(browser) == ""


def test_a_link_alone_signs_nobody_out(browser: Client, mei: User) -> None:
    sign_in(browser, "mei", "a-long-password")
    assert browser.get("/sign-out").status_code == 405
    assert who(browser) == "梅青"


@pytest.mark.parametrize("username", ["mei", "nobody", "closed"])
def test_the_refusal_does_not_tell_which_names_exist(browser: Client, mei: User, username: str) -> None:
    person("closed", "x")
    User.objects.filter(username="closed").update(is_active=False)
    password = "a-long-password" if username == "closed" else "wrong"
    response = sign_in(browser, username, password)
    assert response.status_code == 422
    assert "User name and password do not go together." in response.content.decode()


def test_five_wrong_passwords_lock_the_name_at_that_place_and_say_until_when(
    browser: Client, mei: User
) -> None:
    for _ in range(4):
        sign_in(browser, "mei", "wrong")
    asked = timezone.now()
    response = sign_in(browser, "mei", "wrong")
    answered = timezone.now()
    assert response.status_code == 429
    words = response.content.decode()
    assert "15 minutes" in words
    until = [timezone.localtime(moment + timedelta(minutes=15)) for moment in (asked, answered)]
    assert any(f"until {moment:%H:}" in words for moment in until)  # an hour may end in between
    assert sign_in(browser, "mei", "a-long-password").status_code == 429
    assert who(browser) == ""


def test_the_lock_ends_by_itself(browser: Client, mei: User) -> None:
    for _ in range(5):
        sign_in(browser, "mei", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(browser, "mei", "a-long-password").status_code == 302


def test_a_lock_does_not_lock_out_others_nor_the_same_person_elsewhere(
    browser: Client, mei: User, fang: User
) -> None:
    for _ in range(5):
        sign_in(browser, "mei", "wrong")
    assert sign_in(browser, "fang", "a-long-password").status_code == 302
    elsewhere = Client(REMOTE_ADDR="10.9.8.7")
    assert sign_in(elsewhere, "mei", "a-long-password").status_code == 302


def test_a_lock_is_on_the_audit_trail_once(browser: Client, mei: User) -> None:
    for _ in range(7):
        sign_in(browser, "mei", "wrong")
        sign_in(browser, "a-long-password", "typed in the wrong field")
    assert [e.subject for e in Event.objects.filter(name="accounts.locked_out")] == [f"user:{mei.pk}"]
    assert "a-long-password" not in str(list(Event.objects.values()))


@pytest.mark.parametrize("wanted", ["/settings/profile", "/listen/inbox?q=1"])
def test_signing_in_leads_where_one_wanted_to_go(browser: Client, mei: User, wanted: str) -> None:
    assert sign_in(browser, "mei", "a-long-password", next=wanted)["location"] == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "https://testserver@evil.example/",
        "/sign-out",
    ],
)
def test_signing_in_leads_to_nobody_elses_house(browser: Client, mei: User, wanted: str) -> None:
    assert sign_in(browser, "mei", "a-long-password", next=wanted)["location"] == "/"


@pytest.mark.parametrize("path", ["/language", "/theme"])
def test_the_switches_lead_to_nobody_elses_house(browser: Client, db: None, path: str) -> None:
    response = browser.post(path, {"next": "https://evil.example/", "language": "en", "theme": "dark"})
    assert "evil" not in response["location"]


def test_a_session_planted_before_is_worth_nothing_after(browser: Client, mei: User) -> None:
    browser.session.save()
    planted = browser.session.session_key
    sign_in(browser, "mei", "a-long-password")
    assert browser.session.session_key != planted
    thief = Client()
    thief.cookies["zhiyin_session"] = planted
    assert who(thief) == ""


def test_signing_in_needs_the_token_of_its_form(mei: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, "mei", "a-long-password").status_code == 403
    assert who(strict) == ""


def test_a_form_from_elsewhere_changes_nothing(lin: User, mei: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lin, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(f"/settings/users/{mei.pk}/deactivate").status_code == 403
    assert User.objects.get(pk=mei.pk).is_active


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(browser: Client, mei: User) -> None:
    response = sign_in(browser, "mei", "a-long-password")
    cookie = response.cookies["zhiyin_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_behind_https_the_cookies_travel_only_encrypted(browser: Client, mei: User) -> None:
    with override_settings(SESSION_COOKIE_SECURE=True):
        response = sign_in(browser, "mei", "a-long-password")
    assert response.cookies["zhiyin_session"]["secure"]


@pytest.mark.parametrize("path", ["/sign-in", "/settings/profile", "/settings/units"])
def test_every_page_forbids_foreign_and_inline_code(lin: User, signed_in: SignedIn, path: str) -> None:
    browser = Client() if path == "/sign-in" else signed_in(lin)
    response = browser.get(path)
    policy = response["content-security-policy"]
    assert "unsafe-" not in policy
    for rule in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ):
        assert rule in policy
    assert response["x-content-type-options"] == "nosniff"
    assert response["x-frame-options"] == "DENY"
    page = response.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page


def test_language_and_theme_are_chosen_before_signing_in(browser: Client, db: None) -> None:
    browser.post("/language", {"language": "zh-hans", "next": "/sign-in"})
    browser.post("/theme", {"theme": "dark", "next": "/sign-in"})
    page = browser.get("/sign-in").content.decode()
    assert 'lang="zh-CN"' in page
    assert 'data-theme="dark"' in page


def test_signing_in_brings_back_the_own_language(browser: Client, mei: User) -> None:
    User.objects.filter(pk=mei.pk).update(language="zh-hans", theme="light")
    response = sign_in(browser, "mei", "a-long-password")
    assert response.cookies["zhiyin_language"].value == "zh-hans"
    assert response.cookies["zhiyin_theme"].value == "light"


def test_a_one_time_password_leads_nowhere_but_to_an_own_one(browser: Client, lin: User) -> None:
    User.objects.filter(pk=lin.pk).update(must_change_password=True)
    sign_in(browser, "lin", "a-long-password")
    assert browser.get("/settings/users")["location"] == "/settings/password"
    assert browser.get("/api/v1/users").status_code == 403
    response = browser.post(
        "/settings/password",
        {"present": "a-long-password", "new": "four plain words here", "again": "four plain words here"},
    )
    assert response["location"] == "/settings/profile"
    assert browser.get("/settings/users").status_code == 200


def test_changing_the_password_ends_all_other_sessions(mei: User, signed_in: SignedIn) -> None:
    here, elsewhere = signed_in(mei), signed_in(mei)
    new = "four plain words here"
    here.post("/settings/password", {"present": "a-long-password", "new": new, "again": new})
    assert who(here) == "梅青"
    assert who(elsewhere) == ""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"present": "wrong", "new": "four plain words", "again": "four plain words"},
            "not your present password",
        ),
        ({"present": "a-long-password", "new": "password12", "again": "password12"}, "too common"),
        (
            {"present": "a-long-password", "new": "four plain words", "again": "other plain words"},
            "not the same",
        ),
    ],
)
def test_a_password_that_will_not_do_says_why(
    mei: User, signed_in: SignedIn, given: dict[str, str], words: str
) -> None:
    response = signed_in(mei).post("/settings/password", given)
    assert response.status_code == 422
    assert words in response.content.decode()


def address(proxies: int, forwarded: str | None) -> str:
    request: HttpRequest = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    with override_settings(NINJA_NUM_PROXIES=proxies):
        return client_address(request)


def test_the_address_is_believed_from_own_proxies_only() -> None:
    assert address(0, "1.2.3.4") == "10.0.0.1"
    assert address(1, "6.6.6.6, 1.2.3.4") == "1.2.3.4"
    assert address(2, "6.6.6.6, 1.2.3.4, 10.0.0.2") == "1.2.3.4"
    assert address(1, None) == "10.0.0.1"


MINUTE = 6_000_000.0  # a minute begins


def ask(key: str, at: float, *, times: int, most: int) -> None:
    for _ in range(times):
        count_request(key, now=at, most=most)


def test_a_key_that_runs_wild_waits_for_the_next_minute() -> None:
    ask("throttled", MINUTE + 30, times=3, most=3)
    with pytest.raises(TooManyRequests) as refused:
        ask("throttled", MINUTE + 30, times=1, most=3)
    assert 0 < refused.value.data["seconds"] <= 60
    ask("another", MINUTE + 30, times=1, most=3)
    ask("throttled", MINUTE + 90, times=1, most=3)


def test_nobody_tries_twice_as_often_around_the_end_of_a_minute() -> None:
    ask("around", MINUTE + 59.9, times=20, most=20)
    with pytest.raises(TooManyRequests):
        ask("around", MINUTE + 60.1, times=2, most=20)


@pytest.mark.parametrize("second", [0.0, 29.5, 59.9])
@pytest.mark.parametrize("times", [1, 10, 20])
def test_whoever_waits_as_long_as_was_said_is_let_through(second: float, times: int) -> None:
    key, at = f"patient {second} {times}", MINUTE + 600 + second
    ask(key, at - 30, times=20 - times, most=20)
    ask(key, at, times=times, most=20)
    for _ in range(40):
        with pytest.raises(TooManyRequests) as refused:
            ask(key, at, times=21, most=20)
        at += refused.value.data["seconds"]
        ask(key, at, times=1, most=20)


def test_the_refusal_says_when_to_come_again(
    db: None, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _id, key = create_api_key(Actor.system("test"), label="x", role="readonly")

    def refuse(key_id: str) -> None:
        raise TooManyRequests(seconds=17)

    monkeypatch.setattr("zhiyin.accounts.endpoints.authentication.count_request", refuse)
    response = browser.get("/api/v1/me", headers={"authorization": f"Bearer {key}"})
    assert response.status_code == 429
    assert response["retry-after"] == "17"


def test_passwords_are_hashed_with_a_slow_function_in_the_product() -> None:
    assert (
        not hasattr(configured, "PASSWORD_HASHERS") or "MD5" in configured.PASSWORD_HASHERS[0]
    )  # the tests' own
    from zhiyin.server import settings

    assert not hasattr(settings, "PASSWORD_HASHERS")  # Django's default: PBKDF2
