"""What was said anonymously or in confidence cannot be joined back: not by keys, order, times, logs, lake or journal."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.conftest import Organisation
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import AnswerDraft, CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.actions.accepting.telling import tell_of_past_hours
from zhiyin.collect.actions.undo_import import undo_import
from zhiyin.collect.earlier_givers import giver_in
from zhiyin.collect.feeds import Keys
from zhiyin.collect.models import Answer, Import, Signal, SignalRevision, Untold
from zhiyin.collect.rights import signals_of
from zhiyin.customers.models import Customer, Identity
from zhiyin.customers.queries.rights import person_in_full
from zhiyin.customers.rights_registry import holdings
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.models import Event, Feed
from zhiyin.measure.feeding.rows import rows_of
from zhiyin.understand.queries.voice import voice_detail

LIN = Actor.system("lin")
AT = datetime(2026, 11, 20, 8, 37, 41, tzinfo=UTC)
TELLTALES = ("M-1001", "13812345678", "小明", "A20261120-7", "203.0.113.9", "token-7f3e9a21bc", "08:37")


def said(identity: str, **more: Any) -> SignalDraft:
    given: dict[str, Any] = {
        "source": "sheet",
        "source_id": "token-7f3e9a21bc",
        "occurred_at": AT,
        "unit": "E1",
        "customer": CustomerDraft(value="M-1001", name="小明"),
        "identity": identity,
        "text": "店长骂人",
        "answers": [
            AnswerDraft(item="q1", construct="nps", value=2),
            AnswerDraft(item="姓名", construct="text", choice="小明"),
        ],
        "attributes": {
            "手机号": "13812345678",
            "order_no": "A20261120-7",
            "来自IP": "203.0.113.9",
            "提交答卷时间": "2026-11-20 08:37:41",
            "城市": "杭州",
        },
    }
    return SignalDraft(**{**given, **more})


@pytest.fixture(params=["anonymous", "confidential"])
def identity(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def everything() -> Iterator[str]:
    """Every row of every table, as text."""
    for model in apps.get_models():
        if model._meta.managed:
            for row in model._default_manager.all().values_list():
                yield f"{model._meta.label}: {row!r}"


def test_nothing_in_any_table_tells_who_it_was(organisation: Organisation, identity: str) -> None:
    accept_signals(LIN, [said(identity)])
    told = [row for row in everything() if any(tale in row for tale in TELLTALES)]
    assert told == []


def test_nobody_is_made_or_looked_up_for_it(organisation: Organisation, identity: str) -> None:
    accept_signals(LIN, [said(identity)])
    assert not Customer.objects.exists()
    assert not Event.objects.filter(name="customers.met").exists()


def test_time_is_known_to_the_hour_only(organisation: Organisation, identity: str) -> None:
    accept_signals(LIN, [said(identity), said(identity, source_id="n2", occurred_at=None)])
    for signal in Signal.objects.all():
        for moment in (signal.occurred_at, signal.received_at):
            assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)


def test_the_journal_does_not_know_when_a_single_one_came(organisation: Organisation, identity: str) -> None:
    accept_signals(LIN, [said(identity)])
    (signal,) = Signal.objects.all()
    assert not [event for event in Event.objects.all() if str(signal.pk) in json.dumps(event.data)]
    assert not tell_of_past_hours(timezone.now())
    tell_of_past_hours(timezone.now() + timedelta(hours=1))
    (event,) = Event.objects.filter(name="collect.signals_accepted")
    assert event.data["signals"] == [signal.pk]
    assert event.actor_name == "intake", "not whose key brought it"
    assert not Untold.objects.exists()


def test_those_of_one_hour_are_told_together_in_no_order(organisation: Organisation) -> None:
    for number in range(40):
        accept_signals(LIN, [said("anonymous", source_id=f"n{number}", text=f"第{number}句")])
    tell_of_past_hours(timezone.now() + timedelta(hours=1))
    (event,) = Event.objects.filter(name="collect.signals_accepted")
    words = dict(Signal.objects.values_list("id", "text"))
    told = [words[key] for key in event.data["signals"]]
    assert sorted(told) == sorted(f"第{number}句" for number in range(40))
    assert told != [f"第{number}句" for number in range(40)]


def test_the_order_of_the_rows_says_nothing(organisation: Organisation) -> None:
    accept_signals(
        LIN, [said("anonymous", source_id=f"n{n}", text=f"第{n}句") for n in range(40)], rows=list(range(40))
    )
    assert set(Signal.objects.values_list("row", flat=True)) == {None}
    by_id = list(Signal.objects.order_by("id").values_list("text", flat=True))
    assert by_id != [f"第{n}句" for n in range(40)]
    (event,) = Event.objects.filter(name="collect.signals_accepted")
    assert event.data["signals"] == sorted(event.data["signals"])


def test_what_is_remembered_of_keys_leads_to_no_signal(organisation: Organisation) -> None:
    accept_signals(LIN, [said("anonymous", source_id=f"n{n}") for n in range(8)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM collect_seenanonymous")
        seen = {row[0] for row in cursor.fetchall()}
    assert len(seen) == 8
    assert not seen & set(Signal.objects.values_list("id", flat=True))
    assert not any(
        str(number) in row for number in seen for row in everything() if "SeenAnonymous" not in row
    )


def test_the_same_anonymous_file_again_adds_nothing(organisation: Organisation) -> None:
    first = accept_signals(LIN, [said("anonymous")])
    again = accept_signals(LIN, [said("anonymous"), said("anonymous", text="换了一句")])
    assert first.count("accepted") == 1
    assert again.count("duplicate") == 2
    assert [one.id for one in again.settled] == [None, None]
    assert Signal.objects.count() == 1


def test_a_confidential_one_is_revised_by_its_source(organisation: Organisation) -> None:
    accept_signals(LIN, [said("confidential")])
    assert accept_signals(LIN, [said("confidential")]).count("duplicate") == 1
    assert accept_signals(LIN, [said("confidential", text="换了一句")]).count("revised") == 1


def test_an_anonymous_one_is_alone_in_the_lake(organisation: Organisation) -> None:
    accept_signals(LIN, [said("anonymous", source_id=f"n{n}") for n in range(6)])
    rows = rows_of(Keys(tuple(Signal.objects.values_list("id", flat=True))))["signals"]
    assert rows["respondent"].to_pylist() == rows["signal_id"].to_pylist()
    assert {(one.minute, one.second) for one in rows["received_at"].to_pylist()} == {(0, 0)}


def test_a_confidential_giver_is_one_respondent_and_no_customer(organisation: Organisation) -> None:
    accept_signals(LIN, [said("known", source_id="k", text="")])
    accept_signals(LIN, [said("confidential", source_id=f"n{n}") for n in range(6)])
    customer = Identity.objects.get().customer_id
    rows = rows_of(Keys(tuple(Signal.objects.filter(identity="confidential").values_list("id", flat=True))))[
        "signals"
    ]
    (respondent,) = set(rows["respondent"].to_pylist())
    assert respondent != customer
    assert not any(str(respondent) in row for row in everything() if "collect.Signal:" not in row)


def test_the_same_number_in_another_system_is_another_giver(organisation: Organisation) -> None:
    zhang, li = (CustomerDraft(value="1001", scope=system) for system in ("crm-a", "crm-b"))
    accept_signals(
        LIN,
        [
            said("known", source_id="z", text="", customer=zhang),
            said("known", source_id="l", text="", customer=li),
            said("confidential", source_id="c", customer=zhang),
        ],
    )
    nodes = {one.scope: one.customer_id for one in Identity.objects.all()}
    words = Signal.objects.get(identity="confidential")
    assert words in signals_of(person_in_full(nodes["crm-a"]))
    assert words not in signals_of(person_in_full(nodes["crm-b"]))


def correct_whose(identity: str) -> tuple[int, int]:
    """An import that says the same words were another's. The first giver, the second."""
    zhang, li = (CustomerDraft(value=value) for value in ("1001", "1002"))
    accept_signals(
        LIN, [said("known", source_id=f"k{one.value}", text="", customer=one) for one in (zhang, li)]
    )
    accept_signals(LIN, [said(identity, customer=zhang, text="原话")])
    row = Import.objects.create(state="done", source="sheet", mapping={"kind": "review"}, accepted=1)
    accept_signals(LIN, [said(identity, customer=li, text="改过的话")], imported_id=row.pk)
    nodes = [
        Signal.objects.values_list("customer", flat=True).get(source_id=f"k{one.value}")
        for one in (zhang, li)
    ]
    return nodes[0], nodes[1]


@pytest.mark.parametrize("identity", ["known", "confidential"])
def test_the_same_words_of_somebody_else_are_a_correction(organisation: Organisation, identity: str) -> None:
    for value, settled in (("1001", "accepted"), ("1001", "duplicate"), ("1002", "revised")):
        assert accept_signals(LIN, [said(identity, customer=CustomerDraft(value=value))]).count(settled) == 1


def words_of(customer: int) -> list[str]:
    return [one.text for one in signals_of(person_in_full(customer)) if one.text]


@pytest.mark.parametrize("identity", ["known", "confidential"])
def test_an_undone_correction_gives_words_back_to_whose_they_were(
    organisation: Organisation, identity: str
) -> None:
    zhang, li = correct_whose(identity)
    assert (words_of(zhang), words_of(li)) == ([], ["改过的话"])
    undo_import(LIN, Import.objects.get().pk)
    assert take_up_one()
    assert (words_of(zhang), words_of(li)) == (["原话"], [])
    told = Event.objects.get(name="collect.signals_withdrawn").data["customers"]
    assert told == (sorted([zhang, li]) if identity == "known" else [])


@pytest.mark.parametrize("identity", ["known", "confidential"])
def test_what_somebody_else_said_before_is_in_nobodys_copy(organisation: Organisation, identity: str) -> None:
    _zhang, li = correct_whose(identity)
    (export,) = [one.export for one in holdings() if one.place == "collect.signals"]
    assert export is not None
    assert [one["said_before"] for one in export(person_in_full(li)) if one["text"]] == [[]]


@pytest.mark.parametrize("identity", ["known", "confidential"])
def test_earlier_words_go_with_whose_they_were(organisation: Organisation, identity: str) -> None:
    zhang, _li = correct_whose(identity)
    (erase,) = [one.erase for one in holdings() if one.place == "collect.earlier_words"]
    assert erase is not None
    assert erase(person_in_full(zhang)) == 1
    assert not SignalRevision.objects.exists()


@pytest.mark.parametrize("identity", ["known", "confidential"])
def test_an_earlier_version_is_shown_without_whose_it_was(organisation: Organisation, identity: str) -> None:
    correct_whose(identity)
    revision = SignalRevision.objects.get()
    (shown,) = voice_detail(LIN, revision.signal_id).earlier
    giver = giver_in(revision.content)
    assert giver is not None
    assert giver in json.dumps(revision.content)
    assert shown.content["text"] == "原话"
    assert giver not in json.dumps(dict(shown.content))


def test_answers_keep_their_scores(organisation: Organisation, identity: str) -> None:
    accept_signals(LIN, [said(identity)])
    assert [(a.item, a.value) for a in Answer.objects.all()] == [("q1", 2.0)]
    assert Signal.objects.get().attributes == {"城市": "杭州"}


def test_nothing_of_it_is_sealed(organisation: Organisation, identity: str) -> None:
    accept_signals(LIN, [said(identity, text="打我电话13812345678")])
    assert "‹mobile›" in Signal.objects.get().text
    assert not [row for row in everything() if row.startswith("customers.Vaulted")]


# At the door for programs


@pytest.fixture
def program(organisation: Organisation, lin: Any) -> Client:
    from tests.conftest import actor_for

    _, key = create_api_key(actor_for(lin), label="shop", role="manager", unit_id=None, scopes=[])
    return Client(headers={"authorization": f"Bearer {key}"})


def post(program: Client, body: dict[str, Any], **headers: str) -> Any:
    return program.post("/api/v1/signals", json.dumps(body), content_type="application/json", headers=headers)


ANONYMOUS = {"unit": "E1", "identity": "anonymous", "text": "店长骂人", "source_id": "t1"}


def test_an_anonymous_answer_carries_a_receipt_and_no_id(program: Client) -> None:
    answer = post(program, ANONYMOUS).json()
    assert answer["id"] is None
    assert len(answer["receipt"]) >= 20
    assert answer["receipt"] not in "".join(everything())


def test_a_repeated_request_is_answered_without_the_receipt(program: Client) -> None:
    headers = {"idempotency-key": "k1"}
    assert post(program, ANONYMOUS, **headers).json()["receipt"]
    assert post(program, ANONYMOUS, **headers).json() == {"status": "accepted", "id": None, "receipt": None}


def test_a_receipt_shows_what_was_said_and_takes_it_back(program: Client) -> None:
    receipt = post(program, ANONYMOUS).json()["receipt"]
    stranger = Client()
    asked = {"data": json.dumps({"receipt": receipt}), "content_type": "application/json"}
    assert stranger.post("/api/v1/receipts/look", **asked).json()["text"] == "店长骂人"
    assert stranger.post("/api/v1/receipts/take-back", **asked).status_code == 204
    assert not Signal.objects.exists()
    assert Feed.objects.filter(change="erase").exists() or not Feed.objects.exists()
    assert stranger.post("/api/v1/receipts/look", **asked).status_code == 404
    assert post(program, ANONYMOUS).json()["status"] == "duplicate", "its number stays known"


def test_the_page_of_receipts_needs_nobody_to_sign_in(program: Client) -> None:
    receipt = post(program, ANONYMOUS).json()["receipt"]
    stranger = Client(headers={"accept-language": "en"})
    assert stranger.get("/receipt").status_code == 200
    page = stranger.post("/receipt", {"receipt": receipt.lower()})
    assert "店长骂人" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    stranger.post("/receipt", {"receipt": receipt, "wish": "take_back"})
    assert not Signal.objects.exists()


def test_receipts_cannot_be_guessed_at_leisure(program: Client) -> None:
    stranger = Client()
    statuses = [stranger.post("/receipt", {"receipt": "A" * 24}).status_code for _ in range(40)]
    assert statuses[0] == 404
    assert 429 in statuses
