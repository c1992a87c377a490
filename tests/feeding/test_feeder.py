"""From the record to the lake: everything that waits, once, in its current state."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Organisation, actor_for
from tests.feeding.conftest import AN_HOUR_BEFORE_MIDNIGHT, Accept
from zhiyin.accounts.models import User
from zhiyin.collect.models import Signal
from zhiyin.customers.models import Customer
from zhiyin.facts.errors import LakeFault
from zhiyin.facts.lake import Lake
from zhiyin.journal.feed import feed, make_ready
from zhiyin.journal.models import Feed
from zhiyin.journeys.models import Touchpoint
from zhiyin.measure.feeding import feeder
from zhiyin.measure.feeding.agreement import agreement
from zhiyin.measure.feeding.feeder import feed_pending
from zhiyin.measure.feeding.rebuilding import begin, rebuild
from zhiyin.understand.actions.correct_reading import correct_reading
from zhiyin.understand.models import Reading

pytestmark = pytest.mark.django_db
Rows = Callable[[str], list[dict[str, Any]]]
NOW = datetime(2026, 2, 1, tzinfo=UTC)


class Killed(Exception):
    """Stands in for a kill: nothing after it runs."""


def feed_all() -> None:
    while feed_pending():
        pass


def read(signal: Signal, sentiment: float, label: str, mentions: list[dict[str, Any]] | None = None) -> None:
    Reading.objects.update_or_create(
        signal=signal,
        defaults={
            "revision": signal.revision,
            "analyser": "a/1",
            "language": "zh",
            "sentiment": sentiment,
            "label": label,
            "mentions": mentions or [],
            "read_at": NOW,
        },
    )


def test_a_signal_reaches_every_table_with_its_dimensions(
    accept: Accept, rows: Rows, organisation: Organisation
) -> None:
    queue, till = (
        Touchpoint.objects.create(code="queue", name="排队"),
        Touchpoint.objects.create(code="till", name="收银"),
    )
    customer = Customer.objects.create(id=77)
    signal = accept(
        1, occurred_at=AN_HOUR_BEFORE_MIDNIGHT, touchpoint=queue, customer=customer, tier="gold", text="慢"
    )
    signal.answers.update(touchpoint=till, factor="service")
    read(
        signal,
        -0.8,
        "negative",
        [
            {"aspect": "wait", "start": 0, "end": 1, "sentiment": -0.9},
            {"aspect": "wait", "start": 0, "end": 1, "sentiment": -0.5},
        ],
    )
    feed_all()
    (held,), (answer,), (mention,) = rows("signals"), rows("answers"), rows("mentions")
    assert (held["month"], held["day"], held["hour"]) == ("2026-01", date(2026, 1, 31), 23)
    assert held["occurred_at"] == AN_HOUR_BEFORE_MIDNIGHT
    assert (held["unit_id"], held["unit_path"]) == (organisation.east_one.id, organisation.east_one.path)
    assert (held["touchpoint"], held["respondent"], held["tier"], held["has_text"]) == (
        "queue",
        77,
        "gold",
        True,
    )
    assert (held["language"], held["sentiment_label"]) == ("zh", "negative")
    assert (answer["touchpoint"], answer["factor"], answer["product"], answer["value"]) == (
        "till",
        "service",
        None,
        9.0,
    )
    assert answer["sentiment_label"] == "negative"
    assert (mention["aspect"], mention["aspect_label"]) == ("wait", "negative")
    assert mention["aspect_sentiment"] == pytest.approx(-0.7)


@pytest.mark.parametrize(
    ("attributes", "route"),
    [
        ({"visit_route": "group_buy", "voucher": "yes"}, "group_buy"),
        ({"voucher": "no"}, None),
        ({"visit_route": "王女士介绍"}, None),  # no text comes into the lake
        ({"visit_route": 3}, None),
        ({"visit_route": None}, None),
        ({"visit_route": True}, None),
    ],
)
def test_the_route_of_the_visit_is_a_column_of_every_table(
    accept: Accept, rows: Rows, attributes: dict[str, Any], route: str | None
) -> None:
    read(
        accept(1, attributes=attributes, text="慢"), -0.8, "negative", [{"aspect": "wait", "sentiment": -0.9}]
    )
    feed_all()
    assert [row["visit_route"] for name in ("signals", "answers", "mentions") for row in rows(name)] == [
        route
    ] * 3


def test_a_changed_route_is_fed_again(accept: Accept, rows: Rows) -> None:
    signal = accept(1, attributes={"visit_route": "walk_in"})
    feed_all()
    Signal.objects.update(attributes={"visit_route": "group_buy"})
    feed("signal", [(signal.id, "2026-01")], "change")
    feed_all()
    assert [row["visit_route"] for row in rows("answers")] == ["group_buy"]


def test_ratings_of_parts_are_marked_beside_one_of_the_whole(accept: Accept, rows: Rows) -> None:
    taste = Touchpoint.objects.create(code="taste", name="口味")
    for key, items in {1: ("stars", "hygiene", "taste"), 2: ("hygiene", "taste"), 3: ("taste",)}.items():
        signal = accept(key, answers=1)
        for item in items:
            given = {"item": item, "construct": "rating", "value": 4, "scale_min": 1, "scale_max": 5}
            signal.answers.create(**given, touchpoint=taste if item == "taste" else None)
    feed_all()
    found = {(row["signal_id"], row["item"]) for row in rows("answers") if row["overall"]}
    assert found == {(1, "q0"), (1, "stars"), (2, "q0"), (2, "hygiene"), (3, "q0"), (3, "taste")}


def test_a_nameless_signal_without_words_has_itself_as_respondent_and_nulls(
    accept: Accept, rows: Rows
) -> None:
    accept(5)
    feed_all()
    (held,) = rows("signals")
    assert (held["respondent"], held["has_text"]) == (5, False)
    assert [held[name] for name in ("touchpoint", "tier", "visit_route", "language", "sentiment")] == [
        None
    ] * 5


def test_the_month_and_day_are_those_of_the_organisation(accept: Accept, rows: Rows) -> None:
    accept(1, occurred_at=AN_HOUR_BEFORE_MIDNIGHT + timedelta(hours=2))
    feed_all()
    (held,) = rows("signals")
    assert (held["month"], held["day"], held["hour"]) == ("2026-02", date(2026, 2, 1), 1)


def test_a_signal_waits_for_its_reading(accept: Accept, rows: Rows) -> None:
    signal = accept(1, text="慢", ready=False)
    assert not feed_pending()
    read(signal, -0.8, "negative")
    make_ready("signal", [1])
    assert feed_pending()
    assert [row["sentiment_label"] for row in rows("signals")] == ["negative"]


def test_a_reading_of_an_older_revision_does_not_count(accept: Accept, rows: Rows) -> None:
    signal = accept(1, text="慢", revision=2)
    read(signal, -0.8, "negative", [{"aspect": "wait", "sentiment": -0.9}])
    Reading.objects.update(revision=1)
    feed_all()
    assert [row["sentiment_label"] for row in rows("signals")] == [None]
    assert rows("mentions") == []


def test_a_persons_word_wins_over_the_reading(accept: Accept, rows: Rows, lin: User) -> None:
    signal = accept(1, text="慢")
    read(
        signal,
        -0.8,
        "negative",
        [
            {"aspect": "waiting", "start": 0, "end": 1, "sentiment": -0.9},
            {"aspect": "staff_attitude", "start": 0, "end": 1, "sentiment": 0.9},
        ],
    )
    for field, key, value in (
        ("sentiment", "", "positive"),
        ("aspect", "waiting", None),
        ("aspect", "price", "neutral"),
    ):
        correct_reading(actor_for(lin), signal_id=signal.pk, field=field, key=key, value=value)
    feed_all()
    assert [(row["sentiment"], row["sentiment_label"]) for row in rows("signals")] == [(1.0, "positive")]
    assert {row["aspect"]: row["aspect_label"] for row in rows("mentions")} == {
        "staff_attitude": "positive",
        "price": "neutral",
    }


def test_what_was_fed_is_forgotten_and_not_fed_again(accept: Accept, rows: Rows) -> None:
    for key in (1, 2, 3):
        accept(key)
    assert feed_pending(most=2)
    assert feed_pending(most=2)
    assert not feed_pending(most=2)
    assert not Feed.objects.exists()
    assert [row["signal_id"] for row in rows("answers")] == [1, 2, 3]


def test_a_revision_moves_a_signal_to_another_month(accept: Accept, rows: Rows) -> None:
    accept(1)
    accept(2)
    feed_all()
    Signal.objects.filter(id=1).update(occurred_at=datetime(2026, 3, 5, tzinfo=UTC), revision=2)
    feed("signal", [(1, "2026-01")], "change")
    feed_all()
    assert [(row["signal_id"], row["month"], row["revision"]) for row in rows("signals")] == [
        (1, "2026-03", 2),
        (2, "2026-01", 1),
    ]
    assert sorted((row["month"], row["k"]) for row in rows("answers_by_month")) == [
        ("2026-01", 1),
        ("2026-03", 1),
    ]


def test_a_signal_that_moves_twice_before_it_is_fed_is_there_once(accept: Accept, rows: Rows) -> None:
    accept(1)
    feed_all()
    for month, moment in (
        ("2026-01", datetime(2026, 2, 5, tzinfo=UTC)),
        ("2026-02", datetime(2026, 4, 5, tzinfo=UTC)),
    ):
        Signal.objects.filter(id=1).update(occurred_at=moment)
        feed("signal", [(1, month)], "change")
    assert feed_pending(most=1)
    assert feed_pending(most=1)
    assert [(row["signal_id"], row["month"]) for row in rows("answers")] == [(1, "2026-04")]


def test_an_erased_signal_goes_and_the_others_stay(accept: Accept, rows: Rows) -> None:
    accept(1)
    accept(2)
    feed_all()
    Signal.objects.filter(id=1).delete()
    feed("signal", [(1, "2026-01")], "erase")
    feed_all()
    assert [row["signal_id"] for row in rows("signals")] == [2]


def test_changes_can_wait_while_new_signals_go_on(accept: Accept, rows: Rows) -> None:
    accept(1)
    feed_all()
    Signal.objects.filter(id=1).update(channel="mail")
    feed("signal", [(1, "2026-01")], "change")
    accept(2)
    assert feed_pending(changes=False)
    assert not feed_pending(changes=False)
    assert [row["channel"] for row in rows("signals")] == ["web", "web"]
    feed_all()
    assert [row["channel"] for row in rows("signals")] == ["mail", "web"]


def test_a_feeder_killed_after_the_lakes_commit_feeds_nothing_twice(
    accept: Accept, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(1)
    commit = Lake.commit

    def killed(self: Lake, *rest: Any, **more: Any) -> None:
        commit(self, *rest, **more)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Lake, "commit", killed)
        with pytest.raises(Killed):
            feed_pending()
    assert Feed.objects.filter(batch=1).count() == 1
    accept(2)
    feed_all()
    assert not Feed.objects.exists()
    assert [row["signal_id"] for row in rows("answers")] == [1, 2]


@pytest.mark.parametrize("when", ["zhiyin.facts.lake.publish", "zhiyin.facts.lake.sync_files"])
def test_a_feeder_killed_before_publishing_loses_and_doubles_nothing(
    accept: Accept, rows: Rows, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    accept(1)
    feed_all()
    accept(2)
    Signal.objects.filter(id=1).update(channel="mail")
    feed("signal", [(1, "2026-01")], "change")

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(when, killed)
        with pytest.raises(Killed):
            feed_pending()
    assert [row["signal_id"] for row in rows("signals")] == [1]
    feeder._lake_at.cache_clear()  # a new process
    accept(3)
    feed_all()
    assert [(row["signal_id"], row["channel"]) for row in rows("signals")] == [
        (1, "mail"),
        (2, "web"),
        (3, "web"),
    ]
    assert [row["signal_id"] for row in rows("answers")] == [1, 2, 3]


def test_a_second_feeder_finds_the_lake_busy_and_leaves_the_rows(accept: Accept, lake: Path) -> None:
    accept(1)
    with Lake(lake).writing():
        assert not feed_pending()
    assert Feed.objects.filter(batch__isnull=True).count() == 1
    assert feed_pending()


def test_an_idle_lake_says_now_and_then_that_it_is_as_of_now(
    accept: Accept, lake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(1)
    feed_all()
    before = Lake(lake).manifest
    monkeypatch.setattr(feeder, "IDLE", timedelta(0))
    assert not feed_pending()
    after = Lake(lake).manifest
    assert after.as_of > before.as_of
    assert after.number == before.number


def test_a_new_installation_has_an_empty_lake_as_of_now(db: None, lake: Path) -> None:
    for _ in range(2):
        assert not feed_pending()
    manifest = Lake(lake).manifest
    assert (manifest.number, manifest.batch, manifest.all_paths()) == (1, 0, set())
    assert manifest.as_of.year > 2000


def test_a_damaged_lake_is_made_again_from_the_record(accept: Accept, rows: Rows, lake: Path) -> None:
    accept(1)
    accept(2, occurred_at=datetime(2026, 3, 5, tzinfo=UTC))
    feed_all()
    (lake / Lake(lake).manifest.files["signals"][-1]).write_bytes(b"")
    feeder._verified.clear()
    feeder._lake_at.cache_clear()
    accept(3)
    feed_all()
    assert [row["signal_id"] for row in rows("signals")] == [1, 2, 3]
    assert agreement(feeder.lake()) == []


def test_a_lake_that_was_deleted_is_made_again_from_the_record(
    accept: Accept, rows: Rows, lake: Path, tmp_path: Path
) -> None:
    accept(1)
    feed_all()
    lake.rename(tmp_path / "gone")
    feeder._verified.clear()
    feeder._lake_at.cache_clear()
    accept(2)
    feed_all()
    assert [row["signal_id"] for row in rows("answers")] == [1, 2]


def test_a_rebuilt_lake_is_the_same_as_the_fed_one(accept: Accept, rows: Rows) -> None:
    for key in range(1, 8):
        read(
            accept(key, answers=key % 3, occurred_at=datetime(2026, key % 4 + 1, 5, tzinfo=UTC)),
            0.5,
            "positive",
        )
    feed_all()
    fed = {name: rows(name) for name in ("signals", "answers", "mentions")}
    told: list[tuple[int, int]] = []
    assert rebuild(feeder.lake(), lambda done, total: told.append((done, total))) == 7
    assert {name: rows(name) for name in fed} == fed
    assert told[-1] == (7, 7)
    assert os.path.isdir(feeder.lake().place / "g2")


def test_a_rebuild_takes_over_what_waits_and_what_comes_meanwhile_is_fed_once(
    accept: Accept, rows: Rows
) -> None:
    accept(1)
    accept(2, ready=False, text="慢")
    here = feeder.lake()
    begin(here)
    accept(3)  # comes while the rebuild runs, and is read by it
    assert feed_pending()
    accept(4)  # comes when its month is done
    feed_all()
    make_ready("signal", [2])
    feed_all()
    assert [row["signal_id"] for row in rows("answers")] == [1, 2, 3, 4]
    assert not Feed.objects.exists()
    assert agreement(here) == []


def test_a_killed_rebuild_goes_on_where_it_was(
    accept: Accept, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in range(1, 4):
        accept(key, occurred_at=datetime(2026, key, 5, tzinfo=UTC))
    with monkeypatch.context() as patch:
        patch.setattr("zhiyin.facts.lake.Lake.finish_rebuild", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            rebuild(feeder.lake())
    assert rebuild(feeder.lake()) == 0
    assert [row["signal_id"] for row in rows("signals")] == [1, 2, 3]
    assert not Feed.objects.exists()


def test_record_and_lake_agree_month_by_month(accept: Accept) -> None:
    for key in range(1, 6):
        accept(key, answers=2, occurred_at=datetime(2026, key % 3 + 1, 5, tzinfo=UTC))
    feed_all()
    accept(9)  # waits: neither side counts it
    assert agreement(feeder.lake()) == []


def test_a_signal_that_the_lake_lacks_is_told_with_its_month(accept: Accept) -> None:
    accept(1)
    feed_all()
    accept(2)
    Feed.objects.all().delete()
    differing = {"month": "2026-01", "name": "signals", "record": 2, "lake": 1}
    assert LakeFault("differs", differing) in agreement(feeder.lake())


def test_a_signal_that_the_record_lost_is_told_too(accept: Accept) -> None:
    accept(1)
    feed_all()
    Signal.objects.all().delete()
    differing = {"month": "2026-01", "name": "signals", "record": 0, "lake": 1}
    assert LakeFault("differs", differing) in agreement(feeder.lake())


def test_an_empty_record_makes_an_empty_lake(db: None, lake: Path, rows: Rows) -> None:
    assert rebuild(feeder.lake()) == 0
    assert rows("signals") == []
    assert agreement(feeder.lake()) == []
