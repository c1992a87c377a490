"""What the worker does over and over. Rooms register their steps when they are loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from zhiyin.jobs.models import Schedule
from zhiyin.journal.delivery import deliver_pending

Step = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Loop:
    """A step to be called every so many seconds. Loops of one group share a thread, one after the other."""

    name: str
    every: float
    step: Step
    group: str
    alone: bool

    def run(self) -> bool:
        """One step, unless another worker has just done it. True: there was work, call again at once."""
        return self.step() if not self.alone or _our_turn(self.name, self.every) else False


_loops: dict[str, Loop] = {}


def loop(name: str, every: float, *, group: str | None = None, alone: bool = False) -> Callable[[Step], Step]:
    """Register `() -> bool` to be called each `every` seconds, and again at once while it returns True.

    With several workers the step runs in each of them: it must claim what it works on. `alone` is for slow
    schedules (minutes or more) that only one worker should carry out each time.
    """

    def register(step: Step) -> Step:
        _loops[name] = Loop(name, every, step, group or name, alone)
        return step

    return register


def loops() -> tuple[Loop, ...]:
    """Every registered loop."""
    return tuple(_loops.values())


def _our_turn(name: str, every: float) -> bool:
    now = timezone.now()
    Schedule.objects.get_or_create(name=name)
    due = Q(last_run_at__isnull=True) | Q(last_run_at__lte=now - timedelta(seconds=every * 0.9))
    return bool(Schedule.objects.filter(due, name=name).update(last_run_at=now))


@loop("journal.deliver", every=0.2)
def deliver_next() -> bool:
    """One delivery a step, so that a worker that is asked to stop begins no other."""
    return deliver_pending(limit=1)
