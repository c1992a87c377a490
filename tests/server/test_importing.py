"""`zhiyin import`, `measure` and `check`, as an operator runs them."""

import json
from pathlib import Path

from tests.processes import Installation
from tests.server.conftest import Imported


def test_an_empty_directory_becomes_an_installation_at_the_first_command(tmp_path: Path) -> None:
    told = json.loads(Installation(tmp_path / "new").run("measure", "volume", "--json").stdout)
    assert told["as_of"]
    assert [row["volume"]["value"] for row in told["rows"]] == [0.0]


def test_an_import_tells_what_became_of_every_row(imported: Imported) -> None:
    counts = {name: imported.said[name] for name in ("accepted", "revised", "duplicates", "rejected")}
    assert counts == {"accepted": 3, "revised": 0, "duplicates": 0, "rejected": 1}


def test_the_rows_not_taken_are_in_a_file_with_the_reason(imported: Imported) -> None:
    rejects = Path(imported.said["rejects"]).read_text("utf-8-sig").splitlines()
    assert len(rejects) == 2
    assert "价格有点贵" in rejects[1]


def test_what_was_imported_is_counted_when_the_import_returns(imported: Imported) -> None:
    rows = {row["unit"]: row for row in imported.measured("nps", "--by", "unit")["rows"]}
    assert set(rows) == {"东一店", "东二店"}
    assert {"unit", "unit_id", "path", "nps"} <= set(rows["东一店"])
    assert {"value", "low", "high", "n"} <= set(rows["东一店"]["nps"])
    assert (rows["东一店"]["nps"]["value"], rows["东一店"]["nps"]["n"]) == (0.0, 2)
    assert (rows["东二店"]["nps"]["value"], rows["东二店"]["nps"]["n"]) == (100.0, 1)


def test_the_same_file_again_is_all_duplicates(imported: Imported) -> None:
    again = json.loads(imported.place.run("import", str(imported.file), "--json").stdout)
    assert (again["accepted"], again["revised"], again["duplicates"]) == (0, 0, 3)


def test_check_finds_nothing_wrong_after_an_import(imported: Imported) -> None:
    done = imported.place.run("check", "--json", check=False)
    assert done.returncode == 0, done.stdout
    assert all(one["ok"] for one in json.loads(done.stdout))
