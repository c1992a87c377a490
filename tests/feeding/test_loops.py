"""The worker's steps for the lake."""

from pathlib import Path

import pytest

from tests.feeding.conftest import Accept
from zhiyin.facts.lake import Lake
from zhiyin.jobs.loops import loops as registered
from zhiyin.journal.feed import feed
from zhiyin.journal.models import Feed
from zhiyin.measure.feeding import loops

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_next_batch_at", 0.0)
    monkeypatch.setattr(loops, "_next_changes_at", 0.0)
    # so long that no pause of a busy machine is taken for the rest
    monkeypatch.setattr(loops, "SHORTEST_REST", 3_600.0)
    monkeypatch.setattr(loops, "REST_OF_CHANGES", 1e6)


def test_the_workers_loops_are_registered() -> None:
    assert {"measure.feed", "measure.look-after-lake"} <= {loop.name for loop in registered()}


def test_after_a_small_batch_the_feeder_rests_so_that_the_next_is_worth_it(
    accept: Accept, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(1)
    loops.feed()
    accept(2)
    loops.feed()
    assert Feed.objects.count() == 1
    monkeypatch.setattr(loops, "_next_batch_at", 0.0)
    loops.feed()
    assert Feed.objects.count() == 0


def test_changes_wait_longer_than_new_signals(accept: Accept, monkeypatch: pytest.MonkeyPatch) -> None:
    accept(1)
    loops.feed()
    feed("signal", [(1, "2026-01")], "change")
    accept(2)
    monkeypatch.setattr(loops, "_next_batch_at", 0.0)
    loops.feed()
    assert list(Feed.objects.values_list("change", flat=True)) == ["change"]


def test_looking_after_the_lake_makes_one_file_of_a_month(
    accept: Accept, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in (1, 2, 3):
        accept(key)
        monkeypatch.setattr(loops, "_next_batch_at", 0.0)
        loops.feed()
    assert len(Lake(lake).manifest.files["signals"]) == 3
    loops.look_after()
    assert len(Lake(lake).manifest.files["signals"]) == 1
