"""A job in the hands of the worker that took it up."""

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone

from zhiyin.jobs.errors import JobTakenAway
from zhiyin.jobs.models import Job


@cache
def _place() -> str:
    # Two containers may share a host name: the process namespace tells their process numbers apart.
    try:
        namespace = os.readlink("/proc/self/ns/pid").strip("pid:[]")
    except OSError:
        namespace = ""
    return f"{socket.gethostname()[:60]}/{namespace}"


def here() -> str:
    """This process, as written on the jobs it takes up."""
    return f"{_place()}/{os.getpid()}"


def same_place(worker: str) -> int | None:
    """The process number of a worker of this machine other than this process, else None."""
    place, _slash, process = worker.rpartition("/")
    if place != _place() or not process.isdecimal() or int(process) == os.getpid():
        return None
    return int(process)


@dataclass(frozen=True, slots=True)
class Running:
    """What a handler gets: what was asked, by whom, and the way to tell how far it is."""

    job_id: int
    kind: str
    attempt: int
    payload: dict[str, Any]
    actor_kind: str
    actor_id: str
    actor_name: str
    listener: Callable[[int, int | None], None] | None = None  # hears of progress in this process

    @classmethod
    def of(cls, job_id: int) -> "Running":
        """The job as it was just claimed."""
        row = Job.objects.get(id=job_id)
        return cls(
            row.pk,
            row.kind,
            row.attempts,
            row.payload,
            row.created_by_kind,
            row.created_by_id,
            row.created_by,
        )

    def progress(self, done: int, total: int | None = None) -> None:
        """Say how far it is. In the transaction of the work done, this proves that the job is still ours.

        Raises JobTakenAway.
        """
        fields: dict[str, Any] = {"done": done, "heartbeat_at": timezone.now()}
        if total is not None:
            fields["total"] = total
        self._update(**fields)
        if self.listener is not None:
            self.listener(done, total)

    def beat(self) -> None:
        """A sign of life. Raises JobTakenAway."""
        self._update(heartbeat_at=timezone.now())

    def end(self, state: str, *, result: dict[str, Any] | None = None, problem: str = "") -> None:
        """Write down how it ended. Raises JobTakenAway."""
        self._update(state=state, result=result or {}, problem=problem, finished_at=timezone.now())

    def _update(self, **fields: Any) -> None:
        changed = Job.objects.filter(id=self.job_id, state="running", attempts=self.attempt).update(**fields)
        if not changed:
            raise JobTakenAway(self.job_id)


class Held:
    """The jobs that this process is carrying out at the moment, for the thread that gives signs of life."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[int, Running] = {}

    def add(self, running: Running) -> None:
        with self._lock:
            self._jobs[running.job_id] = running

    def remove(self, running: Running) -> None:
        with self._lock:
            self._jobs.pop(running.job_id, None)

    def all(self) -> list[Running]:
        with self._lock:
            return list(self._jobs.values())
