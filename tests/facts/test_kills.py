"""A writer killed again and again, at any point, loses nothing and doubles nothing."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.facts.casts import counts, ids, published, recounted
from zhiyin.facts.lake import Lake
from zhiyin.facts.rollups import ROLLUPS

# Batch b brings signal b and moves signal b - 2 to another unit; the writer says each step before it takes it.
WRITER = """
import sys
from pathlib import Path
from tests.facts.casts import rows, state
from zhiyin.facts import lake as module
from zhiyin.facts.generation import Generation, Rewrite
from zhiyin.facts.lake import Lake

def told(owner, name):
    real = getattr(owner, name)
    def tell(*given, **more):
        print(name, flush=True)
        return real(*given, **more)
    setattr(owner, name, tell)

for step in ("append", "rewrite", "_overwrite", "compact"):
    told(Generation, step)
for step in ("write_rollup", "sync_files", "retire", "publish"):
    told(module, step)

months = ("2026-01", "2026-02")
lake = Lake(Path(sys.argv[1]))
for batch in range(lake.mark + 1, int(sys.argv[2]) + 1):
    old = batch - 2
    change = None
    if old > 0:
        moved = state(old, months[old % 2], unit=2)
        change = Rewrite(frozenset({old}), frozenset({months[old % 2]}), rows([moved]))
    lake.commit(batch, rows([state(batch, months[batch % 2])]), change)
    if batch % 5 == 0:
        lake.compact()
        lake.vacuum()
"""


@pytest.mark.crash
@pytest.mark.parametrize("seed", range(2))
def test_a_writer_killed_at_random_steps_ends_with_every_batch_once(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    place, last, kills = tmp_path / "lake", 12, 0
    while True:
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(place), str(last)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            text=True,
        )
        assert writer.stdout is not None
        steps = dice.randint(1, 90)
        for _ in writer.stdout:
            steps -= 1
            if not steps:
                writer.send_signal(signal.SIGKILL)
                kills += 1
        if writer.wait() == 0:
            break
    lake = Lake(place)
    assert kills
    assert ids(lake) == ids(lake, "answers") == ids(lake, "mentions") == list(range(1, last + 1))
    assert all((row["unit_id"] == 2) == (row["signal_id"] <= last - 2) for row in published(lake, "answers"))
    assert all(counts(lake, name) == recounted(lake, name) for name in ROLLUPS)
    assert lake.verify() == []
