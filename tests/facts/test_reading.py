"""Reading through the manifest, on a lake written by hand."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhiyin.facts.errors import FactsTimeout, FactsUnavailable
from zhiyin.facts.manifest import FILE, Manifest, publish
from zhiyin.facts.reading import Facts, Snapshot
from zhiyin.facts.tables import SIGNALS

AS_OF = datetime(2026, 11, 22, tzinfo=UTC)


def write(place: Path, number: int, ids: list[int], month: str = "2026-11") -> None:
    """A lake of one file with these signals; the month is in the path only, as Delta writes it."""
    rows = [{"signal_id": i, "unit_path": "0001", "kind": "survey"} for i in ids]
    table = pa.Table.from_pylist(rows, schema=SIGNALS).drop_columns(["month"])
    path = f"g1/signals/month={month}/part-{number}.parquet"
    (place / path).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, place / path)
    publish(place, Manifest(number=number, as_of=AS_OF, generation="g1", files={"signals": [path]}))


def count(snapshot: Snapshot) -> ibis.Expr:
    signals = snapshot.table("signals")
    return signals.group_by("month").agg(n=signals.count())


def test_a_query_sees_the_rows_that_the_manifest_names(tmp_path: Path) -> None:
    write(tmp_path, 1, [1, 2, 3])
    facts = Facts(tmp_path, check_every=0)
    assert facts.execute(count).to_pylist() == [{"month": "2026-11", "n": 3}]
    assert (facts.snapshot().number, facts.snapshot().as_of) == (1, AS_OF)


def test_a_new_manifest_is_seen_at_once_when_it_is_looked_for_always(tmp_path: Path) -> None:
    write(tmp_path, 1, [1])
    facts = Facts(tmp_path, check_every=0)
    facts.execute(count)
    write(tmp_path, 2, [1, 2])
    assert facts.execute(count)["n"].to_pylist() == [2]


def test_within_the_interval_a_process_stays_with_its_snapshot(tmp_path: Path) -> None:
    write(tmp_path, 1, [1])
    facts = Facts(tmp_path, check_every=3600)
    facts.execute(count)
    write(tmp_path, 2, [1, 2])
    assert facts.execute(count)["n"].to_pylist() == [1]


@pytest.mark.parametrize("name", ["signals", "answers", "mentions", "answers_by_month", "signals_by_month"])
def test_an_empty_lake_has_typed_empty_tables(tmp_path: Path, name: str) -> None:
    facts = Facts(tmp_path, check_every=0)
    table = facts.execute(lambda s: s.table(name))
    assert table.num_rows == 0
    assert {"month", "unit_path", "population"} <= set(table.column_names)
    assert facts.snapshot().number == 0


def test_the_same_query_on_the_same_manifest_is_answered_from_memory(tmp_path: Path) -> None:
    write(tmp_path, 1, [1])
    facts = Facts(tmp_path, check_every=0)
    assert facts.execute(count) is facts.execute(count)


def test_a_known_shape_is_not_built_again(tmp_path: Path) -> None:
    write(tmp_path, 1, [1])
    facts = Facts(tmp_path, check_every=0)
    built: list[int] = []

    def build(snapshot: Snapshot) -> ibis.Expr:
        built.append(snapshot.number)
        return count(snapshot)

    facts.execute(build, shape=("count", 1))
    write(tmp_path, 2, [1, 2])
    assert facts.execute(build, shape=("count", 1))["n"].to_pylist() == [2]
    assert built == [1]


def test_a_reader_whose_file_went_retries_on_the_new_manifest(tmp_path: Path) -> None:
    write(tmp_path, 1, [1])
    facts = Facts(tmp_path, check_every=3600)
    facts.snapshot()
    write(tmp_path, 2, [1, 2])
    (tmp_path / "g1/signals/month=2026-11/part-1.parquet").unlink()
    assert facts.execute(count)["n"].to_pylist() == [2]


def test_a_file_that_is_gone_for_good_says_that_the_lake_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path, 1, [1])
    (tmp_path / "g1/signals/month=2026-11/part-1.parquet").unlink()
    with pytest.raises(FactsUnavailable):
        Facts(tmp_path, check_every=0).execute(count)


def test_a_query_that_runs_too_long_is_interrupted_and_the_next_one_works(tmp_path: Path) -> None:
    write(tmp_path, 1, list(range(4_000)))
    facts = Facts(tmp_path, check_every=0)

    def endless(snapshot: Snapshot) -> ibis.Expr:
        a, b, c = (snapshot.table("signals").view() for _ in range(3))
        joined = a.cross_join(b.select(second="signal_id")).cross_join(c.select(third="signal_id"))
        return joined.agg(n=(joined.signal_id + joined.second * joined.third % 7).sum())

    with pytest.raises(FactsTimeout):
        facts.execute(endless, timeout=0.05)
    assert facts.execute(count)["n"].to_pylist() == [4_000]


def test_threads_read_at_the_same_time(tmp_path: Path) -> None:
    write(tmp_path, 1, list(range(1_000)))
    facts = Facts(tmp_path, check_every=0, kept_bytes=0)
    found: list[int] = []

    def read() -> None:
        for _ in range(20):
            found.extend(facts.execute(count)["n"].to_pylist())

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1_000] * 160


def test_a_lake_that_was_made_anew_is_not_read_through_the_old_views(tmp_path: Path) -> None:
    write(tmp_path, 1, [1])
    facts = Facts(tmp_path, check_every=0)
    facts.execute(count)
    (tmp_path / FILE).unlink()
    assert facts.execute(count).num_rows == 0
