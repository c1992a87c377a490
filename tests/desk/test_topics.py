"""What people talk about: the list, one topic with its quotes, as far as each reader may see them."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import AnswerDraft, SignalDraft, accept_signals
from zhiyin.collect.models import Signal
from zhiyin.journal.errors import Forbidden
from zhiyin.measure.command import as_text, spoken_of
from zhiyin.measure.feeding.feeder import feed_pending
from zhiyin.measure.queries.quotes import quoted
from zhiyin.measure.queries.topics import About, one_topic
from zhiyin.understand.actions.find_copies import find_copies
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.save_taxonomy import switch_taxonomy

SignIn = Callable[[User], Client]
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SAID = (
    # unit, words, nps, identity
    ("E1", "排队太久了，以后再也不来了", 1, "known"),
    ("E1", "排队太久了，服务员态度很差", 2, "known"),
    ("E2", "服务员很热情，味道很好", 10, "known"),
    ("W1", "西区排队很慢，味道不错", 3, "known"),
    ("W1", "悄悄说一句，排队两个小时", 2, "anonymous"),
    ("E2", "", 9, "known"),
)


@pytest.fixture
def heard(organisation: Organisation, lake: object, in_english: object) -> list[Signal]:
    """The signals, in the order of SAID, read and fed."""
    actor = Actor.system("test")
    drafts = [
        SignalDraft(
            source="test",
            source_id=f"T{i}",
            kind="review",
            channel="dianping",
            unit=unit,
            occurred_at=NOW - timedelta(hours=i),
            text=words,
            identity=identity,
            answers=[AnswerDraft(item="recommend", construct="nps", value=nps)],
        )
        for i, (unit, words, nps, identity) in enumerate(SAID)
    ]
    ids = [settled.id for settled in accept_signals(actor, drafts, source="test").settled]
    read_signals(actor, signals=[key for key in ids if key])
    while feed_pending():
        pass
    return [Signal.objects.get(pk=key) for key in ids]


@pytest.fixture
def crowd(organisation: Organisation, lake: object, in_english: object) -> None:
    """Sixty customers and mystery visitors at three units, of whom some repeat others."""
    actor = Actor.system("test")
    switch_taxonomy(actor, code="restaurant", on=True)
    parts = ("排队太久了", "服务员很热情", "服务员态度很差", "等位半天没人理，服务员很热情", "味道很好")
    drafts = [
        SignalDraft(
            source="test",
            source_id=f"K{i}{again}",
            kind="review" if i % 3 else "survey",
            channel="dianping" if i % 4 else "sms",
            unit=("E1", "E2", "W1")[i % 3],
            occurred_at=NOW - timedelta(hours=5 * i),
            text=f"第{i}次来，{parts[i % 5]}，{parts[(i // 5) % 5]}"
            + "，下回还带一家老小来这里吃饭" * (i % 2),
            population="inspector" if i % 7 == 3 else "customer",
            answers=[AnswerDraft(item="recommend", construct="nps", value=i % 11)],
        )
        for i, again in [*((i, "") for i in range(60)), *((i, "b") for i in range(1, 20, 2))]
    ]
    ids = [settled.id for settled in accept_signals(actor, drafts, source="test").settled]
    keys = [key for key in ids if key]
    read_signals(actor, signals=keys)
    find_copies(actor, signals=keys)
    while feed_pending():
        pass


def page(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.content.decode()[-3000:]
    return response.content.decode()


def test_the_list_names_what_is_spoken_of_and_leads_to_it(
    heard: list[Signal], an: User, signed_in: SignIn
) -> None:
    said = page(signed_in(an), "/insight/topics", unit="E")
    assert 'href="/insight/topics/waiting?unit=E"' in said
    assert "Intent: threatens to leave" in said
    assert "What the 1 person who threatens to leave speaks of" in said
    assert "NPS" in said


def test_categories_of_a_taxonomy_can_be_listed(heard: list[Signal], an: User, signed_in: SignIn) -> None:
    assert 'href="/insight/topics/six_factors.service"' in page(
        signed_in(an), "/insight/topics", of="six_factors"
    )
    assert signed_in(an).get("/insight/topics?of=hotel").status_code == 422  # it is not switched on


def test_a_topic_shows_its_words_quotes_and_evidence(
    heard: list[Signal], lin: User, signed_in: SignIn
) -> None:
    said = page(signed_in(lin), "/insight/topics/waiting")
    assert '<mark class="neg">排队</mark>太久了，服务员态度很差' in said
    assert f"/listen/signals/{heard[1].pk}" in said
    assert '/listen/words?q=%E6%8E%92%E9%98%9F"' in said


def test_protected_voices_of_few_people_are_not_quoted(
    heard: list[Signal], lin: User, signed_in: SignIn
) -> None:
    said = page(signed_in(lin), "/insight/topics/waiting")
    assert "悄悄" not in said
    assert "Confidential voices are left out here" in said


def test_a_manager_reads_and_counts_the_own_units_only(
    heard: list[Signal], mei: User, signed_in: SignIn
) -> None:
    said = page(signed_in(mei), "/insight/topics/waiting")
    assert "西区" not in said
    assert "东一店" in said
    assert signed_in(mei).get("/insight/topics/waiting?unit=W1").status_code == 404


def test_a_category_and_an_annotation_have_pages_too(
    heard: list[Signal], lin: User, signed_in: SignIn
) -> None:
    assert "服务员" in page(signed_in(lin), "/insight/topics/six_factors.service")
    leaving = page(signed_in(lin), "/insight/topics/intent:churn_threat")
    assert "以后再也不" in leaving
    assert 'href="/insight/topics/waiting"' in leaving


def test_the_inbox_shows_all_that_is_quoted(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    client = signed_in(lin)
    said = page(client, "/insight/topics/waiting", unit="E1")
    address = next(part for part in said.split('"') if part.startswith("/listen/inbox?where="))
    inbox = page(client, address.replace("&amp;", "&"))
    assert f"/listen/signals/{heard[0].pk}" in inbox
    assert f"/listen/signals/{heard[3].pk}" not in inbox


INBOX = re.compile(r'href="(/listen/inbox\?where=[^"]+)"')


def listed(client: Client, address: str) -> set[str]:
    """The voices of an inbox's pages, by their addresses."""
    found: set[str] = set()
    while address:
        said = page(client, address)
        found |= set(re.findall(r"/listen/signals/\d+", said))
        older = re.search(r'href="(\?[^"]*after=[^"]+)"', said)
        address = "/listen/inbox" + html.unescape(older[1]) if older else ""
    return found


@pytest.mark.parametrize(
    "code", ["six_factors.service", "restaurant.service", "restaurant.service_wait_time"]
)
def test_the_inbox_lists_as_many_voices_of_a_category_as_its_page_counts(
    crowd: None, lin: User, signed_in: SignIn, code: str
) -> None:
    client = signed_in(lin)
    asked: tuple[dict[str, str], ...] = (
        {},
        {"unit": "E"},
        {"channel": "dianping", "kind": "review"},
        {"where": "nps <= 1 || nps >= 9"},
        {"start": "2026-11-18", "end": "2026-11-19"},
        {"population": "inspector"},
        {"population": "heard"},
        {"population": "copy"},
    )
    for query in asked:
        topic = one_topic(actor_for(lin), About(**query), code).topic
        addresses = [
            html.unescape(one) for one in INBOX.findall(page(client, f"/insight/topics/{code}", **query))
        ]
        assert topic.texts.n > 0
        assert len(listed(client, addresses[0])) == topic.texts.n, query
        for one in addresses[1:]:
            felt = (topic.negative if "negative" in one else topic.positive).value
            assert len(listed(client, one)) == round(topic.texts.n * (felt or 0) / 100), query


def test_whoever_reads_numbers_only_gets_no_link_to_the_inbox(
    heard: list[Signal], rui: User, signed_in: SignIn
) -> None:
    assert "/listen/inbox?" not in page(signed_in(rui), "/insight/topics/waiting")


def test_what_nobody_ever_spoke_of_does_not_exist(heard: list[Signal], an: User, signed_in: SignIn) -> None:
    for code in ("nothing_such", "hotel.room", "Bad Code", "a:b:c"):
        assert signed_in(an).get(f"/insight/topics/{code}").status_code == 404


def test_a_period_in_which_nobody_spoke_of_it_says_so(
    heard: list[Signal], an: User, signed_in: SignIn
) -> None:
    said = page(signed_in(an), "/insight/topics/waiting", start="2025-01", end="2025-01")
    assert "nobody speaks of it in this period" in said
    assert "Nothing is spoken of here" in page(
        signed_in(an), "/insight/topics", start="2025-01", end="2025-01"
    )


@pytest.mark.parametrize("sort", ["hurts", "share", "negative", "net", "change", "score", "name", "nonsense"])
def test_the_list_is_sorted_as_asked(heard: list[Signal], an: User, signed_in: SignIn, sort: str) -> None:
    assert "/insight/topics/waiting" in page(signed_in(an), "/insight/topics", sort=sort)


def test_a_faulty_condition_comes_back_with_the_reason(
    heard: list[Signal], an: User, signed_in: SignIn
) -> None:
    for address in ("/insight/topics", "/insight/topics/waiting"):
        response = signed_in(an).get(address, {"where": "nsp <= 6"})
        assert response.status_code == 422
        assert "character 1" in response.content.decode()


def test_a_download_is_for_those_who_may_export(
    heard: list[Signal], an: User, rui: User, signed_in: SignIn
) -> None:
    response = signed_in(an).get("/insight/topics/download")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert any("waiting" in line for line in lines)
    assert signed_in(rui).get("/insight/topics/download").status_code == 403
    assert "download" not in page(signed_in(rui), "/insight/topics")


def test_nobody_speaks_of_anything_yet(
    organisation: Organisation, lake: object, an: User, signed_in: SignIn, in_english: object
) -> None:
    assert "Nothing is spoken of here" in page(signed_in(an), "/insight/topics")


def test_a_program_lists_topics(heard: list[Signal], an: User, signed_in: SignIn) -> None:
    found = signed_in(an).get("/api/v1/topics", {"unit": "E"}).json()
    waiting = next(one for one in found["results"] if one["code"] == "waiting")
    assert found["texts"] == 3
    assert (waiting["texts"], waiting["hurts"], waiting["share"]["n"]) == (2, 2, 3)
    assert waiting["share"]["value"] == pytest.approx(66.666667)
    assert (waiting["negative"]["value"], waiting["net_sentiment"]["value"]) == (100.0, -100.0)
    assert (found["score_metric"], waiting["score"]["value"]) == ("nps", -100.0)
    wants = signed_in(an).get("/api/v1/topics", {"of": "annotation"}).json()["results"]
    assert "intent:churn_threat" in {one["code"] for one in wants}
    assert signed_in(an).get("/api/v1/topics", {"of": "hotel"}).status_code == 404
    assert signed_in(an).get("/api/v1/topics", {"where": "nsp"}).status_code == 422


def test_a_program_counts_what_numbers_leave_out_too(crowd: None, an: User, signed_in: SignIn) -> None:
    browser = signed_in(an)
    customers, copies, everything = (
        browser.get("/api/v1/topics", {"population": who}).json()["texts"]
        for who in ("customer", "copy", "heard")
    )
    assert copies > 0
    assert everything == customers + copies


def test_a_program_gets_one_topic_with_its_words(heard: list[Signal], lin: User, signed_in: SignIn) -> None:
    found = signed_in(lin).get("/api/v1/topics/waiting").json()
    assert found["phrases"]["unhappy"] == [{"words": "排队", "voices": 3}]
    assert [one["id"] for one in found["quotes"]["negative"]] == [str(heard[i].pk) for i in (0, 1, 3)]
    assert (found["quotes"]["positive"], found["quotes"]["withheld"]) == ([], True)
    assert {"intent:churn_threat", "intent:complaint"} <= {one["code"] for one in found["beside"]}
    assert [one["unit_code"] for one in found["units"]] == ["E", "W"]
    assert signed_in(lin).get("/api/v1/topics/nothing").status_code == 404


def test_numbers_do_not_need_the_right_to_read_words(
    heard: list[Signal], rui: User, signed_in: SignIn
) -> None:
    said = page(signed_in(rui), "/insight/topics/waiting")
    assert "排队" not in said
    found = signed_in(rui).get("/api/v1/topics/waiting").json()
    assert (found["texts"], found["quotes"], found["phrases"]) == (1, None, None)
    with pytest.raises(Forbidden):
        quoted(actor_for(rui), About(), "waiting", most=5)


def test_the_command_prints_a_table(heard: list[Signal]) -> None:
    answer = spoken_of(Actor.system("test"), of="aspect", sort="share", unit="E")
    assert next(row.keys[0].id for row in answer.rows) in {"waiting", "staff_attitude"}
    assert "Waiting and queue" in as_text(answer)
