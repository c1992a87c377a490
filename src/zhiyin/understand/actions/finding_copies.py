"""Which texts of a batch copy one another, or one whose print is kept: work that grows with the batch alone."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np
from django.db import connection
from django.db.models.expressions import RawSQL
from numpy.typing import NDArray

from zhiyin.science.understand.duplicates import Signatures
from zhiyin.understand.models import TextPrint

ALIKE: Final = 0.8
BANDS: Final = ("band_1", "band_2", "band_3", "band_4")
ROWS: Final = 4  # minima of a band
OF_FIRST: Final = ("first__occurred_at", "first__customer__person_id", "first__pseudonym")
CROWD: Final = 20
"""So many prints in one bucket at most: a template whose texts differ is looked up among its first ones only."""

Giver = int | None
At = tuple[datetime, int]
"""A signal, with when it happened before its id: by this the earliest is told."""
Minima = NDArray[np.uint32]


@dataclass(slots=True, eq=False)
class Print:
    """A print in hand. `first` is its earliest signal and `giver` whoever gave that (None: not known); `joined` are
    signals of the batch that say the same. `key` is None before it is kept."""

    digest: int
    bands: list[int | None]
    minima: Minima
    first: At | None
    giver: Giver
    key: int | None = None
    joined: list[At] = field(default_factory=list)

    def alike(self, minima: Minima) -> float:
        return float((self.minima == minima).mean())


@dataclass(frozen=True, slots=True)
class Told:
    """One text of the batch. `may`: it is public, and nobody said that it is no copy."""

    signal: At
    giver: Giver
    may: bool


def placed(told: Sequence[Told], signed: Signatures, kept: Iterable[Print]) -> list[Print]:
    """The prints that gained a signal of the batch: those kept, and new ones, whose first text has `first`.

    What the same giver says again is no copy: people revise and repeat. `told` is in the order of time.
    """
    by_digest: dict[int, Print] = {}
    buckets: dict[tuple[int, int], list[Print]] = {}

    def add(one: Print) -> None:
        by_digest.setdefault(one.digest, one)
        for number, band in enumerate(one.bands):
            if band is None:
                continue
            bucket = buckets.setdefault((number, band), [])
            if len(bucket) < CROWD:
                bucket.append(one)
            elif one.key is None:
                one.bands[number] = None

    for one in kept:
        add(one)
    gained: dict[int, Print] = {}
    digests, bands = digests_of(signed), bands_of(signed)
    for index, text in enumerate(told):
        digest = digests[index]
        if not text.may or digest == 0:
            continue
        minima = signed.minima[index]
        same = by_digest.get(digest) or _nearest(buckets, bands[index], minima)
        if same is None:
            same = Print(digest, list(bands[index]), minima, text.signal, text.giver)
            add(same)
        elif same.first is not None and same.giver is not None and same.giver == text.giver:
            continue
        else:
            same.joined.append(text.signal)
        gained[id(same)] = same
    return list(gained.values())


def _nearest(
    buckets: dict[tuple[int, int], list[Print]], bands: Sequence[int], minima: Minima
) -> Print | None:
    seen: set[int] = set()
    for number, band in enumerate(bands):
        for one in buckets.get((number, band), ()):
            if id(one) not in seen:
                seen.add(id(one))
                if one.alike(minima) >= ALIKE:
                    return one
    return None


def digests_of(signed: Signatures) -> list[int]:
    """One number per text, 0 for what is too short to be anybody's copy."""
    found: list[int] = (signed.digests[:, 0] ^ signed.digests[:, 1]).view(np.int64).tolist()
    return found


def bands_of(signed: Signatures) -> list[list[int]]:
    """The keys of each text's bands."""
    columns = []
    for band in range(len(BANDS)):
        key = np.full(len(signed), band + 1, dtype=np.uint64)
        for row in range(band * ROWS, (band + 1) * ROWS):
            key = (key ^ signed.minima[:, row]) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        columns.append(key.view(np.int64))
    found: list[list[int]] = np.stack(columns, axis=1).tolist()
    return found


def one_of(keys: Iterable[int]) -> RawSQL:
    """For `__in`: thousands of keys as one parameter, which databases and Django take in their stride."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def kept_prints(signed: Signatures) -> list[Print]:
    """The prints that any text of the batch may copy: one statement for the digests, one a band."""
    wanted = {"digest": {one for one in digests_of(signed) if one}}
    for name, column in zip(BANDS, zip(*bands_of(signed), strict=True), strict=False):
        wanted[name] = set(column)
    found: dict[int, Print] = {}
    for name, keys in wanted.items():
        rows = TextPrint.objects.filter(**{f"{name}__in": one_of(keys)})
        for row in rows.values_list("pk", "digest", "minima", "first_id", *OF_FIRST, *BANDS):
            key, digest, minima, first, at, person, pseudonym, *bands = row
            found[key] = Print(
                digest,
                bands,
                np.frombuffer(bytes(minima), dtype="<u4"),
                None if first is None else (at, first),
                person or pseudonym,
                key,
            )
    return [found[key] for key in sorted(found)]


def keep(prints: Sequence[Print]) -> None:
    """Write new prints; those that several say are given their keys."""
    columns = ("first_id", "digest", "minima", *BANDS)
    marks = ", ".join(["%s"] * len(columns))
    rows = [
        (
            one.first[1] if one.first else None,
            one.digest,
            one.minima.astype(np.dtype("<u4")).tobytes(),
            *one.bands,
        )
        for one in prints
    ]
    table = TextPrint._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608
    shared = {one.first[1]: one for one in prints if one.joined and one.first}
    made = TextPrint.objects.filter(first__in=one_of(shared)).values_list("first_id", "pk")
    for first, key in made if shared else ():
        shared[first].key = key
