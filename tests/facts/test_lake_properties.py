"""Whatever happens in whatever batches, the lake holds the last state of each signal, and its rollups count it."""

import itertools
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.facts.casts import counts, published, recounted, rows, state
from zhiyin.facts.generation import Rewrite
from zhiyin.facts.lake import Lake
from zhiyin.facts.rollups import ROLLUPS

States = dict[int, dict[str, Any] | None]  # None: erased

a_state = st.builds(
    state,
    key=st.integers(1, 6),
    month=st.sampled_from(["2026-01", "2026-02", "2026-12"]),
    unit=st.sampled_from([1, 2, 3]),
    label=st.sampled_from(["negative", "neutral"]),
    answers=st.integers(0, 2),
    mentions=st.integers(0, 2),
)
# one batch: each signal's new state; the keys alone mean that it is erased
a_batch = st.tuples(st.lists(a_state, max_size=5), st.sets(st.integers(1, 6), max_size=2))

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def commit(lake: Lake, held: States, new: States) -> None:
    """Carry a batch over as the feeder does: unknown signals are inserted, known ones rewritten."""
    inserts = [one for key, one in new.items() if one is not None and key not in held]
    changed = {key: one for key, one in new.items() if key in held}
    months = {old["month"] for key in changed if (old := held[key]) is not None}
    months |= {one["month"] for one in changed.values() if one is not None}
    rewrite = Rewrite(frozenset(changed), frozenset(months), rows(one for one in changed.values() if one))
    lake.commit(lake.next_batch(), rows(inserts), rewrite)
    held.update({key: one for key, one in new.items() if one is not None or key in held})


def expected(held: States, name: str) -> list[dict[str, Any]]:
    table = rows(one for one in held.values() if one is not None)[name]
    return sorted(table.to_pylist(), key=lambda row: sorted((k, str(v)) for k, v in row.items()))


@FEW
@given(st.lists(a_batch, min_size=1, max_size=6))
def test_the_lake_holds_the_last_state_of_each_signal_and_its_rollups_count_it(
    batches: list[tuple[list[dict[str, Any]], set[int]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        held: States = {}
        for states, erased in batches:
            commit(lake, held, {one["key"]: one for one in states} | dict.fromkeys(erased))
        for name in ("signals", "answers", "mentions"):
            assert published(lake, name) == expected(held, name)
        for name in ROLLUPS:
            assert counts(lake, name) == recounted(lake, name)
        assert lake.verify() == []


@FEW
@given(
    st.lists(a_state, max_size=12, unique_by=lambda one: one["key"]), st.lists(st.integers(0, 12), max_size=4)
)
def test_any_partition_of_the_rows_into_batches_gives_the_same_lake(
    states: list[dict[str, Any]], cuts: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole, parts = Lake(Path(folder) / "whole"), Lake(Path(folder) / "parts")
        whole.commit(1, rows(states))
        bounds = [0, *sorted(cuts), len(states)]
        for batch, (start, end) in enumerate(itertools.pairwise(bounds), 1):
            parts.commit(batch, rows(states[start:end]))
        for name in ("signals", "answers", "mentions"):
            assert published(whole, name) == published(parts, name)
        for name in ROLLUPS:
            assert counts(whole, name) == counts(parts, name)
