"""Which signal a draft is: its key, the hash of what it says, the tombstones of what was erased."""

import base64
import hashlib
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache

import msgspec
from django.conf import settings
from django.db import connection

from zhiyin.collect.actions.accepting.occurrences import Occurrences
from zhiyin.collect.models import Tombstone
from zhiyin.science.collect.drafts import SignalDraft

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)

_encode = msgspec.json.Encoder(order="deterministic").encode


@lru_cache(maxsize=4)
def _keyed_start(secret: str) -> "hashlib.blake2b":
    return hashlib.blake2b(digest_size=16, key=hashlib.sha256(b"zhiyin.collect" + secret.encode()).digest())


def keyed(data: bytes) -> bytes:
    """16 bytes that nobody can guess back to a short content without the installation's secret."""
    digest = _keyed_start(settings.SECRET_KEY).copy()
    digest.update(data)
    return digest.digest()


def content_hash(draft: SignalDraft, pseudonym: int | None = None) -> bytes:
    """What the draft says, as 16 bytes; the same words and scores give the same hash for ever.

    Words in confidence that are another's, by their pseudonym, are others.
    """
    said = _encode(draft)
    return keyed(said if pseudonym is None else said + b"\x1f%d" % pseudonym)


def row_key(cells: Iterable[str], seen: Occurrences) -> str:
    """The identity of a row without an id: the hash of its cells and how often it was seen before in its file."""
    return _numbered(keyed("\x1f".join(cells).encode("utf-8", "surrogatepass")), seen)


def give_ids(drafts: Sequence[SignalDraft], source: str) -> None:
    """Complete source and source_id in place.

    A draft without an id is known by what it says, when it says when that was: the same again is the same. A
    draft without id and time is a new voice each time, for two customers may well say the same.
    """
    seen: dict[bytes, int] = {}
    for draft in drafts:
        if not draft.source:
            draft.source = source
        if not draft.source_id:
            if draft.occurred_at is None:
                draft.source_id = "~" + base64.urlsafe_b64encode(os.urandom(15)).decode()
            else:
                draft.source_id = _numbered(content_hash(draft), seen)


def _numbered(digest: bytes, seen: dict[bytes, int] | Occurrences) -> str:
    earlier = seen.get(digest, 0)
    seen[digest] = earlier + 1
    key = "~" + base64.urlsafe_b64encode(digest)[:22].decode()
    return f"{key}.{earlier}" if earlier else key


def new_signal_ids(count: int, received_at: datetime) -> list[int]:
    """`count` different ids: hours since 2024 (18 bits), then 45 random bits.

    The ids of one call share 21 of their random bits, so that a batch is written to neighbouring pages. That
    tells no more than the moment of receipt does; within a batch and between batches the order says nothing.
    """
    hour = int((received_at - EPOCH).total_seconds() // 3600)
    start = (hour << 45) | (int.from_bytes(os.urandom(3), "big") >> 3 << 24)
    if count == 1:
        return [start | int.from_bytes(os.urandom(3), "big")]
    ids: dict[int, None] = {}
    while len(ids) < count:
        dice = os.urandom(3 * (count - len(ids)))
        for at in range(0, len(dice), 3):
            ids[start | int.from_bytes(dice[at : at + 3], "big")] = None
    return list(ids)


def tombstone(source: str, source_id: str) -> str:
    """The keyed hash under which an erased key is remembered."""
    return keyed(f"{source}\x1f{source_id}".encode("utf-8", "surrogatepass")).hex()


def _anything_was_erased() -> bool:
    with connection.cursor() as cursor:  # asked for every single signal: too often for the ORM
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(Tombstone._meta.db_table)} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is not None


def erased_among(keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those (source, source_id) that were erased and must not come back."""
    if not _anything_was_erased():
        return set()
    digests = {tombstone(*key): key for key in keys}
    wanted = list(digests)
    found: set[tuple[str, str]] = set()
    for start in range(0, len(wanted), 5_000):
        rows = Tombstone.objects.filter(digest__in=wanted[start : start + 5_000])
        found.update(digests[digest] for digest in rows.values_list("digest", flat=True))
    return found
