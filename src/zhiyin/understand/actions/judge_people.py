"""The nightly run: what models make of everybody, written beside them, each with its card."""

import time
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.models import Customer
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.record import record
from zhiyin.understand.judging.material import gather
from zhiyin.understand.judging.nights import last_night
from zhiyin.understand.judging.verdict import READY, Verdict, plain
from zhiyin.understand.judging.writing import write
from zhiyin.understand.models import PeopleModel
from zhiyin.understand.queries.judging_terms import kept_terms

KIND = "understand.judge_people"
ABOUT = "people"
WHOLE = 100
"""Judging counts as so many parts of the work, writing as many again."""
GATHERED = 10
JUDGE = Actor.system("judge")
KEPT_RUNS = 400
"""Cards of so many of the latest runs of a model are kept."""


def judge_people(actor: Actor) -> int:
    """Judge everybody anew in the background; returns the job's id. One run at a time: asked again it is the same.

    Needs `customers.manage` everywhere. Journals `understand.judging_asked`.
    """
    actor.require("customers.manage", "")
    with transaction.atomic():
        running = latest_about(ABOUT)
        if running is not None and running.state in ("waiting", "running"):
            return running.id
        made = enqueue(actor, KIND, {"until": timezone.localdate().isoformat()}, subject=ABOUT)
        record(actor, "understand.judging_asked", {"job": str(made)})
    return made


@job(KIND)
def carry_out(running: Running) -> dict[str, Any]:
    """Read, judge, write. A killed run begins again and ends the same; until it ends the earlier judgement stands."""
    # here, and not above: SciPy takes a second that every start of the product would pay
    from zhiyin.understand.judging.course import Course  # noqa: PLC0415

    today = date.fromisoformat(running.payload["until"])
    kept = kept_terms()
    began = time.monotonic()
    running.progress(0, 2 * WHOLE)
    material = gather(today)
    seconds = {"read": round(time.monotonic() - began, 2)}
    running.progress(GATHERED)

    def after(done: int, of: int) -> None:
        running.progress(GATHERED + (WHOLE - GATHERED) * done // of)

    found = Course(material, kept.terms, after).run()
    began = time.monotonic()
    now = timezone.now()
    verdicts = [verdict for verdict, _ in found]
    people = write(material, verdicts, now, running, WHOLE)
    seconds["write"] = round(time.monotonic() - began, 2)
    refused = int(material.refused.sum())
    with transaction.atomic():
        running.beat()  # whoever took the job away writes the cards
        made = [_card(verdict, took, plain(kept.terms), today, now) for verdict, took in found]
        for one in made:
            one.card["refused"] = refused
        PeopleModel.objects.bulk_create(made)
        _forget_old()
        record(JUDGE, "understand.people_judged", {"people": people, "refused": refused})
    return {
        "people": people,
        "ready": sum(verdict.state == READY for verdict in verdicts),
        "seconds": seconds,
    }


def _card(verdict: Verdict, took: float, terms: dict[str, Any], until: date, now: Any) -> PeopleModel:
    reason = {"code": verdict.failed} if verdict.failed else {}
    if verdict.missing is not None:
        missing = verdict.missing
        reason = plain({"code": missing.reason, "have": missing.have, "need": missing.need})
    return PeopleModel(
        code=verdict.code,
        state=verdict.state,
        run_at=now,
        until=until,
        customers=verdict.customers,
        card=dict(verdict.card),
        terms=terms,
        reason=reason,
        took_seconds=round(took, 2),
    )


def _forget_old() -> None:
    """Runs beyond the latest: their cards say nothing any more that a newer one does not."""
    for code in PeopleModel.CODES:
        rows = PeopleModel.objects.filter(code=code).order_by("-run_at", "-id")
        oldest = rows.values_list("run_at", flat=True)[KEPT_RUNS : KEPT_RUNS + 1].first()
        if oldest is not None:
            rows.filter(run_at__lte=oldest).delete()


def judge_when_due() -> bool:
    """Ask for a run once a night when there is anybody to judge."""
    night = last_night(timezone.now())
    newest = PeopleModel.objects.order_by("-run_at").values_list("run_at", flat=True).first()
    asked = latest_about(ABOUT)
    lately = asked is not None and timezone.now() - asked.created_at < timedelta(hours=12)
    if (newest is None or newest < night) and not lately and Customer.objects.exists():
        judge_people(JUDGE)
    return False
