"""A word is looked up in its contexts; without one, the page says what sets unhappy texts apart."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import actor_for
from zhiyin.accounts.models import User
from zhiyin.collect.models import Signal
from zhiyin.understand.queries.voices import Filters
from zhiyin.understand.queries.words import in_context, words_apart

SignIn = Callable[[User], Client]


def test_every_place_of_a_word_is_found_with_its_neighbours(heard: list[Signal], lin: User) -> None:
    found = in_context(actor_for(lin), Filters(), "退款", sort="text")
    (line,) = found.found.lines
    assert (line.left, line.match, line.right[:4]) == ("申请", "退款", "没人理，")
    assert found.signals[line.text] == heard[0].pk


def test_a_manager_finds_no_places_in_foreign_units(heard: list[Signal], mei: User) -> None:
    assert in_context(actor_for(mei), Filters(), "空调", sort="text").found.total == 0


def test_protected_voices_of_few_people_are_left_out(heard: list[Signal], lin: User) -> None:
    found = in_context(actor_for(lin), Filters(), "店长", sort="text")
    assert (found.found.total, found.withheld) == (0, True)


def test_too_few_texts_set_nothing_apart(heard: list[Signal], lin: User) -> None:
    found = words_apart(actor_for(lin), Filters())
    assert (found.unhappy, found.happy) == ((), ())


@pytest.mark.parametrize(
    "address", ["/listen/words", "/listen/words?q=味道&sort=right", "/listen/words?q=没有人说过这个"]
)
def test_the_page_is_served(heard: list[Signal], lin: User, signed_in: SignIn, address: str) -> None:
    assert signed_in(lin).get(address).status_code == 200


def test_a_place_leads_to_its_voice(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    page = signed_in(lin).get("/listen/words", {"q": "味道"}).content.decode()
    assert f"/listen/signals/{heard[1].pk}" in page


def test_a_program_looks_a_word_up(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    found = signed_in(lin).get("/api/v1/words-in-context", {"word": "味道"}).json()
    assert [(line["signal"], line["match"]) for line in found["lines"]] == [(str(heard[1].pk), "味道")]
    assert signed_in(lin).get("/api/v1/words-in-context").status_code == 422
