"""Reading everything again: beside what is in force, compared, and put in its place at the end."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.jobs.models import Job
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event, Feed
from zhiyin.science.understand import reading as science
from zhiyin.understand.actions import reread as rereading_action
from zhiyin.understand.actions.correct_reading import correct_reading
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.replace_readings import replace_readings
from zhiyin.understand.actions.reread import discard_rereading, reread
from zhiyin.understand.errors import NothingToReread, NotReadYet, RereadingUnderWay
from zhiyin.understand.models import NextReading, Reading, Rereading
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.rereading import rereading

SYSTEM = Actor.system("test")
WORDS = ("味道很好", "上菜太慢了", "环境干净，价格有点贵", "服务员很热情", "难吃，再也不来")


@pytest.fixture
def voices(organisation: Organisation) -> list[int]:
    """Five voices, as an older version read them: all positive, about nothing."""
    drafts = [SignalDraft(unit="E1", text=words, source_id=str(n)) for n, words in enumerate(WORDS)]
    ids = [settled.id for settled in accept_signals(SYSTEM, drafts).settled if settled.id]
    read_signals(SYSTEM, signals=ids)
    Reading.objects.update(analyser="zhiyin/0.old", sentiment=0.9, label="positive", mentions=[])
    Feed.objects.all().delete()
    return ids


def work() -> None:
    while take_up_one():
        pass


def labels() -> set[str]:
    return set(Reading.objects.values_list("label", flat=True))


def test_until_somebody_decides_the_old_readings_stay(voices: list[int], lin: User) -> None:
    number = reread(actor_for(lin))
    work()
    assert labels() == {"positive"}
    assert rereading(actor_for(lin), number).state == "ready"
    assert not Feed.objects.exists()


def test_the_versions_are_compared(voices: list[int], lin: User) -> None:
    number = reread(actor_for(lin))
    work()
    found = rereading(actor_for(lin), number)
    assert (found.done, found.total, found.comparison.texts) == (5, 5, 5)
    assert found.comparison.labels["positive", "negative"] >= 2
    assert found.comparison.aspects["taste"][2] >= 1


def test_people_say_which_version_is_right(voices: list[int], lin: User) -> None:
    correct_reading(actor_for(lin), signal_id=voices[1], field="sentiment", value="negative")
    correct_reading(
        actor_for(lin), signal_id=voices[1], field="aspect", key="service_speed", value="negative"
    )
    number = reread(actor_for(lin))
    work()
    found = rereading(actor_for(lin), number).comparison
    assert (found.judged, found.before.feelings, found.now.feelings) == (1, 0, 1)
    assert found.before.overlooked == 1


def test_put_in_place_the_new_readings_are_in_force_with_corrections(voices: list[int], lin: User) -> None:
    correct_reading(actor_for(lin), signal_id=voices[1], field="sentiment", value="neutral")
    number = reread(actor_for(lin))
    work()
    replace_readings(actor_for(lin), number)
    work()
    assert set(Reading.objects.values_list("analyser", flat=True)) == {analyser.name()}
    assert labels() - {"mixed"} == {"positive", "neutral", "negative"}
    corrected = Reading.objects.get(signal_id=voices[1])
    assert (corrected.label, corrected.machine["label"]) == ("neutral", "negative")
    assert not NextReading.objects.exists()
    assert {one.key for one in Feed.objects.all()} == set(voices)
    assert Event.objects.get(name="understand.readings_replaced").data["readings"] == 5


def test_discarded_nothing_changes(voices: list[int], lin: User) -> None:
    number = reread(actor_for(lin))
    work()
    discard_rereading(actor_for(lin), number)
    assert labels() == {"positive"}
    assert not NextReading.objects.exists()
    with pytest.raises(NotReadYet):
        replace_readings(actor_for(lin), number)


def test_a_run_that_was_killed_goes_on_where_it_stopped(
    voices: list[int], lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereading_action, "CHUNK", 2)
    number = reread(actor_for(lin))
    reads = analyser.read
    calls: list[int] = []

    def read_twice(texts: list[str], *, places: list[str]) -> list[science.Reading]:
        calls.append(len(texts))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return reads(texts, places=places)

    monkeypatch.setattr(analyser, "read", read_twice)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert rereading(actor_for(lin), number).done == 2
    Job.objects.update(state="waiting", worker="")
    work()
    assert calls == [2, 2, 2, 1]
    assert rereading(actor_for(lin), number).comparison.texts == 5


def test_what_changed_meanwhile_keeps_its_newer_reading(voices: list[int], lin: User) -> None:
    number = reread(actor_for(lin))
    work()
    accept_signals(SYSTEM, [SignalDraft(unit="E1", text="现在好吃多了，很满意", source_id="4")])
    read_signals(SYSTEM, signals=[voices[4]])
    replace_readings(actor_for(lin), number)
    work()
    assert Reading.objects.get(signal_id=voices[4]).label == "positive"


def test_one_at_a_time(voices: list[int], lin: User) -> None:
    reread(actor_for(lin))
    with pytest.raises(RereadingUnderWay):
        reread(actor_for(lin))


def test_nothing_is_read_again_that_the_installed_version_read(voices: list[int], lin: User) -> None:
    read_signals(SYSTEM, signals=voices, again=True)
    with pytest.raises(NothingToReread):
        reread(actor_for(lin))


def test_only_who_may_change_settings_everywhere_reads_again(voices: list[int], mei: User) -> None:
    with pytest.raises(Forbidden):
        reread(actor_for(mei))


def test_a_program_reads_again_and_puts_it_in_place(
    voices: list[int], lin: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    number = client.post("/api/v1/rereadings").json()["id"]
    work()
    assert client.get(f"/api/v1/rereadings/{number}").json()["state"] == "ready"
    assert client.post(f"/api/v1/rereadings/{number}/replace").status_code == 202
    work()
    assert client.get("/api/v1/rereadings").json()["results"][0]["state"] == "replaced"
    assert Rereading.objects.get().ended_at is not None


def test_an_administrator_compares_and_decides_on_the_page(
    voices: list[int], lin: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    assert "Read everything again" in client.get("/settings/analyser").content.decode()
    client.post("/settings/analyser/reread")
    work()
    page = client.get("/settings/analyser").content.decode()
    assert "of 5 texts would feel otherwise" in page
    number = Rereading.objects.get().pk
    assert (
        "The old readings are gone afterwards" in client.post(f"/settings/analyser/{number}").content.decode()
    )
    assert labels() == {"positive"}
    client.post(f"/settings/analyser/{number}", {"confirmed": "1"})
    work()
    assert labels() != {"positive"}
    assert (
        "Every text was read by the version that is installed."
        in client.get("/settings/analyser").content.decode()
    )


def test_a_re_reading_is_discarded_on_the_page(
    voices: list[int], lin: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    client.post("/settings/analyser/reread")
    work()
    client.post(f"/settings/analyser/{Rereading.objects.get().pk}", {"discard": "1"})
    assert "discarded" in client.get("/settings/analyser").content.decode()
    assert labels() == {"positive"}
