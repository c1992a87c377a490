"""Taking in a file, batch by batch; each batch is one transaction with the place where the next one begins."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accepting.identify import erased_among
from zhiyin.collect.actions.accepting.settling import ACCEPTED, DUPLICATE, REJECTED, REVISED, Outcome
from zhiyin.collect.actions.accepting.write import masked_value
from zhiyin.collect.actions.forget_uploads import forget_upload
from zhiyin.collect.actions.taking import rows_of
from zhiyin.collect.anonymous_rejects import is_anonymous, without_its_giver
from zhiyin.collect.errors import FileProblem
from zhiyin.collect.models import Import, Reject
from zhiyin.collect.phrases import fault
from zhiyin.collect.queries.acting import actor_again
from zhiyin.collect.queries.tables import count_rows, data_rows, stored_path
from zhiyin.collect.reject_keys import keys_in, reject_key
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.errors import DiskFull, Forbidden, is_full, is_locked
from zhiyin.journal.record import record
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.problems import FileFault, Unread
from zhiyin.science.collect.rows import PASSED_OVER

BATCH = 4_000
PATIENCE = 5
LONGEST_REJECTED_CELL = 1_000

Numbered = tuple[int, list[str] | Unread]
# a row's number, its cells, and what it says (as its kind of file has it) or why nothing
Read = tuple[int, list[str], Any]


def _without_blanks(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


@job("collect.import_file")
def run_import(running: Running) -> dict[str, Any]:
    """Take in the rows after the last one settled; returns the counts. A killed import goes on where it stopped.

    Raises FileProblem, DiskFull, Forbidden, JobTakenAway; what was settled before stays so.
    """
    row = Import.objects.get(id=running.payload["import"])
    if row.state == "done":  # its worker died between the last row and writing down that the job ended
        forget_upload(row)
        return _counts(row)
    actor = actor_again(running.actor_kind, running.actor_id, running.actor_name)
    try:
        _Taking(actor, row, running).run()
    except FileFault as error:
        _stop(row, error.code, error.data)
        raise FileProblem(fault(error.code, error.data)) from error
    except FileNotFoundError as error:
        _stop(row, "file_gone", {})
        raise FileProblem(fault("file_gone", {})) from error
    except Forbidden:
        _stop(row, "forbidden", {})
        raise
    except (OperationalError, OSError) as error:
        if not is_full(error):
            _stop(row, "fault", {})
            raise
        with contextlib.suppress(OperationalError):  # else it stays as running, and is gone on with
            _stop(row, "disk_full", {})
        raise DiskFull(fault("disk_full", {})) from error
    row.refresh_from_db()
    return _counts(row)


def _counts(row: Import) -> dict[str, int]:
    return {name: getattr(row, name) for name in ("accepted", "revised", "duplicates", "rejected")}


def _stop(row: Import, code: str, data: dict[str, Any]) -> None:
    Import.objects.filter(id=row.pk).update(state="failed", problem={"code": code, "data": data})


class _Taking:
    """One run over the file."""

    def __init__(self, actor: Actor, row: Import, running: Running) -> None:
        self.actor = actor
        self.row = row
        self.running = running
        self.mapping = Mapping.from_json(row.mapping)
        self.rows = rows_of(actor, row, self.mapping)
        self.names = [column.name for column in self.mapping.columns]
        self.passed_over: Counter[str] = Counter(row.passed_over)
        self.settled = row.accepted + row.revised + row.duplicates + row.rejected + self.passed_over.total()

    def run(self) -> None:
        actor, row = self.actor, self.row
        actor.require("signals.import")
        if not row.stored_as:
            raise FileNotFoundError
        path = stored_path(row.stored_as)
        if not row.rows:
            # The whole file is read once before anything is taken: a damaged one is refused as a whole.
            row.rows = count_rows(path, row.layout)
            Import.objects.filter(id=row.pk).update(rows=row.rows, layout=row.layout)
        self.running.progress(self.settled, row.rows)
        for batch in self._batches(data_rows(path, row.layout)):
            self.settled += len(batch)
            self._take_patiently(batch)
        with transaction.atomic():
            self.running.progress(self.settled, row.rows)
            Import.objects.filter(id=row.pk).update(state="done", finished_at=timezone.now())
            record(actor, "collect.import_finished", {"rows": self.settled}, subject=f"import:{row.pk}")
        forget_upload(row)

    def _batches(self, rows: Iterator[Numbered]) -> Iterator[list[Read]]:
        batch: list[Read] = []
        beside = self.row.layout.get("sheet_column", {}).get("at")  # a sheet's name is no part of the row
        for number, cells in rows:
            if len(batch) >= BATCH:
                yield batch
                batch = []
            if isinstance(cells, Unread):
                if number > self.row.position:
                    batch.append((number, cells.cells, cells.problem))
                continue
            while cells and not cells[-1].strip():
                cells.pop()
            if not cells:
                continue
            own = _without_blanks(cells[:beside])
            if number <= self.row.position:
                self.rows.pass_by(cells, own)
                continue
            batch.append((number, cells, self.rows.read(cells, own)))
        if batch:
            yield batch

    def _take_patiently(self, batch: list[Read]) -> None:
        for attempt in range(1, PATIENCE + 1):
            try:
                self._take(batch)
                return
            except OperationalError as error:  # others write, too; the batch was undone as a whole
                if attempt == PATIENCE or not is_locked(error):
                    raise

    def _take(self, batch: list[Read]) -> None:
        drafts = [draft for _, _, draft in batch if not isinstance(draft, Problem)]
        numbers = [number for number, _, draft in batch if not isinstance(draft, Problem)]
        with transaction.atomic():
            outcome = Outcome(self.rows.take(drafts, numbers))
            problems = {
                number: one.problem
                for number, one in zip(numbers, outcome.settled, strict=True)
                if one.status == REJECTED and one.problem is not None
            }
            problems.update({number: draft for number, _, draft in batch if isinstance(draft, Problem)})
            passed_over = self.passed_over + Counter(
                problem.code for problem in problems.values() if problem.code in PASSED_OVER
            )
            problems = {n: problem for n, problem in problems.items() if problem.code not in PASSED_OVER}
            if problems:
                self._keep_rejects({number: cells for number, cells, _ in batch}, problems)
            Import.objects.filter(id=self.row.pk).update(
                position=batch[-1][0],
                accepted=F("accepted") + outcome.count(ACCEPTED),
                revised=F("revised") + outcome.count(REVISED),
                duplicates=F("duplicates") + outcome.count(DUPLICATE),
                rejected=F("rejected") + len(problems),
                passed_over=dict(passed_over),
            )
            self.running.progress(self.settled, self.row.rows)
        self.passed_over = passed_over

    def _keep_rejects(self, cells: dict[int, list[str]], problems: dict[int, Problem]) -> None:
        columns = self.mapping.columns
        anonymous = {number for number in problems if is_anonymous(columns, cells[number])}
        cells = {**cells, **{number: without_its_giver(columns, cells[number]) for number in anonymous}}
        raw = {number: self._raw(cells[number]) for number in problems}
        known = erased_among(reject_key(one) for one in raw.values())
        # whoever was erased does not come back as a row that was not taken
        erased = {n for n, one in problems.items() if one.code == "erased" or reject_key(raw[n]) in known}
        Reject.objects.bulk_create(
            Reject(
                imported=self.row,
                row=number,
                code=problem.code,
                data={"pointer": problem.pointer}
                if number in anonymous or number in erased
                else {
                    **{name: masked_value(value) for name, value in problem.data.items()},
                    "pointer": problem.pointer,
                    "keys": keys_in(cells[number]),
                },
                raw={} if number in erased else raw[number],
            )
            for number, problem in sorted(problems.items())
        )

    def _raw(self, cells: list[str]) -> dict[str, str]:
        names = [*self.names, *(f"+{extra}" for extra in range(1, len(cells) - len(self.names) + 1))]
        return {
            name: str(masked_value(cell.replace("\0", "\u2400")))[:LONGEST_REJECTED_CELL]
            for name, cell in zip(names, cells, strict=False)
            if cell
        }
