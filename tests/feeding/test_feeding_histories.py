"""Whatever happens to the signals, and wherever the feeder is killed: in the end the lake says what the record says."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from tests.feeding.conftest import Accept, month_of
from zhiyin.collect.feeds import Keys
from zhiyin.collect.models import Signal
from zhiyin.facts.lake import Lake
from zhiyin.facts.reading import Facts
from zhiyin.facts.rollups import ROLLUPS
from zhiyin.facts.tables import TABLES
from zhiyin.journal.feed import feed, make_ready
from zhiyin.journal.models import Feed
from zhiyin.measure.feeding import feeder
from zhiyin.measure.feeding.agreement import agreement
from zhiyin.measure.feeding.feeder import feed_pending
from zhiyin.measure.feeding.rebuilding import begin
from zhiyin.measure.feeding.rows import rows_of
from zhiyin.understand.models import Reading

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, tzinfo=UTC)
STEPS = ("sync_files", "publish", "retire", "write_rollup")


class Killed(Exception):
    """Stands in for a kill: nothing after it runs."""


def moment(dice: random.Random) -> datetime:
    return datetime(2026, dice.randint(1, 3), 15, tzinfo=UTC)


class History:
    """What may happen to signals, chosen by dice."""

    def __init__(self, dice: random.Random, accept: Accept, patch: pytest.MonkeyPatch) -> None:
        self.dice, self.accept, self.patch = dice, accept, patch
        self.keys: list[int] = []
        self.unread: set[int] = set()

    def come(self) -> None:
        key = len(self.keys) + 1
        words = self.dice.random() < 0.5
        self.accept(
            key,
            answers=self.dice.randint(0, 2),
            occurred_at=moment(self.dice),
            text="慢" if words else "",
            ready=not words,
        )
        self.keys.append(key)
        if words:
            self.unread.add(key)

    def read(self) -> None:
        for signal in Signal.objects.filter(id__in=self.unread):
            mentions = [
                {"aspect": aspect, "sentiment": 0.5}
                for aspect in ("wait", "staff")[: self.dice.randint(0, 2)]
            ]
            Reading.objects.update_or_create(
                signal=signal,
                defaults={
                    "revision": signal.revision,
                    "analyser": "a",
                    "language": "zh",
                    "sentiment": 0.5,
                    "label": "positive",
                    "mentions": mentions,
                    "read_at": NOW,
                },
            )
        make_ready("signal", sorted(self.unread))
        self.unread.clear()

    def revise(self) -> None:
        for signal in Signal.objects.filter(id=self.dice.choice(self.keys or [0])):
            before, words = month_of(signal), self.dice.random() < 0.5
            signal.revision += 1
            signal.text = "快" if words else ""
            signal.occurred_at = moment(self.dice)
            signal.save()
            feed("signal", [(signal.id, before)], "change", ready=not words)
            if words:
                self.unread.add(signal.id)

    def erase(self) -> None:
        for signal in Signal.objects.filter(id=self.dice.choice(self.keys or [0])):
            row = (signal.id, month_of(signal))
            signal.delete()
            feed("signal", [row], "erase")
            self.unread.discard(row[0])

    def feed(self) -> None:
        feed_pending(most=self.dice.choice([1, 3, 100]), changes=self.dice.random() < 0.7)

    def look_after(self) -> None:
        feeder.lake().compact()
        feeder.lake().vacuum()

    def rebuild(self) -> None:
        with feeder.lake().writing():
            begin(feeder.lake())

    def be_killed(self) -> None:
        step, after = self.dice.choice(STEPS), self.dice.randint(0, 3)
        calls = 0

        def killed(*given: Any) -> None:
            nonlocal calls
            calls += 1
            if calls > after:
                raise Killed
            real(*given)

        import zhiyin.facts.lake as module

        real = getattr(module, step)
        with self.patch.context() as patch:
            patch.setattr(module, step, killed)
            try:
                feed_pending()
            except Killed:
                feeder._lake_at.cache_clear()


@pytest.mark.parametrize("seed", range(10))
def test_any_history_ends_with_a_lake_that_says_what_the_record_says(
    accept: Accept, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    dice = random.Random(seed)
    history = History(dice, accept, monkeypatch)
    often: list[Callable[[], None]] = (
        [history.come] * 4 + [history.feed] * 3 + [history.revise, history.read] * 2
    )
    for _ in range(40):
        dice.choice([*often, history.erase, history.be_killed, history.look_after, history.rebuild])()
    history.read()
    while feed_pending():
        pass
    assert not Feed.objects.exists()
    assert agreement(feeder.lake()) == []
    expected = rows_of(Keys(tuple(history.keys)))
    facts = Facts(feeder.lake().place, check_every=0)
    for name in TABLES:
        assert plain(facts.execute(lambda s, name=name: s.table(name))) == plain(expected[name])
    for name, rollup in ROLLUPS.items():
        counted = (
            facts.execute(lambda s, name=name: s.table(name))
            .group_by(list(rollup.columns))
            .aggregate([("k", "sum")])
        )
        again = expected[rollup.table].group_by(list(rollup.columns)).aggregate([("signal_id", "count")])
        assert plain(counted.rename_columns([*rollup.columns, "k"])) == plain(
            again.rename_columns([*rollup.columns, "k"])
        )
    assert Lake(feeder.lake().place).verify() == []


def plain(table: pa.Table) -> list[str]:
    return sorted(str(sorted(row.items())) for row in table.to_pylist())
