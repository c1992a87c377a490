"""A reading is corrected where the voice stands in the inbox, and the correction is undone there."""

from collections.abc import Callable

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.conftest import actor_for
from zhiyin.accounts.models import User
from zhiyin.collect.models import Signal
from zhiyin.desk.queries.lines import as_lines
from zhiyin.desk.queries.quick import with_quick
from zhiyin.understand.models import Correction, Reading
from zhiyin.understand.queries.voices import Filters, list_voices

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def test_one_click_corrects_the_feeling_and_shows_the_voice_as_it_stands(
    heard: list[Signal], lin: User, signed_in: SignIn, in_english: None
) -> None:
    client = signed_in(lin)
    page = client.get("/listen/inbox").content.decode()
    assert f"/listen/inbox/{heard[0].pk}/correct" in page
    answer = client.post(
        f"/listen/inbox/{heard[0].pk}/correct", {"word": "sentiment||neutral"}, headers=HTMX
    ).content.decode()
    assert answer.lstrip().startswith("<article")
    assert 'value="sentiment||neutral" data-key="2" aria-pressed="true"' in answer
    assert 'name="word" value="sentiment||" data-key="u"' in answer
    assert Reading.objects.get(signal=heard[0]).label == "neutral"


def test_undo_takes_the_correction_back(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    client = signed_in(lin)
    before = Reading.objects.get(signal=heard[0]).label
    client.post(f"/listen/inbox/{heard[0].pk}/correct", {"word": "sentiment||neutral"}, headers=HTMX)
    client.post(f"/listen/inbox/{heard[0].pk}/correct", {"word": "sentiment||"}, headers=HTMX)
    assert Reading.objects.get(signal=heard[0]).label == before
    assert not Correction.objects.exists()


def test_undo_brings_an_earlier_correction_back(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    client = signed_in(lin)
    address = f"/listen/inbox/{heard[0].pk}/correct"
    client.post(address, {"word": "sentiment||mixed"}, headers=HTMX)
    answer = client.post(address, {"word": "sentiment||neutral"}, headers=HTMX).content.decode()
    assert 'name="word" value="sentiment||mixed" data-key="u"' in answer


def test_an_aspect_is_corrected_or_said_not_to_be_spoken_of(
    heard: list[Signal], lin: User, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    address = f"/listen/inbox/{heard[1].pk}/correct"
    client.post(address, {"word": "aspect|taste|negative"}, headers=HTMX)
    assert Correction.objects.get().value == "negative"
    client.post(address, {"word": "aspect|taste|not_spoken_of"}, headers=HTMX)
    assert Correction.objects.get().value is None
    mentions = Reading.objects.get(signal=heard[1]).mentions
    assert "taste" not in {one["aspect"] for one in mentions}


def test_a_feeling_is_called_corrected_only_where_the_feeling_was(
    heard: list[Signal], lin: User, signed_in: SignIn, in_english: None
) -> None:
    client = signed_in(lin)
    address, page = f"/listen/inbox/{heard[1].pk}/correct", f"/listen/signals/{heard[1].pk}"
    client.post(address, {"word": "aspect|taste|negative"}, headers=HTMX)
    assert "corrected by a person" not in client.get(page).content.decode()
    client.post(address, {"word": "sentiment||neutral"}, headers=HTMX)
    assert "corrected by a person" in client.get(page).content.decode()


def test_without_a_script_it_goes_back_to_the_list(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    client = signed_in(lin)
    address = f"/listen/inbox/{heard[0].pk}/correct"
    answer = client.post(address, {"word": "sentiment||neutral", "back": "/listen/inbox?q=退款"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/listen/inbox?q=")
    away = client.post(address, {"word": "sentiment||neutral", "back": "https://elsewhere.example/"})
    assert away["Location"] == "/listen/inbox"


def test_a_label_that_does_not_exist_is_said_to_be_none(
    heard: list[Signal], lin: User, signed_in: SignIn, in_english: None
) -> None:
    answer = signed_in(lin).post(
        f"/listen/inbox/{heard[0].pk}/correct", {"word": "sentiment||splendid"}, headers=HTMX
    )
    assert "There is no such label" in answer.content.decode()
    assert not Correction.objects.exists()


def test_nobody_corrects_another_units_voices(heard: list[Signal], mei: User, signed_in: SignIn) -> None:
    answer = signed_in(mei).post(f"/listen/inbox/{heard[3].pk}/correct", {"word": "sentiment||neutral"})
    assert answer.status_code == 404
    assert not Correction.objects.exists()


def test_what_may_be_corrected_costs_one_query_for_all_lines(
    heard: list[Signal], lin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines = as_lines(list_voices(actor_for(lin), Filters()).voices)
    with django_assert_max_num_queries(2):
        shown = with_quick(actor_for(lin), lines)
    assert [line.quick is not None for line in shown] == [bool(line.voice.label) for line in shown]
