"""Customers who buy, fall silent and leave, as a seeded world would have them; and the files of real ones."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Event
from zhiyin.customers.actions.install_purposes import install_purposes
from zhiyin.customers.models import Customer, Standing
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.worker import carry_out
from zhiyin.understand.actions import judge_people as judging
from zhiyin.understand.models import PeopleModel

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "customers"
TODAY = date(2026, 11, 20)
KEEPER = Actor.system("test")
DAYS = 720


def data(name: str) -> Path:
    """A file of real customers, or the test is skipped."""
    place = DATA / name
    if not place.exists():
        pytest.skip(f"{name} is not on this machine (../shared/data/customers)")
    return place


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)  # noon in Shanghai


def bought(rows: list[tuple[int, date, float]], **more: Any) -> None:
    """Purchases (negative: money given back) of customers by id; lists in `more` hold a value a row."""
    already = Event.objects.count()
    Event.objects.bulk_create(
        [
            Event(
                id=already + place + 1,
                kind="paid" if amount >= 0 else "refunded",
                occurred_at=noon(day),
                received_at=noon(day),
                customer_id=who,
                source="test",
                source_id=str(already + place),
                amount=round(amount, 2),
                **{name: values[place] for name, values in more.items()},
            )
            for place, (who, day, amount) in enumerate(rows)
        ],
        batch_size=2_000,
    )


def met_people(many: int, start: int = 1) -> list[int]:
    """Customers 1, 2, 3 …, and what may be done with their data."""
    install_purposes(KEEPER)
    ids = list(range(start, start + many))
    Customer.objects.bulk_create([Customer(id=key, person_id=key) for key in ids], batch_size=5_000)
    return ids


def world(many: int = 600, seed: int = 7, until: date = TODAY) -> list[int]:
    """Customers 1 … `many`: each buys at their own pace, may leave after each purchase, spends about their own amount,
    tends to products of their own family; and a third of the purchases are reduced."""
    dice = np.random.default_rng(seed)
    ids = met_people(many)
    rows, products, reduced = [], [], []
    for key in ids:
        pace, leaves, spends = dice.gamma(1.2, 0.05), dice.beta(1.0, 9.0), 40 * dice.gamma(6, 1 / 6)
        day = float(dice.integers(0, DAYS))
        while day < DAYS:
            rows.append(
                (key, until - timedelta(days=int(DAYS - 1 - day)), float(spends * dice.gamma(4, 0.25)))
            )
            products.append(f"p{(key % 5) * 3 + int(dice.integers(0, 4))}")
            reduced.append(bool(dice.random() < 0.3))
            if dice.random() < leaves:
                break
            day += float(dice.exponential(1 / pace))
    bought(rows, product=products, is_discounted=reduced)
    return ids


def judged(until: date = TODAY) -> dict[str, PeopleModel]:
    """One run, as the worker carries it out; the newest card of each model."""
    job = judging.judge_people(KEEPER)
    from zhiyin.jobs.models import Job

    Job.objects.filter(id=job).update(payload={"until": until.isoformat()})
    running = claim_about(judging.ABOUT)
    assert running is not None
    carry_out(running)
    assert Job.objects.get(id=job).state == "done", Job.objects.get(id=job).problem
    return cards()


def cards() -> dict[str, PeopleModel]:
    """The newest card of each model."""
    return {row.code: row for row in PeopleModel.objects.order_by("run_at", "id")}


def standing(key: int) -> Standing:
    return Standing.objects.get(customer_id=key)


def heard(key: int, **columns: Any) -> None:
    """What was heard of a person today, as their standing holds it."""
    now = timezone.make_aware(datetime.combine(TODAY, time(9)))
    said = {f"{name}_at": now for name in ("nps", "csat", "rating") if name in columns}
    columns = {"last_heard_at": now, **said, **columns}
    Standing.objects.update_or_create(customer_id=key, defaults=columns)
