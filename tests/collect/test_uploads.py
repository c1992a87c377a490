"""Uploads hold what customers wrote, unmasked: none is kept longer than it is needed."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.forget_uploads import forget_uploads
from zhiyin.collect.actions.start_import import receive_file, start_import
from zhiyin.collect.command import import_files
from zhiyin.collect.models import Import
from zhiyin.jobs.models import Job
from zhiyin.jobs.worker import take_up_one

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("importer")
CONTENT = "门店,评价内容\n东一店,很好吃很好吃\n".encode()


@pytest.fixture
def uploads(tmp_path: Path, settings: LazySettings, organisation: Organisation) -> Path:
    settings.UPLOADS = tmp_path / "uploads"
    return tmp_path / "uploads"


def test_the_file_goes_when_its_rows_are_in(uploads: Path) -> None:
    start_import(SYSTEM, receive_file(SYSTEM, "a.csv", [CONTENT]))
    assert len(list(uploads.iterdir())) == 1
    take_up_one()
    assert not list(uploads.iterdir())
    assert Import.objects.get().stored_as == ""


def test_a_file_that_nobody_started_goes_after_a_week(uploads: Path) -> None:
    receive_file(SYSTEM, "a.csv", [CONTENT])
    forget_uploads()
    assert len(list(uploads.iterdir())) == 1
    Import.objects.update(created_at=timezone.now() - timedelta(days=8))
    forget_uploads()
    assert not list(uploads.iterdir())


def test_an_import_whose_file_is_gone_says_so(uploads: Path) -> None:
    number = receive_file(SYSTEM, "a.csv", [CONTENT])
    Import.objects.update(created_at=timezone.now() - timedelta(days=8))
    forget_uploads()
    start_import(SYSTEM, number)
    take_up_one()
    assert Import.objects.get().problem["code"] == "file_gone"


def test_a_worker_that_died_after_the_last_row_leaves_a_finished_import(uploads: Path) -> None:
    start_import(SYSTEM, receive_file(SYSTEM, "a.csv", [CONTENT]))
    take_up_one()
    Job.objects.update(state="waiting", finished_at=None)  # it had not yet written that the job ended
    take_up_one()
    assert Import.objects.get().state == "done"
    assert Job.objects.get().result == {"accepted": 1, "revised": 0, "duplicates": 0, "rejected": 0}


def test_a_worker_that_died_before_the_file_went_leaves_no_file(uploads: Path) -> None:
    start_import(SYSTEM, receive_file(SYSTEM, "a.csv", [CONTENT]))
    Import.objects.update(state="done")
    take_up_one()
    assert not list(uploads.iterdir())


def test_the_same_file_again_goes_on_with_an_import_whose_own_file_was_forgotten(
    uploads: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CONTENT)
    start_import(SYSTEM, receive_file(SYSTEM, "a.csv", [CONTENT]))
    Import.objects.update(state="failed", created_at=timezone.now() - timedelta(days=8))
    Job.objects.update(state="failed")
    forget_uploads()
    assert import_files(SYSTEM, [path])["accepted"] == 1
    assert Import.objects.get().state == "done"


def test_a_file_of_no_import_goes_once_it_is_old(uploads: Path) -> None:
    uploads.mkdir()
    (uploads / "young").write_bytes(b"x")
    old = uploads / "old"
    old.write_bytes(b"x")
    os.utime(old, (0, 0))
    forget_uploads()
    assert [file.name for file in uploads.iterdir()] == ["young"]


def test_uploads_are_readable_by_us_alone(uploads: Path) -> None:
    receive_file(SYSTEM, "a.csv", [CONTENT])
    assert next(uploads.iterdir()).stat().st_mode & 0o077 == 0
