"""The inbox over the API."""

from collections.abc import Callable

from django.test import Client

from zhiyin.accounts.models import User
from zhiyin.collect.models import Signal

SignIn = Callable[[User], Client]


def test_words_and_a_condition_narrow_the_list(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    found = signed_in(lin).get("/api/v1/signals", {"q": "退款", "where": "nps <= 3"}).json()
    assert [one["id"] for one in found["results"]] == [str(heard[0].pk)]


def test_pages_are_walked_by_their_cursor(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    client, seen, cursor = signed_in(lin), [], ""
    while cursor is not None:
        page = client.get("/api/v1/signals", {"page_size": 4, "cursor": cursor}).json()
        seen += [one["id"] for one in page["results"]]
        cursor = page["next"]
    assert seen == [str(signal.pk) for signal in heard]


def test_a_wrong_condition_is_a_problem_with_its_place(
    heard: list[Signal], lin: User, signed_in: SignIn
) -> None:
    answer = signed_in(lin).get("/api/v1/signals", {"where": "npps < 3"})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["data"]["position"] == 0


def test_one_signal_tells_its_reading(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    told = signed_in(lin).get(f"/api/v1/signals/{heard[0].pk}").json()
    assert told["reading"]["language"] == "zh-Hans"
    assert told["sentiment_label"] == "negative"


def test_a_foreign_signal_is_not_found(heard: list[Signal], mei: User, signed_in: SignIn) -> None:
    assert signed_in(mei).get(f"/api/v1/signals/{heard[3].pk}").status_code == 404
