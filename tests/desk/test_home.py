"""Home shows each role its own, and says what is real."""

from collections.abc import Callable

import pytest
from django.test import Client

from zhiyin.accounts.models import User
from zhiyin.collect.models import Signal
from zhiyin.measure.feeding.feeder import feed_pending

SignIn = Callable[[User], Client]


@pytest.fixture
def fed(heard: list[Signal]) -> list[Signal]:
    while feed_pending():
        pass
    return heard


@pytest.mark.parametrize(("language", "title"), [("en", "Newest voices"), ("zh-hans", "最新声音")])
def test_home_speaks_both_languages(
    fed: list[Signal], lin: User, signed_in: SignIn, language: str, title: str
) -> None:
    assert title in signed_in(lin).get("/", headers={"accept-language": language}).content.decode()


def test_a_manager_sees_only_the_own_region(fed: list[Signal], mei: User, signed_in: SignIn) -> None:
    shown = signed_in(mei).get("/").content.decode()
    assert "东一店" in shown
    assert "西一店" not in shown
    assert "空调" not in shown


def test_a_reader_of_numbers_sees_no_words(fed: list[Signal], rui: User, signed_in: SignIn) -> None:
    shown = signed_in(rui).get("/").content.decode()
    assert "空调" not in shown
    assert "Newest voices" not in shown


def test_an_empty_installation_says_what_to_do(lin: User, lake: object, signed_in: SignIn) -> None:
    shown = signed_in(lin).get("/").content.decode()
    assert "/listen/imports/new" in shown


def test_a_stranger_without_a_role_sees_nothing(fed: list[Signal], sheng: User, signed_in: SignIn) -> None:
    assert signed_in(sheng).get("/").status_code == 403


def test_whoever_has_not_signed_in_is_sent_to_sign_in(fed: list[Signal], client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


def test_a_foreign_unit_is_not_found(fed: list[Signal], mei: User, signed_in: SignIn) -> None:
    foreign = fed[3].unit_id
    assert signed_in(mei).get("/", {"unit": foreign}).status_code == 404
