"""A record that may not grow by a page (SQLite's own SQLITE_FULL): said in words, nothing lost, work goes on afterwards.

`tests/crash/test_full_disk.py` does the same with whole processes on a file system that is full.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import ApiKey, User
from zhiyin.collect.actions.start_import import receive_file
from zhiyin.collect.command import import_files
from zhiyin.collect.models import Import, Signal
from zhiyin.jobs.worker import LONGEST_WAIT_AFTER_FAILURE, _wait_after
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import DiskFull
from zhiyin.journal.models import Delivery
from zhiyin.understand.models import Reading

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the limit is SQLite's"),
]

SYSTEM = Actor.system("importer")
ROWS = 6_000
NO_ROOM = "There is no space left on the disk."
MOST_PAGES = 1_073_741_823

Limit = Callable[[int | None], None]


@pytest.fixture
def limit(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> Iterator[Limit]:
    """Let the record grow by so many pages and no more; None takes the limit away."""
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path

    def pragma(text: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {text}")
            value: int = cursor.fetchone()[0]
        return value

    def set_limit(pages: int | None) -> None:
        most = MOST_PAGES if pages is None else pragma("page_count") - pragma("freelist_count") + pages
        pragma(f"max_page_count = {most}")

    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    yield set_limit
    set_limit(None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    lines = (f"{i},东一店,{i % 11},第{i}次来，等了四十分钟，味道不错" for i in range(ROWS))
    path.write_text("\n".join(["编号,门店,推荐意愿,评价内容", *lines]), "utf-8")
    return path


@pytest.fixture
def key(lin: User) -> str:
    return create_api_key(actor_for(lin), label="till", role="analyst")[1]


def post(key: str, number: int) -> Any:
    signals = [
        {"source": "till", "source_id": str(i), "kind": "survey", "text": "很好" * 200} for i in range(number)
    ]
    return Client(headers={"authorization": f"Bearer {key}", "accept-language": "en"}).post(
        "/api/v1/signals", json.dumps({"signals": signals}), content_type="application/json"
    )


@pytest.mark.parametrize("pages", [0, 700])
def test_an_import_stops_in_words_and_goes_on_when_there_is_room(
    pages: int, limit: Limit, file: Path
) -> None:
    limit(pages)
    with pytest.raises(DiskFull):
        import_files(SYSTEM, [file])
    settled = Signal.objects.count()
    assert settled < ROWS
    assert sum(Import.objects.values_list("accepted", flat=True)) == settled
    limit(None)
    assert import_files(SYSTEM, [file])["accepted"] == ROWS
    assert Signal.objects.count() == ROWS


def test_a_file_that_could_not_be_noted_is_not_kept(limit: Limit, file: Path, tmp_path: Path) -> None:
    limit(0)
    content = file.read_bytes()
    with pytest.raises(DiskFull):
        [
            receive_file(SYSTEM, "reviews.csv", [content]) for _ in range(200)
        ]  # the first may find room in a page
    kept = {path.name for path in (tmp_path / "uploads").iterdir()}
    assert kept == set(Import.objects.values_list("stored_as", flat=True))


def test_a_batch_that_finds_no_room_is_refused_as_a_whole(limit: Limit, key: str) -> None:
    limit(10)
    answer = post(key, 300)
    assert (answer.status_code, answer["Content-Type"]) == (507, "application/problem+json")
    assert answer.json()["code"] == "disk_full"
    assert NO_ROOM in answer.json()["detail"]
    assert not Signal.objects.exists()
    limit(None)
    assert post(key, 300).json()["accepted"] == 300


def test_a_page_that_cannot_save_says_so(
    limit: Limit, lin: User, signed_in: Callable[[User], Client], file: Path
) -> None:
    browser = signed_in(lin)
    limit(0)
    for _ in range(200):  # the first may find room in a page
        with file.open("rb") as content:
            answer = browser.post("/listen/imports/new", {"file": content})
        if answer.status_code != 302:
            break
    assert answer.status_code == 422
    assert NO_ROOM in answer.content.decode()


def test_a_session_that_cannot_be_saved_is_said(
    limit: Limit, lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is saved after the view is done, where no view's errors are looked at."""
    browser = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    limit(0)
    while True:
        answer = browser.post("/sign-in", {"username": "lin", "password": "a-long-password"})
        if answer.status_code != 302:
            break
        browser.cookies.clear()
    assert answer.status_code == 507
    assert NO_ROOM in answer.content.decode()


def test_a_key_is_answered_although_its_use_cannot_be_noted(
    limit: Limit, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def full(*_given: object, **_named: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", full)
    assert Client(headers={"authorization": f"Bearer {key}"}).get("/api/v1/me").status_code == 200
    assert ApiKey.objects.get().last_used_at is None


def test_reading_that_finds_no_room_counts_as_no_failure_and_is_made_up_for(limit: Limit, key: str) -> None:
    post(key, 300)
    limit(0)
    deliver_pending()
    waiting = Delivery.objects.exclude(last_error="").get()
    assert (waiting.attempts, waiting.last_error, waiting.claimed_by) == (0, "disk_full", "")
    limit(None)
    Delivery.objects.update(not_before=None)
    while deliver_pending():
        pass
    assert Reading.objects.count() == 300
    assert not Delivery.objects.exists()


def test_a_delivery_that_could_not_even_be_given_back_is_ours_at_once(
    key: str, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhiyin.journal import delivery

    post(key, 1)
    claimed = delivery._claim(delivery.timezone.now())
    assert claimed is not None
    again = delivery._claim(delivery.timezone.now())
    assert again is not None
    assert again.pk == claimed.pk
    monkeypatch.setattr(delivery, "_PROCESS", "another")
    other = delivery._claim(delivery.timezone.now())
    assert other is None or other.pk != claimed.pk


@pytest.mark.parametrize("failures", [20, 1_100, 1_000_000])
def test_the_wait_after_failures_ends_at_its_longest(failures: int) -> None:
    assert _wait_after(failures, 0.3) == LONGEST_WAIT_AFTER_FAILURE
