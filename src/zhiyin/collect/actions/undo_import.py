"""Undoing an import: what it brought in goes, what it changed says again what it said before."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import Employee, Unit
from zhiyin.accounts.rules.names import UNSORTED_CODE
from zhiyin.collect.actions.accepting.write import ANSWER_FIELDS
from zhiyin.collect.actions.forget_uploads import forget_upload
from zhiyin.collect.actions.undoing.customers import take_back_customers
from zhiyin.collect.actions.undoing.events import take_back_events
from zhiyin.collect.errors import NotUndone
from zhiyin.collect.models import Answer, Import, SeenAnonymous, Signal, SignalRevision
from zhiyin.collect.queries.acting import actor_again
from zhiyin.collect.queries.imports import import_of
from zhiyin.collect.queries.undoing import earlier_words, undone_imports
from zhiyin.customers.actions.take_back_profiles import end_merges_of
from zhiyin.customers.models import Customer
from zhiyin.customers.vault import forget_vaulted
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.errors import DiskFull, is_full, is_locked
from zhiyin.journal.feed import feed
from zhiyin.journal.record import record
from zhiyin.journeys.models import Touchpoint
from zhiyin.science.collect.fields import CUSTOMERS, group_of
from zhiyin.search import index

KIND = "collect.undo_import"
BATCH = 2_000
PATIENCE = 5
RESTORED = (
    "kind", "channel", "content_hash", "revision", "occurred_at", "time_assumed", "unit", "unit_path", "touchpoint",
    "customer", "tier", "population", "identity", "text", "title", "attributes", "imported", "row", "pseudonym",
)  # fmt: skip
UNDOABLE = ("done", "failed", "cancelled", "undoing")


def undo_import(actor: Actor, import_id: int, *, claimed: bool = False) -> int:
    """Take an import back in the background; returns the job's id.

    Signals that it brought in and nothing else changed since are deleted with all that was read from them. Signals
    that it changed get their content from before it back. What something later changed stays as it is. The same file
    may be handed over again afterwards and is taken like a new one. Goes on with an undo that stopped.

    Needs `signals.import` at the unit of each signal: others stay. Raises NotFound, NotUndone.
    """
    actor.require("signals.import")
    seen = import_of(actor, import_id)
    with transaction.atomic():
        row = Import.objects.select_for_update().get(id=seen.id)
        if row.state not in UNDOABLE or (row.state == "undoing" and _under_way(row)):
            raise NotUndone
        row.undone = {**row.undone, "by": actor.name, "at": timezone.now().isoformat()}
        row.state, row.problem = "undoing", {}
        row.save(update_fields=["state", "problem", "undone"])
        made = enqueue(
            actor,
            KIND,
            {"import": row.pk},
            subject=f"import:{row.pk}",
            total=row.accepted + row.revised,
            claimed=claimed,
        )
        record(actor, "collect.undo_started", {"job": made}, subject=f"import:{row.pk}")
    return made


def _under_way(row: Import) -> bool:
    found = latest_about(f"import:{row.pk}")
    return found is not None and found.state in ("waiting", "running")


@job(KIND)
def run_undo(running: Running) -> dict[str, Any]:
    """Take the signals back batch by batch, each in one transaction; a killed undo goes on where it stopped.

    Raises Forbidden, DiskFull, JobTakenAway; what was taken back before stays so.
    """
    row = Import.objects.get(id=running.payload["import"])
    if row.state != "undoing":
        return _result(row)
    actor = actor_again(running.actor_kind, running.actor_id, running.actor_name)
    actor.require("signals.import")
    try:
        _Undoing(actor, row, running).run()
    except OperationalError as error:
        if is_full(error):
            raise DiskFull from error
        raise
    return _result(row)


def _result(row: Import) -> dict[str, Any]:
    return {"gone": row.undone.get("gone", 0), "restored": row.undone.get("restored", 0)}


@dataclass(frozen=True, slots=True)
class _Known:
    """What restored content may still point to."""

    units: dict[int, str]
    unsorted: str
    touchpoints: frozenset[int]
    employees: frozenset[int]


class _Undoing:
    def __init__(self, actor: Actor, row: Import, running: Running) -> None:
        self.actor = actor
        self.row = row
        self.running = running
        self.paths = actor.paths("signals.import")
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.undone = undone_imports() | {row.pk}
        units = dict(Unit.objects.values_list("id", "path"))
        unsorted = Unit.objects.filter(code=UNSORTED_CODE).values_list("path", flat=True).first()
        self.known = _Known(
            units,
            unsorted or "\x00",
            frozenset(Touchpoint.objects.values_list("id", flat=True)),
            frozenset(Employee.objects.values_list("id", flat=True)),
        )

    def run(self) -> None:
        row = self.row
        group = group_of(row.mapping.get("kind", ""))
        if group != "feedback":
            take_back_events(self.actor, row, self.undone, self._counted)
            end_merges_of(self.actor, f"import:{row.pk}")
        if group == CUSTOMERS:
            take_back_customers(self.actor, row, self.undone, self._counted)
        last: int | None = -1 if group == "feedback" else None
        while last is not None:
            last = self._patiently(last)
        with transaction.atomic():
            self.running.progress(row.undone.get("gone", 0) + row.undone.get("restored", 0))
            Import.objects.filter(id=row.pk, state="undoing").update(
                state="undone", finished_at=timezone.now()
            )
            SeenAnonymous.objects.filter(imported_id=row.pk).delete()
            record(self.actor, "collect.import_undone", _result(row), subject=f"import:{row.pk}")
        forget_upload(row)

    def _counted(self, gone: int, restored: int, until: int = 0) -> None:
        """Write down how far the undo is, in the transaction of the batch."""
        undone = dict(self.row.undone)
        undone["gone"] = undone.get("gone", 0) + gone
        undone["restored"] = undone.get("restored", 0) + restored
        if until:
            undone["until"] = until
        Import.objects.filter(id=self.row.pk).update(undone=undone)
        self.row.undone = undone
        self.running.progress(undone["gone"] + undone["restored"])

    def _patiently(self, after: int) -> int | None:
        for attempt in range(1, PATIENCE + 1):
            try:
                return self._batch(after)
            except OperationalError as error:  # others write, too; the batch was rolled back as a whole
                if attempt == PATIENCE or not is_locked(error):
                    raise
        return None

    def _batch(self, after: int) -> int | None:
        """Take back up to BATCH signals with ids above `after`; the last id, None when there were none."""
        with transaction.atomic():
            found = list(
                Signal.objects.select_for_update()
                .filter(imported_id=self.row.pk, id__gt=after)
                .order_by("id")[:BATCH]
            )
            if not found:
                return None
            signals = [signal for signal in found if signal.unit_path.startswith(self.paths)]
            before = earlier_words([signal.pk for signal in signals], self.undone)
            changed = [(signal, before[signal.pk]) for signal in signals if signal.pk in before]
            gone = [signal for signal in signals if signal.pk not in before]
            customers = _known_customers(signals)
            self._restore(changed)
            self._delete(gone)
            customers |= _known_customers(signals)
            counts = Counter(gone=len(gone), restored=len(changed))
            counts.update({name: self.row.undone.get(name, 0) for name in ("gone", "restored")})
            undone = {**self.row.undone, **counts}
            Import.objects.filter(id=self.row.pk).update(undone=undone)
            if signals:
                record(
                    self.actor,
                    "collect.signals_withdrawn",
                    {
                        "import": self.row.pk,
                        "signals": [signal.pk for signal in gone],
                        "restored": [signal.pk for signal, _ in changed],
                        "customers": sorted(customers),
                    },
                )
            self.running.progress(counts.total())
        self.row.undone = undone
        return found[-1].pk

    def _month(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%Y-%m")

    def _delete(self, signals: list[Signal]) -> None:
        if not signals:
            return
        keys = [signal.pk for signal in signals]
        feed("signal", [(signal.pk, self._month(signal.occurred_at)) for signal in signals], "erase")
        index.remove("signal", keys)
        forget_vaulted(f"signal:{key}" for key in keys)
        Signal.objects.filter(id__in=keys).delete()

    def _restore(self, pairs: list[tuple[Signal, SignalRevision]]) -> None:
        if not pairs:
            return
        customers = _present_customers(revision for _, revision in pairs)
        answers: list[Answer] = []
        told: dict[bool, list[tuple[int, str]]] = {True: [], False: []}
        for signal, revision in pairs:
            month = self._month(signal.occurred_at)
            self._put_back(signal, revision.content, customers)
            answers.extend(self._answers(signal, revision.content["answers"]))
            told[not (signal.text or signal.title)].append((signal.pk, month))
            SignalRevision.objects.filter(signal=signal, revision__gte=revision.revision).delete()
        Signal.objects.bulk_update(
            [signal for signal, _ in pairs],
            RESTORED,
            batch_size=200,
        )
        Answer.objects.filter(signal_id__in=[signal.pk for signal, _ in pairs]).delete()
        Answer.objects.bulk_create(answers, batch_size=1_000)
        forget_vaulted(f"signal:{signal.pk}" for signal, _ in pairs)
        for ready, rows in told.items():
            if rows:
                feed("signal", rows, "change", ready=ready)

    def _put_back(self, signal: Signal, content: dict[str, Any], customers: frozenset[int]) -> None:
        for name in (
            "kind",
            "channel",
            "tier",
            "population",
            "identity",
            "title",
            "text",
            "attributes",
            "row",
        ):
            setattr(signal, name, content[name])
        # never a number that it had before: a reading under way for the later words must not fit
        signal.revision += 1
        # without the hash (kept since 0.3) the old file counts as a change once more, which adds nothing
        signal.content_hash = bytes.fromhex(content.get("content_hash", ""))
        signal.occurred_at = datetime.fromisoformat(content["occurred_at"])
        signal.time_assumed = content.get("time_assumed", signal.time_assumed)
        if content["unit_id"] in self.known.units:
            signal.unit_id, signal.unit_path = content["unit_id"], self._path(content)
        touchpoint, customer = content["touchpoint_id"], content["customer_id"]
        signal.touchpoint_id = touchpoint if touchpoint in self.known.touchpoints else None
        signal.customer_id = int(customer) if customer and int(customer) in customers else None
        signal.pseudonym = int(content["pseudonym"]) if "pseudonym" in content else None
        signal.imported_id = content["import_id"]

    def _path(self, content: dict[str, Any]) -> str:
        """Where it was heard; a unit whose place was not known then has one now."""
        path: str = content["unit_path"]
        return self.known.units[content["unit_id"]] if path.startswith(self.known.unsorted) else path

    def _answers(self, signal: Signal, stored: list[dict[str, Any]]) -> list[Answer]:
        made = []
        for one in stored:
            values = {name: one[name] for name in _answer_columns() if name in one}
            if values.get("touchpoint_id") not in self.known.touchpoints:
                values["touchpoint_id"] = None
            if values.get("staff_id") not in self.known.employees:
                values["staff_id"] = None
            made.append(Answer(signal_id=signal.pk, **values))
        return made


def _answer_columns() -> list[str]:
    fields = Answer._meta.local_concrete_fields
    return [field.attname for field in fields if field.name in ANSWER_FIELDS and field.name != "signal"]


def _present_customers(revisions: Iterable[SignalRevision]) -> frozenset[int]:
    named = {int(key) for one in revisions if (key := one.content["customer_id"])}
    return frozenset(Customer.objects.filter(id__in=named).values_list("id", flat=True))


def _known_customers(signals: list[Signal]) -> set[int]:
    """Whose standing changes. Who spoke in confidence is not named beside it."""
    known = {signal.customer_id for signal in signals if signal.identity == "known"}
    return {key for key in known if key is not None}
