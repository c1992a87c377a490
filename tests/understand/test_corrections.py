"""A person's word about how a text was read wins at once, everywhere, and can be taken back."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.collect.models import Signal
from zhiyin.journal.errors import Forbidden, NotFound
from zhiyin.journal.models import Event, Feed
from zhiyin.understand.actions.correct_reading import correct_reading, withdraw_correction
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.errors import NothingToCorrect, UnknownLabel
from zhiyin.understand.models import Correction, Reading
from zhiyin.understand.queries.voices import Filters, list_voices

SYSTEM = Actor.system("test")
SLOW = "上菜太慢了，服务员很热情"


@pytest.fixture
def voice(organisation: Organisation) -> int:
    return said(SLOW)


def said(words: str, source_id: str = "1") -> int:
    (settled,) = accept_signals(SYSTEM, [SignalDraft(unit="E1", text=words, source_id=source_id)]).settled
    assert settled.id
    read_signals(SYSTEM, signals=[settled.id])
    return settled.id


def reading(signal_id: int) -> Reading:
    return Reading.objects.get(signal_id=signal_id)


def feelings(signal_id: int) -> dict[str, float]:
    return {one["aspect"]: one["sentiment"] for one in reading(signal_id).mentions}


def test_a_corrected_feeling_is_what_the_inbox_finds(voice: int, fang: User) -> None:
    actor = actor_for(fang)
    correct_reading(actor, signal_id=voice, field="sentiment", value="positive")
    found = list_voices(actor, Filters(where='sentiment_label == "positive" && sentiment > 0.9')).voices
    assert [one.id for one in found] == [voice]


def test_an_aspect_that_is_not_spoken_of_goes_and_one_overlooked_comes(voice: int, fang: User) -> None:
    actor = actor_for(fang)
    before = feelings(voice)
    gone = next(iter(before))
    correct_reading(actor, signal_id=voice, field="aspect", key=gone, value=None)
    correct_reading(actor, signal_id=voice, field="aspect", key="price", value="negative")
    after = feelings(voice)
    assert gone not in after
    assert after["price"] == -1.0


def test_a_correction_keeps_where_the_aspect_was_found(voice: int, fang: User) -> None:
    (before,) = [one for one in reading(voice).mentions if one["aspect"] == "staff_attitude"] or [None]
    before = before or reading(voice).mentions[0]
    correct_reading(actor_for(fang), signal_id=voice, field="aspect", key=before["aspect"], value="negative")
    (after,) = [one for one in reading(voice).mentions if one["aspect"] == before["aspect"]]
    assert (after["start"], after["end"], after["sentiment"]) == (before["start"], before["end"], -1.0)


def test_what_the_analyser_said_is_kept_and_comes_back_when_the_word_is_taken_back(
    voice: int, fang: User
) -> None:
    before = reading(voice)
    actor = actor_for(fang)
    correct_reading(actor, signal_id=voice, field="sentiment", value="neutral")
    assert reading(voice).machine["label"] == before.label
    withdraw_correction(actor, signal_id=voice, field="sentiment")
    after = reading(voice)
    assert (after.sentiment, after.label, after.mentions, after.machine) == (
        before.sentiment,
        before.label,
        before.mentions,
        None,
    )


def test_a_correction_holds_when_the_text_is_read_again(voice: int, fang: User) -> None:
    correct_reading(actor_for(fang), signal_id=voice, field="sentiment", value="neutral")
    read_signals(SYSTEM, signals=[voice], again=True)
    assert (reading(voice).label, reading(voice).sentiment) == ("neutral", 0.0)
    assert reading(voice).machine["label"] == "mixed"


def test_a_correction_does_not_hold_for_other_words(voice: int, fang: User) -> None:
    correct_reading(actor_for(fang), signal_id=voice, field="sentiment", value="neutral")
    accept_signals(SYSTEM, [SignalDraft(unit="E1", text="好吃，很满意", source_id="1")])
    read_signals(SYSTEM, signals=[voice])
    assert (reading(voice).label, reading(voice).machine) == ("positive", None)


def test_the_latest_word_about_a_label_stands_with_who_and_when(voice: int, fang: User, mei: User) -> None:
    correct_reading(actor_for(fang), signal_id=voice, field="sentiment", value="positive")
    correct_reading(actor_for(mei), signal_id=voice, field="sentiment", value="negative")
    (word,) = Correction.objects.all()
    assert (word.value, word.by, word.user, word.analyser) == (
        "negative",
        str(mei),
        mei,
        reading(voice).analyser,
    )
    assert Event.objects.filter(name="understand.reading_corrected").count() == 2


def test_the_numbers_hear_of_it(voice: int, fang: User) -> None:
    Feed.objects.all().delete()
    correct_reading(actor_for(fang), signal_id=voice, field="sentiment", value="positive")
    assert [(one.key, one.ready) for one in Feed.objects.all()] == [(voice, True)]


def test_nobody_corrects_what_they_may_not_read(voice: int, rui: User, organisation: Organisation) -> None:
    with pytest.raises(Forbidden):
        correct_reading(actor_for(rui), signal_id=voice, field="sentiment", value="positive")


def test_a_voice_of_another_unit_is_not_there(organisation: Organisation, fang: User) -> None:
    (settled,) = accept_signals(SYSTEM, [SignalDraft(unit="W1", text=SLOW, source_id="9")]).settled
    assert settled.id
    read_signals(SYSTEM, signals=[settled.id])
    with pytest.raises(NotFound):
        correct_reading(actor_for(fang), signal_id=settled.id, field="sentiment", value="positive")


def test_words_that_nobody_has_read_cannot_be_corrected(organisation: Organisation, fang: User) -> None:
    (settled,) = accept_signals(SYSTEM, [SignalDraft(unit="E1", text=SLOW, source_id="7")]).settled
    assert settled.id
    with pytest.raises(NothingToCorrect):
        correct_reading(actor_for(fang), signal_id=settled.id, field="sentiment", value="positive")


@pytest.mark.parametrize(
    ("field", "key", "value"),
    [
        ("sentiment", "", "splendid"),
        ("sentiment", "price", "positive"),
        ("aspect", "weather_on_mars", "positive"),
        ("aspect", "price", True),
        ("annotation", "emotion:hunger", True),
        ("colour", "", "red"),
    ],
)
def test_a_label_that_does_not_exist_is_refused(
    voice: int, fang: User, field: str, key: str, value: str | bool
) -> None:
    with pytest.raises(UnknownLabel):
        correct_reading(actor_for(fang), signal_id=voice, field=field, key=key, value=value)
    assert not Correction.objects.exists()


def test_a_correction_is_made_and_taken_back_on_the_page_of_the_voice(
    voice: int, fang: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(fang)
    page = client.get(f"/listen/signals/{voice}")
    assert f"/listen/signals/{voice}/correct" in page.content.decode()
    done = client.post(
        f"/listen/signals/{voice}/correct",
        {"field": "sentiment", "key": "", "value": "positive"},
        follow=True,
    )
    assert "Corrected" in done.content.decode()
    assert reading(voice).label == "positive"
    client.post(f"/listen/signals/{voice}/correct", {"field": "sentiment", "key": "", "withdraw": "1"})
    assert reading(voice).label == "negative" or reading(voice).machine is None


def test_a_program_corrects_and_takes_back(
    voice: int, fang: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(fang)
    put = client.put(
        f"/api/v1/signals/{voice}/corrections",
        {"field": "aspect", "key": "price", "value": "negative"},
        content_type="application/json",
    )
    assert put.status_code == 200, put.content
    listed = client.get(f"/api/v1/signals/{voice}/corrections").json()
    assert [(one["field"], one["key"], one["value"], one["by"]) for one in listed["results"]] == [
        ("aspect", "price", "negative", str(fang))
    ]
    gone = client.delete(f"/api/v1/signals/{voice}/corrections/aspect?key=price")
    assert gone.status_code == 204
    assert "price" not in feelings(voice)
    assert Signal.objects.filter(pk=voice).exists()
