"""A pinned theme is a topic: earlier and new texts belong to it, and conditions in record and lake can name it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from tests.understand.test_themes import PARKING, QUEUE, ROOM, TASTE, about, find, say, seen
from zhiyin.accounts.models import User
from zhiyin.collect.forgetting import forget_signals
from zhiyin.collect.models import Signal
from zhiyin.desk.command import as_text, themes
from zhiyin.desk.showing.belonging import topic_chips
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.errors import Forbidden
from zhiyin.measure.feeding.feeder import feed_pending
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Question
from zhiyin.understand.actions.find_themes import find_themes
from zhiyin.understand.actions.pin_theme import pin_theme, unpin_topic
from zhiyin.understand.models import ThemeRun, Topic, TopicMember
from zhiyin.understand.queries.themes.topics import condition_of, topic_of
from zhiyin.understand.queries.voices import Filters, list_voices
from zhiyin.understand.theming.choice import Choice


@pytest.fixture
def voices(organisation: Organisation) -> None:
    for unit, sentences in (("E1", QUEUE), ("W1", PARKING), ("E2", TASTE), ("E2", ROOM)):
        say(unit, sentences, 40)


@pytest.fixture
def topic(voices: None, an: User) -> Topic:
    """Queues, pinned, with the earlier texts in it."""
    number = pin_theme(actor_for(an), about(find(an), "排队").id)
    assert take_up_one()
    return Topic.objects.get(pk=number)


def test_earlier_texts_belong_to_a_new_topic(topic: Topic, an: User) -> None:
    assert topic.is_complete
    fits = Filters(where=condition_of(topic.code))
    found = list_voices(actor_for(an), fits, limit=100).voices
    assert len(found) == 40
    assert all("排队" in one.words for one in found)


def test_new_texts_belong_to_it_when_they_are_read(topic: Topic) -> None:
    ids = say("W1", QUEUE, 5, days_ago=0, every=0, first=100)
    say("W1", PARKING, 5, days_ago=0, every=0, first=100)
    assert set(TopicMember.objects.filter(signal__in=ids).values_list("signal", flat=True)) == set(ids)
    assert TopicMember.objects.count() == 45


def test_the_lake_counts_it_like_the_record(lake: Path, topic: Topic, an: User) -> None:
    while feed_pending():
        pass
    answer = ask(actor_for(an), Question(metrics=("volume",), where=condition_of(topic.code)))
    assert answer.rows[0].cells["volume"].value == 40
    by_region = Question(metrics=("volume",), by=("region",), where=f"!{condition_of(topic.code)}")
    assert sum(row.cells["volume"].value or 0 for row in ask(actor_for(an), by_region).rows) == 120


def test_a_topic_stays_when_its_theme_is_not_found_again(topic: Topic, an: User) -> None:
    forget_signals(list(Signal.objects.filter(text__contains="排队")), for_good=False)
    say("E1", ROOM, 10, days_ago=1, every=0, first=50)
    found = find(an)
    assert "排队" not in {word for one in found.themes for word in one.words}  # nobody speaks of it now
    ids = say("E1", QUEUE, 2, days_ago=0, every=0, first=200)
    assert about(find(an), "排队").topic == topic.code
    assert set(TopicMember.objects.values_list("signal", flat=True)) == set(ids)


def test_pinned_twice_it_is_one_topic(topic: Topic, an: User) -> None:
    assert topic.theme_id is not None
    assert pin_theme(actor_for(an), topic.theme_id) == topic.pk


def test_a_voices_page_leads_to_its_topics(
    topic: Topic, an: User, signed_in: Callable[[User], Client]
) -> None:
    voice = TopicMember.objects.filter(topic=topic)[0].signal_id
    (chip,) = topic_chips(actor_for(an), voice, [])
    assert chip.name == topic.name
    page = signed_in(an).get(f"/listen/signals/{voice}").content.decode()
    assert f'href="/insight/themes/{topic.theme_id}">{topic.name}</a>' in page
    assert "/listen/signals/" in signed_in(an).get(chip.url).content.decode()
    other = Signal.objects.filter(text__contains="停车")[0].pk
    assert topic_chips(actor_for(an), other, []) == []


def test_an_unpinned_topic_is_gone_from_conditions(topic: Topic, an: User) -> None:
    unpin_topic(actor_for(an), topic.pk)
    assert list_voices(actor_for(an), Filters(where=condition_of(topic.code))).voices == []
    assert not TopicMember.objects.exists()
    assert about(seen(an), "排队").topic == ""


def test_only_who_corrects_readings_everywhere_pins_for_everybody(topic: Topic, mei: User) -> None:
    assert topic.theme_id is not None
    with pytest.raises(Forbidden):
        pin_theme(actor_for(mei), topic.theme_id)
    with pytest.raises(Forbidden):
        unpin_topic(actor_for(mei), topic.pk)
    assert topic_of(actor_for(mei), topic.code).name == topic.name


def test_an_erased_signal_leaves_its_topics(topic: Topic) -> None:
    first = TopicMember.objects.all()[0].signal
    forget_signals([first])
    assert TopicMember.objects.count() == 39


def test_the_api_finds_reads_changes_and_pins(
    voices: None, an: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(an)
    asked = client.post("/api/v1/theme-runs", {}, content_type="application/json")
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert client.get("/api/v1/themes").json()["under_way"]["id"] == asked.json()["id"]
    assert take_up_one()
    told = client.get("/api/v1/themes").json()
    queue = next(one for one in told["results"] if "排队" in one["words"])
    assert (queue["n"], told["read"], told["run"]["state"]) == (40, 160, "ready")
    address = f"/api/v1/themes/{queue['id']}"
    assert len(client.get(address).json()["quotes"]) == 5
    page = client.get(f"{address}/members?page_size=30").json()
    rest = client.get(f"{address}/members?page_size=30&cursor={page['next']}").json()
    assert (len(page["results"]), len(rest["results"]), rest["next"]) == (30, 10, None)
    named = client.post(f"{address}/rename", {"name": "Queues"}, content_type="application/json").json()
    assert (named["name"], named["edits"][0]["kind"]) == ("Queues", "rename")
    assert client.delete(f"{address}/edits/{named['edits'][0]['id']}").status_code == 204
    assert client.get(address).json()["name"] == queue["name"]
    pinned = client.post(f"{address}/pin")
    assert pinned.status_code == 201
    topics = client.get("/api/v1/theme-topics").json()["results"]
    assert [one["condition"] for one in topics] == [pinned.json()["condition"]]
    assert client.delete(f"/api/v1/theme-topics/{topics[0]['id']}").status_code == 204
    assert client.get("/api/v1/themes?where=nps+%3C%3D").status_code == 200  # nothing was found in it
    refused = client.post("/api/v1/theme-runs", {"where": "nps <="}, content_type="application/json")
    assert refused.status_code == 422


def test_the_command_finds_themes_and_prints_them(voices: None, lin: User, in_english: None) -> None:
    run, found = themes(actor_for(lin), Choice())
    text = as_text(run, found)
    assert "排队" in text
    assert "40" in text
    again, _found = themes(actor_for(lin), Choice())
    assert again.id == run.id
    anew, _found = themes(actor_for(lin), Choice(), again=True)
    assert anew.id > run.id


def test_a_command_waits_for_nobody_elses_search(voices: None, lin: User, in_english: None) -> None:
    find_themes(actor_for(lin), Choice())
    run, found = themes(actor_for(lin), Choice(), again=True)
    assert found.themes
    assert ThemeRun.objects.get(pk=run.id).state == "ready"
