"""The participation rate: who answered, of all who could have, whatever kept the others from it."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tests.conftest import Organisation
from tests.measure.voices import Voice
from zhiyin.accounts.actor import Actor
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Question

pytestmark = pytest.mark.django_db
Hear = Callable[[Iterable[Voice]], Any]


def calls(organisation: Organisation) -> list[Voice]:
    """Seven calls: three pressed a key, two did not, two were not led to the question."""
    unit = organisation.east_one

    def call(value: float | None, status: str) -> Voice:
        return Voice(unit, kind="call", answers={"csat": value}, scales={"csat": (1.0, 3.0)}, status=status)

    return [
        *(call(value, "answered") for value in (3.0, 2.0, 1.0)),
        *(call(None, "skipped") for _ in range(2)),
        *(call(None, "not_asked") for _ in range(2)),
    ]


def test_it_is_a_share_of_all_calls(organisation: Organisation, everywhere: Actor, hear: Hear) -> None:
    hear(calls(organisation))
    cell = (
        ask(everywhere, Question(("participation",), where='kind == "call"')).rows[0].cells["participation"]
    )
    assert cell.value == pytest.approx(100 * 3 / 7)
    assert (cell.n, cell.asked) == (7, 5)


def test_it_stands_beside_metrics_that_leave_silence_out(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([*calls(organisation), Voice(organisation.east_one, answers={"nps": 9.0})])
    cells = ask(everywhere, Question(("participation", "mean", "nps"), by=("kind",))).rows
    by_kind = {row.key("kind").id: row.cells for row in cells}
    assert by_kind["call"]["participation"].value == pytest.approx(100 * 3 / 7)
    assert by_kind["call"]["mean"].value == pytest.approx(2.0)
    assert by_kind["survey"]["participation"].value == 100.0


def test_where_nothing_could_be_answered_there_is_no_rate(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([Voice(organisation.east_one, sentiment=0.5)])
    cell = ask(everywhere, Question(("participation",))).rows[0].cells["participation"]
    assert cell.value is None
