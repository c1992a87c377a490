"""Names of staff are masked wherever words are shown, for whoever may not know them."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.act.actions.open_case import open_case
from zhiyin.act.queries.case import read_case
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.journal.delivery import deliver_pending
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.save_names import save_names
from zhiyin.understand.actions.start_coding import start_coding
from zhiyin.understand.queries.coding import next_to_code
from zhiyin.understand.queries.voice import voice_detail
from zhiyin.understand.queries.voices import Filters, list_voices
from zhiyin.understand.queries.words import in_context, words_apart

SYSTEM = Actor.system("test")
BLAMED = "服务员王小丽态度太差了，上菜慢。小丽还不道歉，说王小丽就这样"


def say(text: str, unit: str = "E1", *, read: bool = True, **more: str) -> int:
    settled = accept_signals(SYSTEM, [SignalDraft(unit=unit, text=text, **more)]).settled  # type: ignore[arg-type]
    (key,) = [one.id for one in settled if one.id]
    if read:
        read_signals(SYSTEM, signals=[key])
    return key


def inbox(user: User, **filters: str) -> list[str]:
    return [voice.words for voice in list_voices(actor_for(user), Filters(**filters)).voices]


def test_whoever_may_not_know_staff_reads_dots_for_every_way_they_are_named(
    organisation: Organisation, fang: User, mei: User
) -> None:
    say(BLAMED)
    assert inbox(mei) == [BLAMED]
    assert inbox(fang) == ["服务员•••态度太差了，上菜慢。••还不道歉，说•••就这样"]


def test_offsets_still_point_into_the_words(organisation: Organisation, fang: User) -> None:
    say(BLAMED)
    (voice,) = list_voices(actor_for(fang), Filters()).voices
    assert len(voice.words) == len(BLAMED)
    spans = [(m["start"], m["end"]) for m in voice.mentions if "慢" in BLAMED[m["start"] : m["end"]]]
    assert spans
    assert all(voice.words[a:b] == BLAMED[a:b] for a, b in spans)


def test_what_nobody_has_read_yet_is_masked_too(organisation: Organisation, fang: User) -> None:
    say(BLAMED, read=False)
    assert "小丽" not in inbox(fang)[0]


def test_a_name_is_masked_from_the_moment_it_is_listed(
    organisation: Organisation, fang: User, lin: User
) -> None:
    say("小蝶很热情，带Amy看了菜单")
    assert inbox(fang) == ["小蝶很热情，带Amy看了菜单"]
    save_names(actor_for(lin), names={}, staff=[("小蝶", "E1"), ("amy", "W1")])
    assert inbox(fang) == ["••很热情，带Amy看了菜单"]


def test_nobody_finds_a_name_that_they_may_not_read(
    organisation: Organisation, fang: User, mei: User
) -> None:
    say(BLAMED)
    assert len(inbox(mei, query="王小丽")) == 1
    assert inbox(fang, query="王小丽") == []
    assert inbox(fang, query="小丽") == []
    assert len(inbox(fang, query="上菜慢")) == 1


def test_a_condition_on_the_text_gives_no_name_away(
    organisation: Organisation, fang: User, mei: User
) -> None:
    say(BLAMED)
    say("上菜慢，等了半小时")
    where = 'text.contains("慢")'
    assert len(inbox(mei, where=where)) == 2
    assert inbox(fang, where=where) == ["上菜慢，等了半小时"]


def test_words_in_context_show_no_masked_name(organisation: Organisation, fang: User, mei: User) -> None:
    say(BLAMED)
    assert in_context(actor_for(mei), Filters(), "王小丽", sort="text").found.total == 2
    assert in_context(actor_for(fang), Filters(), "王小丽", sort="text").found.total == 0
    (line,) = in_context(actor_for(fang), Filters(), "态度", sort="text").found.lines
    assert "小丽" not in line.left + line.right


def test_words_that_set_texts_apart_are_no_names(organisation: Organisation, fang: User) -> None:
    for number in range(12):
        say(f"服务员王小丽态度太差了，{number}点了还不上菜")
        say(f"味道很好，第{number}次来了，环境干净")
    apart = words_apart(actor_for(fang), Filters())
    assert apart.unhappy
    assert not any("小丽" in key.word for key in apart.unhappy)


def test_attributes_and_earlier_words_are_masked_with_it(
    organisation: Organisation, fang: User, mei: User
) -> None:
    key = say("店员张小美态度很差", source="reviews", source_id="1")
    say(BLAMED, source="reviews", source_id="1", attributes={"接待": "王小丽"})  # type: ignore[arg-type]
    detail = voice_detail(actor_for(fang), key)
    assert detail.attributes["接待"] == "•••"
    assert "张小美" not in str(detail.earlier[0].content)
    assert voice_detail(actor_for(mei), key).attributes["接待"] == "王小丽"


def test_a_case_shows_the_words_as_the_inbox_does(organisation: Organisation, fang: User, mei: User) -> None:
    key = say(BLAMED)
    case = open_case(actor_for(mei), signal_id=key)
    for user, seen in ((mei, True), (fang, False)):
        voice = read_case(actor_for(user), case.id).voice
        assert voice is not None
        assert ("王小丽" in voice.words) is seen


def test_coders_read_masked_words(organisation: Organisation, fang: User, lin: User) -> None:
    say(BLAMED)
    number = start_coding(actor_for(lin), name="yardstick", size=10)
    found = next_to_code(actor_for(fang), number)
    assert found is not None
    assert "小丽" not in found.words
    mine = next_to_code(actor_for(lin), number)
    assert mine is not None
    assert "王小丽" in mine.words


@pytest.mark.parametrize(
    "address", ["/listen/inbox", "/listen/signals/{}", "/api/v1/signals", "/api/v1/signals/{}"]
)
def test_no_page_or_answer_names_staff_to_the_frontline(
    organisation: Organisation, fang: User, mei: User, signed_in: Callable[[User], Client], address: str
) -> None:
    key = say(BLAMED)
    deliver_pending()

    def read(user: User) -> str:
        answer = signed_in(user).get(address.format(key))
        return str(answer.json()) if "api" in address else answer.content.decode()

    assert "小丽" not in read(fang)
    assert "王小丽" in read(mei)
