"""Carrying out what the assistant was asked for: in the worker, each in a thread of its own, a few at a time, so that a
slow server holds up nothing else."""

import logging
import threading
import time
from datetime import timedelta
from typing import Final

from django.db import connections, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from zhiyin.accounts.sealing import Unreadable, unseal
from zhiyin.contact.claims import new_claim, still_alive
from zhiyin.understand.assistant import answers, asking, budget, prompts
from zhiyin.understand.assistant.material import shown_texts, unrestricted
from zhiyin.understand.assistant.uses import LIMITS, TRIAL
from zhiyin.understand.models import Assistant, Written

log = logging.getLogger(__name__)

SEALED_FOR: Final = "assistant"
MOST_AT_ONCE: Final = 2
MOST_ATTEMPTS: Final = 3
WAITS: Final = (timedelta(seconds=5), timedelta(seconds=30))
CLAIM_LASTS: Final = timedelta(minutes=10)

_places: Final = threading.BoundedSemaphore(MOST_AT_ONCE)


def write_what_waits() -> bool:
    """Give what waits a thread, as long as one is free. True when there may be more."""
    _give_up_interrupted()
    if not _due().exists() or not _places.acquire(blocking=False):
        return False
    threading.Thread(target=_in_a_thread, name="assistant", daemon=True).start()
    return False


def _in_a_thread() -> None:
    try:
        write_next()
    except Exception:
        log.exception("the assistant stopped because of a fault on our side")
    finally:
        _places.release()
        connections.close_all()


def _due() -> QuerySet[Written]:
    now = timezone.now()
    return Written.objects.filter(Q(not_before__isnull=True) | Q(not_before__lte=now), state="waiting")


def write_next() -> bool:
    """Write the oldest that waits. False when there is none."""
    row = _claim()
    if row is None:
        return False
    try:
        _write(row)
    except Exception:
        _end(row, problem="fault")
        raise
    return True


def _claim() -> Written | None:
    while (found := _due().order_by("id").values_list("id", flat=True).first()) is not None:
        claimed = Written.objects.filter(id=found, state="waiting").update(
            state="writing", claimed_by=new_claim(), claimed_at=timezone.now()
        )
        if claimed:
            return Written.objects.get(id=found)
    return None


def _write(row: Written) -> None:
    settings = Assistant.objects.first()
    if settings is None or not settings.is_on or (row.use != TRIAL and row.use not in settings.uses):
        return _end(row, problem="switched_off")
    try:
        key = unseal(settings.key, SEALED_FOR)
    except Unreadable:
        return _end(row, problem="key_unreadable")
    limits = LIMITS[row.use]
    sources = list(row.sources.order_by("position").select_related("signal__reading"))
    signals = [one.signal for one in sources]
    if len(unrestricted(signals)) < len(signals) or (not signals and row.use != TRIAL):
        return _end(row, problem="sources_gone")
    texts = shown_texts(signals, limits.longest)
    messages = prompts.messages(row.use, row.language, texts, row.asked.get("words", ()))
    server = asking.Server(settings.address, settings.model, key, settings.seconds, settings.own)
    try:
        said = _ask(row, server, messages, limits.tokens)
        content = answers.checked(row.use, said, texts, key)
    except asking.NoAnswer as error:
        again = error.again and row.attempts + 1 < MOST_ATTEMPTS
        return _put_off(row) if again else _end(row, problem=error.problem)
    except answers.Unusable:
        return _end(row, problem="unusable")
    _end(row, content=content, model=settings.model)


def _ask(row: Written, server: asking.Server, messages: list[dict[str, str]], most: int) -> str:
    """The question, and once more without options where the server knows them not. Raises NoAnswer."""
    try:
        return _counted(row, server, messages, most, plain=False)
    except asking.NoAnswer as error:
        if not error.plainer:
            raise
    return _counted(row, server, messages, most, plain=True)


def _counted(
    row: Written, server: asking.Server, messages: list[dict[str, str]], most: int, *, plain: bool
) -> str:
    call = budget.set_aside(row.use, messages, most, row.asked_by)
    if call is None:
        raise asking.NoAnswer("budget_spent" if Assistant.objects.filter(is_on=True) else "switched_off")
    began, outcome, tokens = time.monotonic(), "fault", None
    try:
        said = asking.say(server, messages, most, plain=plain)
        outcome, tokens = "ok", said.tokens
        return said.text
    except asking.NoAnswer as error:
        outcome = error.problem
        raise
    finally:
        budget.settle(call, outcome, tokens, int((time.monotonic() - began) * 1000))


def _mine(row: Written) -> QuerySet[Written]:
    return Written.objects.filter(id=row.pk, state="writing", claimed_by=row.claimed_by)


def _put_off(row: Written) -> None:
    wait = WAITS[min(row.attempts, len(WAITS) - 1)]
    _mine(row).update(
        state="waiting", attempts=row.attempts + 1, not_before=timezone.now() + wait, claimed_by=""
    )


def _end(
    row: Written, *, content: dict[str, object] | None = None, model: str = "", problem: str = ""
) -> None:
    """The end, unless it was thrown away or its sources went in the meantime."""
    with transaction.atomic():
        found = _mine(row).select_for_update().first()
        if found is None:
            return
        found.state, found.content, found.problem = (
            ("ready", content, "") if content else ("failed", {}, problem)
        )
        found.model = model or found.model
        found.ended_at = timezone.now()
        found.save(update_fields=["state", "content", "problem", "model", "ended_at"])


def _give_up_interrupted() -> None:
    """What a process was at when it died is not asked again by itself: it may have been counted."""
    for row in Written.objects.filter(state="writing").only("id", "claimed_at", "claimed_by"):
        too_long = row.claimed_at is None or timezone.now() - row.claimed_at > CLAIM_LASTS
        if too_long or not still_alive(row.claimed_by):
            _mine(row).update(state="failed", problem="interrupted", ended_at=timezone.now())
