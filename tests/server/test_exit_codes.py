"""0 done, 1 failed, 2 wrong use; always a sentence, never a traceback."""

from pathlib import Path

import pytest

from tests.processes import Installation
from tests.server.conftest import Imported


def test_an_unknown_command_is_wrong_use(tmp_path: Path) -> None:
    done = Installation(tmp_path).run("divine", check=False)
    assert done.returncode == 2
    assert "divine" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHIYIN_DATABASE_URL", "foo"),
        ("ZHIYIN_DATABASE_URL", "postgresql://127.0.0.1:port/name"),
        ("ZHIYIN_TIME_ZONE", "Mars/Olympus"),
        ("ZHIYIN_LANGUAGE", "tlh"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str, tmp_path: Path) -> None:
    done = Installation(tmp_path, **{name: value}).run("measure", "volume", check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(f"zhiyin: {name} ")
    assert len(done.stderr.splitlines()) == 1


def test_criteria_that_cannot_be_read_are_told_with_the_place(imported: Imported) -> None:
    done = imported.place.run("measure", "volume", "--where", "channel == ", check=False)
    assert done.returncode == 1
    assert "12" in done.stderr
    assert "Traceback" not in done.stderr
