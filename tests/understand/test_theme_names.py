"""The assistant suggests names for themes: only when it is on, marked as a machine's, never applied by itself."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from tests.understand.language_model import LanguageModel, write_all
from tests.understand.test_themes import PARKING, QUEUE, ROOM, SYSTEM, TASTE, about, find, say
from zhiyin.accounts.models import User
from zhiyin.journal.errors import NotFound
from zhiyin.understand.actions.ask_assistant import ask_name_of_theme
from zhiyin.understand.actions.save_assistant import switch_assistant
from zhiyin.understand.models import Theme, Written
from zhiyin.understand.queries.themes.themes import SeenTheme

SignedIn = Callable[[User], Client]


@pytest.fixture
def queue(organisation: Organisation, an: User) -> SeenTheme:
    for unit, sentences in (("E1", QUEUE), ("W1", PARKING), ("E2", TASTE), ("E2", ROOM)):
        say(unit, sentences, 40)
    return about(find(an), "排队")


def shown(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_a_suggestion_waits_in_the_field_and_renames_nothing(
    model: LanguageModel, queue: SeenTheme, an: User, signed_in: SignedIn
) -> None:
    model.says = lambda _c, _q: {"name": "等位<排队>"}
    client, address = signed_in(an), f"/insight/themes/{queue.id}"
    assert "Let the assistant suggest a name" in shown(client, address)
    asked = client.post(address, {"do": "suggest"})
    suggestion = Written.objects.get()
    assert asked.headers["Location"] == f"{address}?suggestion={suggestion.pk}#name"
    waiting = shown(client, f"{address}?suggestion={suggestion.pk}")
    assert "The assistant is writing" in waiting
    assert f'value="{queue.name}"' in waiting
    write_all()
    page = shown(client, f"{address}?suggestion={suggestion.pk}")
    assert 'value="等位&lt;排队&gt;"' in page
    assert "Written by a machine" in page
    assert queue.name in page  # the head still says it
    assert Theme.objects.get(pk=queue.id).name == queue.name
    assert all("排队" in one or "等位" in one for one in model.shown())
    assert 0 < len(model.shown()) <= 12
    client.post(address, {"do": "rename", "name": "等位"})
    assert Theme.objects.get(pk=queue.id).name == "等位"


def test_while_it_is_off_nothing_is_offered(
    model: LanguageModel, queue: SeenTheme, an: User, signed_in: SignedIn
) -> None:
    switch_assistant(SYSTEM, on=False)
    client, address = signed_in(an), f"/insight/themes/{queue.id}"
    assert "suggest a name" not in shown(client, address)
    told = client.post(address, {"do": "suggest"}, follow=True).content.decode()
    assert "assistant is switched off" in told
    assert not Written.objects.exists()


def test_who_may_not_rename_is_offered_no_names(
    model: LanguageModel, queue: SeenTheme, mei: User, signed_in: SignedIn
) -> None:
    assert "suggest a name" not in shown(signed_in(mei), f"/insight/themes/{queue.id}")


def test_only_voices_that_the_asker_may_read_are_shown(
    model: LanguageModel, queue: SeenTheme, an: User, rui: User, mei: User
) -> None:
    say("W1", QUEUE, 30, first=50)
    found = find(an)
    theme = about(found, "排队")
    ask_name_of_theme(actor_for(mei), theme.id)
    assert set(Written.objects.get().sources.values_list("signal__unit__code", flat=True)) == {"E1"}
    with pytest.raises(NotFound):
        ask_name_of_theme(actor_for(mei), about(found, "停车").id)


def test_a_suggestion_for_another_theme_is_not_taken_over(
    model: LanguageModel, queue: SeenTheme, an: User, signed_in: SignedIn
) -> None:
    model.says = lambda _c, _q: {"name": "别的名字"}
    other = Theme.objects.exclude(pk=queue.id).filter(run__isnull=False).first()
    assert other is not None
    number = ask_name_of_theme(actor_for(an), other.pk)
    write_all()
    assert "别的名字" not in shown(signed_in(an), f"/insight/themes/{queue.id}?suggestion={number}")
    for hostile in ("x", "-1", "9" * 30, "1;--"):
        assert signed_in(an).get(f"/insight/themes/{queue.id}?suggestion={hostile}").status_code == 200


def test_a_failure_is_told_and_can_be_asked_again(
    model: LanguageModel, queue: SeenTheme, an: User, signed_in: SignedIn
) -> None:
    model.status = 401
    client, address = signed_in(an), f"/insight/themes/{queue.id}"
    at = client.post(address, {"do": "suggest"}).headers["Location"]
    write_all()
    page = shown(client, at)
    assert "does not accept the key" in page
    assert "Let the assistant suggest a name" in page


def test_a_suggestion_is_thrown_away_on_the_themes_page(
    model: LanguageModel, queue: SeenTheme, an: User, signed_in: SignedIn
) -> None:
    number = ask_name_of_theme(actor_for(an), queue.id)
    part = signed_in(an).get(
        f"/listen/written/{number}?back=theme:{queue.id}", headers={"HX-Request": "true"}
    )
    assert f"back=theme%3A{queue.id}" in part.content.decode()
    gone = signed_in(an).post(f"/listen/written/{number}/drop", {"back": f"theme:{queue.id}"})
    assert gone.headers["Location"] == f"/insight/themes/{queue.id}"
    assert not Written.objects.exists()
