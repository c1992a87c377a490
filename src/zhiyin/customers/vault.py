"""Originals of what is masked: sealed, kept for a while, opened only with a permission and a reason."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import orjson
from django.db import connection

from zhiyin.accounts.sealing import seal_bytes, unseal_bytes
from zhiyin.customers.models import RetentionRule, Vaulted

PURPOSE: Final = "vault"
KIND: Final = "vault"  # of the retention rule
DEFAULT_DAYS: Final = 90  # unless the rule says otherwise
# null in the rule: for ever. A date far enough that no retention run comes to it.
FOR_EVER: Final = timedelta(days=365 * 100)


class Original(NamedTuple):
    """What stood there before it was masked: {"text": ..., "title": ..., "attributes": {...}, "answers": {...}}."""

    subject: str  # "signal:99"
    customer_id: int | None
    unit_path: str
    content: dict[str, Any]


def put_away(originals: Iterable[Original], now: datetime) -> None:
    """Seal and keep them, in the caller's transaction: one statement for all."""
    rows = list(originals)
    if not rows:
        return
    until = connection.ops.adapt_datetimefield_value(now + kept_for())
    at = connection.ops.adapt_datetimefield_value(now)
    quote = connection.ops.quote_name
    columns = ("subject", "customer_id", "unit_path", "sealed", "at", "expires_at")
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(Vaulted._meta.db_table)} ({', '.join(map(quote, columns))})"  # noqa: S608  (our names)
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (
                    one.subject,
                    one.customer_id,
                    one.unit_path,
                    seal_bytes(orjson.dumps(one.content), PURPOSE),
                    at,
                    until,
                )
                for one in rows
            ],
        )


def kept_for() -> timedelta:
    """How long originals are kept, by the retention rule "vault"."""
    rule = RetentionRule.objects.filter(kind=KIND).values_list("days", flat=True).first()
    if rule is None and not RetentionRule.objects.filter(kind=KIND).exists():
        return timedelta(days=DEFAULT_DAYS)
    return timedelta(days=rule) if rule is not None else FOR_EVER


def unsealed(sealed: "bytes | memoryview[int]") -> dict[str, Any]:
    """What was put away. Raises accounts.sealing.Unreadable."""
    content: dict[str, Any] = orjson.loads(unseal_bytes(bytes(sealed), PURPOSE))
    return content


def forget_vaulted(subjects: Iterable[str]) -> int:
    """Remove the sealed originals of these subjects ("signal:99")."""
    wanted = list(subjects)
    gone = 0
    for start in range(0, len(wanted), 900):
        gone += Vaulted.objects.filter(subject__in=wanted[start : start + 900]).delete()[0]
    return gone
