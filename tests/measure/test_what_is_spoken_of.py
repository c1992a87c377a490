"""Shares, sentiment and changes by aspect, category of a taxonomy and annotation; numbers worked out by hand."""

from dataclasses import replace
from datetime import date

import pytest

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice
from zhiyin.accounts.actor import Actor
from zhiyin.measure.errors import Unanswerable
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Cell, Question


def cells(
    actor: Actor, *metrics: str, by: str | tuple[str, ...], **more: object
) -> dict[object, dict[str, Cell]]:
    names = (by,) if isinstance(by, str) else by
    answer = ask(actor, Question(metrics, by=names, **more))  # type: ignore[arg-type]
    return {
        row.keys[0].id if len(row.keys) == 1 else tuple(key.id for key in row.keys): row.cells
        for row in answer.rows
    }


@pytest.fixture
def heard(organisation: Organisation, hear: Hear) -> None:
    """100 texts in March: 20 speak of the queue (14 badly, 4 well), 40 of the staff. 50 in February: 5 of the queue."""
    said = Voice(organisation.east_one, sentiment=0.5)
    queue = replace(said, sentiment=-0.9)
    then = replace(said, day=date(2026, 2, 10))
    hear(
        [
            *[
                replace(
                    queue,
                    aspects={"queue": "negative"},
                    categories={"restaurant.service": "negative", "restaurant.service_wait_time": "negative"},
                    annotations=(("intent", "churn_threat"), ("emotion", "anger")),
                )
            ]
            * 14,
            *[replace(said, aspects={"queue": "positive"}, annotations=(("emotion", "joy"),))] * 4,
            *[replace(said, aspects={"queue": "neutral", "staff": "positive"})] * 2,
            *[replace(said, aspects={"staff": "positive"}, answers={"rating": 5.0})] * 38,
            *[said] * 42,
            *[Voice(organisation.east_one, answers={"nps": 10})] * 7,  # scores without words
            *[replace(then, aspects={"queue": "negative"})] * 5,
            *[then] * 45,
        ]
    )


def march(
    actor: Actor, *metrics: str, by: str | tuple[str, ...], **more: object
) -> dict[object, dict[str, Cell]]:
    return cells(actor, *metrics, by=by, start="2026-03", end="2026-03", **more)


def test_a_share_is_one_of_all_texts_and_not_of_all_signals(heard: None, everywhere: Actor) -> None:
    found = march(everywhere, "mention_share", by="aspect")
    queue = found["queue"]["mention_share"]
    assert (queue.value, queue.n) == (20.0, 100)
    # Wilson: 20 of 100
    assert (queue.low, queue.high) == (pytest.approx(13.3367, abs=5e-5), pytest.approx(28.8829, abs=5e-5))
    assert found["staff"]["mention_share"].value == 40.0


def test_a_share_is_compared_with_the_period_before(heard: None, everywhere: Actor) -> None:
    queue = march(everywhere, "mention_share", by="aspect", compare="previous")["queue"]["mention_share"]
    assert queue.change is not None
    assert (queue.change.value, queue.change.before, queue.change.n_before) == (10.0, 10.0, 50)


def test_what_nobody_spoke_of_before_was_a_share_of_nothing(heard: None, everywhere: Actor) -> None:
    staff = march(everywhere, "mention_share", by="aspect", compare="previous")["staff"]["mention_share"]
    assert staff.change is not None
    assert (staff.change.value, staff.change.before, staff.change.n_before) == (40.0, 0.0, 50)
    assert staff.change.real is True
    assert staff.change.low is not None
    assert staff.change.low > 0


def test_net_sentiment_is_good_minus_bad(heard: None, everywhere: Actor) -> None:
    net = march(everywhere, "aspect_net_sentiment", by="aspect")["queue"]["aspect_net_sentiment"]
    assert (net.value, net.n) == (-50.0, 20)  # 4 well, 14 badly, of 20
    assert net.parts == {"positive": 20.0, "neutral": 10.0, "negative": 70.0}


def test_categories_and_annotations_are_counted_like_aspects(heard: None, everywhere: Actor) -> None:
    metrics = ("mention_volume", "mention_share", "aspect_negative_share")
    found = march(everywhere, *metrics, by="category")
    wait = found["restaurant.service_wait_time"]
    assert [wait[code].value for code in metrics] == pytest.approx([14.0, 14.0, 100.0])
    annotations = march(everywhere, *metrics, by="annotation")
    assert set(annotations) == {"intent:churn_threat", "emotion:anger", "emotion:joy"}
    assert [annotations["emotion:joy"][code].value for code in metrics] == pytest.approx([4.0, 4.0, 0.0])


def test_a_breakdown_is_narrowed_to_a_code_or_a_group(heard: None, everywhere: Actor) -> None:
    assert set(march(everywhere, "mention_volume", by="aspect:queue")) == {"queue"}
    assert set(march(everywhere, "mention_volume", by="annotation:emotion:")) == {
        "emotion:anger",
        "emotion:joy",
    }
    assert march(everywhere, "mention_volume", by="category:hotel.") == {}


def test_two_breakdowns_give_the_share_within_the_first(heard: None, everywhere: Actor) -> None:
    found = march(everywhere, "mention_share", "mention_volume", by=("aspect:queue", "annotation"))
    anger = found["queue", "emotion:anger"]
    assert (anger["mention_volume"].value, anger["mention_share"].value, anger["mention_share"].n) == (
        14.0,
        70.0,
        20,
    )
    reasons = march(everywhere, "mention_share", by=("annotation:intent:churn_threat", "aspect"))
    assert reasons["intent:churn_threat", "queue"]["mention_share"].value == 100.0


def test_a_score_stands_beside_what_its_givers_speak_of(heard: None, everywhere: Actor) -> None:
    rating = march(everywhere, "rating", by="aspect")["staff"]["rating"]
    assert (rating.value, rating.n) == (5.0, 38)


def test_a_month_in_which_nobody_speaks_of_it_has_a_share_of_nothing(heard: None, everywhere: Actor) -> None:
    found = cells(everywhere, "mention_share", by=("aspect:staff", "month"), start="2026-02", end="2026-03")
    assert [cell["mention_share"].value for cell in found.values()] == [0.0, 40.0]


def test_a_share_needs_something_that_is_spoken_of(heard: None, everywhere: Actor) -> None:
    with pytest.raises(Unanswerable):
        ask(everywhere, Question(("mention_share",)))


def test_few_protected_people_are_left_out_of_both_sides_of_a_share(
    organisation: Organisation, hear: Hear, everywhere: Actor
) -> None:
    said = Voice(organisation.east_one, sentiment=-0.5)
    hidden = replace(said, identity="anonymous")
    hear(
        [
            *[replace(said, aspects={"queue": "negative"})] * 10,
            *[said] * 30,
            *[replace(hidden, aspects={"queue": "negative"})] * 3,
            *[hidden] * 17,
        ]
    )
    share = cells(everywhere, "mention_share", by="aspect")["queue"]["mention_share"]
    assert (share.value, share.n, share.withheld) == (25.0, 40, True)


def test_a_manager_counts_the_texts_of_the_own_units_only(
    organisation: Organisation, hear: Hear, east_manager: Actor
) -> None:
    said = Voice(organisation.east_one, sentiment=-0.5)
    away = replace(said, unit=organisation.west_one, aspects={"queue": "negative", "price": "negative"})
    hear([*[replace(said, aspects={"queue": "negative"})] * 5, *[said] * 5, *[away] * 40])
    found = cells(east_manager, "mention_share", by="aspect")
    assert set(found) == {"queue"}
    assert (found["queue"]["mention_share"].value, found["queue"]["mention_share"].n) == (50.0, 10)
