"""The same request again is answered alike (draft-ietf-httpapi-idempotency-key-header-07)."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.errors import BadKey, KeyInFlight, KeyReused
from zhiyin.collect.models import IdempotencyKey

KEPT_FOR = timedelta(days=2)

_in_flight: set[tuple[str, str]] = set()
_lock = threading.Lock()


class Answer(NamedTuple):
    """An HTTP status and a JSON body; `kept` is what is remembered of it, where not all of it may be.

    Of a request without `may_be_tried` nothing is remembered by which a body could be recognised.
    """

    status: int
    body: dict[str, Any]
    kept: dict[str, Any] | None = None
    may_be_tried: bool = True


def once(actor: Actor, key: str, body: bytes, work: Callable[[], Answer]) -> Answer:
    """Do `work` and remember its answer, both in one transaction; or give the answer remembered.

    Raises KeyReused for another body under the same key, KeyInFlight while the first request is at work. Where
    nothing of the body may be remembered, any body under that key is answered alike.
    """
    if not 0 < len(key) <= 190 or not key.isprintable():
        raise BadKey
    owner = f"{actor.kind}:{actor.id}"
    digest = hashlib.blake2b(body, key=hashlib.sha256(settings.SECRET_KEY.encode()).digest()).hexdigest()[:64]
    with _flight(owner, key):
        known = _remembered(owner, key, digest)
        if known is not None:
            return known
        try:
            with transaction.atomic():
                answer = work()
                IdempotencyKey.objects.create(
                    key=key,
                    actor=owner,
                    # none of what was said anonymously: it could be found again by trying
                    digest=digest if answer.may_be_tried else "",
                    status=answer.status,
                    body=answer.body if answer.kept is None else answer.kept,
                )
            return answer
        except IntegrityError:  # another process was faster; ours is rolled back
            known = _remembered(owner, key, digest)
            if known is None:
                raise
            return known


@contextmanager
def _flight(owner: str, key: str) -> Iterator[None]:
    with _lock:
        if (owner, key) in _in_flight:
            raise KeyInFlight
        _in_flight.add((owner, key))
    try:
        yield
    finally:
        with _lock:
            _in_flight.discard((owner, key))


def _remembered(owner: str, key: str, digest: str) -> Answer | None:
    row = IdempotencyKey.objects.filter(actor=owner, key=key).first()
    if row is None:
        return None
    if row.digest not in ("", digest):
        raise KeyReused
    return Answer(row.status, row.body)


def forget_old_keys() -> bool:
    """Drop answers older than KEPT_FOR."""
    IdempotencyKey.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
    return False
