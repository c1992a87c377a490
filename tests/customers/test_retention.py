"""Records are kept as long as a rule says, and no longer."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.collect.actions.accept_signals import CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.models import Signal
from zhiyin.contact.models import Message
from zhiyin.customers.actions import carry_out_retention as carrying_out
from zhiyin.customers.actions.carry_out_retention import carry_out_retention
from zhiyin.customers.actions.save_retention_rule import save_retention_rule
from zhiyin.customers.errors import UnusableRetention
from zhiyin.customers.models import Vaulted
from zhiyin.customers.queries.retention import retention_rules, retention_runs
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event, Feed

pytestmark = pytest.mark.django_db
TEAM = Actor.system("team")
NOW = timezone.now()


def original(at: datetime) -> Vaulted:
    return Vaulted.objects.create(subject="signal:1", sealed=b"x", at=at, expires_at=at + timedelta(days=999))


def test_what_is_older_than_its_days_is_forgotten() -> None:
    original(NOW - timedelta(days=91))
    young = original(NOW - timedelta(days=89))
    assert carry_out_retention(TEAM, now=NOW) == {"vault": 1}
    assert list(Vaulted.objects.all()) == [young]


def test_a_shorter_rule_holds_for_what_is_there_already() -> None:
    original(NOW - timedelta(days=10))
    save_retention_rule(TEAM, kind="vault", days=7)
    assert carry_out_retention(TEAM, now=NOW) == {"vault": 1}


def test_for_ever_forgets_nothing() -> None:
    original(NOW - timedelta(days=9_000))
    save_retention_rule(TEAM, kind="vault", days=None)
    assert carry_out_retention(TEAM, now=NOW) == {}


def test_more_than_a_batch_is_forgotten_in_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying_out, "BATCH", 3)
    for _ in range(7):
        original(NOW - timedelta(days=100))
    assert carry_out_retention(TEAM, now=NOW) == {"vault": 7}


def test_a_run_that_forgot_something_is_journalled_by_numbers() -> None:
    original(NOW - timedelta(days=100))
    carry_out_retention(TEAM, now=NOW)
    carry_out_retention(TEAM, now=NOW)
    assert [event.data for event in Event.objects.filter(name="customers.retention_carried_out")] == [
        {"forgotten": {"vault": 1}}
    ]
    assert retention_runs(TEAM)[0].forgotten[0][1] == 1


def test_feedback_loses_its_giver_and_the_lake_hears_of_it(organisation: Organisation) -> None:
    long_ago = NOW - timedelta(days=800)
    accept_signals(
        TEAM,
        [
            SignalDraft(
                source_id="1",
                unit=organisation.east_one.code,
                occurred_at=long_ago,
                text="好",
                customer=CustomerDraft(value="M-1"),
            )
        ],
    )
    Feed.objects.all().delete()
    save_retention_rule(TEAM, kind="known_signals", days=730)
    assert carry_out_retention(TEAM, now=NOW) == {"known_signals": 1}
    assert Signal.objects.get().customer is None
    assert Feed.objects.get().change == "change"


def test_messages_that_wait_are_not_forgotten() -> None:
    Message.objects.create(
        channel="mail", to_address="a@b.cn", body="x", purpose="survey", key="1", created_by=""
    )
    Message.objects.update(created_at=NOW - timedelta(days=4_000))
    assert carry_out_retention(TEAM, now=NOW) == {}


@pytest.mark.parametrize(("kind", "days"), [("diaries", 30), ("vault", 0), ("vault", 36_501)])
def test_a_rule_that_makes_no_sense_is_refused(kind: str, days: int) -> None:
    with pytest.raises(UnusableRetention):
        save_retention_rule(TEAM, kind=kind, days=days)


def test_every_kind_says_how_long_it_is_kept() -> None:
    assert {row.kind: row.days for row in retention_rules(TEAM)}["vault"] == 90


def test_only_who_answers_for_personal_data_sets_the_days() -> None:
    with pytest.raises(Forbidden):
        save_retention_rule(Actor("user", "1", "x", (Grant("manager", ""),)), kind="vault", days=1)
