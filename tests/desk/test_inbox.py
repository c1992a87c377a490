"""The inbox shows what may be read, newest first, and finds what is asked for."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import actor_for
from zhiyin.accounts.models import User
from zhiyin.collect.models import Signal
from zhiyin.journal.errors import BadCursor, Forbidden, Invalid, NotFound
from zhiyin.search.errors import BadCondition
from zhiyin.understand.queries.voice import voice_detail
from zhiyin.understand.queries.voices import Filters, _read_cursor, count_voices, list_voices

SignIn = Callable[[User], Client]


def words(user: User, **filters: str) -> list[str]:
    return [voice.words for voice in list_voices(actor_for(user), Filters(**filters)).voices]  # type: ignore[arg-type]


def test_the_newest_voice_comes_first(heard: list[Signal], lin: User) -> None:
    assert [voice.id for voice in list_voices(actor_for(lin), Filters()).voices] == [s.pk for s in heard]


def test_the_inbox_says_how_many_voices_fit(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    lin_sees, page = actor_for(lin), signed_in(lin).get("/listen/inbox", {"where": "nps <= 6"})
    fitting = len(list_voices(lin_sees, Filters(where="nps <= 6")).voices)
    assert fitting > 1
    assert page.context["fitting"] == fitting == count_voices(lin_sees, Filters(where="nps <= 6"), most=100)
    assert count_voices(lin_sees, Filters(where="nps <= 6"), most=1) == 1


def test_only_what_one_may_read_is_counted(heard: list[Signal], lin: User, mei: User) -> None:
    everything, own = (count_voices(actor_for(who), Filters(), most=100) for who in (lin, mei))
    assert own == len(words(mei))
    assert everything == len(heard)
    assert own < everything


def test_no_number_tells_how_many_voices_hold_a_masked_name(heard: list[Signal], lin: User) -> None:
    assert count_voices(actor_for(lin), Filters(query="店长"), most=100) is None


def test_a_manager_does_not_see_a_foreign_units_voices(heard: list[Signal], mei: User) -> None:
    assert not any("西区" in text for text in words(mei))


def test_a_reader_of_numbers_may_not_read_words(heard: list[Signal], rui: User) -> None:
    with pytest.raises(Forbidden):
        list_voices(actor_for(rui), Filters())


@pytest.mark.parametrize(("query", "begins"), [("退款", "申请退款"), ("空调", "西区的空调")])
def test_two_chinese_characters_find_a_voice(heard: list[Signal], lin: User, query: str, begins: str) -> None:
    (found,) = words(lin, query=query)
    assert found.startswith(begins)


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ("nps <= 3", 2),
        ('tier == "gold"', 1),
        ("sentiment < 0 && nps <= 1", 1),
        ('region == "E"', 4),
        ("has_text == false", 1),
        ('any(aspects, name == "taste" && sentiment > 0)', 1),
        ('text.contains("环境")', 1),
    ],
)
def test_a_condition_narrows_the_inbox(heard: list[Signal], lin: User, where: str, count: int) -> None:
    assert len(words(lin, where=where)) == count


def test_a_wrong_condition_names_its_place_and_what_was_meant(lin: User) -> None:
    with pytest.raises(BadCondition) as caught:
        list_voices(actor_for(lin), Filters(where="npps <= 3"))
    assert caught.value.position == 0
    assert "nps" in caught.value.data["suggestions"]


def test_few_confidential_voices_are_left_out_of_a_filter(heard: list[Signal], lin: User) -> None:
    page = list_voices(actor_for(lin), Filters(query="店长"))
    assert page.voices == []
    assert page.withheld


def test_a_confidential_customer_is_never_named(heard: list[Signal], lin: User) -> None:
    detail = voice_detail(actor_for(lin), heard[4].pk)
    assert (detail.customer, detail.customer_known) == ("", False)


def test_a_customers_name_needs_its_permission(heard: list[Signal], an: User, mei: User) -> None:
    assert voice_detail(actor_for(mei), heard[0].pk).customer == "王0女士"
    assert voice_detail(actor_for(an), heard[0].pk).customer == ""


def test_a_voice_out_of_sight_does_not_exist(heard: list[Signal], mei: User) -> None:
    with pytest.raises(NotFound):
        voice_detail(actor_for(mei), heard[3].pk)


def test_pages_follow_each_other_without_gap_or_repetition(heard: list[Signal], lin: User) -> None:
    seen, cursor = [], ""
    while True:
        page = list_voices(actor_for(lin), Filters(), cursor=cursor, limit=2)
        seen += [voice.id for voice in page.voices]
        cursor = page.older
        if not cursor:
            break
    assert seen == [signal.pk for signal in heard]


def test_hostile_words_are_shown_as_words(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    shown = signed_in(lin).get("/listen/inbox").content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(("language", "title"), [("en", "What customers said"), ("zh-hans", "客户说了什么")])
def test_the_inbox_speaks_both_languages(
    heard: list[Signal], lin: User, signed_in: SignIn, language: str, title: str
) -> None:
    shown = signed_in(lin).get("/listen/inbox", headers={"accept-language": language}).content.decode()
    assert title in shown


def test_a_wrong_condition_is_answered_next_to_the_field(
    heard: list[Signal], lin: User, signed_in: SignIn
) -> None:
    answer = signed_in(lin).get("/listen/inbox", {"where": "nps <"})
    assert answer.status_code == 422
    assert 'id="where-error"' in answer.content.decode()


def test_a_list_of_three_asks_as_many_questions_as_a_list_of_one(
    heard: list[Signal], lin: User, signed_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(lin)
    client.get("/listen/inbox")  # caches are filled
    with CaptureQueriesContext(connection) as one:
        client.get("/listen/inbox", {"q": "退款"})
    with CaptureQueriesContext(connection) as three:
        client.get("/listen/inbox", {"q": "了"})
    assert len(one) == len(three)


@pytest.mark.parametrize(
    "cursor", ["0001-01-01T00:00:00+14:00~5", "2026-01-01T00:00:00Z~9223372036854775808"]
)
def test_a_place_that_no_database_can_hold_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        _read_cursor(cursor)


@given(cursor=st.text(max_size=40).filter(lambda text: "~" not in text))
@settings(max_examples=60)
def test_a_damaged_link_is_refused_in_words(cursor: str) -> None:
    with pytest.raises(Invalid):
        _read_cursor(cursor)
