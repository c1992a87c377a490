"""A number in an address that no row can have is a page that is not there, whichever page of customers it is."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.people import met
from zhiyin.accounts.models import User

TOO_LARGE = "9" * 20
WORDS = ("undo", "restore", "join", "apart", "preference", "interest", "date", "json")


def routes(resolver: Any, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from routes(one, route)
        elif route.startswith("customers/") and "<int:" in route:
            yield route


def filled(route: str, word: str, customer: int, which: int) -> str:
    """The route with its number `which` too large, and others that exist where they name a customer."""
    numbers = re.findall(r"<int:(\w+)>", route)
    for position, name in enumerate(numbers):
        number = TOO_LARGE if position == which else str(customer if name == "customer_id" else 1)
        route = route.replace(f"<int:{name}>", number)
    return "/" + re.sub(r"<(slug|str):\w+>", word, route)


@pytest.mark.parametrize("route", sorted(routes(get_resolver())))
def test_a_number_that_no_row_can_have_is_not_found(
    route: str, lin: User, signed_in: Callable[[User], Client]
) -> None:
    customer, client = met("email", "wang@example.com").pk, signed_in(lin)
    client.raise_request_exception = False
    words = WORDS if re.search("<(slug|str):", route) else ("",)
    asked = {filled(route, word, customer, which) for word in words for which in range(route.count("<int:"))}
    answers = {
        (method, address): getattr(client, method)(address).status_code
        for address in sorted(asked)
        for method in ("get", "post")
    }
    assert {ask: code for ask, code in answers.items() if code >= 500} == {}
    assert 404 in answers.values()


@pytest.mark.parametrize("digits", [20, 5_000])
def test_a_key_that_cannot_be_is_none_of_a_persons(
    digits: int, lin: User, signed_in: Callable[[User], Client]
) -> None:
    customer = met("email", "wang@example.com").pk
    answer = signed_in(lin).post(f"/customers/{customer}/identity/split", {"keys": ["9" * digits]})
    assert answer.status_code == 422
