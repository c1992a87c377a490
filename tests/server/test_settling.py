"""Waiting until what was handed over has been read and fed."""

import os
import subprocess

import pytest
from django.db import connection
from django.utils import timezone

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.journal.models import Delivery, Feed
from zhiyin.measure.feeding.feeder import lake
from zhiyin.server.settling import NotSettled, settle

SYSTEM = Actor.system("test")


def accept(identity: str) -> None:
    accept_signals(SYSTEM, [SignalDraft(unit="E1", text="等了很久", source_id="1", identity=identity)])


@pytest.mark.parametrize("identity", ["confidential", "anonymous"])
def test_a_protected_voice_that_came_alone_is_not_waited_for_though_it_is_fed_an_hour_later(
    organisation: Organisation, identity: str
) -> None:
    accept(identity)
    assert Feed.objects.get().ready is False
    settle(patience=0.1)


def test_a_voice_that_nobody_reads_is_waited_for_and_then_said(organisation: Organisation) -> None:
    accept("known")
    with pytest.raises(NotSettled):
        settle(patience=0.1)


def claimed_by_a_process_that_ended() -> None:
    accept("known")
    ended = subprocess.Popen(["true"])
    ended.wait()
    Delivery.objects.update(claimed_at=timezone.now(), claimed_by=f"{ended.pid}.0ther11fe.1")


def test_what_a_process_that_is_gone_had_claimed_is_not_waited_for(organisation: Organisation) -> None:
    claimed_by_a_process_that_ended()
    if connection.vendor != "sqlite":  # whose processes may be on other machines: the claim has to grow old
        with pytest.raises(NotSettled):
            settle(lend_a_hand=True, patience=0.1)
        return
    settle(lend_a_hand=True, patience=0.1)
    assert not Feed.objects.exists()


def test_what_a_living_process_has_claimed_is_left_to_it(organisation: Organisation) -> None:
    accept("known")
    Delivery.objects.update(claimed_at=timezone.now(), claimed_by=f"{os.getppid()}.0ther11fe.1")
    with pytest.raises(NotSettled):
        settle(lend_a_hand=True, patience=0.1)


def test_who_lends_a_hand_reads_and_feeds_without_any_worker(organisation: Organisation) -> None:
    accept("known")
    settle(lend_a_hand=True, patience=0.1)
    assert not Feed.objects.exists()
    assert lake().manifest.generation
