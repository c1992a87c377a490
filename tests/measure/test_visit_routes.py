"""How a visit was bought: voucher guests beside those who pay the full price, in every place that breaks down."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice, many
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Question

SignIn = Callable[[User], Client]


@pytest.fixture
def heard(organisation: Organisation, hear: Hear) -> None:
    """Forty with a voucher, forty without, ten of whom nothing is known, and a mystery visit."""
    shop = organisation.east_one
    hear(
        [
            *many(Voice(shop, visit_route="group_buy", sentiment=-0.5), {9: 10, 3: 30}),
            *many(Voice(shop, visit_route="walk_in", sentiment=0.5), {9: 30, 3: 10}),
            *many(Voice(shop), {9: 10}),
            Voice(
                shop,
                kind="mystery_visit",
                population="inspector",
                answers={"number": 80.0},
                day=date(2026, 3, 2),
            ),
        ]
    )


def test_voucher_guests_are_compared_with_those_who_pay_the_full_price(
    heard: None, everywhere: Actor
) -> None:
    answer = ask(everywhere, Question(("nps", "volume", "negative_share"), by=("visit_route",)))
    found = {
        row.keys[0].id: (row.keys[0].label, *(cell.value for cell in row.cells.values()))
        for row in answer.rows
    }
    assert found == {
        "group_buy": ("Group-buy voucher", -50.0, 40, 100.0),
        "walk_in": ("Walk-in", 50.0, 40, 0.0),
        None: ("Not known", 100.0, 10, None),
    }
    assert "no rollup has purchase routes" in answer.plan


def test_routes_have_chinese_names(heard: None, everywhere: Actor) -> None:
    with translation.override("zh-hans"):
        rows = ask(everywhere, Question(("nps",), by=("visit_route",))).rows
        assert {row.keys[0].label for row in rows} >= {"团购券", "到店"}


def test_the_page_and_the_api_break_down_by_route(heard: None, an: User, signed_in: SignIn) -> None:
    client = signed_in(an)
    body = client.get("/api/v1/measures/nps", {"by": "visit_route", "where": "visit_route != null"}).json()
    assert {row["visit_route"] for row in body["rows"]} == {"group_buy", "walk_in"}
    page = client.get("/insight/", {"metric": "nps", "by": "visit_route"}).content.decode()
    assert "Group-buy voucher" in page
    assert '<option value="visit_route" selected' in page


def test_a_mystery_visit_is_in_no_number_of_customers(heard: None, everywhere: Actor) -> None:
    assert ask(everywhere, Question(("volume",))).rows[0].cells["volume"].value == 90
    inspected = Question(("volume", "mean"), population="inspector")
    cells = ask(everywhere, inspected).rows[0].cells
    assert (cells["volume"].value, cells["mean"].value) == (1, 80.0)
    where = Question(("volume",), where='kind == "mystery_visit"')
    assert [row.cells["volume"].value for row in ask(everywhere, where).rows] == [0]
