"""What the worker does over and over."""

import threading

import pytest

from zhiyin.accounts.actor import Actor
from zhiyin.jobs.loops import Loop, deliver_next, loops
from zhiyin.jobs.worker import Worker
from zhiyin.journal.models import Delivery
from zhiyin.journal.record import record


def run_until_stopped(*steps: Loop, stop: threading.Event) -> None:
    Worker(job_threads=0, only=steps).run(stop)


def test_carrying_events_to_their_reactions_is_a_loop() -> None:
    assert "journal.deliver" in {one.name for one in loops()}


@pytest.mark.django_db
def test_a_step_carries_one_delivery_so_that_a_worker_that_is_asked_to_stop_begins_no_other() -> None:
    record(Actor.system("test"), "collect.signals_accepted", {"signals": [1]})
    before = Delivery.objects.count()
    assert before > 1
    assert deliver_next()
    assert Delivery.objects.count() == before - 1


def test_a_step_with_work_left_is_called_again_at_once() -> None:
    stop, calls = threading.Event(), []

    def step() -> bool:
        calls.append(1)
        if len(calls) == 5:
            stop.set()
        return True

    run_until_stopped(Loop("busy", 3600, step, "busy", False), stop=stop)
    assert len(calls) == 5


def test_a_failing_step_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    stop, failed = threading.Event(), threading.Event()

    def fail() -> bool:
        failed.set()
        raise RuntimeError

    def other() -> bool:
        if failed.is_set():
            stop.set()
        return True

    run_until_stopped(Loop("a", 0.01, fail, "a", False), Loop("b", 0.01, other, "b", False), stop=stop)
    assert "loop a failed" in caplog.text


def test_asked_to_stop_it_leaves_a_step_behind_that_does_not_end(caplog: pytest.LogCaptureFixture) -> None:
    stop, end = threading.Event(), threading.Event()

    def endless() -> bool:
        stop.set()
        return end.wait(60)

    endless_loop = Loop("endless", 3600, endless, "endless", False)
    Worker(job_threads=0, only=[endless_loop], steps_end_within=0.01).run(stop)
    assert not end.is_set()
    assert "not waited for any longer: loop:endless" in caplog.text
    end.set()


@pytest.mark.django_db
def test_what_runs_alone_runs_once_for_several_workers() -> None:
    calls = []

    def step() -> bool:
        calls.append(1)
        return False

    slow = Loop("slow", 3600, step, "slow", True)
    slow.run()
    slow.run()
    assert len(calls) == 1
