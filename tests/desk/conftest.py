"""Some voices, read and indexed, in the cast's organisation."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import AnswerDraft, CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.models import Signal
from zhiyin.understand.actions.read_signals import read_signals

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SAID = (
    # unit, words, nps, hours ago, identity
    ("E1", "申请退款没人理，等了四十分钟，太差了", 1, 1, "known"),
    ("E1", "味道很好，服务员很热情", 10, 2, "known"),
    ("E2", "<script>alert('坏')</script>环境干净", 8, 3, "known"),
    ("W1", "西区的空调坏了，热得受不了", 3, 4, "known"),
    ("W1", "悄悄说一句，店长骂人", 2, 5, "confidential"),
    ("E2", "", 9, 6, "known"),
)


@pytest.fixture
def heard(organisation: Organisation, lake: object) -> list[Signal]:
    """The signals, in the order of SAID."""
    actor = Actor.system("test")
    drafts = [
        SignalDraft(
            source="test",
            source_id=f"T{i}",
            kind="survey",
            channel="sms",
            unit=unit,
            occurred_at=NOW - timedelta(hours=hours),
            text=words,
            identity=identity,
            tier="gold" if i == 0 else "",
            customer=CustomerDraft(value=f"C{i}", name=f"王{i}女士"),
            answers=[AnswerDraft(item="recommend", construct="nps", value=nps)],
        )
        for i, (unit, words, nps, hours, identity) in enumerate(SAID)
    ]
    outcome = accept_signals(actor, drafts, source="test")
    ids = [settled.id for settled in outcome.settled]
    assert all(ids), outcome
    read_signals(actor, signals=[key for key in ids if key])
    return [Signal.objects.get(pk=key) for key in ids]
