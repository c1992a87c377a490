"""`zhiyin backup`, `restore`, and what `check` says of a lake that was tampered with."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.processes import Installation
from tests.server.conftest import Imported

BY_UNIT = ("nps,volume,sentiment", "--by", "unit")


@pytest.fixture(scope="module")
def restored(archive: Path) -> Installation:
    place = Installation(archive.with_name("restored"))
    place.run("restore", str(archive))
    return place


def passwords(place: Installation) -> list[tuple[str, str]]:
    with sqlite3.connect(place.data / "zhiyin.sqlite3") as record:
        return record.execute("SELECT username, password FROM accounts_user ORDER BY username").fetchall()


def test_a_restored_installation_measures_the_same(imported: Imported, restored: Installation) -> None:
    told = json.loads(restored.run("measure", *BY_UNIT, "--json").stdout)
    assert told["rows"] == imported.measured(*BY_UNIT)["rows"]


def test_people_sign_in_to_a_restored_installation_as_before(
    imported: Imported, restored: Installation
) -> None:
    before = passwords(imported.place)
    assert [username for username, _ in before] == ["lin"]
    assert passwords(restored) == before


def test_an_archive_is_readable_by_its_owner_alone(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600


def test_a_record_is_not_overwritten_unless_told_to(imported: Imported, archive: Path) -> None:
    done = imported.place.run("restore", str(archive), check=False)
    assert done.returncode == 1
    assert "--replace" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("harm", ["cut short", "flipped bits", "something else"])
def test_a_damaged_archive_is_refused_in_words(harm: str, archive: Path, tmp_path: Path) -> None:
    content = bytearray(archive.read_bytes())
    if harm == "cut short":
        del content[len(content) // 2 :]
    elif harm == "flipped bits":
        # not one alone: where a run of zeros is copied, another distance copies the same zeros
        for at in range(len(content) // 2, len(content) // 2 + 200, 10):
            content[at] ^= 0x40
    else:
        content = bytearray(b"no archive at all")
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(content)
    place = Installation(tmp_path / "data", ZHIYIN_LANGUAGE="en")
    done = place.run("restore", str(damaged), check=False)
    assert done.returncode == 1
    assert "damaged.tar.gz is not an archive of Zhiyin, or it is damaged" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(place.data.glob("*.sqlite3")), "nothing of it was put in place"


def test_check_notices_a_lake_that_disagrees(restored: Installation) -> None:
    manifest = json.loads((restored.data / "lake" / "manifest.json").read_text("utf-8"))
    lost = restored.data / "lake" / manifest["files"]["signals"][0]
    kept = lost.read_bytes()
    lost.unlink()
    try:
        done = restored.run("check", "--json", check=False)
    finally:
        lost.write_bytes(kept)
    assert done.returncode == 1
    checks = {one["name"]: one for one in json.loads(done.stdout)}
    assert not checks["lake"]["ok"]
    assert "zhiyin facts rebuild" in checks["lake"]["detail"]
