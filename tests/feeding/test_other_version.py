"""A lake that another version of Zhiyin wrote has other columns: it is said, and made again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.feeding.conftest import Accept
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.facts.errors import FactsOfOtherVersion, LakeFault
from zhiyin.facts.lake import REBUILD, Lake
from zhiyin.facts.manifest import FILE
from zhiyin.measure.errors import FactsOutdated
from zhiyin.measure.feeding import feeder
from zhiyin.measure.feeding.agreement import agreement
from zhiyin.measure.feeding.feeder import feed_pending
from zhiyin.measure.feeding.rebuilding import rebuild
from zhiyin.measure.phrases import lake_fault
from zhiyin.measure.queries.ask import ask
from zhiyin.measure.queries.question import Question

pytestmark = pytest.mark.django_db
Rows = Callable[[str], list[dict[str, Any]]]
EVERYWHERE = Actor("user", "1", "An", (Grant("analyst", ""),))


def rewrite(file: Path, **values: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


@pytest.fixture
def outdated(accept: Accept, lake: Path) -> Path:
    """A lake whose manifest says that its columns were others, seen by a process that has just begun."""
    accept(1, attributes={"visit_route": "group_buy"})
    while feed_pending():
        pass
    rewrite(lake / FILE, layout="of another version")
    feeder._verified.clear()
    return lake


def test_a_check_names_it(outdated: Path) -> None:
    (fault,) = agreement(feeder.lake())
    assert fault == LakeFault("other_version")
    with translation.override("en"):
        assert "another version" in lake_fault(fault)


def test_figures_are_refused_with_the_reason_until_it_is_made_again(outdated: Path, rows: Rows) -> None:
    with pytest.raises(FactsOfOtherVersion):
        rows("signals")
    with pytest.raises(FactsOutdated):
        ask(EVERYWHERE, Question(("volume",)))


def test_the_feeder_makes_it_again_by_itself(outdated: Path, rows: Rows, accept: Accept) -> None:
    accept(2)
    while feed_pending():
        pass
    assert [(row["signal_id"], row["visit_route"]) for row in rows("signals")] == [
        (1, "group_buy"),
        (2, None),
    ]
    assert agreement(feeder.lake()) == []


def test_the_command_makes_it_again(outdated: Path, rows: Rows) -> None:
    assert rebuild(feeder.lake()) == 1
    assert [row["signal_id"] for row in rows("signals")] == [1]


def test_a_rebuild_that_another_version_began_is_begun_anew(outdated: Path, rows: Rows) -> None:
    here = Lake(outdated)
    with here.writing():
        state = here.begin_rebuild(50)
        here.rebuild_month("2026-01", [])
    rewrite(outdated / REBUILD, layout="of another version")
    assert here.rebuilding is None
    while feed_pending():
        pass
    assert feeder.lake().manifest.generation != state.generation
    assert [row["signal_id"] for row in rows("signals")] == [1]
