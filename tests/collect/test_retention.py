"""Old feedback is nobody's any more, whatever else was kept beside it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.actions.undo_import import undo_import
from zhiyin.collect.earlier_givers import giver_in
from zhiyin.collect.models import Import, Signal, SignalRevision
from zhiyin.customers.actions.carry_out_retention import carry_out_retention
from zhiyin.customers.actions.save_retention_rule import save_retention_rule
from zhiyin.customers.models import Vaulted
from zhiyin.jobs.worker import take_up_one

pytestmark = pytest.mark.django_db
TEAM = Actor.system("team")
NOW = timezone.now()


def say(identity: str, text: str, value: str = "M-1", imported_id: int | None = None) -> None:
    draft = SignalDraft(
        source_id="1",
        unit="E1",
        occurred_at=NOW - timedelta(days=800),
        text=text,
        customer=CustomerDraft(value=value) if value else None,
        identity=identity,
    )
    accept_signals(TEAM, [draft], imported_id=imported_id)


@pytest.fixture(autouse=True)
def two_years(organisation: Organisation) -> None:
    save_retention_rule(TEAM, kind="known_signals", days=730)


@pytest.mark.parametrize("identity", ["known", "confidential"])
def test_nothing_says_any_more_whose_old_feedback_was(identity: str) -> None:
    say(identity, "我的电话13812345678")
    say(identity, "回电13812345678")
    assert carry_out_retention(TEAM, now=NOW) == {"known_signals": 1}
    signal = Signal.objects.get()
    assert (signal.customer, signal.pseudonym, signal.text) == (None, None, "回电‹mobile›")
    assert giver_in(SignalRevision.objects.get().content) is None
    assert not Vaulted.objects.exists()
    assert carry_out_retention(TEAM, now=NOW) == {}


@pytest.mark.parametrize("identity", ["known", "confidential"])
def test_a_giver_whom_only_an_earlier_version_names_is_forgotten(identity: str) -> None:
    say(identity, "菜凉了")
    say(identity, "菜太凉了", value="")
    assert carry_out_retention(TEAM, now=NOW) == {"known_signals": 1}
    assert giver_in(SignalRevision.objects.get().content) is None


@pytest.mark.parametrize("identity", ["known", "confidential"])
def test_an_undo_brings_no_forgotten_giver_back(identity: str) -> None:
    say(identity, "菜凉了")
    row = Import.objects.create(state="done", source="api", mapping={"kind": "review"}, accepted=1)
    say(identity, "菜太凉了", imported_id=row.pk)
    carry_out_retention(TEAM, now=NOW)
    undo_import(TEAM, row.pk)
    assert take_up_one()
    signal = Signal.objects.get()
    assert (signal.text, signal.customer, signal.pseudonym) == ("菜凉了", None, None)
