"""METHODS A14 through the engine: small protected groups stay hidden, in every direction."""

from datetime import date

import pyarrow as pa
import pytest

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice, many
from zhiyin.accounts.actor import Actor
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.counting import Counting
from zhiyin.measure.queries.counts import Counted
from zhiyin.measure.queries.dimensions import dimension_named
from zhiyin.measure.queries.periods import Span
from zhiyin.measure.queries.protection import hide_small_groups
from zhiyin.measure.queries.question import Cell, Question
from zhiyin.measure.registry import METRICS
from zhiyin.measure.rules import hidden_cells


def cells(actor: Actor, question: Question) -> dict[str | None, Cell]:
    metric = question.metrics[0]
    return {row.keys[0].id if row.keys else None: row.cells[metric] for row in ask(actor, question).rows}


def anonymous(organisation: Organisation, channel: str, count: int, **more: object) -> list[Voice]:
    return many(
        Voice(organisation.east_one, channel=channel, identity="anonymous", **more),  # type: ignore[arg-type]
        {10: count},
    )


def test_fewer_than_five_anonymous_people_are_hidden(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear(anonymous(organisation, "app", 4))
    (cell,) = cells(everywhere, Question(("nps",))).values()
    assert (cell.value, cell.low, cell.n, cell.reason) == (None, None, 0, "suppressed")
    (volume,) = cells(everywhere, Question(("volume",))).values()
    assert (volume.value, volume.reason) == (None, "suppressed")


def test_five_anonymous_people_are_shown(organisation: Organisation, everywhere: Actor, hear: Hear) -> None:
    hear(anonymous(organisation, "app", 5))
    (cell,) = cells(everywhere, Question(("nps",))).values()
    assert (cell.value, cell.n, cell.indicative) == (100.0, 5, True)


def test_answers_of_one_person_are_one_person(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear(anonymous(organisation, "app", 9, respondent=77))
    (cell,) = cells(everywhere, Question(("nps",))).values()
    assert cell.reason == "suppressed"


def test_identified_feedback_is_only_marked_as_indicative(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear(many(Voice(organisation.east_one), {10: 2}))
    (cell,) = cells(everywhere, Question(("nps",))).values()
    assert (cell.value, cell.indicative, cell.withheld) == (100.0, True, False)


def test_a_hidden_cell_takes_another_with_it(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([*anonymous(organisation, "app", 33), *anonymous(organisation, "sms", 3)])
    found = cells(everywhere, Question(("nps",), by=("channel",)))
    assert {key: cell.reason for key, cell in found.items()} == {"app": "suppressed", "sms": "suppressed"}


def test_three_cells_hide_the_smallest_and_the_next(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    voices = [
        *anonymous(organisation, "a", 3),
        *anonymous(organisation, "b", 10),
        *anonymous(organisation, "c", 40),
    ]
    hear(voices)
    found = cells(everywhere, Question(("nps",), by=("channel",)))
    assert {key: cell.reason for key, cell in found.items()} == {
        "a": "suppressed",
        "b": "suppressed",
        "c": None,
    }


def test_a_filter_that_singles_out_a_few_hides_the_rest(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([*anonymous(organisation, "app", 33), *anonymous(organisation, "app", 3, tier="gold")])
    (everyone,) = cells(everywhere, Question(("nps",))).values()
    (others,) = cells(everywhere, Question(("nps",), where='!(tier == "gold")')).values()
    assert everyone.n == 36
    assert others.reason == "suppressed"


def test_a_period_that_singles_out_a_few_hides_the_rest(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear(
        [
            *anonymous(organisation, "app", 33, day=date(2026, 3, 5)),
            *anonymous(organisation, "app", 3, day=date(2026, 3, 6)),
        ]
    )
    (cell,) = cells(everywhere, Question(("nps",), end="2026-03-05")).values()
    assert cell.reason == "suppressed"


def test_a_unit_that_singles_out_a_few_hides_the_rest(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    few = many(Voice(organisation.west_one, identity="anonymous"), {10: 3})
    hear([*anonymous(organisation, "app", 33), *few])
    (cell,) = cells(everywhere, Question(("nps",), unit=organisation.east_one.code)).values()
    assert cell.reason == "suppressed"


@pytest.mark.parametrize("by", [(), ("channel",)])
def test_each_of_two_conditions_is_dropped(
    organisation: Organisation, everywhere: Actor, hear: Hear, by: tuple[str, ...]
) -> None:
    hear(
        [
            *anonymous(organisation, "app", 33, tier="gold", source="a"),
            *anonymous(organisation, "app", 3, tier="gold", source="b"),
            *anonymous(organisation, "app", 9, tier="silver", source="a"),
        ]
    )
    for where, reason in (
        ('tier == "gold" && source == "a"', "suppressed"),  # without the source three more
        ('tier == "silver" && source == "a"', None),  # without the tier many more, without the source nobody
    ):
        (cell,) = cells(everywhere, Question(("nps",), by=by, where=where)).values()
        assert cell.reason == reason


def test_known_people_are_counted_without_the_hidden_few(
    organisation: Organisation, everywhere: Actor, hear: Hear
) -> None:
    hear([*many(Voice(organisation.east_one), {0: 40}), *anonymous(organisation, "wechat", 2)])
    answer = ask(everywhere, Question(("nps",)))
    cell = answer.rows[0].cells["nps"]
    assert (cell.value, cell.n, cell.withheld) == (-100.0, 40, True)
    assert answer.notes


def test_staff_need_ten(organisation: Organisation, everywhere: Actor, hear: Hear) -> None:
    hear(many(Voice(organisation.east_one, population="staff"), {10: 9}))
    (cell,) = cells(everywhere, Question(("nps",), population="staff")).values()
    assert cell.reason == "suppressed"


def test_rollups_and_rows_hide_alike(organisation: Organisation, everywhere: Actor, hear: Hear) -> None:
    hear(
        [
            *anonymous(organisation, "a", 3),
            *anonymous(organisation, "b", 10),
            *anonymous(organisation, "c", 40),
        ]
    )
    by_month = cells(everywhere, Question(("nps",), by=("channel",), start="2026-03", end="2026-03"))
    by_rows = cells(everywhere, Question(("nps",), by=("channel",), start="2026-03-01", end="2026-03-30"))
    assert by_month == by_rows


@pytest.mark.parametrize(
    ("respondents", "hidden"),
    [
        ({("a",): 7, ("b",): 33}, {("a",), ("b",)}),
        ({("a",): 0, ("b",): 33}, set()),
        ({("a",): 3, ("b",): 2, ("c",): 50}, {("a",), ("b",)}),
        ({("a",): 12, ("b",): 33}, set()),
    ],
)
def test_the_published_total_never_gives_a_cell_away(
    respondents: dict[tuple[str], int], hidden: set[tuple[str]]
) -> None:
    k = 10 if ("c",) not in respondents else 5
    assert hidden_cells(respondents, k=k, multiple=[False]) == hidden


def test_in_a_table_of_two_dimensions_no_line_gives_a_cell_away() -> None:
    respondents = {(x, y): 20 for x in "abc" for y in "pqr"} | {("a", "p"): 2}
    hidden = hidden_cells(respondents, k=5, multiple=[False, False])
    for axis in (0, 1):
        for line in "abc" if axis == 0 else "pqr":
            count = sum(cell[axis] == line for cell in hidden)
            assert count != 1


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_of_cells_of_one_size_the_same_is_hidden_each_time(order: tuple[int, ...]) -> None:
    channels = pa.array(["a", "b", "c", None])
    counting = Counting(
        "signals",
        "signals",
        ("volume",),
        (dimension_named("channel"),),
        Span(),
        ("",),
        "",
        "customer",
        (),
    )
    counted = Counted()
    counted.add(
        pa.table({"d0": channels, "protected": [True] * 4, "m0_n": [3, 7, 7, 7]}), [METRICS["volume"]], 1
    )
    people = pa.table({"d0": channels, "m0_people": [3, 7, 7, 7]}).take(list(order))
    hide_small_groups(counted, (METRICS["volume"],), counting, people)
    hidden = [
        place for place in counted.places() if (group := counted.group("volume", place)) and group.is_hidden
    ]
    assert hidden == [("a",), ("b",)]
