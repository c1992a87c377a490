"""The nightly run: what models make of everybody, written beside them, each with its card."""

import time
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.jobs.actions.enqueue import enqueue
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.jobs.registry import job
from zhiyin.jobs.running import Running
from zhiyin.journal.record import record
from zhiyin.understand.judging import buying, following, leaving, ties
from zhiyin.understand.judging.material import gather
from zhiyin.understand.judging.terms import Terms, terms_from
from zhiyin.understand.judging.verdict import Verdict, plain
from zhiyin.understand.judging.writing import write
from zhiyin.understand.models import JudgingTerms, PeopleModel

KIND = "understand.judge_people"
ABOUT = "people"
NIGHT = 3  # o'clock in the organisation's zone
JUDGE = Actor.system("judge")


def judge_people(actor: Actor) -> int:
    """Judge everybody anew in the background; returns the job's id. One run at a time: asked again it is the same.

    Needs `customers.manage` everywhere.
    """
    actor.require("customers.manage", "")
    with transaction.atomic():
        running = latest_about(ABOUT)
        if running is not None and running.state in ("waiting", "running"):
            return running.id
        made = enqueue(actor, KIND, {"until": timezone.localdate().isoformat()}, subject=ABOUT)
        record(actor, "understand.judging_asked", {"job": made})
    return made


@job(KIND)
def run(running: Running) -> dict[str, Any]:
    """Read, judge, write. A killed run begins again and ends the same; until it ends the earlier judgement stands."""
    today = date.fromisoformat(running.payload["until"])
    kept = JudgingTerms.objects.first()
    terms = terms_from(kept.content if kept else {})
    material = gather(today)
    running.progress(0, len(material.people))
    found: list[tuple[Verdict, float]] = []

    def said(began: float, *verdicts: Verdict) -> None:
        found.extend((verdict, time.monotonic() - began) for verdict in verdicts)
        running.beat()

    began = time.monotonic()
    bought = buying.histories(material)
    said(began, buying.judge_rfm(material, bought))
    began = time.monotonic()
    of_value, values = buying.judge_value(material, bought, terms)
    said(began, of_value, buying.judge_tiers(material, values, bought, terms))
    began = time.monotonic()
    said(began, ties.judge_ties(material, bought, terms))
    began = time.monotonic()
    said(began, leaving.judge_silence(material))
    began = time.monotonic()
    said(began, leaving.judge_churn(material, terms))
    began = time.monotonic()
    said(began, leaving.judge_contracts(material, terms))
    began = time.monotonic()
    said(began, following.judge_next_products(material, terms))
    now = timezone.now()
    people = write(material, [verdict for verdict, _ in found], now, running)
    with transaction.atomic():
        PeopleModel.objects.bulk_create([_card(verdict, took, terms, today, now) for verdict, took in found])
        record(JUDGE, "understand.people_judged", {"people": people, "refused": int(material.refused.sum())})
    return {"people": people, "ready": sum(verdict.missing is None for verdict, _ in found)}


def _card(verdict: Verdict, took: float, terms: Terms, until: date, now: datetime) -> PeopleModel:
    return PeopleModel(
        code=verdict.code,
        state="ready" if verdict.missing is None else "not_enough",
        run_at=now,
        until=until,
        customers=verdict.customers,
        card=verdict.card,
        terms=plain(terms),
        reason=plain(verdict.missing) if verdict.missing is not None else {},
        took_seconds=round(took, 2),
    )


def judge_when_due() -> bool:
    """Ask for a run once a night, after three o'clock, when there is anybody to judge."""
    local = timezone.localtime()
    if local.hour < NIGHT:
        return False
    newest = PeopleModel.objects.order_by("-run_at").values_list("run_at", flat=True).first()
    night = local.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    asked = latest_about(ABOUT)
    lately = asked is not None and timezone.now() - asked.created_at < timedelta(hours=12)
    if (newest is None or newest < night) and not lately:
        judge_people(JUDGE)
    return False
