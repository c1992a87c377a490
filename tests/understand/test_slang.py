"""What slang means here: set by people, shown before it is saved, found in what customers say, taken back."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event
from zhiyin.science.understand.slang.words import Slang
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.save_names import save_names
from zhiyin.understand.actions.save_slang import save_slang, switch_shipped
from zhiyin.understand.errors import NoSuchSlang, UnusableSlang
from zhiyin.understand.models import Reading
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.rereading import versions
from zhiyin.understand.queries.slang import current_words, list_shipped, read_slang
from zhiyin.understand.queries.slang_sample import read_slang_sample

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SYSTEM = Actor.system("test")
SAID = "这家店的服务真下头"


def heard(text: str, *, read: bool = True) -> Reading | None:
    """The reading of this text, said now."""
    settled = accept_signals(SYSTEM, [SignalDraft(unit="E1", text=text)]).settled
    ids = [one.id for one in settled if one.id]
    if not read:
        return None
    read_signals(SYSTEM, signals=ids)
    return Reading.objects.get(signal_id=ids[0])


def rules(reading: Reading | None) -> list[str]:
    assert reading is not None
    return [one["rule"] for one in reading.annotations]


def test_new_texts_are_read_with_own_words_at_once_and_say_so(organisation: Organisation, lin: User) -> None:
    before = heard(SAID)
    assert before is not None
    assert before.label == "positive"
    save_slang(actor_for(lin), lists={"blame": [" 下头 "], "praise": ["绝绝紫"], "irony": ["🐶"]})
    after = heard(SAID + "！")
    assert after is not None
    assert after.label == "negative"
    assert "slang.own.blame" in rules(after)
    assert after.mentions[0]["sentiment"] < 0


def test_other_words_mean_another_analyser_and_a_deleted_line_takes_them_back(
    organisation: Organisation, lin: User
) -> None:
    heard(SAID)
    before = analyser.name()
    save_slang(actor_for(lin), lists={"blame": ["下头"]})
    assert analyser.name() != before
    assert versions(actor_for(lin)).by_others == 1
    save_slang(actor_for(lin), lists={"blame": []})
    assert analyser.name() == before
    assert read_slang(actor_for(lin)).slang == Slang()


def test_asking_for_the_words_again_costs_two_small_queries(
    organisation: Organisation, lin: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    save_slang(actor_for(lin), lists={"blame": ["下头"]})
    first = current_words()
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        assert current_words() is first


def test_the_journal_tells_how_many_words_changed_and_none_of_them(
    organisation: Organisation, lin: User
) -> None:
    for _again in range(2):
        save_slang(actor_for(lin), lists={"blame": ["下头"], "off": ["踩雷", "🙂"]})
    told = [event.data for event in Event.objects.filter(name="understand.slang_saved")]
    assert told == [{"changed": {"blame": {"added": 1, "removed": 0}, "off": {"added": 2, "removed": 0}}}]


def test_a_shipped_word_is_switched_off_and_on_again(organisation: Organisation, lin: User) -> None:
    assert "emotion.disappointment" in rules(heard("我的车翻车了"))
    switch_shipped(actor_for(lin), word="翻车", on=False)
    assert "emotion.disappointment" not in rules(heard("我的车又翻车了"))
    (row,) = list_shipped(actor_for(lin), query="翻车")
    assert row.is_off
    switch_shipped(actor_for(lin), word="翻车", on=True)
    assert read_slang(actor_for(lin)).slang == Slang()
    with pytest.raises(NoSuchSlang):
        switch_shipped(actor_for(lin), word="下头", on=False)


def test_switching_a_shipped_word_on_takes_its_own_meaning_away(
    organisation: Organisation, lin: User
) -> None:
    save_slang(actor_for(lin), lists={"praise": ["拔草", "绝绝紫"]})
    (row,) = list_shipped(actor_for(lin), query="拔草")
    assert (row.own_meaning, row.is_on) == ("praise", False)
    switch_shipped(actor_for(lin), word="拔草", on=True)
    assert read_slang(actor_for(lin)).slang == Slang(praise=("绝绝紫",))


def test_words_that_cannot_be_used_are_told_line_by_line_and_nothing_is_saved(
    organisation: Organisation, lin: User
) -> None:
    with pytest.raises(UnusableSlang) as found:
        save_slang(actor_for(lin), lists={"praise": ["绝绝紫", "好"], "blame": ["绝绝紫", "x" * 31]})
    told = [(one["list"], one["line"]) for one in found.value.data["errors"]]
    assert told == [("praise", 2), ("blame", 1), ("blame", 2)]
    assert read_slang(actor_for(lin)).changed_at is None


def test_the_sample_tells_what_would_be_read_differently_and_saves_nothing(
    organisation: Organisation, lin: User
) -> None:
    heard(SAID)
    heard("味道很好", read=False)
    found = read_slang_sample(actor_for(lin), Slang(blame=("下头",)))
    assert (found.texts, found.differ) == (2, 1)
    (quote,) = found.quotes
    assert quote.words == SAID
    assert quote.words[quote.mentions[0]["start"] : quote.mentions[0]["end"]] == "下头"
    assert (quote.before.label, quote.after.label) == ("positive", "negative")
    assert read_slang(actor_for(lin)).slang == Slang()
    assert read_slang_sample(actor_for(lin), Slang()).differ == 0


def test_names_of_staff_are_masked_in_the_sample(organisation: Organisation, lin: User) -> None:
    save_names(actor_for(lin), names={}, staff=[("王小丽", "")])
    heard("王小丽的服务真下头")
    scopes = frozenset({"settings.manage", "voice.read"})
    key = Actor("key", "1", "a key", (Grant("administrator", "", scopes),))
    (quote,) = read_slang_sample(key, Slang(blame=("下头",))).quotes
    assert quote.words == "•••的服务真下头"


def test_only_who_manages_settings_sees_and_changes_slang(organisation: Organisation, mei: User) -> None:
    for act in (
        lambda actor: read_slang(actor),
        lambda actor: list_shipped(actor),
        lambda actor: save_slang(actor, lists={}),
        lambda actor: switch_shipped(actor, word="踩雷", on=False),
        lambda actor: read_slang_sample(actor, Slang()),
    ):
        with pytest.raises(Forbidden):
            act(actor_for(mei))


@pytest.mark.usefixtures("in_english")
def test_words_are_typed_looked_at_and_saved_on_the_page(
    organisation: Organisation, lin: User, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    heard(SAID)
    typed = {"praise": "绝绝紫\r\n\r\nslaps", "blame": "下头", "irony": "🐶"}
    looked = client.post("/settings/slang", typed | {"preview": "1"}).content.decode()
    assert "1 voice would be read differently" in looked
    assert "unhappy" in looked
    assert read_slang(actor_for(lin)).changed_at is None
    assert "Change something" in client.get("/settings/slang").content.decode()
    assert client.post("/settings/slang", typed).status_code == 302
    kept = read_slang(actor_for(lin)).slang
    assert kept == Slang(praise=("绝绝紫", "slaps"), blame=("下头",), irony=("🐶",))
    page = client.get("/settings/slang", follow=True).content.decode()
    assert "绝绝紫\nslaps" in page
    part = client.post("/settings/slang/sample", {"praise": "绝绝紫"}).content.decode()
    assert "would be read differently" in part


@pytest.mark.usefixtures("in_english")
def test_a_wrong_line_stands_beside_its_list_with_what_to_do(
    organisation: Organisation, lin: User, signed_in: SignIn
) -> None:
    refused = signed_in(lin).post("/settings/slang", {"blame": "下头\r\n差\r\n下頭", "praise": "<b>好</b>"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Line 2, “差”: one character stands in too many other words." in page
    assert "Line 3, “下頭”: the same stands in line 1 already (“下头”)." in page
    assert "<b>好</b>" not in page
    assert "Line 1" in signed_in(lin).post("/settings/slang/sample", {"off": "下头"}).content.decode()


@pytest.mark.usefixtures("in_english")
def test_shipped_words_are_searched_and_switched_on_the_page(
    organisation: Organisation, lin: User, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    page = client.get("/settings/slang", {"q": "拔草"}).content.decode()
    assert "Emotion: disappointment" in page
    assert "> 拔草</span></button>" in page
    assert "踩雷" not in page
    assert "mark of irony" in client.get("/settings/slang", {"q": "🙂"}).content.decode()
    assert "卧槽" in client.get("/settings/slang", {"meaning": "other"}).content.decode()
    assert "No shipped word is like that" in client.get("/settings/slang", {"q": "xyz"}).content.decode()
    switched = client.post("/settings/slang/switch", {"word": "拔草", "on": "0", "q": "拔草"})
    assert switched.headers["Location"] == "/settings/slang?q=%E6%8B%94%E8%8D%89#shipped"
    page = client.get("/settings/slang", {"q": "拔草"}).content.decode()
    assert "back to the shipped meaning" in page
    assert client.post("/settings/slang/switch", {"word": "nothing", "on": "0"}).status_code == 404


def test_the_page_is_chinese_for_whoever_reads_chinese(
    organisation: Organisation, lin: User, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    client.post("/language", {"language": "zh-hans"})
    page = client.get("/settings/slang?q=踩雷", headers={"accept-language": "zh-CN"}).content.decode()
    assert "踩雷" in page
    assert "情绪：失望" in page
    assert "保存" in page


def test_programs_set_and_read_slang_and_look_before_they_do(
    organisation: Organisation, lin: User, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    heard(SAID)
    body = {"blame": ["下头"], "off": ["🙂"]}
    looked = client.post("/api/v1/slang/sample", body, content_type="application/json").json()
    assert (looked["texts"], looked["differ"]) == (1, 1)
    assert looked["quotes"][0]["spans"] == [[7, 9]]
    assert looked["quotes"][0]["after"]["label"] == "negative"
    told = client.put("/api/v1/slang", body, content_type="application/json").json()
    assert (told["blame"], told["off"], told["praise"]) == (["下头"], ["🙂"], [])
    shipped = {one["word"]: one for one in client.get("/api/v1/slang").json()["shipped"]}
    assert (shipped["🙂"]["is_on"], shipped["🙂"]["meaning"]) == (False, "irony")
    assert {"kind": "emotion", "code": "disappointment"} in shipped["踩雷"]["shows"]
    refused = client.put("/api/v1/slang", {"blame": ["好"]}, content_type="application/json")
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["code"] == "unusable_slang"
    assert [(one["list"], one["line"], one["word"]) for one in problem["data"]["errors"]] == [
        ("blame", 1, "好")
    ]
