"""A record to feed from, and a lake of the test's own."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Organisation
from zhiyin.collect.models import Answer, Signal
from zhiyin.facts.reading import Facts
from zhiyin.journal.feed import feed
from zhiyin.measure.feeding import feeder

Accept = Callable[..., Signal]
AN_HOUR_BEFORE_MIDNIGHT = datetime(2026, 1, 31, 15, tzinfo=UTC)  # 23:00 in Shanghai


def month_of(signal: Signal) -> str:
    return f"{signal.occurred_at.year}-{signal.occurred_at.month:02d}"


@pytest.fixture
def accept(organisation: Organisation, lake: Path) -> Accept:
    """Write a signal into the record and tell the lake of it, as intake does."""

    def write(key: int, *, answers: int = 1, ready: bool = True, **given: Any) -> Signal:
        unit = given.pop("unit", organisation.east_one)
        values: dict[str, Any] = {
            "kind": "survey",
            "channel": "web",
            "source": "s",
            "source_id": str(key),
            "content_hash": b"",
            "occurred_at": datetime(2026, 1, 10, 4, tzinfo=UTC),
            "received_at": datetime(2026, 1, 10, 5, tzinfo=UTC),
            **given,
        }
        signal = Signal.objects.create(id=key, unit=unit, unit_path=unit.path, **values)
        for number in range(answers):
            Answer.objects.create(
                signal=signal, item=f"q{number}", construct="nps", value=9, scale_min=0, scale_max=10
            )
        feed("signal", [(key, month_of(signal))], ready=ready)
        return signal

    return write


@pytest.fixture
def lake(lake: Path) -> Path:
    feeder._verified.clear()
    return lake


@pytest.fixture
def rows(lake: Path) -> Callable[[str], list[dict[str, Any]]]:
    """The rows that readers of the lake see now, by signal."""

    def read(name: str) -> list[dict[str, Any]]:
        table = Facts(lake, check_every=0).execute(lambda snapshot: snapshot.table(name))
        return sorted(
            table.to_pylist(), key=lambda row: (row.get("signal_id", 0), row.get("answer_id", 0), str(row))
        )

    return read
