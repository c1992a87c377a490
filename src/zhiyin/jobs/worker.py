"""The worker: runs the registered loops and takes up jobs until it is told to stop."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import close_old_connections, connection, connections
from django.utils.translation import gettext_noop as _

from zhiyin.jobs.actions.claim import claim_next
from zhiyin.jobs.errors import JobTakenAway
from zhiyin.jobs.loops import Loop, loops
from zhiyin.jobs.registry import handler_of
from zhiyin.jobs.running import Held, Running
from zhiyin.journal.errors import ZhiyinError, is_full

log = logging.getLogger(__name__)

BEAT_EVERY = 10.0
LOOK_FOR_JOBS_EVERY = 0.5
LONGEST_WAIT_AFTER_FAILURE = 60.0
STEPS_END_WITHIN = 15.0  # seconds, all of them together; less than the supervisor waits for this process
MOST_DOUBLINGS = 10  # 2.0**1024 is no number any more: the seventeenth hour of a full disk

# Kept in English; whoever shows a job's problem translates it.
FAULT = _("This stopped because of a fault on our side. It has been written to the log.")
UNKNOWN_KIND = _("This version of Zhiyin does not know how to do this.")

held = Held()


def carry_out(running: Running) -> None:
    """Do one claimed job to its end and write down how it ended.

    A failing handler never raises here; an OperationalError comes out when the end itself cannot be written, and
    the job is then gone on with like one whose worker died.
    """
    handler = handler_of(running.kind)
    if handler is None:
        _end(running, "failed", UNKNOWN_KIND)
        return
    held.add(running)
    try:
        result = handler(running)
        running.end("done", result=result)
    except JobTakenAway:
        log.info("job %s (%s) was taken away", running.job_id, running.kind)
    except ZhiyinError as error:
        _end(running, "failed", str(error))
    except Exception:
        log.exception("job %s (%s) failed", running.job_id, running.kind)
        _end(
            running,
            "failed",
            FAULT,
        )
    finally:
        held.remove(running)


def _end(running: Running, state: str, problem: str) -> None:
    try:
        running.end(state, problem=problem)
    except JobTakenAway:
        log.info("job %s was taken away before its end was written", running.job_id)


@contextmanager
def signs_of_life() -> Iterator[None]:
    """While inside, the jobs that this process carries out get a heartbeat from a thread of its own."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(stop,), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _beat(stop: threading.Event) -> None:
    while not stop.wait(BEAT_EVERY):
        for running in held.all():
            try:
                running.beat()
            except JobTakenAway:
                log.debug("job %s has ended or is another worker's", running.job_id)
            except Exception:  # the next beat may succeed; a minute of silence gives the job away
                log.exception("no heartbeat for job %s", running.job_id)
        connection.close()
    connections.close_all()


class Worker:
    """Runs every loop group in a thread of its own and `job_threads` threads that take up jobs."""

    def __init__(
        self,
        *,
        job_threads: int = 1,
        only: Sequence[Loop] | None = None,
        steps_end_within: float = STEPS_END_WITHIN,
    ) -> None:
        self.job_threads = job_threads
        self.loops = tuple(only) if only is not None else loops()
        self.steps_end_within = steps_end_within

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; then every thread finishes its present step.

        A step that takes longer than `steps_end_within` is left behind: what it was at is gone on with later, like
        the work of a worker that died.
        """
        threads = [
            threading.Thread(target=self._keep_on, args=(group, stop), name=f"loop:{name}", daemon=True)
            for name, group in self._groups().items()
        ]
        threads += [
            threading.Thread(target=_take_up_jobs, args=(stop,), name=f"jobs:{number}", daemon=True)
            for number in range(self.job_threads)
        ]
        with signs_of_life():
            for thread in threads:
                thread.start()
            stop.wait()
            deadline = time.monotonic() + self.steps_end_within
            for thread in threads:
                thread.join(timeout=max(0.0, deadline - time.monotonic()))
        unfinished = [thread.name for thread in threads if thread.is_alive()]
        if unfinished:
            log.warning("not waited for any longer: %s", ", ".join(unfinished))

    def _groups(self) -> dict[str, list[Loop]]:
        groups: dict[str, list[Loop]] = defaultdict(list)
        for one in self.loops:
            groups[one.group].append(one)
        return groups

    def _keep_on(self, group: list[Loop], stop: threading.Event) -> None:
        wait = min(one.every for one in group)
        failures = 0
        while not stop.is_set():
            busy = False
            for one in group:
                worked = _guarded(one.name, one.run)
                failures = failures + 1 if worked is None else 0
                busy = busy or bool(worked)
            if failures:
                stop.wait(_wait_after(failures, wait))
            elif not busy:
                stop.wait(wait)
        connections.close_all()


def _take_up_jobs(stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        worked = _guarded("jobs", take_up_one)
        failures = failures + 1 if worked is None else 0
        if not worked:
            stop.wait(_wait_after(failures, LOOK_FOR_JOBS_EVERY))
    connections.close_all()


def _wait_after(failures: int, wait: float) -> float:
    """Seconds until the next try after so many failures in a row."""
    return float(min(LONGEST_WAIT_AFTER_FAILURE, wait * 2.0 ** min(failures, MOST_DOUBLINGS)))


def take_up_one() -> bool:
    """Claim one job and do it. True when there was one."""
    running = claim_next()
    if running is None:
        return False
    carry_out(running)
    return True


def _guarded(name: str, step: Callable[[], bool]) -> bool | None:
    """One step with a usable connection; None when it failed, which must not stop the others."""
    close_old_connections()
    try:
        return step()
    except Exception as error:
        if is_full(error):
            log.error("loop %s waits: there is no space left on the disk", name)
        else:
            log.exception("loop %s failed", name)
        return None
