"""Background work: taken up by one worker, shown while it runs, finished after a crash."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.jobs import registry
from zhiyin.jobs.actions.cancel import cancel
from zhiyin.jobs.actions.claim import claim_next
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.errors import CannotCancel, JobTakenAway
from zhiyin.jobs.models import Job
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.errors import Invalid

pytestmark = pytest.mark.django_db

LIN = Actor("user", "7", "林岚")


@pytest.fixture(autouse=True)
def own_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_handlers", {})


def test_a_job_is_done_with_what_was_asked_and_its_result_is_kept() -> None:
    @job("test.add")
    def add(running: Running) -> dict[str, Any]:
        running.progress(1, 2)
        return {"sum": sum(running.payload["numbers"]), "for": running.actor_name}

    number = enqueue(LIN, "test.add", {"numbers": [2, 3]}, subject="sum:1")
    assert take_up_one()
    row = Job.objects.get(id=number)
    assert (row.state, row.result, row.done, row.total) == ("done", {"sum": 5, "for": "林岚"}, 1, 2)


def test_nothing_to_do_is_said_so() -> None:
    assert not take_up_one()


def test_a_job_belongs_to_the_transaction_that_asked_for_it() -> None:
    with transaction.atomic():
        enqueue(LIN, "test.never")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_an_expected_failure_keeps_its_sentence() -> None:
    @job("test.fail")
    def fail(running: Running) -> None:
        raise Invalid("The file is empty.")

    enqueue(LIN, "test.fail", subject="file:1")
    take_up_one()
    found = latest_about("file:1")
    assert found is not None
    assert (found.state, found.problem) == ("failed", "The file is empty.")


def test_an_unforeseen_failure_does_not_tell_its_inside() -> None:
    @job("test.break")
    def break_(running: Running) -> None:
        raise RuntimeError("password=hunter2")

    number = enqueue(LIN, "test.break")
    take_up_one()
    row = Job.objects.get(id=number)
    assert row.state == "failed"
    assert "hunter2" not in row.problem


def test_an_unknown_kind_fails_instead_of_waiting_for_ever() -> None:
    number = enqueue(LIN, "test.unknown")
    take_up_one()
    assert Job.objects.get(id=number).state == "failed"


def test_a_job_is_claimed_once() -> None:
    enqueue(LIN, "test.once")
    assert claim_next() is not None
    assert claim_next() is None


def test_a_job_whose_worker_went_silent_is_taken_up_again() -> None:
    number = enqueue(LIN, "test.again")
    claim_next()
    Job.objects.filter(id=number).update(
        heartbeat_at=timezone.now() - timedelta(seconds=61), worker="elsewhere/1/2"
    )
    again = claim_next()
    assert again is not None
    assert again.attempt == 2


def test_a_job_of_a_dead_process_of_this_machine_is_taken_up_at_once() -> None:
    number = enqueue(LIN, "test.again")
    claim_next()
    place = Job.objects.get(id=number).worker.rpartition("/")[0]
    Job.objects.filter(id=number).update(worker=f"{place}/4194304")  # above every process number
    again = claim_next()
    assert again is not None
    assert again.attempt == 2


def test_a_worker_that_lost_its_job_can_write_nothing_more() -> None:
    number = enqueue(LIN, "test.lost")
    first = claim_next()
    assert first is not None
    Job.objects.filter(id=number).update(heartbeat_at=None)
    second = claim_next()
    assert second is not None
    with pytest.raises(JobTakenAway):
        first.progress(5)
    second.progress(6)
    assert Job.objects.get(id=number).done == 6


def test_a_cancelled_job_stops_at_its_next_step() -> None:
    @job("test.long")
    def long(running: Running) -> None:
        cancel(LIN, running.job_id)
        running.progress(1)

    number = enqueue(LIN, "test.long")
    take_up_one()
    row = Job.objects.get(id=number)
    assert (row.state, row.done) == ("cancelled", 0)


def test_what_has_ended_cannot_be_cancelled() -> None:
    @job("test.short")
    def short(running: Running) -> None:
        pass

    number = enqueue(LIN, "test.short")
    take_up_one()
    with pytest.raises(CannotCancel):
        cancel(LIN, number)


def test_a_job_for_later_waits() -> None:
    enqueue(LIN, "test.later", not_before=timezone.now() + timedelta(hours=1))
    assert claim_next() is None
