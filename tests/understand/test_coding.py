"""People code a random sample blind; what they say measures each other and the machine."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.journal.errors import Forbidden, Invalid, NotFound
from zhiyin.understand.actions.code_text import code_text
from zhiyin.understand.actions.correct_reading import correct_reading
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.start_coding import close_coding, reopen_coding, start_coding
from zhiyin.understand.errors import NothingToCode, RoundClosed, UnknownLabel
from zhiyin.understand.models import Coding, CodingItem
from zhiyin.understand.queries.coding import coding_round, next_to_code, results, rounds

SYSTEM = Actor.system("test")
WORDS = {
    "E1": ("味道很好，很满意", "上菜太慢了，很生气", "服务员很热情，喜欢"),
    "W1": ("难吃，再也不来了", "环境很干净，舒服"),
}


@pytest.fixture
def voices(organisation: Organisation) -> None:
    drafts = [
        SignalDraft(unit=unit, text=text, source_id=f"{unit}{n}")
        for unit, texts in WORDS.items()
        for n, text in enumerate(texts)
    ]
    read_signals(SYSTEM, signals=[one.id for one in accept_signals(SYSTEM, drafts).settled if one.id])


@pytest.fixture
def number(voices: None, lin: User) -> int:
    return start_coding(actor_for(lin), name="November", size=5, seed=1)


def code(user: User, number: int, say: Callable[[str], tuple[str, dict[str, str]]]) -> None:
    """The user codes everything that is left to code."""
    actor = actor_for(user)
    while text := next_to_code(actor, number):
        sentiment, aspects = say(text.words)
        code_text(actor, item_id=text.item, sentiment=sentiment, aspects=aspects)


def truth(words: str) -> tuple[str, dict[str, str]]:
    bad = "慢" in words or "难吃" in words
    aspects = {"taste": "positive"} if "味道" in words else {}
    return ("negative" if bad else "positive"), aspects


def test_the_same_seed_draws_the_same_texts(voices: None, lin: User) -> None:
    drawn = []
    for _ in range(2):
        number = start_coding(actor_for(lin), name="again", size=3, seed=7)
        items = CodingItem.objects.filter(round_id=number).order_by("position")
        drawn.append(list(items.values_list("signal_id", flat=True)))
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 3


def test_a_condition_narrows_what_is_drawn(voices: None, lin: User) -> None:
    number = start_coding(actor_for(lin), name="east", size=100, where='region == "E"')
    assert coding_round(actor_for(lin), number).texts == 3


def test_a_coder_sees_the_words_and_nothing_that_was_said_of_them(number: int, lin: User, an: User) -> None:
    first = next_to_code(actor_for(lin), number)
    assert first is not None
    code_text(actor_for(lin), item_id=first.item, sentiment="positive", aspects={})
    other = next_to_code(actor_for(an), number)
    assert other is not None
    assert (other.item, other.sentiment, other.aspects) == (first.item, "", {})


def test_coded_again_the_latest_counts(number: int, lin: User) -> None:
    actor = actor_for(lin)
    first = next_to_code(actor, number)
    assert first is not None
    code_text(actor, item_id=first.item, sentiment="positive", aspects={})
    code_text(actor, item_id=first.item, sentiment="unclear", aspects={"price": "negative"})
    again = next_to_code(actor, number, first.position)
    assert again is not None
    assert (again.sentiment, again.aspects) == ("unclear", {"price": "negative"})
    assert Coding.objects.count() == 1


def test_people_who_agree_have_an_alpha_of_one_and_measure_the_machine(
    number: int, lin: User, an: User
) -> None:
    for user in (lin, an):
        code(user, number, truth)
    found = results(actor_for(lin), number)
    assert (found.people.value, found.people.n, found.by_two) == (1.0, 5, 5)
    assert found.machine.accuracy.value == 1.0
    taste = next(topic for topic in found.topics if topic.code == "taste")
    assert taste.agreement.value == 1.0
    assert taste.machine is not None
    assert taste.machine.recall == 1.0


def test_people_who_contradict_each_other_have_a_low_alpha_and_are_no_yardstick(
    number: int, lin: User, an: User
) -> None:
    turned = {"positive": "negative", "negative": "positive"}
    code(lin, number, truth)
    code(an, number, lambda words: (turned[truth(words)[0]], {}))
    found = results(actor_for(lin), number)
    assert found.people.value is not None
    assert found.people.value < 0
    assert (found.machine.n, found.left_out) == (0, 5)


def test_the_machine_is_measured_by_what_it_said_not_by_corrections(number: int, lin: User) -> None:
    item = CodingItem.objects.filter(round_id=number).first()
    assert item is not None
    correct_reading(actor_for(lin), signal_id=item.signal_id, field="sentiment", value="neutral")
    code(lin, number, truth)
    assert results(actor_for(lin), number).machine.accuracy.value == 1.0


def test_a_text_whose_words_have_changed_is_left_out(number: int, lin: User) -> None:
    code(lin, number, truth)
    accept_signals(SYSTEM, [SignalDraft(unit="E1", text="其实一般", source_id="E10")])
    found = results(actor_for(lin), number)
    assert (found.coded, found.left_out) == (4, 1)


def test_a_coder_of_one_store_codes_its_texts_only(number: int, fang: User) -> None:
    code(fang, number, truth)
    assert rounds(actor_for(fang))[0].mine == 3


def test_a_text_of_another_unit_cannot_be_coded(number: int, fang: User) -> None:
    west = CodingItem.objects.filter(round_id=number, signal__unit__code="W1").first()
    assert west is not None
    with pytest.raises(NotFound):
        code_text(actor_for(fang), item_id=west.pk, sentiment="positive", aspects={})


def test_in_a_closed_round_nothing_is_coded(number: int, lin: User) -> None:
    text = next_to_code(actor_for(lin), number)
    assert text is not None
    close_coding(actor_for(lin), number)
    with pytest.raises(RoundClosed):
        code_text(actor_for(lin), item_id=text.item, sentiment="positive", aspects={})


def test_a_round_that_is_opened_again_is_coded_in(number: int, lin: User) -> None:
    text = next_to_code(actor_for(lin), number)
    assert text is not None
    close_coding(actor_for(lin), number)
    reopen_coding(actor_for(lin), number)
    code_text(actor_for(lin), item_id=text.item, sentiment="positive", aspects={})
    assert Coding.objects.count() == 1


def test_a_round_without_texts_is_not_started(voices: None, lin: User) -> None:
    with pytest.raises(NothingToCode):
        start_coding(actor_for(lin), name="none", size=5, where='unit == "X9"')


@pytest.mark.parametrize(("name", "size"), [("", 5), ("x" * 121, 5), ("ok", 0), ("ok", 1_001)])
def test_a_round_needs_a_name_and_a_size(voices: None, lin: User, name: str, size: int) -> None:
    with pytest.raises(Invalid):
        start_coding(actor_for(lin), name=name, size=size)


def test_a_label_that_does_not_exist_is_no_coding(number: int, lin: User) -> None:
    text = next_to_code(actor_for(lin), number)
    assert text is not None
    with pytest.raises(UnknownLabel):
        code_text(actor_for(lin), item_id=text.item, sentiment="splendid", aspects={})


def test_who_may_not_read_everywhere_starts_no_round(voices: None, fang: User) -> None:
    with pytest.raises(Forbidden):
        start_coding(actor_for(fang), name="mine", size=3)


def test_a_program_starts_a_round_and_reads_its_results(
    voices: None, lin: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    made = client.post(
        "/api/v1/coding-rounds", {"name": "API", "size": 2, "seed": 3}, content_type="application/json"
    )
    assert made.status_code == 201, made.content
    number = made.json()["id"]
    text = client.get(f"/api/v1/coding-rounds/{number}/next").json()["text"]
    put = client.put(
        f"/api/v1/coding-rounds/items/{text['item']}",
        {"sentiment": "positive"},
        content_type="application/json",
    )
    assert put.status_code == 204, put.content
    assert client.get(f"/api/v1/coding-rounds/{number}/results").json()["coded"] == 1
    assert client.post(f"/api/v1/coding-rounds/{number}/close").json()["closed_at"]


def test_a_round_is_drawn_coded_and_read_on_its_pages(
    voices: None, lin: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    started = client.post("/listen/coding", {"name": "Page", "size": "5"}, follow=True)
    number = started.redirect_chain[0][0].rsplit("/", 1)[1]
    while text := next_to_code(actor_for(lin), int(number)):
        sentiment, aspects = truth(text.words)
        answers = {f"aspect_{code}": feeling for code, feeling in aspects.items()}
        client.post(f"/listen/coding/{number}", {"item": text.item, "sentiment": sentiment, **answers})
    done = client.get(f"/listen/coding/{number}").content.decode()
    assert "You have coded every text" in done
    assert f'href="/listen/coding/{number}/results"' in done
    page = client.get(f"/listen/coding/{number}/results").content.decode()
    assert "The machine feels as most people do in 100% of 5 texts." in page


def test_a_text_is_not_saved_without_a_feeling(
    number: int, lin: User, signed_in: Callable[[User], Client]
) -> None:
    text = next_to_code(actor_for(lin), number)
    assert text is not None
    page = signed_in(lin).post(f"/listen/coding/{number}", {"item": text.item}).content.decode()
    assert "Say how the whole feels" in page
    assert not Coding.objects.exists()


def test_a_condition_that_cannot_be_read_is_said_beside_the_field(
    voices: None, lin: User, signed_in: Callable[[User], Client]
) -> None:
    page = (
        signed_in(lin)
        .post("/listen/coding", {"name": "x", "size": "5", "where": "channel =="})
        .content.decode()
    )
    assert 'aria-describedby="id_where' in page or "error" in page


def test_an_aspect_that_people_found_nowhere_has_no_recall(
    number: int, lin: User, signed_in: Callable[[User], Client]
) -> None:
    while text := next_to_code(actor_for(lin), number):
        code_text(actor_for(lin), item_id=text.item, sentiment="positive", aspects={})
    page = signed_in(lin).get(f"/listen/coding/{number}/results").content.decode()
    rows = [row for row in page.split("<tr>") if 'scope="row"' in row and row.count('class="n') >= 6]
    assert rows
    assert all(row.split('<td class="n')[3].startswith('">–<') for row in rows)
