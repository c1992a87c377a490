"""Copies of what is held, under unkind circumstances: the job fails, the person is erased meanwhile."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.customers.actions import export_person as exporting
from zhiyin.customers.actions.erase_person import erase_person
from zhiyin.customers.actions.export_person import export_person, fetch_export, folder
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.settle_request import settle_request
from zhiyin.customers.actions.undo_merge import undo_merge
from zhiyin.customers.errors import AlreadyUnderWay
from zhiyin.customers.models import Customer, Merge, RightsRequest
from zhiyin.customers.queries.rights import person_in_full
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.models import Job
from zhiyin.jobs.worker import carry_out

pytestmark = pytest.mark.django_db
TEAM = Actor.system("team")


@pytest.fixture(autouse=True)
def data_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.LAKE = tmp_path / "lake"


@pytest.fixture
def wang() -> Customer:
    return met("email", "wang@example.com", name="王芳")


def work_on(asked: int) -> None:
    running = claim_about(f"request:{asked}")
    assert running is not None
    carry_out(running)


@pytest.fixture
def failed(wang: Customer, monkeypatch: pytest.MonkeyPatch) -> int:
    """A copy whose job ended on a full disk."""

    def full(*_given: object) -> str:
        raise OSError("no space left")

    asked = export_person(TEAM, wang.pk)
    with monkeypatch.context() as broken:
        broken.setattr(exporting, "write_file", full)
        work_on(asked)
    assert Job.objects.get().state == "failed"
    return asked


def test_a_copy_whose_job_failed_is_begun_again(wang: Customer, failed: int) -> None:
    assert export_person(TEAM, wang.pk) == failed
    with pytest.raises(AlreadyUnderWay):
        export_person(TEAM, wang.pk)
    work_on(failed)
    assert fetch_export(TEAM, failed).is_file()


def test_a_copy_whose_job_failed_can_be_answered_by_hand(wang: Customer, failed: int) -> None:
    settle_request(TEAM, failed, state="done", note="handed over on paper")
    assert export_person(TEAM, wang.pk) != failed


def test_a_copy_that_is_being_made_is_not_settled_by_hand(wang: Customer) -> None:
    with pytest.raises(AlreadyUnderWay):
        settle_request(TEAM, export_person(TEAM, wang.pk), state="done")


def test_the_page_of_a_copy_that_failed_offers_to_make_it(
    signed_in: Callable[[User], Client], lin: User, failed: int
) -> None:
    client = signed_in(lin)
    page = client.get(f"/customers/requests/{failed}").content.decode()
    assert 'value="export"' in page
    client.post(f"/customers/requests/{failed}", {"wish": "export"})
    work_on(failed)
    assert RightsRequest.objects.get().state == "done"


def files() -> list[Path]:
    return list(folder().glob("*")) if folder().is_dir() else []


def erase(customer: Customer) -> None:
    made = erase_person(TEAM, customer.pk, confirmed="erase")
    running = claim_about(f"erasure:{made}")
    assert running is not None
    carry_out(running)
    assert not Customer.objects.filter(id=customer.pk).exists()


def with_meanwhile(monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """Something happens between the last place looked at and the file."""
    write = exporting.write_file

    def written(*given: Any) -> str:
        meanwhile()
        return write(*given)

    monkeypatch.setattr(exporting, "write_file", written)


def test_a_copy_does_not_outlive_an_erasure_that_was_quicker(
    wang: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = export_person(TEAM, wang.pk)
    with_meanwhile(monkeypatch, lambda: erase(wang))
    work_on(asked)
    assert files() == []
    row = RightsRequest.objects.get(id=asked)
    assert (row.state, row.data) == ("done", {})


def test_a_copy_that_a_killed_job_left_goes_with_the_person(
    wang: Customer,
) -> None:
    asked = RightsRequest.objects.get(id=export_person(TEAM, wang.pk))
    exporting.write_file(person_in_full(wang.pk), {}, asked)
    assert files()
    erase(wang)
    assert files() == []


def test_a_copy_of_somebody_parted_meanwhile_is_made_anew_without_the_other(
    wang: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = met("email", "li@example.com", name="李强")
    join_customers(TEAM, left=wang.pk, right=li.pk)
    asked = export_person(TEAM, wang.pk)
    with monkeypatch.context() as once:
        with_meanwhile(once, lambda: undo_merge(TEAM, merge_id=Merge.objects.get().pk))
        work_on(asked)
    assert files() == []
    work_on(asked)
    with zipfile.ZipFile(fetch_export(TEAM, asked)) as archive:
        told = archive.read("data.json").decode()
    assert "wang@example.com" in told
    assert "li@example.com" not in told
