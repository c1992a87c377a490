"""How long contracts last, from the events that say who joined and who left."""

from datetime import date
from typing import Any

import pytest

from tests.understand.buyers import judged, met_people, noon
from zhiyin.collect.models import Event
from zhiyin.customers.models import Restriction
from zhiyin.understand.showing.ties import retention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

IMPORTED = date(2026, 11, 18)
"""What came without a day is noted as of its receipt."""


def did(who: int, kind: str, day: date | None) -> Event:
    """A customer joined or left; without a day as it is noted when the source gives none."""
    key = Event.objects.count() + 1
    return Event.objects.create(
        id=key, kind=kind, customer_id=who, source="test", source_id=str(key), occurred_at=noon(day or IMPORTED),
        received_at=noon(IMPORTED), attributes={} if day else {"time_assumed": True},
    )  # fmt: skip


def contracts() -> dict[str, Any]:
    found: dict[str, Any] = judged()["retention"].card["contracts"]
    return found


def notes(contracts: dict[str, Any]) -> str:
    """What the page remarks of the curve."""
    return " ".join(retention({"contracts": contracts}, contracts.get("n", 0)).sections[0].notes)


def test_a_day_of_leaving_that_is_only_assumed_is_not_counted_and_the_page_says_of_how_many() -> None:
    for key in met_people(60):
        did(key, "joined", date(2015, 11, 20))
        if key <= 20:
            did(key, "left", date(2016, 11, 20))
    did(21, "left", None)
    did(22, "left", None)
    Event.objects.filter(customer_id=23).update(attributes={"time_assumed": True})
    did(24, "left", date(2016, 11, 20))
    did(24, "left", None)
    found = contracts()
    assert (found["n"], found["left"], found["undated"]) == (57, 21, 3)
    assert found["points"][-1]["stayed"] == pytest.approx(36 / 57)
    assert found["points"][120]["month"] == 120
    assert "Left out: 3 customers, since the source gave no day" in notes(found)


def test_a_list_of_members_of_whom_nobody_is_said_to_have_left_gives_no_curve() -> None:
    for key in met_people(60):
        did(key, "joined", date(2015, 11, 20))
    assert contracts()["missing"]["reason"] == "customers_who_left_on_a_known_day"


def test_where_the_days_of_leaving_are_not_told_no_curve_says_that_everybody_stays() -> None:
    for key in met_people(60):
        did(key, "joined", date(2015, 11, 20))
        if key <= 20:
            did(key, "left", date(2016, 11, 20) if key <= 5 else None)
    found = contracts()
    assert found["missing"] == {"reason": "customers_who_left_on_a_known_day", "have": 5, "need": 18}
    assert found["undated"] == 15
    assert "Left out: 15 customers" in notes(found)


def test_who_comes_back_is_here_since_then() -> None:
    for key in met_people(40):
        did(key, "joined", date(2020, 11, 20))
        did(key, "left", date(2021, 11, 20))
        if key <= 30:
            did(key, "joined", date(2023, 11, 20))
        if key <= 10:
            did(key, "left", date(2024, 11, 20))
    found = contracts()
    assert (found["n"], found["left"], found["undated"]) == (40, 20, 0)
    assert found["points"][-1]["stayed"] == pytest.approx(0.5)
    assert found["points"][-1]["month"] == 36


def test_who_comes_back_after_leaving_on_a_day_that_nobody_told_is_here_since_then() -> None:
    for key in met_people(40):
        did(key, "joined", date(2020, 11, 20))
        left = did(key, "left", None)
        Event.objects.filter(id=left.id).update(occurred_at=noon(date(2022, 11, 20)))
        did(key, "joined", date(2023, 11, 20))
    did(1, "left", date(2024, 11, 20))
    found = contracts()
    assert (found["n"], found["left"], found["undated"]) == (40, 1, 0)


def test_who_refuses_is_not_even_counted_among_those_left_out() -> None:
    for key in met_people(60):
        did(key, "joined", date(2015, 11, 20))
    did(1, "left", None)
    did(2, "left", date(2016, 11, 20))
    Restriction.objects.create(customer_id=1, by="x")
    found = contracts()
    assert (found["n"], found["undated"]) == (59, 0)


def test_the_churn_of_months_counts_who_was_here_when_each_began_and_says_what_a_year_makes_of_it() -> None:
    for key in met_people(60):
        did(key, "joined", date(2024, 11, 20) if key <= 50 else date(2026, 9, 15))
        if key <= 12:
            did(key, "left", date(2025 + (key > 1), (key - 2) % 12 + 1, 10))
    did(51, "left", date(2026, 9, 20))
    found = contracts()
    months = found["churn"]["months"]
    assert [each["month"] for each in months][::11] == ["2025-11", "2026-10"]
    assert [each["lost"] for each in months] == [0, *[1] * 11]
    assert [each["share"]["n"] for each in months] == [50, *range(50, 40, -1), 49]
    monthly = 11 / (sum(range(41, 51)) + 50 + 49)
    assert found["churn"]["monthly"] == pytest.approx(monthly)
    assert found["churn"]["yearly"] == pytest.approx(1 - (1 - monthly) ** 12)
    page = retention({"contracts": found}, found["n"]).sections[-1]
    assert page.title == "Churn by month"
    assert "At that pace 21.4% leave in a year." in page.finding
