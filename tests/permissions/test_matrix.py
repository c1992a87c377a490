"""Every page and endpoint × every role × (own, foreign), generated from the URL map."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic import RedirectView

from tests.permissions.table import ANYBODY, ROUTES, SIGNED_IN, Needs
from tests.permissions.world import SECRET, Side, World
from zhiyin.accounts.permissions import ROLES

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Views of Django and ninja that answer every method alike and change nothing but by the one declared.
ANY_METHOD = ("/language", "/api/v1/openapi.json", "/api/v1/docs")
REFUSED = {403, 404}


def addresses() -> Iterator[str]:
    """Every address pattern, arguments in braces: /settings/users/{user_id}."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            place = before + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, place)
            elif isinstance(pattern, URLPattern) and not _only_redirects(pattern):
                yield place

    yield from dict.fromkeys(walk(get_resolver(), "/"))


def _only_redirects(pattern: URLPattern) -> bool:
    view = getattr(pattern.callback, "view_class", None)
    return (view is not None and issubclass(view, RedirectView)) or pattern.name == "api-root"


@pytest.fixture(scope="module")
def browsers(world: World) -> dict[str, Client]:
    """One for each person, signed in, and one for nobody."""
    found = {"anonymous": Client()}
    for name, user in world.people.items():
        found[name] = Client()
        found[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def test_every_route_is_declared(world: World) -> None:
    """Fails for a new page: add its line to tests/permissions/table.py."""
    nobody = Client()
    found = {
        f"{method} {address}"
        for address in addresses()
        for method in METHODS
        if (address not in ANY_METHOD or f"{method} {address}" in ROUTES)
        and nobody.generic(method, re.sub(r"\{\w+\}", "1", address)).status_code != 405
    }
    assert sorted(found - ROUTES.keys()) == [], "declare these in tests/permissions/table.py"
    assert sorted(ROUTES.keys() - found) == [], "these exist no longer"


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_opens_to_those_who_may_and_to_nobody_else(
    route: str, world: World, browsers: dict[str, Client]
) -> None:
    needs = ROUTES[route]
    wrong = []
    sides = [("own", world.own)] + (
        [("foreign", world.foreign)] if needs.sided and (needs.at or needs.body) else []
    )
    for role, browser in browsers.items():
        for name, side in sides:
            status, body = _ask(browser, route, needs, side)
            if not _as_it_should_be(needs, role, name, status):
                wrong.append(f"{role}, {name}: {status}")
            elif role in {*ROLES, "no role", "anonymous"} and name == "own" and SECRET in body:
                wrong.append(f"{role} reads the other side's secret")
    assert wrong == []


def _ask(browser: Client, route: str, needs: Needs, side: Side) -> tuple[int, str]:
    """The status, 401 for being led to the sign-in page, and the body; nothing that is changed is kept."""
    method, address = route.split(" ")
    place = address.format(**needs.at(side)) if needs.at else address
    body = dict(needs.body(side)) if needs.body else {}
    has_file = any(isinstance(value, SimpleUploadedFile) for value in body.values())
    sent: dict[str, Any] = {"data": body}
    if place.startswith("/api/") and not has_file:
        sent = {"data": json.dumps(body), "content_type": "application/json"}
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        response = browser.get(place) if method == "GET" else getattr(browser, method.lower())(place, **sent)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    browser.cookies = cookies
    to_sign_in = response.status_code == 302 and response["location"].startswith("/sign-in?")
    return 401 if to_sign_in else response.status_code, content.decode("utf-8", "replace")


def _as_it_should_be(needs: Needs, role: str, side: str, status: int) -> bool:
    let_in = status < 400 or status in needs.also
    if needs.permission == ANYBODY:
        return let_in
    if role == "anonymous":
        return status == 401
    if needs.permission == SIGNED_IN or role == "whole":
        return let_in
    if needs.whole or role == "no role" or needs.permission not in ROLES[role]:
        return status in REFUSED
    if side == "foreign":
        # a form does not offer what lies elsewhere: whoever sends it all the same is told to choose from the list
        return status in REFUSED or (needs.at is None and status == 422)
    return let_in
