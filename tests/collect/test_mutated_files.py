"""Files that something went wrong with: a clear refusal, or every row settled; never a crash, never a lost row."""

import gzip
import io
import random
from pathlib import Path

import pytest
from django.conf import LazySettings
from openpyxl import Workbook

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.command import COUNTS, import_files
from zhiyin.collect.errors import FileProblem
from zhiyin.collect.models import Import, Reject, Signal
from zhiyin.journal.errors import Invalid

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")
HEADER = ["编号", "评价时间", "门店", "推荐意愿", "评价内容"]
ROWS = [
    [str(n), f"2025-03-{n + 1:02d} 12:00", "东一店", str(n % 11), f"第{n}位顾客说：“还行”，下次再来"]
    for n in range(20)
]
SPICE = [
    b'"',
    b"\0",
    b"\r",
    b"\n",
    b",",
    b"\xff",
    b"\xfe\xff",
    b"=1+1",
    b"\xe2\x80\xae",
    "😀".encode(),
    b"\x1a",
    b"\t",
    b"9" * 400,
]


def as_csv(codec: str) -> bytes:
    return "\r\n".join(",".join(row) for row in [HEADER, *ROWS]).encode(codec)


def as_xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mutated(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(changed) + 1)
        kind = dice.randrange(5)
        if kind == 0:
            changed[at:at] = dice.choice(SPICE)
        elif kind == 1:
            del changed[at : at + dice.randint(1, 40)]
        elif kind == 2 and at < len(changed):
            changed[at] = dice.randrange(256)
        elif kind == 3:
            changed[at:at] = changed[max(0, at - 60) : at]
        else:
            del changed[at:]
        if not changed:
            break
    return bytes(changed)


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


@pytest.mark.parametrize("kind", ["utf-8", "gb18030", "utf-16", "xlsx", "gzip"])
@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_file_is_refused_clearly_or_every_row_is_settled(
    tmp_path: Path, kind: str, seed: int
) -> None:
    dice = random.Random(f"{kind}{seed}")
    data = (
        as_xlsx()
        if kind == "xlsx"
        else gzip.compress(as_csv("utf-8"), mtime=0)
        if kind == "gzip"
        else as_csv(kind)
    )
    refused = 0
    for number in range(20):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(mutated(data, dice))
        try:
            result = import_files(SYSTEM, [path], source=f"{kind}{seed}{number}")
        except (FileProblem, Invalid):
            refused += 1
            continue
        done = Import.objects.latest("id")
        assert done.state == "done"
        assert sum(result[name] for name in (*COUNTS, "passed_over")) == done.rows
        assert Reject.objects.filter(imported=done).count() == done.rejected
        assert Signal.objects.filter(imported=done).count() <= done.accepted + done.revised
        again = import_files(SYSTEM, [path], source=f"{kind}{seed}{number}")
        assert again["accepted"] == 0
    assert refused < 20 or kind in ("gzip", "xlsx")
