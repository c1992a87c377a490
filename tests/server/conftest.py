"""One installation that has taken in a small file, shared by the tests that only look at it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.processes import Installation

ROWS = """id,date,unit,channel,nps,comment
1,2026-10-01,东一店,wechat,10,服务很好，很热情
2,2026-10-02,东一店,wechat,2,等了四十分钟，太慢了
3,2026-10-03,东二店,app,9,味道不错
4,2026-10-03,东二店,app,99,价格有点贵
"""


@dataclass
class Imported:
    """An installation after its first import, and what the import said."""

    place: Installation
    file: Path
    said: dict[str, Any]

    def measured(self, *words: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.place.run("measure", *words, "--json").stdout)
        return answer


@pytest.fixture(scope="package")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("installation")
    file = folder / "visits.csv"
    file.write_text(ROWS, "utf-8")
    place = Installation.with_tables(folder / "data")
    return Imported(place, file, json.loads(place.run("import", str(file), "--json").stdout))


@pytest.fixture(scope="package")
def archive(imported: Imported) -> Path:
    """A backup of that installation, in which Lin may sign in."""
    imported.place.run("user", "add", "lin")
    file = imported.file.with_name("backup.tar.gz")
    imported.place.run("backup", str(file))
    return file
