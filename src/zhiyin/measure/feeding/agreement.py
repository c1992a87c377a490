"""Whether the lake says what the record says: counts and checksums by month."""

from zhiyin.collect import feeds as collected
from zhiyin.collect.feeds import PRIME
from zhiyin.facts.errors import LakeFault
from zhiyin.facts.lake import Lake
from zhiyin.facts.reading import Facts, Snapshot
from zhiyin.journal.models import Feed
from zhiyin.measure.feeding.rebuilding import PATIENCE, months, span_of

MOST_WAITING = 20_000  # keys that are left out of both sides


def agreement(lake: Lake) -> list[LakeFault]:
    """Compare record and lake month by month, without the signals that still wait to be fed.

    Returns what differs (codes beside those of LakeFault: being_rebuilt, much_waits, differs (month, name, record,
    lake)); nothing when they agree. Raises LakeBusy when a feeder does not let go.
    """
    with lake.writing(wait=PATIENCE):
        found = lake.verify()
        if found:
            return found
        if lake.rebuilding is not None:
            return [LakeFault("being_rebuilt")]
        waiting = set(Feed.objects.values_list("key", flat=True)[: MOST_WAITING + 1])
        if len(waiting) > MOST_WAITING:
            return [LakeFault("much_waits")]
        facts = Facts(lake.place, check_every=0)
        held = _held(facts, waiting)
        for month in sorted({*months(), *held}):
            expected = collected.checksum(span_of(month), waiting)
            given = held.get(month, dict.fromkeys(expected, 0.0))
            found += [
                LakeFault("differs", {"month": month, "name": name, "record": value, "lake": given[name]})
                for name, value in expected.items()
                if abs(value - given[name]) > 1e-6 * max(1.0, abs(value))
            ]
    return found


def _held(facts: Facts, without: set[int]) -> dict[str, dict[str, float]]:
    """Month -> the lake's counts and sums."""
    left_out = sorted(without)

    def signals(snapshot: Snapshot) -> "object":
        table = snapshot.table("signals")
        table = table.filter(~table.signal_id.isin(left_out)) if left_out else table
        return table.group_by("month").agg(
            signals=table.count(), ids=(table.signal_id % PRIME).sum(), revisions=table.revision.sum()
        )

    def answers(snapshot: Snapshot) -> "object":
        table = snapshot.table("answers")
        table = table.filter(~table.signal_id.isin(left_out)) if left_out else table
        return table.group_by("month").agg(
            answers=table.count(), answer_ids=(table.answer_id % PRIME).sum(), values=table.value.sum()
        )

    names = ("signals", "ids", "revisions", "answers", "answer_ids", "values")
    found: dict[str, dict[str, float]] = {}
    for build in (signals, answers):
        for row in facts.execute(build).to_pylist():
            sums = found.setdefault(row.pop("month"), dict.fromkeys(names, 0.0))
            sums.update({name: float(value or 0) for name, value in row.items()})
    return found
