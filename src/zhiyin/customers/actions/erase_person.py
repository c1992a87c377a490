"""Erasure: a person is forgotten in every room, in steps that survive a kill, and a certificate says what was done."""

import contextlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers import erasure_list
from zhiyin.customers.actions.restrict_person import restrict_nodes
from zhiyin.customers.actions.settle_persons import settle_persons
from zhiyin.customers.actions.settle_request import settled_by_action
from zhiyin.customers.errors import AlreadyUnderWay, NoSuchRequest, NotConfirmed
from zhiyin.customers.models import Customer, Erasure, Merge, RightsRequest
from zhiyin.customers.queries.rights import everywhere, has_job, person_in_full, persons_nodes
from zhiyin.customers.rights_registry import LAST, Holding, NotNow, Person, cleansers, holdings, marks
from zhiyin.customers.rules.merging import give_back_aparts
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.record import record

KIND: Final = "customers.erase_person"
WORD: Final = "ERASE"
ERASER: Final = Actor.system("eraser")
_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else


def erase_person(actor: Actor, customer_id: int, *, confirmed: str, claimed: bool = False) -> int:
    """Erase everything held about a person, in the background; returns the erasure's id (its certificate's).

    Needs `privacy.manage` for the whole organisation and the word ERASE typed. From now on nobody is to write to
    the person. Journals `customers.erasure_started`. Raises NotConfirmed, NoSuchCustomer, AlreadyUnderWay.
    """
    everywhere(actor)
    if confirmed.strip().upper() != WORD:
        raise NotConfirmed()
    person = person_in_full(customer_id)
    with transaction.atomic():
        Customer.objects.select_for_update().filter(id=person.person_id).first()
        if _under_way(person):
            raise AlreadyUnderWay()
        asked = RightsRequest.objects.filter(
            customer_id__in=person.customer_ids, kind="erase", state="open"
        ).first()
        made = Erasure.objects.create(
            number=_number(),
            customer_ids=[str(one) for one in person.customer_ids],
            asked_at=asked.asked_at if asked else timezone.now(),
            by=actor.name,
            touched={},
        )
        if asked is None:
            asked = RightsRequest(
                kind="erase",
                customer_id=person.person_id,
                asked_via="staff",
                due_at=timezone.now() + timedelta(hours=1),
            )
        asked.state, asked.data = "running", {**asked.data, "erasure": made.pk}
        asked.save()
        restrict_nodes(person, by=actor.name)
        _enqueue(actor, made, claimed=claimed)
        record(
            actor,
            "customers.erasure_started",
            {"number": made.number},
            subject=f"customer:{person.person_id}",
        )
    return made.pk


def _under_way(person: Person) -> bool:
    running = Erasure.objects.filter(state="running").values_list("customer_ids", flat=True)
    ours = {str(one) for one in person.customer_ids}
    return any(ours & set(ids) for ids in running)


def _number() -> str:
    day = timezone.localdate()
    return f"E{day:%Y%m%d}-" + "".join(secrets.choice(_ALPHABET) for _ in range(8))


def _enqueue(actor: Actor, row: Erasure, *, wait: timedelta | None = None, claimed: bool = False) -> None:
    enqueue(
        actor,
        KIND,
        {"erasure": row.pk},
        subject=_subject(row),
        total=len(holdings()) + len(cleansers()),
        not_before=timezone.now() + wait if wait else None,
        claimed=claimed,
    )


def _subject(row: Erasure) -> str:
    return f"erasure:{row.pk}"


def go_on_with(actor: Actor, erasure_id: int) -> None:
    """Take up an erasure again whose job failed. Raises NoSuchRequest, AlreadyUnderWay."""
    everywhere(actor)
    with transaction.atomic():
        row = Erasure.objects.select_for_update().filter(id=erasure_id).first()
        if row is None:
            raise NoSuchRequest()
        if row.state == "done" or has_job(_subject(row)):
            raise AlreadyUnderWay()
        _enqueue(actor, row)


def go_on_with_all() -> bool:
    """Erasures that nothing is at (a failed job, a restored record) are taken up again."""
    for row in Erasure.objects.filter(state="running"):
        if not has_job(_subject(row)):
            _enqueue(ERASER, row)
    return False


@job(KIND)
def run_erasure(running: Running) -> dict[str, Any]:
    """Clear every place, each step one transaction; what another process still needs is tried again later."""
    row = Erasure.objects.get(id=running.payload["erasure"])
    wait = carry_on(row, running)
    if wait is not None:
        _enqueue(ERASER, row, wait=wait)
    return {"number": row.number, "state": row.state}


def carry_on(row: Erasure, running: Running | None = None) -> timedelta | None:
    """Do what can be done of this erasure now; how long to wait for the rest, None when all of it is done."""
    if row.state == "done":
        return None
    erasing = _Erasing(row, running)
    try:
        erasing.records()
    except NotNow as later:
        return later.wait
    wait = erasing.remains()
    if wait is None:
        erasing.finish()
    return wait


class _Erasing:
    def __init__(self, row: Erasure, running: Running | None) -> None:
        self.row = row
        self.running = running
        self.ids = tuple(int(one) for one in row.customer_ids)

    def records(self) -> None:
        """Every room's records; the customers themselves in the last transaction, once nothing names them."""
        if self.row.touched.get("customers.people", {}).get("done"):
            return
        person = self._person()
        others = [one for one in holdings() if one.erase is not None and one.order < LAST]
        for holding in others:
            while self._step(holding, person):
                pass
        with transaction.atomic():
            # what was to be written about them waits, and then finds them gone
            list(Customer.objects.select_for_update().filter(id__in=self.ids).order_by("id"))
            for holding in others:  # what came in meanwhile
                while self._step(holding, person):
                    pass
            for holding in holdings():
                if holding.erase is not None and holding.order >= LAST:
                    while self._step(holding, person):
                        pass
            self._note("customers.people", done=True)
            record(ERASER, "customers.erased", {"number": self.row.number})
        erasure_list.append(entry_of(self.row))

    def _person(self) -> Person:
        """Customers that were joined to the person since then belong to it as well."""
        roots = set(Customer.objects.filter(id__in=self.ids).values_list("person_id", flat=True))
        joined = set(Customer.objects.filter(person_id__in=roots).values_list("id", flat=True))
        if more := joined - set(self.ids):
            self.ids = (*self.ids, *sorted(more))
            self.row.customer_ids = [str(one) for one in self.ids]
            self.row.save(update_fields=["customer_ids"])
        return persons_nodes(self.ids)

    def _step(self, holding: Holding, person: Person) -> int:
        assert holding.erase is not None
        with transaction.atomic():
            touched = holding.erase(person)
            if touched:
                self._note(
                    holding.place, rows=self.row.touched.get(holding.place, {}).get("rows", 0) + touched
                )
        return touched

    def _note(self, place: str, **facts: Any) -> None:
        self.row.touched[place] = {**self.row.touched.get(place, {}), **facts}
        self.row.save(update_fields=["touched"])
        if self.running is not None:
            self.running.progress(len(self.row.touched))

    def remains(self) -> timedelta | None:
        """What deleted records leave behind: old files, free pages. Returns how long to wait for the rest."""
        waits = []
        if not self.row.touched.get("customers.people", {}).get("listed"):
            erasure_list.merge([entry_of(self.row)])
            self._note("customers.people", listed=True)
        for place, cleanse in cleansers().items():
            known = self.row.touched.get(place, {})
            if known.get("done"):
                continue
            notes = dict(known.get("notes", {}))
            try:
                told = cleanse(notes)
            except NotNow as later:
                waits.append(later.wait)
                self._note(place, notes=notes)
            else:
                self.row.touched.pop(place, None)
                self._note(place, **told, done=True)
        return max(waits) if waits else None

    def finish(self) -> None:
        with transaction.atomic():
            self.row.state, self.row.finished_at = "done", timezone.now()
            self.row.save(update_fields=["state", "finished_at"])
            settled_by_action(ERASER, self.ids, "erase")
            record(ERASER, "customers.erasure_finished", {"number": self.row.number})


def entry_of(row: Erasure) -> dict[str, Any]:
    """The line by which a restored record forgets the person again."""
    return {
        "number": row.number,
        "asked_at": row.asked_at.isoformat(),
        "by": row.by,
        "customer_ids": row.customer_ids,
        "tombstones": [mark for one in marks() for mark in one.since(row.asked_at)],
    }


def erase_again(entries: Iterable[dict[str, Any]]) -> list[int]:
    """After a restore: what was erased since the backup was made goes from its records as well, and nobody else.

    Returns the erasures with persons that the backup knew. When the lake has been made again, call `clear_again`.
    """
    found = []
    for entry in entries:
        for one in marks():
            one.again(entry.get("tombstones", []))
        ids = [int(one) for one in entry["customer_ids"]]
        is_known = Customer.objects.filter(id__in=ids).exists()
        row, is_new = Erasure.objects.get_or_create(
            number=entry["number"],
            defaults={
                "asked_at": datetime.fromisoformat(entry["asked_at"]),
                "by": entry.get("by", ""),
                "state": "running",
            },
        )
        if is_known:
            row.state, row.touched, row.customer_ids = "running", {}, entry["customer_ids"]
            row.save(update_fields=["state", "touched", "customer_ids"])
            _part_from_others(row, ids)
            with contextlib.suppress(
                NotNow
            ):  # an import was at work when the backup was made: the job goes on
                _Erasing(row, None).records()
            found.append(row.pk)
        elif is_new:  # the backup did not know them
            Erasure.objects.filter(id=row.pk).update(
                state="done", finished_at=timezone.now(), customer_ids=entry["customer_ids"]
            )
    return found


def _part_from_others(row: Erasure, ids: list[int]) -> None:
    """Whom the backup takes for the same person, and who was not erased with them, is somebody else."""
    now = timezone.now()
    with transaction.atomic():
        ours, theirs = (Q(left_id__in=ids), Q(right_id__in=ids))
        merges = list(Merge.objects.select_for_update().filter(ours ^ theirs, undone_at=None).order_by("id"))
        Merge.objects.filter(id__in=[one.pk for one in merges]).update(
            undone_at=now, undone_by=ERASER.name, undone_why=row.number
        )
        settle_persons(ERASER, ids)
        give_back_aparts(merges)


def clear_again(erasure_ids: Iterable[int]) -> None:
    """Clear what the deleted records left behind; what has to wait is done by the worker."""
    for row in Erasure.objects.filter(id__in=list(erasure_ids)):
        wait = carry_on(row)
        if wait is not None:
            _enqueue(ERASER, row, wait=wait)
