"""The optional assistant: off by default, masked texts only, within its budget, and gone with what it was made from."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from tests.people import met
from tests.understand.language_model import KEY, LanguageModel, switch_on, write_all
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.collect.forgetting import forget_signals
from zhiyin.collect.models import Signal
from zhiyin.customers.models import Restriction
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import Forbidden, NotFound
from zhiyin.journal.models import Event
from zhiyin.understand.actions.ask_assistant import (
    ask_reply,
    ask_summary,
    ask_theme_name,
    ask_translation,
    try_assistant,
)
from zhiyin.understand.actions.correct_reading import correct_reading
from zhiyin.understand.actions.drop_written import drop_written
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.save_assistant import AssistantFields, save_assistant, switch_assistant
from zhiyin.understand.actions.save_names import save_names
from zhiyin.understand.assistant import writing
from zhiyin.understand.errors import (
    AssistantBudgetSpent,
    AssistantOff,
    NothingToWriteFrom,
    TooFewToSumUp,
    UnusableAssistant,
)
from zhiyin.understand.models import Assistant, AssistantCall, Written
from zhiyin.understand.queries.assistant import assistant_state, offered, written
from zhiyin.understand.queries.voices import Filters
from zhiyin.understand.retention import forget_written

SYSTEM = Actor.system("test")
COMMENTS = (
    "上菜太慢了，等了一个小时",
    "等位时间太长，服务员不理人",
    "味道很好，就是等太久",
    "排队等了四十分钟",
    "菜很新鲜，价格公道",
    "上菜慢，催了三次",
)


def said(words: str, source_id: str = "1", unit: str = "E1") -> int:
    (settled,) = accept_signals(SYSTEM, [SignalDraft(unit=unit, text=words, source_id=source_id)]).settled
    assert settled.id
    read_signals(SYSTEM, signals=[settled.id])
    return settled.id


@pytest.fixture
def comments(organisation: Organisation) -> list[int]:
    return [said(words, str(number)) for number, words in enumerate(COMMENTS)]


def summing_up(comments: list[str], _question: dict[str, Any]) -> dict[str, Any]:
    number = next(n for n, text in enumerate(comments, 1) if "一个小时" in text)
    quotes = [{"comment": number, "words": "等了一个小时"}, {"comment": 1, "words": "从来没有人说过这句话"}]
    return {
        "points": [
            {"says": "客人嫌等得太久", "quotes": quotes},
            {"says": "没有根据的话", "quotes": []},
        ]
    }


# Off by default


def test_nothing_is_offered_nor_asked_before_it_is_set_up(comments: list[int], fang: User) -> None:
    actor = actor_for(fang)
    assert offered(actor) == frozenset()
    with pytest.raises(AssistantOff):
        ask_translation(actor, comments[0])
    assert assistant_state(SYSTEM) is None


def test_what_is_set_up_is_off_until_it_is_switched_on(comments: list[int]) -> None:
    save_assistant(SYSTEM, AssistantFields("https://api.example.com/v1", "m", uses=["translation"]))
    with pytest.raises(AssistantOff):
        ask_translation(SYSTEM, comments[0])


def test_what_is_not_allowed_is_not_asked(model: LanguageModel, comments: list[int]) -> None:
    switch_on(model, uses=["translation"])
    with pytest.raises(AssistantOff):
        ask_reply(SYSTEM, comments[0])


def test_switched_off_what_waits_is_not_asked(model: LanguageModel, comments: list[int]) -> None:
    number = ask_reply(SYSTEM, comments[0])
    switch_assistant(SYSTEM, on=False)
    write_all()
    assert (written(SYSTEM, number).problem, model.asked) == ("switched_off", [])


def test_only_who_changes_settings_sets_it_up(organisation: Organisation, mei: User, an: User) -> None:
    for user in (mei, an):
        with pytest.raises(Forbidden):
            save_assistant(actor_for(user), AssistantFields("https://api.example.com/v1", "m"))
        with pytest.raises(Forbidden):
            switch_assistant(actor_for(user), on=True)
        with pytest.raises(Forbidden):
            try_assistant(actor_for(user))


# Setting up


@pytest.mark.usefixtures("in_english", "db")
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"address": "ftp://example.com"}, "address"),
        ({"address": "http://example.com/v1"}, "address"),
        ({"address": "https://user:pw@example.com/v1"}, "address"),
        ({"address": "https://example.com/v1?a=1"}, "address"),
        ({"model": " "}, "model"),
        ({"key": "a\r\nX-Evil: 1"}, "key"),
        ({"seconds": 4}, "seconds"),
        ({"seconds": 181}, "seconds"),
        ({"monthly_requests": 0}, "monthly_requests"),
        ({"monthly_tokens": 999}, "monthly_tokens"),
        ({"uses": ["tools"]}, "uses"),
    ],
)
def test_what_cannot_be_is_told_by_its_field(more: dict[str, Any], field: str) -> None:
    with pytest.raises(UnusableAssistant) as refused:
        save_assistant(SYSTEM, AssistantFields(**{"address": "https://example.com/v1", "model": "m", **more}))
    assert list(refused.value.data["errors"]) == [field]


@pytest.mark.usefixtures("db")
def test_the_key_is_sealed_kept_for_its_server_and_never_told() -> None:
    fields = {"address": "https://api.example.com/v1", "model": "m"}
    save_assistant(SYSTEM, AssistantFields(**fields, key=KEY))
    save_assistant(SYSTEM, AssistantFields(**{**fields, "address": "https://api.example.com/v2"}))
    row = Assistant.objects.get()
    assert row.key
    assert KEY not in row.key
    assert KEY not in repr(assistant_state(SYSTEM))
    assert KEY not in repr(list(Event.objects.values()))
    with pytest.raises(UnusableAssistant) as refused:
        save_assistant(SYSTEM, AssistantFields(**{**fields, "address": "https://elsewhere.example/v1"}))
    assert list(refused.value.data["errors"]) == ["key"]


def test_a_private_address_is_asked_only_when_it_was_said_to_be_ones_own(
    model: LanguageModel, comments: list[int]
) -> None:
    Assistant.objects.update(own=False)
    number = ask_reply(SYSTEM, comments[0])
    write_all()
    assert (written(SYSTEM, number).problem, model.asked) == ("address_refused", [])


def test_ones_own_server_is_not_where_clouds_hand_out_credentials(comments: list[int]) -> None:
    for address in ("http://169.254.169.254/v1", "http://[fd00:ec2::254]/v1", "http://0.0.0.0:9/v1"):
        Assistant.objects.all().delete()
        save_assistant(SYSTEM, AssistantFields(address, "m", own=True, uses=["reply"]))
        switch_assistant(SYSTEM, on=True)
        number = ask_reply(SYSTEM, comments[0])
        write_all()
        assert (address, written(SYSTEM, number).problem) == (address, "address_refused")
        drop_written(SYSTEM, number)


# What it writes


def test_a_summary_shows_only_citations_that_stand_in_a_comment(
    model: LanguageModel, comments: list[int], fang: User
) -> None:
    model.says = summing_up
    actor = actor_for(fang)
    number = ask_summary(actor, Filters())
    assert written(actor, number).is_under_way
    write_all()
    found = written(actor, number)
    assert [(point.says, [q.words for q in point.quotes]) for point in found.points] == [
        ("客人嫌等得太久", ["等了一个小时"])
    ]
    assert found.points[0].quotes[0].signal == comments[0]
    assert (found.dropped, found.unsupported, found.texts, found.of) == (1, 1, 6, 6)
    assert (found.model, found.state) == ("stub-1", "ready")


def test_a_citation_of_the_wrong_comment_is_given_to_the_right_one(
    model: LanguageModel, comments: list[int]
) -> None:
    model.says = lambda _c, _q: {"points": [{"says": "x", "quotes": [{"comment": 99, "words": "催了三次"}]}]}
    number = ask_summary(SYSTEM, Filters())
    write_all()
    assert written(SYSTEM, number).points[0].quotes[0].signal == comments[5]


def test_fewer_than_five_comments_are_not_summed_up(model: LanguageModel, organisation: Organisation) -> None:
    for number in range(4):
        said(f"味道很好 {number}", str(number))
    with pytest.raises(TooFewToSumUp):
        ask_summary(SYSTEM, Filters())


def test_a_summary_is_made_of_what_its_asker_may_read(
    model: LanguageModel, comments: list[int], fang: User
) -> None:
    said("西区的秘密，谁也不能知道", "w", unit="W1")
    ask_summary(actor_for(fang), Filters())
    write_all()
    assert sorted(model.shown()) == sorted(COMMENTS)


def test_a_translation_goes_into_the_other_language(model: LanguageModel, organisation: Organisation) -> None:
    model.says = lambda _c, _q: {"translation": "…"}
    ask_translation(SYSTEM, said("The waiter was rude and the food was cold.", "1"))
    ask_translation(SYSTEM, said("味道很好，服务员很热情", "2"))
    write_all()
    assert ["Simplified Chinese" in one["messages"][0]["content"] for one in model.asked] == [True, False]


def test_a_reply_is_written_and_nothing_is_sent(model: LanguageModel, comments: list[int]) -> None:
    model.says = lambda _c, _q: {"reply": "很抱歉让您久等了。"}
    number = ask_reply(SYSTEM, comments[0])
    write_all()
    assert written(SYSTEM, number).text == "很抱歉让您久等了。"
    assert model.shown() == [COMMENTS[0]]
    assert not Event.objects.filter(name__startswith="contact.").exists()


def test_a_theme_is_named_from_words_and_quotes(model: LanguageModel, comments: list[int], mei: User) -> None:
    model.says = lambda _c, _q: {"name": "等待 时间"}
    actor = actor_for(mei)
    number = ask_theme_name(actor, words=["等", "上菜"], signals=comments[:2])
    write_all()
    assert written(actor, number).text == "等待 时间"
    with pytest.raises(NotFound):
        ask_theme_name(actor, words=["等"], signals=[said("西区的话", "w", unit="W1")])


def test_the_trial_shows_nobodys_texts(model: LanguageModel, comments: list[int]) -> None:
    model.says = lambda _c, _q: {"says": "ready"}
    number = try_assistant(SYSTEM)
    write_all()
    assert written(SYSTEM, number).text == "ready"
    assert model.shown() == []
    assert model.server.asked[0].headers["authorization"] == f"Bearer {KEY}"


def test_there_is_nothing_to_write_from_without_words(
    model: LanguageModel, organisation: Organisation
) -> None:
    signal = said("看看", "1")
    Signal.objects.filter(pk=signal).update(text="")
    with pytest.raises(NothingToWriteFrom):
        ask_reply(SYSTEM, signal)


# Masked


def test_only_masked_words_leave(model: LanguageModel, organisation: Organisation) -> None:
    signal = said("服务员小王态度差，小王还骂人，请打 13800138000，见 http://a.example/t?token=1", "1")
    ask_reply(SYSTEM, signal)
    write_all()
    (shown,) = model.shown()
    assert "小王" not in shown
    assert "13800138000" not in shown
    assert "example" not in shown
    assert shown.count("••") == 2


def test_a_member_of_staff_stays_masked_when_a_person_took_the_label_away(
    model: LanguageModel, organisation: Organisation
) -> None:
    signal = said("服务员小王态度差", "1")
    for code in ("staff_blamed", "staff_praised", "staff"):
        correct_reading(SYSTEM, signal_id=signal, field="annotation", key=f"named:{code}", value=False)
    ask_reply(SYSTEM, signal)
    write_all()
    assert "小王" not in model.shown()[0]


def test_listed_staff_is_masked_even_for_who_may_know_them(
    model: LanguageModel, organisation: Organisation
) -> None:
    signal = said("欧阳娜娜今天心情不好", "1")
    save_names(SYSTEM, names={}, staff=[("欧阳娜娜", "")])
    ask_reply(SYSTEM, signal)
    write_all()
    assert "娜娜" not in model.shown()[0]


def test_staff_is_masked_before_anything_was_read(model: LanguageModel, organisation: Organisation) -> None:
    (settled,) = accept_signals(
        SYSTEM, [SignalDraft(unit="E1", text="服务员小王态度差", source_id="1")]
    ).settled
    assert settled.id
    ask_reply(SYSTEM, settled.id)
    write_all()
    assert "小王" not in model.shown()[0]


# Budget, time, failures


def test_the_budget_of_requests_holds(model: LanguageModel, comments: list[int], at_noon: datetime) -> None:
    switch_on(model, monthly_requests=1)
    ask_reply(SYSTEM, comments[0])
    write_all()
    with pytest.raises(AssistantBudgetSpent):
        ask_reply(SYSTEM, comments[1])
    AssistantCall.objects.update(at=timezone.now() - timedelta(days=40))
    ask_reply(SYSTEM, comments[1])


def test_the_budget_of_tokens_holds_before_anything_leaves(model: LanguageModel, comments: list[int]) -> None:
    switch_on(model, monthly_tokens=1_000)
    number = ask_reply(SYSTEM, comments[0])
    write_all()
    assert (written(SYSTEM, number).problem, model.asked) == ("budget_spent", [])


def test_tokens_are_counted_as_the_server_does_and_set_aside_where_it_does_not(
    model: LanguageModel, comments: list[int]
) -> None:
    ask_reply(SYSTEM, comments[0])
    write_all()
    model.usage = {"total_tokens": -5}
    ask_reply(SYSTEM, comments[1])
    write_all()
    first, second = AssistantCall.objects.order_by("id")
    assert (first.tokens, first.outcome) == (123, "ok")
    assert second.tokens > 900


def test_a_slow_server_is_not_waited_for(
    model: LanguageModel, comments: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    Assistant.objects.update(seconds=1)
    model.server.waits = threading.Event()
    number = ask_reply(SYSTEM, comments[0])
    write_all()
    assert written(SYSTEM, number).problem == "too_slow"
    assert len(model.server.asked) == 1


def test_a_busy_server_is_asked_three_times_with_pauses(model: LanguageModel, comments: list[int]) -> None:
    model.status = 503
    number = ask_reply(SYSTEM, comments[0])
    for _ in range(5):
        write_all()
        Written.objects.update(not_before=None)
    assert (written(SYSTEM, number).problem, len(model.asked)) == ("busy", 3)
    assert AssistantCall.objects.count() == 3


@pytest.mark.parametrize(
    ("status", "problem", "times"),
    [(401, "key_refused", 1), (404, "not_there", 1), (302, "redirected", 1), (400, "refused", 2)],
)
def test_a_refusal_is_told_and_not_repeated(
    model: LanguageModel, comments: list[int], status: int, problem: str, times: int
) -> None:
    model.status, model.headers = status, {"Location": "http://127.0.0.1:9/"}
    number = ask_reply(SYSTEM, comments[0])
    write_all()
    assert (written(SYSTEM, number).problem, len(model.asked)) == (problem, times)


def test_a_server_that_does_not_know_an_option_is_asked_once_more_without(
    model: LanguageModel, comments: list[int]
) -> None:
    answer = model.server.says
    assert answer is not None
    model.server.says = lambda asked: (400, {}, b"{}") if "response_format" in asked.json else answer(asked)
    number = ask_reply(SYSTEM, comments[0])
    write_all()
    assert written(SYSTEM, number).state == "ready"


def test_what_a_dead_process_was_at_is_told_and_can_be_asked_again(
    model: LanguageModel, comments: list[int]
) -> None:
    number = ask_reply(SYSTEM, comments[0])
    Written.objects.update(
        state="writing", claimed_by="gone", claimed_at=timezone.now() - timedelta(minutes=11)
    )
    writing.write_what_waits()
    assert written(SYSTEM, number).problem == "interrupted"
    again = ask_reply(SYSTEM, comments[0])
    write_all()
    assert written(SYSTEM, again).state == "ready"


# Kept, shared, forgotten


def test_the_same_question_is_asked_once(model: LanguageModel, comments: list[int], fang: User) -> None:
    first = ask_reply(SYSTEM, comments[0])
    write_all()
    assert ask_reply(actor_for(fang), comments[0]) == first
    write_all()
    assert len(model.asked) == 1


def test_what_was_written_is_for_who_may_read_all_it_was_made_from(
    model: LanguageModel, comments: list[int], fang: User, rui: User, mei: User
) -> None:
    model.says = summing_up
    said("西区也说等了一个小时", "w", unit="W1")
    number = ask_summary(SYSTEM, Filters())
    write_all()
    with pytest.raises(NotFound):
        written(actor_for(mei), number)
    with pytest.raises(Forbidden):
        written(actor_for(rui), number)
    own = ask_reply(SYSTEM, comments[0])
    assert written(actor_for(mei), own).use == "reply"


def test_it_goes_with_any_signal_that_it_was_made_from(model: LanguageModel, comments: list[int]) -> None:
    model.says = summing_up
    ask_summary(SYSTEM, Filters())
    write_all()
    forget_signals([Signal.objects.get(pk=comments[4])])
    assert not Written.objects.exists()


def test_it_goes_when_a_signal_says_something_else(model: LanguageModel, comments: list[int]) -> None:
    ask_reply(SYSTEM, comments[0])
    write_all()
    accept_signals(SYSTEM, [SignalDraft(unit="E1", text="其实还好", source_id="0")])
    while deliver_pending():
        pass
    assert not Written.objects.exists()


def test_it_is_forgotten_in_time(model: LanguageModel, comments: list[int]) -> None:
    ask_reply(SYSTEM, comments[0])
    assert forget_written(timezone.now() - timedelta(days=1), 10) == 0
    assert forget_written(timezone.now() + timedelta(days=1), 10) == 1


def test_what_is_thrown_away_is_written_anew(model: LanguageModel, comments: list[int]) -> None:
    drop_written(SYSTEM, ask_reply(SYSTEM, comments[0]))
    assert not Written.objects.exists()
    assert Event.objects.filter(name="understand.assistant_dropped").count() == 1


def test_a_customer_whose_data_is_restricted_is_not_shown_to_it(
    model: LanguageModel, organisation: Organisation
) -> None:
    signal = said("味道很好，服务员很热情", "1")
    customer = met("email", "a@example.com", name="安娜").pk
    Signal.objects.filter(pk=signal).update(customer_id=customer)
    Restriction.objects.create(customer_id=customer, by="team")
    with pytest.raises(NothingToWriteFrom):
        ask_reply(SYSTEM, signal)


def test_the_journal_holds_no_text(model: LanguageModel, comments: list[int]) -> None:
    ask_reply(SYSTEM, comments[0])
    write_all()
    (event,) = Event.objects.filter(name="understand.assistant_asked")
    assert event.data == {"use": "reply", "texts": 1}
