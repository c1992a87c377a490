"""What the lake has yet to see: rows written in the transaction of the change, taken over by the feeder.

At most one row waits per (subject, key, month). Whoever writes here locks the waiting rows of its keys, so
that a feeder cannot claim one in the meantime and read the state from before the writer's commit.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import QuerySet

from zhiyin.journal.models import Feed

CHUNK = 5_000  # keys per statement: below every database's limit of parameters

# In Feed.month: the key lies where the record now says; its date did not change.
UNMOVED = ""


def feed(
    subject: str, rows: Iterable[tuple[int, str]], change: str = "insert", *, ready: bool = True
) -> None:
    """Tell the lake of keys that are new ("insert"), were changed ("change") or are gone ("erase").

    `rows` are (key, month) with the month, "2026-11", in the organisation's zone: of a new key where it lies,
    else where it lay before this change. A waiting insert absorbs a change, since the feeder reads the state
    of its own time; an erasure takes the place of whatever waits. `ready=False` holds an insert or change
    back until `make_ready`, or until a ready change of the same key: what has been read by then is told, the
    rest follows. Call it in the transaction of the change.
    """
    pairs = list(dict.fromkeys(rows))
    with transaction.atomic():
        for start in range(0, len(pairs), CHUNK):
            chunk = pairs[start : start + CHUNK]
            if change == "insert":
                _write(subject, chunk, change, ready)
            elif change == "erase":
                _erase(subject, chunk)
            else:
                if ready:
                    _release(subject, [key for key, _ in chunk])
                _change(subject, chunk, change, ready)


def make_ready(subject: str, keys: Iterable[int]) -> None:
    """These texts were read: let their waiting rows go; a key that was fed already gets a change row."""
    wanted = list(dict.fromkeys(keys))
    with transaction.atomic():
        for start in range(0, len(wanted), CHUNK):
            chunk = wanted[start : start + CHUNK]
            _release(subject, chunk)
            _change(subject, [(key, UNMOVED) for key in chunk], "change", True, anywhere=True)


def _waiting(subject: str, keys: list[int]) -> QuerySet[Feed]:
    return Feed.objects.filter(subject=subject, key__in=keys, batch__isnull=True)


def _release(subject: str, keys: list[int]) -> None:
    _waiting(subject, keys).filter(ready=False).update(ready=True)


def _write(subject: str, pairs: list[tuple[int, str]], change: str, ready: bool) -> None:
    # A plain statement: intake writes thousands of these a second.
    table = connection.ops.quote_name(Feed._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (subject, key, month, change, ready) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608
            " ON CONFLICT DO NOTHING",
            [(subject, key, month, change, ready) for key, month in pairs],
        )


def _change(
    subject: str, pairs: list[tuple[int, str]], change: str, ready: bool, *, anywhere: bool = False
) -> None:
    """Write change rows for what does not wait already. `anywhere`: a waiting row of any month will do."""
    missing = pairs
    while missing:
        held = list(
            _waiting(subject, [key for key, _ in missing])
            .select_for_update()
            .order_by("id")
            .values_list("key", "month", "change")
        )
        settled = {key for key, _, waiting in held if anywhere or waiting == "insert"}
        same = {(key, month) for key, month, _ in held}
        missing = [pair for pair in missing if pair[0] not in settled and pair not in same]
        _write(subject, missing, change, ready)
        if not connection.features.has_select_for_update:
            return  # one writer at a time: what was written is ours
        # Else look again: a row that another transaction wrote first must be locked by us, or be gone.


def _erase(subject: str, pairs: list[tuple[int, str]]) -> None:
    _waiting(subject, [key for key, _ in pairs]).update(change="erase", ready=True)
    _change(subject, pairs, "erase", True)
