"""Workbooks and tables as people keep them, through the door."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from openpyxl import Workbook

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.command import import_files
from zhiyin.collect.models import Answer, Import, Reject, Signal

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


Keep = Callable[..., dict[str, Any]]


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Save lines as a workbook (or as CSV) and import it."""

    def keep(*lines: str, name: str = "book.xlsx", merge: tuple[str, ...] = ()) -> dict[str, Any]:
        path = tmp_path / name
        if name.endswith(".csv"):
            path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig")
        else:
            book = Workbook()
            sheet = book.active
            assert sheet is not None
            for line in lines:
                sheet.append([cell or None for cell in line.split(",")])
            for region in merge:
                sheet.merge_cells(region)
            book.save(path)
        return import_files(SYSTEM, [path])

    return keep


MONTHLY = (
    "2024年6月门店评价汇总,,,,,",
    "制表人：王芳,,,导出时间：2024-06-30 18:00,,",
    "日期,门店,评分,,满意度,评价内容",
    ",,口味,环境,,",
    "6月1日,东一店,5,4,非常满意,味道很好下次再来",
    "6月2日,西一店,2,3,不满意,排队排得太久了",
    "小计,,7,7,,",
    "日期,门店,评分,,满意度,评价内容",
    "6月3日,东一店,4,5,一般,服务员很热情周到",
    "合计,,11,12,,",
    "备注：以上数据来自大众点评,,,,,",
)


@pytest.mark.parametrize("name", ["book.xlsx", "book.csv"])
def test_a_monthly_table_goes_in_as_it_is(keep: Keep, name: str) -> None:
    keep(*MONTHLY, name=name)
    assert sorted(Signal.objects.values_list("text", flat=True)) == [
        "味道很好下次再来", "排队排得太久了", "服务员很热情周到",
    ]  # fmt: skip
    done = Import.objects.get()
    assert (done.accepted, done.rejected) == (3, 0)
    assert done.passed_over == {"total_row": 2, "header_again": 1, "footer_line": 1}
    assert {one.occurred_at.year for one in Signal.objects.all()} == {2024}
    second = Answer.objects.filter(signal__text="排队排得太久了").values_list("item", "construct", "value")
    assert set(second) == {
        ("评分 / 口味", "rating", 2), ("评分 / 环境", "rating", 3), ("满意度", "csat", 2),
    }  # fmt: skip


def test_merged_cells_tell_the_same(keep: Keep) -> None:
    keep(*MONTHLY, merge=("A1:F1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4"))
    assert Import.objects.get().accepted == 3
    assert Answer.objects.filter(item="评分 / 环境").count() == 3


def test_what_was_understood_is_said_in_words(keep: Keep) -> None:
    keep(*MONTHLY)
    codes = [note["code"] for note in Import.objects.get().layout["notes"]]
    assert codes == ["title_rows", "header_at", "two_line_header", "header_repeated"]


def test_numbers_whose_digits_are_lost_are_refused_and_masked_ones_kept_without_a_customer(
    keep: Keep,
) -> None:
    rows = [f"{1000 + n},1391234{n:04d},第{n}位客人说的话" for n in range(30)]
    keep(
        "订单号,手机号,评价内容",
        *rows,
        "6.22E+18,13912340099,很好吃很好吃",
        "1040,138****1234,排队排得太久了",
    )
    assert list(Reject.objects.values_list("row", "code")) == [(32, "digits_lost")]
    masked = Signal.objects.get(text="排队排得太久了")
    assert (masked.customer_id, masked.attributes["手机号"]) == (None, "138****1234")


def test_a_row_that_no_mapping_can_read_is_never_lost_silently(keep: Keep) -> None:
    result = keep(
        "评价时间,门店,评分,评价内容",
        "2024-06-01,东一店,5,很好吃很好吃",
        "2024.6.2,东一店,4,很好吃的一家店",
        "45446.5,东一店,四星,排队排得太久了",
        "昨天,东一店,3,服务员很热情周到",
        "2024年6月5日 下午3点20分,东一店,★★★★☆,环境不错很安静",
        "合计,,16,",
    )
    done = Import.objects.get()
    assert (result["accepted"], result["rejected"], sum(done.passed_over.values())) == (4, 1, 1)
    assert Reject.objects.get().code == "time_relative"
