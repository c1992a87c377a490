"""A disk that is really full: everything is said in words, nothing is lost, and all goes on once there is room."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crash.full_disk import Browser, SmallDisk
from tests.processes import Installation, wait_until

pytestmark = pytest.mark.crash

ROWS = 6_000
KNOWN = 300
MB = 1_000_000
NO_ROOM = "There is no space left on the disk."
UNSEEN = ("--no-worker",)
RECORD = "zhiyin.sqlite3"

ASKING = """
import json, sqlite3, sys
print(json.dumps(sqlite3.connect(sys.argv[1], timeout=30).execute(sys.argv[2]).fetchall()))
"""

SETTING_UP = """
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.act.actions.open_case import open_case
from zhiyin.collect.models import Signal
actor = Actor.system("tester")
open_case(actor, signal_id=Signal.objects.order_by("id").first().pk)
print(create_api_key(actor, label="shop", role="administrator")[1])
"""


def rows(first: int, last: int) -> str:
    return "id,date,unit,channel,nps,comment\n" + "".join(
        f"{i},2026-10-{1 + i % 28:02},东{i % 7}店,wechat,{i % 11},第{i}次来，等了四十分钟，味道不错，服务热情\n"
        for i in range(first, last)
    )


def batch(name: str, number: int = 300) -> bytes:
    return json.dumps(
        {
            "signals": [
                {
                    "source": "post",
                    "source_id": f"{name}-{i}",
                    "kind": "survey",
                    "occurred_at": "2026-03-04T05:06:07Z",
                    "text": f"第{i}次来，排队太久了，服务热情",
                    "answers": [{"construct": "nps", "value": i % 11}],
                }
                for i in range(number)
            ]
        }
    ).encode()


@dataclass
class Place:
    """An installation on a small disk, who may sign in there, and a key for programs."""

    disk: SmallDisk
    of: Installation
    password: str
    key: str

    def ask(self, question: str) -> list[tuple[object, ...]]:
        """SQL on the record, beside the product."""
        asked = [*self.disk.through, sys.executable, "-c", ASKING, str(self.of.data / RECORD), question]
        answer: list[tuple[object, ...]] = json.loads(subprocess.check_output(asked))
        return [tuple(row) for row in answer]

    def signals(self, source: str) -> Counter[object]:
        """How often each source id is in the record."""
        found = self.ask(f"SELECT source_id FROM collect_signal WHERE source = '{source}'")
        return Counter(name for (name,) in found)

    def fails_in_words(self, *words: str) -> str:
        done = self.of.run(*words, check=False)
        assert done.returncode == 1, (done.returncode, done.stderr)
        assert "Traceback" not in done.stderr
        assert NO_ROOM in done.stderr
        return done.stderr

    def signed_in(self, port: int) -> Browser:
        browser = Browser(port)
        assert browser.send("/sign-in", username="lin", password=self.password).status == 200
        return browser

    def post(self, browser: Browser, body: bytes, **headers: str) -> tuple[int, str]:
        """The status, and the code of the problem if there is one."""
        answer = browser.ask(
            "/api/v1/signals",
            body,
            Authorization=f"Bearer {self.key}",
            Content_Type="application/json",
            **headers,
        )
        if answer.status < 300:
            return answer.status, ""
        assert answer.media == "application/problem+json"
        return answer.status, answer.json()["code"]

    def has_caught_up(self) -> bool:
        """Whether all that was accepted has been read and fed, and everything that follows is done."""
        waiting = "SELECT count(*) FROM journal_feed UNION ALL SELECT count(*) FROM journal_delivery"
        return self.ask(waiting) == [(0,), (0,)]

    def agrees(self) -> bool:
        """Whether `zhiyin check` finds record, lake and waiting work in order, all of it read and fed."""
        self.of.run("worker", "--until-idle")
        said = self.of.run("check", "--json", check=False).stdout
        checks = {one["name"]: one for one in json.loads(said)}
        assert all(checks[name]["ok"] for name in ("record", "lake", "waiting work")), checks
        unread = self.ask(
            "SELECT count(*) FROM collect_signal s LEFT JOIN understand_reading r ON r.signal_id = s.id"
            " WHERE s.text <> '' AND r.signal_id IS NULL"
        )
        return unread == [(0,)] and self.ask("SELECT count(*) FROM journal_feed") == [(0,)]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str, str]:
    """Where the small disk is mounted, a copy of what is on it at first, Lin's password, a key."""
    folder = tmp_path_factory.mktemp("full")
    disk = SmallDisk(folder / "disk")
    try:
        of = Installation(folder / "disk" / "data", through=disk.through, ZHIYIN_LANGUAGE="en")
        of.log = folder / "log"
        file = folder / "known.csv"
        file.write_text(rows(0, KNOWN), "utf-8")
        of.run("import", str(file), "--source", "known")
        password = of.run("user", "add", "lin").stdout.strip()
        key = of.python(SETTING_UP).strip().splitlines()[-1]
        with of.served(*UNSEEN):
            pass
        of.run("worker", "--until-idle")
        shutil.copytree(disk.seen / "data", folder / "copy", symlinks=True)
    finally:
        disk.give_back()
    return folder / "disk", folder / "copy", password, key


@pytest.fixture
def place(prepared: tuple[Path, Path, str, str]) -> Iterator[Place]:
    """The installation as it was prepared, on a disk of its own; what a process writes goes there, too."""
    where, copy, password, key = prepared
    disk = SmallDisk(where)
    try:
        shutil.copytree(copy, disk.seen / "data", symlinks=True)
        (disk.seen / "tmp").mkdir()
        of = Installation(
            where / "data", through=disk.through, ZHIYIN_LANGUAGE="en", TMPDIR=str(where / "tmp")
        )
        of.log = disk.seen / "data" / "log"
        yield Place(disk, of, password, key)
    finally:
        disk.give_back()


# Imports


@pytest.mark.parametrize("leave", [0, 1 * MB, 3 * MB, 5 * MB])
def test_an_import_stops_in_words_and_goes_on_once_there_is_room(
    leave: int, place: Place, tmp_path: Path
) -> None:
    file = tmp_path / "reviews.csv"
    file.write_text(rows(0, ROWS), "utf-8")
    place.disk.fill(leave)
    place.fails_in_words("import", str(file), "--source", "reviews")
    place.disk.make_room()
    told = json.loads(place.of.run("import", str(file), "--source", "reviews", "--json").stdout)
    assert (told["accepted"] + told["duplicates"], told["rejected"]) == (ROWS, 0)
    assert place.signals("reviews") == Counter(str(i) for i in range(ROWS))
    assert list((place.disk.seen / "data" / "uploads").iterdir()) == [], "every upload is accounted for"
    assert place.agrees()


def test_an_import_started_on_the_page_says_why_it_stopped_and_goes_on(place: Place) -> None:
    with place.of.served() as port:
        browser = place.signed_in(port)
        assert browser.upload("/listen/imports/new", "late.csv", rows(0, ROWS).encode()).status == 200
        ((number,),) = place.ask("SELECT id FROM collect_import WHERE state = 'uploaded'")
        page = f"/listen/imports/{number}"
        place.disk.fill(2 * MB)
        assert browser.send(f"{page}/columns", source="late", start="1").status == 200
        wait_until(lambda: NO_ROOM in browser.ask(page).text)
        place.disk.make_room()
        assert browser.send(page, to=f"{page}/go-on").status == 200
        wait_until(lambda: place.ask(f"SELECT state FROM collect_import WHERE id = {number}") == [("done",)])
        wait_until(place.has_caught_up)
    assert place.signals("late") == Counter(str(i) for i in range(ROWS))
    assert place.agrees()


@pytest.mark.parametrize("size", [100, ROWS], ids=["in memory", "in a file of its own"])
def test_an_upload_that_has_no_room_is_answered_with_the_reason(size: int, place: Place) -> None:
    with place.of.served(*UNSEEN) as port:
        browser = place.signed_in(port)
        content = rows(0, size).encode() + b"\n" * (3 * MB if size == ROWS else 0)
        place.disk.fill()
        answer = browser.upload("/listen/imports/new", "late.csv", content)
        assert answer.status in (422, 507)
        assert NO_ROOM in answer.text
        assert "late.csv" not in browser.ask("/listen/imports").text
        assert list((place.disk.seen / "data" / "uploads").iterdir()) == []
        place.disk.make_room()
        answer = browser.upload("/listen/imports/new", "late.csv", content)
        assert "late.csv" in answer.text


# Programs


def test_what_programs_send_is_acknowledged_only_if_it_is_there_afterwards(place: Place) -> None:
    acknowledged: Counter[object] = Counter()
    refused: list[str] = []
    with place.of.served() as port:
        browser = Browser(port)
        place.disk.fill(2 * MB)
        for name in map(str, range(60)):
            status, code = place.post(browser, batch(name))
            if status == 200:
                acknowledged.update(f"{name}-{i}" for i in range(300))
            else:
                assert (status, code) == (507, "disk_full")
                refused.append(name)
            if len(refused) == 5:
                break
        assert acknowledged, "something found room at first"
        place.disk.fill()
        single = 0  # the log of the record may still have room for some of them
        while place.post(browser, batch(f"single-{single}", 1), Idempotency_Key=f"k{single}") == (200, ""):
            acknowledged[f"single-{single}-0"] += 1
            single += 1
        assert place.post(browser, batch("big")) == (507, "disk_full")
        assert place.signals("post") == acknowledged
        place.disk.make_room()
        for name in refused:
            assert place.post(browser, batch(name)) == (200, "")
            acknowledged.update(f"{name}-{i}" for i in range(300))
        assert place.post(browser, batch(f"single-{single}", 1), Idempotency_Key=f"k{single}") == (200, "")
        acknowledged[f"single-{single}-0"] += 1
        wait_until(place.has_caught_up)
    assert place.signals("post") == acknowledged
    assert place.agrees()


def test_programs_that_only_read_are_answered(place: Place) -> None:
    with place.of.served(*UNSEEN) as port:
        place.disk.fill()
        asked = [
            Browser(port).ask(f"/api/v1/{path}", Authorization=f"Bearer {place.key}").status
            for path in ("signals", "measures/nps", "units", "me")
        ]
    assert asked == [200] * 4


# Pages


def test_pages_that_only_read_are_answered(place: Place) -> None:
    ((signal,),) = place.ask("SELECT max(id) FROM collect_signal")
    ((case,),) = place.ask("SELECT max(id) FROM act_case")
    pages = [
        *("/", "/listen/inbox", f"/listen/signals/{signal}", "/listen/imports", "/listen/imports/new"),
        *("/insight/", "/insight/?metric=csat&by=unit", "/insight/metrics", "/notifications"),
        *("/act/cases", f"/act/cases/{case}", "/act/cases/new", "/act/alerts", "/act/outbox"),
        *("/settings/", "/settings/users", "/settings/units", "/settings/keys", "/settings/audit"),
        *("/readyz", "/healthz"),
    ]
    with place.of.served() as port:
        browser = place.signed_in(port)
        place.disk.fill()
        statuses = {page: browser.ask(page).status for page in pages}
    assert statuses == dict.fromkeys(pages, 200)


def test_what_a_person_cannot_save_is_said_and_nothing_of_it_is_saved(place: Place) -> None:
    ((case,),) = place.ask("SELECT max(id) FROM act_case")
    with place.of.served(*UNSEEN) as port:
        browser = place.signed_in(port)
        place.disk.fill()
        answers = [
            browser.send(f"/act/cases/{case}", to=f"/act/cases/{case}/comment", text="打过电话了"),
            browser.send("/settings/profile", display_name="林岚"),
            Browser(port).send("/sign-in", username="lin", password=place.password),
            Browser(port).send("/sign-in", username="lin", password="not hers"),
        ]
        assert [answer.status for answer in answers] == [507] * 4
        assert all(NO_ROOM in answer.text for answer in answers)
        place.disk.make_room()
        assert "打过电话了" not in browser.ask(f"/act/cases/{case}").text
        assert place.signed_in(port).ask("/").status == 200


# The background


def test_the_same_worker_reads_and_feeds_on_once_there_is_room(place: Place, tmp_path: Path) -> None:
    place.of.log = tmp_path / "log"
    with place.of.served() as port:
        browser = Browser(port)
        place.disk.fill(3 * MB)
        number = 0
        while place.post(browser, batch(str(number))) == (200, ""):
            number += 1
        place.disk.fill()
        wait_until(lambda: " waits: " in place.of.log.read_text())
        place.disk.make_room()
        wait_until(place.has_caught_up)
    said = place.of.log.read_text()
    assert "the worker ended" not in said
    assert "Traceback" not in said
    assert sum(place.signals("post").values()) == 300 * number
    assert place.agrees()


# The command line


def test_commands_say_in_words_that_there_is_no_room_to_open_the_record(place: Place) -> None:
    place.disk.fill()
    place.fails_in_words("measure", "nps")
    place.fails_in_words("up", *UNSEEN)


def test_a_backup_that_finds_no_room_leaves_the_earlier_one_and_nothing_half(
    place: Place, tmp_path: Path
) -> None:
    folder = place.disk.seen / "backups"
    folder.mkdir()
    (folder / "daily.tar.gz").write_bytes(b"yesterday's")
    with place.of.served(*UNSEEN):
        place.disk.fill(1 * MB)
        place.fails_in_words("backup", str(place.disk.place / "backups" / "daily.tar.gz"))
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"daily.tar.gz": b"yesterday's"}
        place.disk.fill()
        place.of.run("backup", str(tmp_path / "elsewhere.tar.gz"))
    elsewhere = Installation(tmp_path / "data", ZHIYIN_LANGUAGE="en")
    elsewhere.run("restore", str(tmp_path / "elsewhere.tar.gz"))
    with closing(sqlite3.connect(elsewhere.data / RECORD)) as record:
        assert record.execute("SELECT count(*) FROM collect_signal").fetchall() == [(KNOWN,)]


def test_a_restore_that_finds_no_room_leaves_the_record_that_was_there(place: Place, tmp_path: Path) -> None:
    place.of.run("backup", str(tmp_path / "backup.tar.gz"))
    place.disk.fill(1 * MB)
    before = sorted(path.name for path in (place.disk.seen / "data").iterdir())
    place.fails_in_words("restore", "--replace", str(tmp_path / "backup.tar.gz"))
    assert sorted(path.name for path in (place.disk.seen / "data").iterdir()) == before
    place.disk.make_room()
    assert len(place.signals("known")) == KNOWN
    assert place.agrees()
