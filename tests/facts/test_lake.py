"""One writer, exactly once, one manifest."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.facts.casts import bytes_hold, counts, ids, published, recounted, rows, state
from zhiyin.facts.errors import LakeBusy
from zhiyin.facts.generation import Generation, Rewrite
from zhiyin.facts.lake import Lake
from zhiyin.facts.reading import Facts
from zhiyin.facts.rollups import ROLLUPS

JANUARY, FEBRUARY = "2026-01", "2026-02"


class Killed(Exception):
    """Stands in for a kill: nothing after it runs."""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def change(*states: dict[str, object], drop: set[int], months: set[str]) -> Rewrite:
    return Rewrite(frozenset(drop), frozenset(months), rows(states))


def rebuild_month(lake: Lake, month: str, *pieces: list[dict[str, object]]) -> None:
    with lake.writing():
        lake.rebuild_month(month, [rows(states) for states in pieces])


def where(lake: Lake, name: str) -> list[tuple[int, str]]:
    return sorted((row["signal_id"], row["month"]) for row in published(lake, name))


def test_what_is_committed_is_published_in_all_tables(lake: Lake) -> None:
    as_of = datetime(2026, 3, 1, tzinfo=UTC)
    manifest = lake.commit(1, rows([state(1), state(2, FEBRUARY, answers=3)]), as_of=as_of)
    assert (manifest.number, manifest.batch, manifest.as_of) == (1, 1, as_of)
    assert (ids(lake), ids(lake, "answers"), ids(lake, "mentions")) == ([1, 2], [1, 2, 2, 2], [1, 2])


def test_the_same_batch_twice_adds_its_rows_once(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    lake.commit(1, rows([state(1)]))
    assert ids(lake) == ids(lake, "answers") == [1]


@pytest.mark.parametrize("table", ["mentions", "answers", "signals"])
@pytest.mark.parametrize("method", ["append", "rewrite"])
@pytest.mark.parametrize("before", [True, False])
def test_a_batch_killed_at_any_table_is_completed_by_the_same_batch(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, table: str, method: str, before: bool
) -> None:
    lake.commit(1, rows([state(1), state(2)]))
    new = rows([state(3), state(4, FEBRUARY)])
    moved = change(state(1, FEBRUARY, unit=2), drop={1}, months={JANUARY, FEBRUARY})
    real = getattr(Generation, method)

    def killed(self: Generation, name: str, *rest: object) -> None:
        if name == table and before:
            raise Killed
        real(self, name, *rest)
        if name == table:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Generation, method, killed)
        with pytest.raises(Killed):
            lake.commit(2, new, moved)
    assert ids(lake) == [1, 2]
    Lake(lake.place).commit(2, new, moved)
    for name in ("signals", "answers", "mentions"):
        assert where(lake, name) == [(1, FEBRUARY), (2, JANUARY), (3, JANUARY), (4, FEBRUARY)]
    for name in ROLLUPS:
        assert counts(lake, name) == recounted(lake, name)


def test_a_batch_killed_before_publishing_is_not_seen_and_then_published(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.commit(1, rows([state(1)]))

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("zhiyin.facts.lake.publish", killed)
        with pytest.raises(Killed):
            lake.commit(2, rows([state(2)]))
    assert (lake.mark, ids(lake)) == (1, [1])
    lake.commit(2, rows([state(2)]))
    assert (lake.mark, ids(lake)) == (2, [1, 2])


def test_a_second_writer_is_told_that_the_lake_is_busy(lake: Lake) -> None:
    with lake.writing(), pytest.raises(LakeBusy):
        Lake(lake.place).commit(1, rows([state(1)]))
    Lake(lake.place).commit(1, rows([state(1)]))
    assert ids(lake) == [1]


def test_a_writer_without_our_lock_is_fenced_by_the_log(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    with lake.writing():
        mine = lake._present()
        theirs = Generation(lake.place, "g1", lake._duckdb(), 60)
        theirs.append("signals", rows([state(2)])["signals"], 2)
        with pytest.raises(LakeBusy):
            mine.append("signals", rows([state(2)])["signals"], 2)


def test_a_writer_takes_in_what_another_has_committed_between(lake: Lake) -> None:
    other = Lake(lake.place)
    lake.commit(1, rows([state(1)]))
    other.commit(other.next_batch(), rows([state(2)]))
    lake.commit(lake.next_batch(), rows([state(3)]))
    assert (lake.mark, ids(lake)) == (3, [1, 2, 3])


def test_an_insert_of_a_signal_that_is_there_already_replaces_it(lake: Lake) -> None:
    lake.commit(1, rows([state(1), state(2)]))
    lake.commit(2, rows([state(1, unit=2), state(3)]))
    assert ids(lake, "answers") == [1, 2, 3]
    assert {row["signal_id"]: row["unit_id"] for row in published(lake, "signals")} == {1: 2, 2: 1, 3: 1}


def test_a_revision_moves_a_signal_to_another_month(lake: Lake) -> None:
    lake.commit(1, rows([state(1), state(2)]))
    lake.commit(2, None, change(state(1, FEBRUARY), drop={1}, months={JANUARY, FEBRUARY}))
    assert {row["signal_id"]: row["month"] for row in published(lake, "mentions")} == {
        1: FEBRUARY,
        2: JANUARY,
    }
    for name in ROLLUPS:
        assert counts(lake, name) == recounted(lake, name)


def test_the_last_signal_of_a_month_can_go(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    manifest = lake.commit(2, None, change(drop={1}, months={JANUARY}))
    assert ids(lake) == []
    assert manifest.rollups["signals_by_month"] == {}
    assert Facts(lake.place, check_every=0).execute(lambda s: s.table("signals")).num_rows == 0


def test_rows_lie_by_unit_and_time_after_a_rewrite(lake: Lake) -> None:
    lake.commit(1, rows([state(1, unit=2), state(2, unit=3), state(3, unit=1)]))
    lake.commit(2, None, change(state(4, unit=2), drop={9}, months={JANUARY}))
    (path,) = lake.manifest.files["signals"]
    found = Facts(lake.place, check_every=0).execute(lambda s: s.table("signals"))
    assert found["unit_path"].to_pylist() == sorted(found["unit_path"].to_pylist())
    assert path.startswith("g1/signals/month=2026-01/")


def test_a_month_of_many_files_is_made_one(lake: Lake) -> None:
    for batch in range(1, 10):
        lake.commit(batch, rows([state(batch)]))
    assert len(lake.manifest.files["signals"]) == 1
    assert ids(lake) == list(range(1, 10))


def test_a_reader_reads_on_through_compaction_and_vacuum(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    lake.commit(2, rows([state(2)]))
    facts = Facts(lake.place, check_every=3600)
    held = facts.snapshot()
    lake.compact()
    lake.vacuum()
    assert facts.execute(lambda s: s.table("signals"), at=held).num_rows == 2
    lake.vacuum(timedelta(0))
    assert facts.execute(lambda s: s.table("answers"), at=held).num_rows == 2
    assert facts.snapshot().number > held.number


def test_an_erased_signal_is_in_no_file_after_the_vacuum(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake", retention=timedelta(0))
    key = 4_611_686_018_427_387_123
    lake.commit(1, rows([state(key), state(2)]))
    assert bytes_hold(lake.place, key)
    lake.commit(2, None, change(drop={key}, months={JANUARY}))
    lake.vacuum()
    assert ids(lake) == [2]
    assert not bytes_hold(lake.place, key)


def test_a_vacuum_leaves_what_was_replaced_within_the_retention(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    old = lake.manifest.all_paths()
    lake.commit(2, None, change(drop={1}, months={JANUARY}))
    lake.vacuum()
    assert all((lake.place / path).exists() for path in old)


def test_a_sound_lake_has_no_problems(lake: Lake) -> None:
    lake.commit(1, rows([state(1), state(2, FEBRUARY)]))
    lake.commit(2, None, change(drop={1}, months={JANUARY}))
    lake.vacuum(timedelta(0))
    assert lake.verify() == Lake(lake.place).verify() == []


def test_a_file_of_no_length_is_found(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    path = lake.manifest.files["signals"][-1]
    (lake.place / path).write_bytes(b"")
    assert any(path in fault.data.values() for fault in lake.verify())


def test_a_missing_file_and_a_torn_rollup_are_found(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    gone = lake.manifest.files["answers"][0]
    (lake.place / gone).unlink()
    (torn,) = lake.manifest.rollups["signals_by_month"][JANUARY]
    (lake.place / torn).write_bytes(b"PAR1")
    assert {fault.data["path"] for fault in lake.verify()} == {gone, torn}


def test_a_log_that_was_lost_is_found(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    lake.commit(2, rows([state(2)]))
    newest = max((lake.place / "g1/signals/_delta_log").glob("*.json"))
    newest.unlink()
    assert Lake(lake.place).verify() != []


def test_refreshing_tells_a_newer_time_and_keeps_the_number(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    later = datetime(2099, 1, 1, tzinfo=UTC)
    lake.refresh(later)
    assert (lake.manifest.number, lake.manifest.as_of) == (1, later)


def test_a_batch_that_comes_to_nothing_keeps_the_number_so_that_kept_results_stay(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    assert (lake.commit(2).number, lake.mark) == (1, 2)


def test_a_rebuild_killed_half_way_goes_on_and_takes_the_place_of_the_old_lake(lake: Lake) -> None:
    lake.commit(1, rows([state(1), state(2, FEBRUARY)]))
    lake.begin_rebuild(lake.next_batch())
    rebuild_month(lake, JANUARY, [state(5)], [state(6)])
    assert ids(lake) == [1, 2]
    again = Lake(lake.place)
    assert again.begin_rebuild(99).done == (JANUARY,)
    rebuild_month(again, FEBRUARY, [state(7, FEBRUARY)])
    manifest = again.finish_rebuild(datetime.now(UTC))
    assert (manifest.batch, ids(again), again.rebuilding) == (2, [5, 6, 7], None)
    assert again.verify() == []
    lake.commit(lake.next_batch(), rows([state(8)]))
    assert (lake.mark, ids(lake)) == (3, [5, 6, 7, 8])
    lake.vacuum(timedelta(0))
    assert not (lake.place / "g1").exists()
    assert ids(lake) == [5, 6, 7, 8]


def test_a_month_rebuilt_twice_is_there_once(lake: Lake) -> None:
    lake.begin_rebuild(1)
    rebuild_month(lake, JANUARY, [state(1)], [state(2)])
    rebuild_month(lake, JANUARY, [state(1)], [state(2)])
    lake.finish_rebuild(datetime.now(UTC))
    assert ids(lake) == [1, 2]


def test_a_vacuum_leaves_a_rebuild_under_way_alone(lake: Lake) -> None:
    lake.commit(1, rows([state(1)]))
    lake.begin_rebuild(2)
    rebuild_month(lake, JANUARY, [state(1)])
    lake.vacuum(timedelta(0))
    lake.finish_rebuild(datetime.now(UTC))
    assert (ids(lake), lake.verify()) == ([1], [])
