"""Workbooks with a sheet for each store or month, through the door."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from openpyxl import Workbook

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.command import import_files
from zhiyin.collect.models import Import, Reject, Signal
from zhiyin.collect.phrases import note

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
HEADER = ["日期", "评分", "意见"]
Keep = Callable[..., Path]


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = str(tmp_path / "uploads")
    settings.DATA = str(tmp_path)


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    def kept(**sheets: list[list[object]]) -> Path:
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / f"{len(sheets)}.xlsx"
        book.save(path)
        return path

    return kept


def words(store: str, count: int) -> list[list[object]]:
    return [[f"2024-06-{n + 1:02d}", 5, f"{store}第{n}条意见写在这里"] for n in range(count)]


def test_the_sheets_of_all_stores_go_in_with_their_names(keep: Keep) -> None:
    done = import_files(
        SYSTEM, [keep(北片=[HEADER, *words("东", 3)], 南片=[["南片意见表"], HEADER, *words("西", 5)])]
    )
    assert (done["accepted"], done["rejected"]) == (8, 0)
    sheets = sorted(Signal.objects.values_list("attributes", flat=True), key=str)
    assert sheets == [{"工作表": "北片"}] * 3 + [{"工作表": "南片"}] * 5
    (imported,) = Import.objects.all()
    assert imported.rows == 8
    assert any("北片、南片" in note(one) for one in imported.layout["notes"])


def test_rows_of_later_sheets_are_counted_on(keep: Keep) -> None:
    second = [HEADER, *words("西", 3), ["不知何时", 5, "时间写成了这样的一条"]]
    import_files(SYSTEM, [keep(北片=[HEADER, *words("东", 3)], 南片=second)])
    (reject,) = Reject.objects.all()
    assert reject.row == 4 + 5
    (told,) = [one for one in Import.objects.get().layout["notes"] if one["code"] == "sheets_begin"]
    assert told["rows"] == "北片 2, 南片 6"


def test_a_further_month_brings_only_its_own_rows(keep: Keep) -> None:
    june = [HEADER, *words("六月", 4)]
    assert import_files(SYSTEM, [keep(六月=june)])["accepted"] == 4
    done = import_files(
        SYSTEM,
        [keep(六月=june, 七月=[HEADER, *words("七月", 6)])],
        accept_layout=True,
        source=Import.objects.get().source,
    )
    assert (done["accepted"], done["duplicates"] + done["revised"]) == (6, 4)
