"""Who asked for it is told of themes that emerge: once each, in their language, of what they may read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from tests.understand.test_themes import PARKING, QUEUE, ROOM, TASTE, about, find, say
from zhiyin.accounts.models import User
from zhiyin.collect.forgetting import forget_signals
from zhiyin.contact.models import Message, Notification
from zhiyin.contact.queries.notifications import list_notifications
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event
from zhiyin.journal.registry import reactions_to
from zhiyin.understand.actions.edit_themes import hide_theme
from zhiyin.understand.actions.save_names import save_names
from zhiyin.understand.actions.tell_of_emerging_themes import tell_of_emerging_themes
from zhiyin.understand.actions.watch_themes import watch_themes
from zhiyin.understand.models import ThemeAlert, ThemeRun
from zhiyin.understand.queries.themes.themes import is_watching
from zhiyin.understand.reactions import TELLER, tell_of_what_emerges
from zhiyin.understand.theming.choice import Choice


@pytest.fixture
def queues(organisation: Organisation) -> None:
    """Twelve weeks of this and that in all units, and queues in the east's first shop that have grown just now."""
    for week in range(12):
        for unit, sentences in (("E2", TASTE), ("W1", PARKING), ("E2", ROOM)):
            say(unit, sentences, 7, days_ago=1 + 7 * week, every=0, first=7 * week)
        say("E1", QUEUE, 2, days_ago=2 + 7 * week, every=0, first=2 * week)
    say("E1", QUEUE, 25, days_ago=0, every=0, first=30)


def tell() -> int:
    return tell_of_emerging_themes(TELLER, run_id=ThemeRun.objects.latest("id").pk)


def test_who_asked_is_told_of_an_emerging_theme(
    queues: None, an: User, mei: User, fang: User, in_english: None
) -> None:
    mei.language = "en"
    mei.save()
    watch_themes(actor_for(mei), on=True)
    queue = about(find(an), "排队")
    assert tell() == 1
    (note,) = list_notifications(actor_for(mei))
    assert note.title == f"Emerging theme: {queue.name}"
    assert note.url == f"/insight/themes/{queue.id}"
    # of the east's 217 texts, not of all 301
    assert "% of the 217 texts of your units (49)." in note.body
    assert "27 texts in the week from" in note.body
    (mail,) = Message.objects.all()
    assert (mail.to_address, mail.subject) == (mei.email, note.title)
    assert note.url in mail.body
    assert "东一店" in mail.body
    quoted = ThemeAlert.objects.get().signal
    assert quoted is not None
    assert quoted.occurred_at > timezone.now() - timedelta(days=7)  # of the week in which it grew
    assert "排队" in mail.body or "等位" in mail.body
    assert not Notification.objects.exclude(user=mei).exists()


def test_it_is_told_in_the_readers_language(queues: None, an: User, mei: User) -> None:
    mei.language = "en"
    mei.save()
    for user in (an, mei):
        watch_themes(actor_for(user), on=True)
    find(an)
    tell()
    subjects = dict(Message.objects.values_list("to_address", "subject"))
    assert subjects[mei.email].startswith("Emerging theme: ")
    assert len(subjects) == 2


def test_nobody_is_told_of_the_same_theme_twice(queues: None, an: User) -> None:
    watch_themes(actor_for(an), on=True)
    find(an)
    assert tell() == 1
    assert tell() == 0
    Notification.objects.all().delete()  # forgotten in time
    say("E1", QUEUE, 10, days_ago=0, every=0, first=60)
    find(an)
    assert tell() == 0
    watch_themes(actor_for(an), on=False)
    watch_themes(actor_for(an), on=True)
    assert tell() == 0


def test_nobody_is_told_of_what_they_may_not_read(
    queues: None, an: User, rui: User, mei: User, organisation: Organisation
) -> None:
    with pytest.raises(Forbidden):
        watch_themes(actor_for(rui), on=True)
    watch_themes(actor_for(mei), on=True)
    mei.role_grants.update(unit=organisation.west)  # moved since
    find(an)
    assert tell() == 0
    mei.role_grants.all().delete()
    assert tell() == 0


def test_who_left_or_switched_it_off_is_not_told(queues: None, an: User, mei: User) -> None:
    watch_themes(actor_for(an), on=True)
    watch_themes(actor_for(mei), on=True)
    watch_themes(actor_for(mei), on=False)
    User.objects.filter(pk=an.pk).update(is_active=False)
    find(an)
    assert tell() == 0


def test_a_hidden_theme_and_other_choices_of_texts_are_not_told(queues: None, an: User) -> None:
    watch_themes(actor_for(an), on=True)
    find(an, Choice(days=182))
    assert tell() == 0
    hide_theme(actor_for(an), about(find(an), "排队").id)
    assert tell() == 0
    assert not ThemeAlert.objects.exists()


def test_names_of_staff_are_masked_whoever_is_told(organisation: Organisation, lin: User) -> None:
    save_names(actor_for(lin), names={}, staff=[("马晓燕", "")])
    for week in range(12):
        for unit, sentences in (("E2", TASTE), ("W1", PARKING), ("E2", ROOM)):
            say(unit, sentences, 7, days_ago=1 + 7 * week, every=0, first=7 * week)
    say("E1", tuple(f"马晓燕{one}" for one in QUEUE), 25, days_ago=0, every=0, first=30)
    watch_themes(actor_for(lin), on=True)
    find(lin)
    assert tell() == 1
    assert "晓燕" not in Message.objects.get().body + str(Notification.objects.get().data)
    assert "••" in Notification.objects.get().data["quote"]


def test_an_erased_voice_takes_the_notice_that_quotes_it_along(queues: None, an: User) -> None:
    watch_themes(actor_for(an), on=True)
    find(an)
    tell()
    quoted = ThemeAlert.objects.get().signal
    assert quoted is not None
    forget_signals([quoted])
    assert not Notification.objects.exists()
    assert not Message.objects.exists()
    assert tell() == 0  # it was told


def test_the_end_of_a_finding_tells(queues: None, an: User) -> None:
    watch_themes(actor_for(an), on=True)
    find(an)
    assert tell_of_what_emerges in reactions_to("understand.themes_found").values()
    tell_of_what_emerges(Event.objects.get(name="understand.themes_found"))
    assert Notification.objects.count() == 1


def test_the_switch_is_on_the_page_and_in_the_api(
    organisation: Organisation, mei: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(mei)
    assert "Tell me of emerging themes" in client.get("/insight/themes").content.decode()
    page = client.post("/insight/themes/watch", {"on": "1"}, follow=True).content.decode()
    assert "Stop telling me" in page
    assert client.get("/api/v1/theme-alerts").json() == {"on": True}
    told = client.put("/api/v1/theme-alerts", {"on": False}, content_type="application/json")
    assert told.json() == {"on": False}
    assert not is_watching(actor_for(mei))
