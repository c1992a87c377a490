"""A file handed over: its rows become signals once, whatever stops on the way; the rest is kept with the reason."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from openpyxl import Workbook

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import RoleGrant, User
from zhiyin.collect.actions import run_import as running_module
from zhiyin.collect.actions.accepting.settling import Outcome
from zhiyin.collect.actions.start_import import receive_file, start_import
from zhiyin.collect.actions.taking import feedback
from zhiyin.collect.command import import_files
from zhiyin.collect.errors import FileProblem
from zhiyin.collect.models import Answer, Import, Reject, Signal, SignalRevision
from zhiyin.collect.queries.imports import imports_page
from zhiyin.collect.queries.rejects_file import rejects_lines
from zhiyin.jobs.models import Job
from zhiyin.jobs.worker import take_up_one
from zhiyin.journal.errors import DiskFull, Invalid, NotFound

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")
HEADER = "编号,评价时间,门店,渠道,推荐意愿,满意度,评价内容"
ROWS = [
    "1,2025-03-01 12:00,东一店,微信,9,5,味道很好，下次再来",
    "2,2025-03-02 12:00,西一店,门店,3,2,排队排了一个小时",
    "3,2025-03-03 12:00,E2,微信,10,5,服务热情",
]


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(
        rows: Iterable[str] = ROWS, *, header: str = HEADER, name: str = "reviews.csv", codec: str = "utf-8"
    ) -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join([header, *rows, ""]).encode(codec))
        return path

    return write


def counts(result: dict[str, Any]) -> tuple[int, int, int, int]:
    return result["accepted"], result["revised"], result["duplicates"], result["rejected"]


def test_rows_become_signals_with_their_scores_units_and_times(
    write: Write, organisation: Organisation
) -> None:
    assert counts(import_files(SYSTEM, [write()])) == (3, 0, 0, 0)
    signal = Signal.objects.get(source_id="2")
    assert (signal.text, signal.channel, signal.unit_id, signal.row) == (
        "排队排了一个小时", "门店", organisation.west_one.pk, 3,
    )  # fmt: skip
    assert signal.occurred_at.isoformat() == "2025-03-02T04:00:00+00:00"
    answers = Answer.objects.filter(signal=signal).order_by("construct")
    assert [(a.construct, a.value, a.scale_max) for a in answers] == [("csat", 2, 5), ("nps", 3, 10)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_encoding_gives_the_same_signals(write: Write, codec: str) -> None:
    import_files(SYSTEM, [write(codec=codec)])
    assert set(Signal.objects.values_list("text", flat=True)) == {row.split(",")[6] for row in ROWS}


def test_tabs_and_semicolons_separate_too(write: Write) -> None:
    tabs = write([row.replace(",", "\t") for row in ROWS], header=HEADER.replace(",", "\t"), name="a.tsv")
    import_files(SYSTEM, [tabs])
    semicolons = write([row.replace(",", ";") for row in ROWS], header=HEADER.replace(",", ";"), name="b.csv")
    assert counts(import_files(SYSTEM, [semicolons])) == (0, 0, 3, 0)


def test_a_workbook_gives_the_same_signals(tmp_path: Path, write: Write) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in [HEADER, *ROWS]:
        sheet.append([int(c) if c.isdecimal() and i in (4, 5) else c for i, c in enumerate(line.split(","))])
    book.save(tmp_path / "reviews.xlsx")
    assert counts(import_files(SYSTEM, [tmp_path / "reviews.xlsx"])) == (3, 0, 0, 0)
    assert counts(import_files(SYSTEM, [write()])) == (0, 0, 3, 0)


def test_the_same_file_again_adds_nothing(write: Write) -> None:
    import_files(SYSTEM, [write()])
    assert counts(import_files(SYSTEM, [write(name="copy.csv")])) == (0, 0, 3, 0)
    assert Signal.objects.count() == 3


def test_without_an_id_column_the_same_file_again_adds_nothing(write: Write) -> None:
    header, rows = "门店,评价内容", ["东一店,很好吃很好吃", "东一店,很好吃很好吃", "西一店,上菜实在太慢了"]
    assert counts(import_files(SYSTEM, [write(rows, header=header)])) == (3, 0, 0, 0)
    assert counts(import_files(SYSTEM, [write(rows, header=header)])) == (0, 0, 3, 0)


def test_a_longer_export_adds_only_its_new_rows(write: Write) -> None:
    header, rows = "门店,评价内容", ["东一店,很好吃很好吃", "西一店,上菜实在太慢了"]
    import_files(SYSTEM, [write(rows, header=header)])
    longer = write([*rows, "东一店,很好吃很好吃"], header=header)
    assert counts(import_files(SYSTEM, [longer])) == (1, 0, 2, 0)


def test_edited_rows_become_revisions_and_the_old_ones_are_kept(write: Write) -> None:
    import_files(SYSTEM, [write()])
    edited = write([ROWS[0], ROWS[1].replace("一个小时", "十分钟"), ROWS[2]])
    assert counts(import_files(SYSTEM, [edited])) == (0, 1, 2, 0)
    assert Signal.objects.get(source_id="2").text == "排队排了十分钟"
    assert SignalRevision.objects.get().content["text"] == "排队排了一个小时"


def test_columns_that_mean_nothing_to_us_become_attributes(write: Write) -> None:
    import_files(SYSTEM, [write(["hotel,0,房间的隔音实在太差"], header="domain,label,review")])
    signal = Signal.objects.get()
    assert (signal.text, signal.attributes) == ("房间的隔音实在太差", {"domain": "hotel", "label": "0"})
    assert not Answer.objects.exists()


def test_without_a_time_column_the_time_of_import_is_taken_and_marked(write: Write) -> None:
    import_files(SYSTEM, [write(["东一店,很好吃很好吃"], header="门店,评价内容")])
    signal = Signal.objects.get()
    assert (signal.time_assumed, signal.occurred_at) == (True, signal.received_at)


def test_rows_that_cannot_be_used_are_kept_with_the_reason(write: Write) -> None:
    bad = [
        "4,2025-03-04,东一店,微信,11,5,满分十一分",
        "5,someday,东一店,微信,9,5,时间不对",
        "6,2025-03-04,东一店,微信,很高,5,分数不对",
        "7,2025-03-04,东一店,微信,9,5,多了一格,多的",
        "8,2025-03-04,东一店,微信,9,5,NUL\0在这里",
    ]
    good = [f"{100 + n},2025-03-04,东一店,微信,{n % 11},5,第{n}位顾客" for n in range(60)]
    result = import_files(SYSTEM, [write([*good, *bad])])
    assert counts(result) == (60, 0, 0, 5)
    assert dict(Reject.objects.values_list("row", "code")) == {
        62: "out_of_scale", 63: "time_unreadable", 64: "score_unreadable", 65: "cells_beyond_header", 66: "nul",
    }  # fmt: skip
    kept = list(csv.reader(io.StringIO(Path(result["rejects"]).read_text("utf-8-sig"))))
    assert [row[0] for row in kept] == ["Row", "62", "63", "64", "65", "66"] or kept[0][0] == "行号"
    assert "11" in kept[1][1]


def test_a_score_that_was_not_given_loses_neither_the_words_nor_the_kind_of_silence(write: Write) -> None:
    rows = ["东一店,9,好", "东一店,不知道,说不上来但还行", "西一店,不愿回答,还行", "西一店,N/A,第一次来"]
    assert counts(import_files(SYSTEM, [write(rows, header="门店,NPS,建议")])) == (4, 0, 0, 0)
    assert set(Answer.objects.values_list("signal__text", "status", "value")) == {
        ("好", "answered", 9.0), ("说不上来但还行", "dont_know", None), ("还行", "skipped", None),
        ("第一次来", "not_applicable", None),
    }  # fmt: skip


def test_rejected_rows_are_masked_and_their_formulas_neutralised(write: Write) -> None:
    rows = [
        '1,2025-03-04,东一店,微信,99,5,"=HYPERLINK(""http://x"") 13800138000"',
        "2,2025-03-04,东一店,微信,9,5,好",
    ]
    import_files(SYSTEM, [write(rows)])
    text = "".join(rejects_lines(SYSTEM, Import.objects.get().pk))
    assert text.startswith("\ufeff")
    assert "13800138000" not in text
    row = list(csv.reader(io.StringIO(text)))[1]
    assert row[-1].startswith("'=HYPERLINK")


def test_a_managers_rows_for_foreign_units_are_rejected(write: Write, mei: User) -> None:
    result = import_files(actor_for(mei), [write()])
    assert counts(result) == (2, 0, 0, 1)
    assert Reject.objects.get().code == "unit_out_of_scope"


def test_who_lost_the_permission_before_the_worker_came_takes_nothing_in(write: Write, mei: User) -> None:
    actor = actor_for(mei)
    number = receive_file(actor, "a.csv", [write().read_bytes()])
    start_import(actor, number)
    RoleGrant.objects.filter(user=mei).delete()
    take_up_one()
    assert Import.objects.get().state == "failed"
    assert not Signal.objects.exists()


def test_an_upload_is_taken_in_by_the_worker(write: Write, mei: User) -> None:
    number = receive_file(actor_for(mei), "C:\\我的\\reviews.csv", [write().read_bytes()])
    assert not Signal.objects.exists()
    start_import(actor_for(mei), number)
    assert take_up_one()
    done = Import.objects.get()
    assert (done.file_name, done.state, done.rows, done.accepted, done.rejected) == (
        "reviews.csv",
        "done",
        3,
        2,
        1,
    )


def test_imports_of_others_are_not_seen(write: Write, mei: User, an: User) -> None:
    receive_file(actor_for(an), "a.csv", [write().read_bytes()])
    assert imports_page(actor_for(mei)) == []
    with pytest.raises(NotFound):
        start_import(actor_for(mei), Import.objects.get().pk)


@pytest.mark.parametrize("crash_after", [1, 2, 3])
def test_an_import_killed_between_batches_comes_to_the_same_end(
    write: Write, monkeypatch: pytest.MonkeyPatch, crash_after: int
) -> None:
    rows = [f"东一店,{n % 7},第{n % 5}位顾客说的话" for n in range(35)]
    path = write(rows, header="门店,评分,评价内容")
    monkeypatch.setattr(running_module, "BATCH", 10)
    taken: list[int] = []
    accept = feedback.accept_signals

    def accept_until_killed(*given: Any, **named: Any) -> Outcome:
        outcome = accept(*given, **named)
        taken.append(1)
        if len(taken) == crash_after + 1:
            raise KeyboardInterrupt  # after the rows were written, before the transaction ends
        return outcome

    monkeypatch.setattr(feedback, "accept_signals", accept_until_killed)
    with pytest.raises(KeyboardInterrupt):
        import_files(SYSTEM, [path])
    interrupted = Import.objects.get()
    assert Signal.objects.count() == interrupted.accepted == crash_after * 10
    place = Job.objects.get().worker.rpartition("/")[0]
    Job.objects.update(worker=f"{place}/4194304")
    result = import_files(SYSTEM, [path])
    assert counts(result) == (35 - Reject.objects.count(), 0, 0, Reject.objects.count())
    done = Import.objects.get()
    assert (done.state, done.accepted + done.rejected) == ("done", 35)
    keys = set(Signal.objects.values_list("source_id", flat=True))
    assert len(keys) == done.accepted
    assert counts(import_files(SYSTEM, [path]))[:3] == (0, 0, done.accepted)


def test_a_full_disk_stops_the_import_and_it_goes_on_later(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept = feedback.accept_signals
    path = write()

    def full(*_given: Any, **_named: Any) -> Outcome:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(feedback, "accept_signals", full)
    with pytest.raises(DiskFull, match=r"space|空间"):
        import_files(SYSTEM, [path])
    monkeypatch.setattr(feedback, "accept_signals", accept)
    assert counts(import_files(SYSTEM, [path])) == (3, 0, 0, 0)
    assert Import.objects.get().state == "done"


def test_a_database_that_is_locked_for_a_while_does_not_end_an_import(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept = feedback.accept_signals
    tries: list[int] = []

    def locked_twice(*given: Any, **named: Any) -> Outcome:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("database is locked")
        return accept(*given, **named)

    monkeypatch.setattr(feedback, "accept_signals", locked_twice)
    assert counts(import_files(SYSTEM, [write()])) == (3, 0, 0, 0)
    assert Import.objects.get().accepted == 3


def test_a_full_disk_at_upload_leaves_nothing_behind(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zhiyin.collect.actions.store_upload.os.fsync", full)
    with pytest.raises(DiskFull):
        receive_file(SYSTEM, "a.csv", [write().read_bytes()])
    assert list((tmp_path / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "empty|空"),
        (b"\n\n\n", "no rows|没有"),
        (b'comment\n"never closed\nx\n', "line 2|第 ?2 ?行"),
        ("编号,评论\n".encode() + b"2,\xff\xff\xff\n" * 9, "byte|字节"),
        (b"PK\x03\x04 not a workbook", "damaged|损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook|工作簿"),
        (b"%PDF-1.7", "no table|不是表格"),
        (b"\x1f\x8b\x08\x00 broken", "damaged|损坏"),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(tmp_path: Path, content: bytes, place: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(FileProblem, match=place):
        import_files(SYSTEM, [path])
    assert not Signal.objects.exists()
    assert not list((tmp_path / "uploads").iterdir())


def test_a_file_damaged_beyond_the_first_rows_is_refused_as_a_whole(tmp_path: Path) -> None:
    rows = [{"编号": n, "评论": f"第{n}位"} for n in range(2_000)]
    path = tmp_path / "reviews.json"
    path.write_text(json.dumps(rows)[:-1] + ', {"编号": ')
    with pytest.raises(FileProblem, match="2001"):
        import_files(SYSTEM, [path])
    assert not Signal.objects.exists()


def test_a_row_whose_quote_never_closes_is_told_and_the_others_are_taken(write: Write) -> None:
    rows = [f"{n},2025-03-04,东一店,微信,9,5,第{n}位" for n in range(2_000)]
    rows[1_500] = '1500,2025-03-04,东一店,微信,9,5,"没有合上'
    assert counts(import_files(SYSTEM, [write(rows)])) == (1_999, 0, 0, 1)
    reject = Reject.objects.get()
    assert (reject.row, reject.code, reject.data["line"]) == (1_502, "quote_never_closes", 1_502)
    assert reject.raw["编号"] == "1500"


def test_a_comment_of_fifty_thousand_characters_is_taken_and_a_longer_one_is_told(write: Write) -> None:
    rows = [f"1,2025-03-04,东一店,微信,9,5,{'好' * 50_000}", f"2,2025-03-04,东一店,微信,9,5,{'好' * 50_001}"]
    assert counts(import_files(SYSTEM, [write(rows)])) == (1, 0, 0, 1)
    assert Reject.objects.get().code == "text_too_long"


def test_a_column_can_be_named_by_hand(write: Write) -> None:
    path = write(["9,很好吃很好吃"], header="q1,q2")
    import_files(SYSTEM, [path], columns={"nps": "q1", "text": "q2"}, kind="survey", channel="app", unit="E1")
    signal = Signal.objects.get()
    assert (signal.kind, signal.channel, signal.unit.code, signal.text) == (
        "survey",
        "app",
        "E1",
        "很好吃很好吃",
    )
    assert Answer.objects.get().construct == "nps"


def test_a_column_that_is_not_there_is_named_with_those_that_are(write: Write) -> None:
    with pytest.raises(Invalid, match="评价内容"):
        import_files(SYSTEM, [write()], columns={"text": "nothing"})


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nothing\.csv"):
        import_files(SYSTEM, [tmp_path / "nothing.csv"])


def test_a_file_of_lines_that_cannot_be_read_is_settled_in_batches_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    keep = running_module._Taking._keep_rejects

    def noted(taking: Any, cells: dict[int, list[str]], problems: dict[int, Any]) -> None:
        sizes.append(len(problems))
        keep(taking, cells, problems)

    monkeypatch.setattr(running_module, "BATCH", 2)
    monkeypatch.setattr(running_module._Taking, "_keep_rejects", noted)
    path = tmp_path / "voices.jsonl"
    good = "".join(json.dumps({"id": n, "评价": "还行", "评分": 4}) + "\n" for n in range(20))
    path.write_text(good + "{broken\n" * 7)
    result = import_files(SYSTEM, [path])
    assert (result["accepted"], result["rejected"]) == (20, 7)
    assert max(sizes) == 2
