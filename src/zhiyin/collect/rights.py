"""What was heard of a person and happened to them: shown to them, and taken away."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet

from zhiyin.collect.actions.accepting.protect import pseudonym
from zhiyin.collect.actions.forget_uploads import forget_upload
from zhiyin.collect.earlier_givers import given_by, giver_in
from zhiyin.collect.forgetting import forget_signals, leave_tombstones, tombstones_again, tombstones_since
from zhiyin.collect.models import Event, EventRevision, Import, Reject, Signal, SignalRevision, Visit
from zhiyin.collect.naming_files import Names, names_person
from zhiyin.collect.queries.tables import stored_path
from zhiyin.collect.reject_keys import reject_key
from zhiyin.customers import keys
from zhiyin.customers.rights_registry import Marks, NotNow, Person, cleanses, holds, remembers
from zhiyin.science.collect.fields import CUSTOMER_FIELDS
from zhiyin.science.collect.keys import whole_key

BATCH: Final = 500
NAMELESS: Final = "‹…›"
RUNNING_IMPORT: Final = timedelta(seconds=30)
Row = dict[str, Any]


def pseudonyms_of(person: Person) -> list[int]:
    """Under which numbers this person's confidential signals are kept."""
    return [pseudonym(key.kind, key.value, key.scope) for key in person.keys]


def signals_of(person: Person) -> QuerySet[Signal]:
    """Everything heard of this person, also what they said in confidence."""
    return Signal.objects.filter(
        reduce(
            or_,
            (
                Q(customer_id__in=person.customer_ids),
                *([Q(pseudonym__in=pseudonyms)] if (pseudonyms := pseudonyms_of(person)) else []),
            ),
        )
    )


# Shown to the person


def _signals(person: Person) -> Iterator[Row]:
    rows = signals_of(person).select_related("unit", "touchpoint").prefetch_related("answers", "revisions")
    givers = _givers(person)
    for one in rows.order_by("occurred_at", "id").iterator(chunk_size=BATCH):
        yield {
            "at": one.occurred_at,
            "received_at": one.received_at,
            "kind": one.kind,
            "channel": one.channel,
            "source": one.source,
            "number": one.source_id if one.identity == "known" else "",
            "place": one.unit.name,
            "touchpoint": one.touchpoint.code if one.touchpoint else "",
            "promised": one.identity,
            "title": one.title,
            "text": one.text,
            "attributes": one.attributes,
            "answers": [
                {
                    "item": a.item,
                    "kind": a.construct,
                    "value": a.value,
                    "choice": a.choice,
                    "status": a.status,
                }
                for a in one.answers.all()
            ],
            "said_before": [
                {
                    "until": r.replaced_at,
                    "title": r.content.get("title", ""),
                    "text": r.content.get("text", ""),
                }
                for r in one.revisions.all()
                if giver_in(r.content) in (None, *givers)  # not what was somebody else's
            ],
        }

    # what its source gave to somebody else since
    for kept in SignalRevision.objects.filter(given_by(givers)).exclude(signal__in=signals_of(person)):
        said = kept.content
        yield {
            "at": datetime.fromisoformat(said["occurred_at"]),
            "until": kept.replaced_at,
            "title": said["title"],
            "text": said["text"],
        }


def _givers(person: Person) -> list[str]:
    """What stands for the person in earlier versions of signals."""
    return [str(one) for one in (*person.customer_ids, *pseudonyms_of(person))]


def _events(person: Person) -> Iterator[Row]:
    rows = Event.objects.filter(customer_id__in=person.customer_ids).select_related("unit")
    for one in rows.order_by("occurred_at", "id").iterator(chunk_size=BATCH):
        yield {
            "at": one.occurred_at,
            "kind": one.kind,
            "place": one.unit.name if one.unit else "",
            "channel": one.channel,
            "source": one.source,
            "number": one.source_id,
            "order": one.order,
            "product": one.product,
            "quantity": one.quantity,
            "amount": one.amount,
            "attributes": one.attributes,
        }


def _rejected_rows(person: Person) -> Iterator[Row]:
    """Found by keys alone: another person of the same name has rejected rows, too."""
    theirs = {(key.kind, key.value.casefold()) for key in person.keys if not key.scope}
    for one in _rejects_of(person, lambda row: not theirs.isdisjoint(_keys_stated(row))):
        yield {"source": one.imported.source, "reason": one.code, "cells": one.raw}


def _keys_stated(row: Reject) -> Iterator[tuple[str, str]]:
    """Kinds and values of the cells that may be keys: an amount or an order is the same number as somebody's card."""
    fields = {column["name"]: column["field"] for column in row.imported.mapping.get("columns", ())}
    for name, cell in row.raw.items():
        field = fields.get(name)
        for kind in (field,) if field is not None else CUSTOMER_FIELDS:
            yield kind, keys.normal(kind, whole_key(str(cell).strip())).casefold()


# Taken away


def _forget_signals(person: Person) -> int:
    found = list(signals_of(person)[:BATCH])
    forget_signals(found)
    return len(found)


def _forget_earlier_words(person: Person) -> int:
    """Words that were the person's before their source gave them to somebody else."""
    return SignalRevision.objects.filter(given_by(_givers(person))).delete()[0]


def _forget_events(person: Person) -> int:
    found = list(
        Event.objects.filter(customer_id__in=person.customer_ids).values_list("id", "source", "source_id")[
            :BATCH
        ]
    )
    leave_tombstones((source, source_id) for _, source, source_id in found)
    Event.objects.filter(id__in=[key for key, _, _ in found]).delete()
    ids = list(person.customer_ids)
    others = EventRevision.objects.filter(
        Q(content__customer_id__in=ids) | Q(content__customer_id__in=list(map(str, ids)))
    )
    return len(found) + others.delete()[0]


def _forget_visits(person: Person) -> int:
    return Visit.objects.filter(customer_id__in=person.customer_ids).delete()[0]


def _rejects_of(person: Person, is_theirs: Callable[[Reject], bool]) -> Iterator[Reject]:
    """Rows with the digest of one of the person's numbers, and those that are theirs otherwise."""
    digests = {keys.digest(key.kind, key.value, key.scope).hex() for key in person.keys}
    for row in (
        Reject.objects.exclude(raw={}).select_related("imported").order_by("id").iterator(chunk_size=2_000)
    ):
        named = digests.intersection(row.data.get("keys", ()))
        if named or is_theirs(row):
            yield row


def _forget_rejects(person: Person) -> int:
    names = Names(person)
    found = list(
        _rejects_of(
            person,
            lambda row: any(names.stand_in(str(cell).strip().casefold()) for cell in row.raw.values()),
        )
    )
    leave_tombstones(reject_key(row.raw) for row in found)
    for row in found:
        row.raw = {}
        row.data = {name: value for name, value in row.data.items() if name == "pointer"}
    Reject.objects.bulk_update(found, ["raw", "data"], batch_size=BATCH)
    return len(found)


def _forget_uploads(person: Person) -> int:
    """Files as they were handed over that still lie here and name the person: they go as a whole.

    Raises NotNow while an import is at one of them.
    """
    gone = 0
    for row in Import.objects.exclude(stored_as=""):
        place = stored_path(row.stored_as)
        if not place.is_file() or not names_person(place, person, row.layout):
            continue
        if row.state in ("running", "undoing"):
            raise NotNow(RUNNING_IMPORT)
        forget_upload(row)
        gone += 1
    return gone + _forget_file_names(person)


def _forget_file_names(person: Person) -> int:
    """What a file was called, where that names the person."""
    names = Names(person)
    found = [row for row in Import.objects.only("file_name") if names.stand_in(row.file_name)]
    for row in found:
        row.file_name = NAMELESS
    return Import.objects.bulk_update(found, ["file_name"], batch_size=BATCH) if found else 0


def _look_into_inbox(person: Person) -> Iterator[Row]:
    """Files of watched folders are their owners': they are named, and stay."""
    for file in watched_files():
        if names_person(file, person):
            yield {"file": file.name}


def watched_files() -> Iterator[Path]:
    """Every file in the folders that are watched."""
    folder = Path(settings.INBOX)
    if folder.is_dir():
        yield from (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())


def _after(notes: dict[str, Any]) -> dict[str, Any]:
    """Whether watched folders hold anything: what lies there is not ours to change."""
    return {"files_of_others": sum(1 for _ in watched_files())}


holds("collect.signals", order=20, export=_signals)
holds("collect.events", order=21, export=_events)
holds("collect.rejects", order=22, export=_rejected_rows)
holds("collect.inbox", order=23, export=_look_into_inbox)
holds("collect.uploads", order=30, erase=_forget_uploads)
holds("collect.rejects_erased", order=40, erase=_forget_rejects)
holds("collect.signals_erased", order=50, erase=_forget_signals)
holds("collect.earlier_words", order=51, erase=_forget_earlier_words)
holds("collect.events_erased", order=52, erase=_forget_events)
holds("collect.visits", order=53, erase=_forget_visits)
cleanses("collect.watched_folders", _after)
remembers(Marks(tombstones_since, tombstones_again))
