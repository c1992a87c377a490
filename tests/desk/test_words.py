"""A word is looked up in its contexts; without one, the page says what sets unhappy texts apart."""

import html
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


LITERAL = (
    ".*", "(味", "[a-z]+退款", "味道|空调", "\\d", "^申请", "退款$", "味道'", '"味道"', "味道*", "a OR b",
    "'; DROP TABLE x; --",
)  # fmt: skip


@pytest.mark.parametrize("word", LITERAL)
def test_marks_are_looked_up_as_they_stand(
    heard: list[Signal], lin: User, signed_in: SignIn, in_english: None, word: str
) -> None:
    response = signed_in(lin).get("/listen/words", {"q": word})
    said = response.content.decode()
    if response.status_code == 422:
        assert "marks and emoji alone are not looked up" in said
    else:
        assert response.status_code == 200
        assert "Nobody has said this here." in said
    assert f'value="{html.escape(word)}"' in said.replace("&#39;", "&#x27;")


def test_marks_around_a_word_find_it_where_they_stand_around_it(
    heard: list[Signal], lin: User, signed_in: SignIn
) -> None:
    page = signed_in(lin).get("/listen/words", {"q": "('坏')"}).content.decode()
    assert f"/listen/signals/{heard[2].pk}" in page


@pytest.mark.parametrize("word", ["😀", "👍👍👍", "。。。", "?!", ".*", "\u200b\u200b"])
def test_what_holds_no_letter_is_refused_with_the_reason(
    heard: list[Signal], lin: User, signed_in: SignIn, in_english: None, word: str
) -> None:
    response = signed_in(lin).get("/listen/words", {"q": word})
    assert response.status_code == 422
    assert "Give at least one character, letter or digit" in response.content.decode()
    assert signed_in(lin).get("/api/v1/words-in-context", {"word": word}).status_code == 422


def test_an_emoji_beside_a_word_does_not_hide_it(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    assert signed_in(lin).get("/listen/words", {"q": "味道👍"}).status_code == 200


@pytest.mark.parametrize("word", ["味" * 200, "味道很好，" * 40, "x" * 101, "ﷺ" * 101])
def test_too_long_a_word_is_refused_with_the_limit(
    heard: list[Signal], lin: User, signed_in: SignIn, in_english: None, word: str
) -> None:
    response = signed_in(lin).get("/listen/words", {"q": word})
    assert response.status_code == 422
    assert "up to 100 characters" in response.content.decode()
    assert signed_in(lin).get("/api/v1/words-in-context", {"word": word}).status_code == 422


@pytest.mark.parametrize("word", ["味" * 100, "ﷺ" * 100, "很 " * 50])
def test_the_longest_word_is_looked_up(heard: list[Signal], lin: User, signed_in: SignIn, word: str) -> None:
    assert signed_in(lin).get("/listen/words", {"q": word}).status_code == 200


@pytest.mark.parametrize("word", ["   ", "\u3000\u3000", "\t\n", "\0"])
def test_only_spaces_are_no_word(
    heard: list[Signal], lin: User, signed_in: SignIn, in_english: None, word: str
) -> None:
    page = signed_in(lin).get("/listen/words", {"q": word})
    assert page.status_code == 200
    assert "What unhappy texts say more" in page.content.decode()
    assert signed_in(lin).get("/api/v1/words-in-context", {"word": word}).status_code == 422


def test_a_program_looks_a_word_up(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    found = signed_in(lin).get("/api/v1/words-in-context", {"word": "味道"}).json()
    assert [(line["signal"], line["match"]) for line in found["lines"]] == [(str(heard[1].pk), "味道")]
    assert signed_in(lin).get("/api/v1/words-in-context").status_code == 422
