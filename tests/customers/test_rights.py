"""A person's rights: what is asked is written down with its day; copy, restriction, sealed originals, erasure."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.models import Signal
from zhiyin.contact.rules import may_contact
from zhiyin.customers.actions.erase_person import erase_person
from zhiyin.customers.actions.export_person import (
    export_person,
    fetch_by_link,
    fetch_export,
    folder,
    forget_exports,
    link_to_export,
)
from zhiyin.customers.actions.open_request import open_request
from zhiyin.customers.actions.open_vault import open_vault
from zhiyin.customers.actions.restrict_person import lift_restriction, restrict_person
from zhiyin.customers.actions.settle_request import settle_request
from zhiyin.customers.due_dates import due_after
from zhiyin.customers.errors import AlreadyUnderWay, ExportGone, NoReason, NotConfirmed, NothingSealed
from zhiyin.customers.models import Customer, Erasure, RightsRequest, Vaulted
from zhiyin.customers.queries.rights import certificate_of, is_restricted, request_of, requests_page
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.worker import carry_out
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
CALL_ME = "上菜太慢，打我电话13812345678"


@pytest.fixture(autouse=True)
def data_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.LAKE = tmp_path / "lake"


@pytest.fixture
def rights(lin: User) -> Actor:
    return actor_for(lin)


@pytest.fixture
def known(organisation: Organisation) -> Customer:
    draft = SignalDraft(
        source="crm",
        source_id="s1",
        occurred_at=AT,
        unit="E1",
        customer=CustomerDraft(value="M-1", name="王小明"),
        text=CALL_ME,
        attributes={"备用": "13912345678", "桌": "A3"},
    )
    accept_signals(Actor.system("lin"), [draft])
    return Customer.objects.get()


def heard(number: str = "s1") -> Signal:
    return Signal.objects.get(source_id=number)


# Requests


def test_a_request_is_due_after_fifteen_working_days(organisation: Organisation) -> None:
    asked = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Friday
    assert due_after(asked).date().isoformat() == "2026-12-11"


def test_the_same_asked_twice_is_one_request(rights: Actor, known: Customer) -> None:
    first = open_request(rights, known.pk, "erase")
    assert open_request(rights, known.pk, "erase") == first
    rows, more = requests_page(rights, state="open")
    assert [row.id for row in rows] == [first]
    assert not more


def test_a_refusal_needs_its_reason(rights: Actor, known: Customer) -> None:
    asked = open_request(rights, known.pk, "erase")
    with pytest.raises(NoReason):
        settle_request(rights, asked, state="refused")
    settle_request(rights, asked, state="refused", note="open dispute")
    assert request_of(rights, asked).state == "refused"
    with pytest.raises(AlreadyUnderWay):
        settle_request(rights, asked, state="done")


def test_rights_are_answered_for_the_whole_organisation_only(mei: User, known: Customer) -> None:
    with pytest.raises(Forbidden):
        open_request(actor_for(mei), known.pk, "export")
    with pytest.raises(Forbidden):
        erase_person(actor_for(mei), known.pk, confirmed="ERASE")


# Sealed originals


def test_what_is_masked_is_sealed(known: Customer) -> None:
    assert "13812345678" not in heard().text
    (kept,) = Vaulted.objects.all()
    assert kept.customer_id == known.pk
    assert kept.unit_path == heard().unit_path
    assert b"13812345678" not in bytes(kept.sealed)
    assert kept.expires_at - kept.at == timedelta(days=90)
    assert kept.at == heard().received_at


def test_an_original_is_opened_with_a_reason_that_is_written_down(rights: Actor, known: Customer) -> None:
    subject = f"signal:{heard().pk}"
    with pytest.raises(NoReason):
        open_vault(rights, subject, reason=" ")
    content = open_vault(rights, subject, reason="call back about the wait")
    assert content == {"text": CALL_ME, "attributes": {"备用": "13912345678"}}
    (event,) = Event.objects.filter(name="customers.vault_opened")
    assert (event.subject, event.data) == (subject, {"reason": "call back about the wait"})


def test_nobody_opens_without_the_permission(mei: User, known: Customer) -> None:
    with pytest.raises(Forbidden):
        open_vault(actor_for(mei), f"signal:{heard().pk}", reason="curious")


def test_an_expired_original_is_not_opened(rights: Actor, known: Customer) -> None:
    Vaulted.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NothingSealed):
        open_vault(rights, f"signal:{heard().pk}", reason="call back")


def test_words_without_anything_masked_are_not_sealed(organisation: Organisation) -> None:
    accept_signals(Actor.system("lin"), [SignalDraft(unit="E1", text="很好")])
    assert not Vaulted.objects.exists()


def test_other_words_of_the_source_take_the_place_of_the_sealed_ones(known: Customer) -> None:
    accept_signals(Actor.system("lin"), [SignalDraft(source="crm", source_id="s1", unit="E1", text="算了")])
    assert not Vaulted.objects.exists()


def test_the_page_of_an_original_is_kept_by_no_cache(
    lin: User, known: Customer, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    url = f"/customers/originals/{heard().pk}"
    assert CALL_ME not in client.get(url).content.decode()
    page = client.post(url, {"reason": "call back"})
    assert CALL_ME in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


# A copy of everything


def copied(actor: Actor, customer: Customer) -> tuple[int, Path]:
    asked = export_person(actor, customer.pk)
    running = claim_about(f"request:{asked}")
    assert running is not None
    carry_out(running)
    return asked, fetch_export(actor, asked)


def test_a_copy_holds_what_is_held_to_read_and_as_data(rights: Actor, known: Customer) -> None:
    _, place = copied(rights, known)
    with zipfile.ZipFile(place) as archive:
        assert set(archive.namelist()) == {"data.json", "我的数据.html", "my-data.html"}
        held = json.loads(archive.read("data.json"))["held"]
        assert held["customers.identities"][0]["value"] == "M-1"
        assert held["customers.vault"][0]["text"] == CALL_ME
        assert "‹mobile›" in held["collect.signals"][0]["text"]
        assert "王小明" in archive.read("我的数据.html").decode()
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_copy_names_no_member_of_staff(rights: Actor, known: Customer, lin: User) -> None:
    open_vault(rights, f"signal:{heard().pk}", reason="call back")
    _, place = copied(rights, known)
    with zipfile.ZipFile(place) as archive:
        assert all(str(lin) not in archive.read(name).decode() for name in archive.namelist())


def test_a_link_fetches_once(rights: Actor, known: Customer) -> None:
    asked, place = copied(rights, known)
    token = link_to_export(rights, asked)
    assert fetch_by_link(token) == place
    with pytest.raises(ExportGone):
        fetch_by_link(token)


def test_looking_at_a_link_does_not_use_it_up(rights: Actor, known: Customer) -> None:
    asked, _ = copied(rights, known)
    address = f"/my-data/{link_to_export(rights, asked)}"
    stranger = Client()
    assert stranger.get(address).status_code == 200
    assert stranger.post(address).headers["Content-Type"] in (
        "application/zip",
        "application/x-zip-compressed",
    )
    assert stranger.post(address).status_code == 404


def test_a_copy_is_removed_after_a_week(rights: Actor, known: Customer) -> None:
    asked, place = copied(rights, known)
    row = RightsRequest.objects.get(id=asked)
    row.data["expires_at"] = (timezone.now() - timedelta(seconds=1)).isoformat()
    row.save()
    forget_exports()
    assert not place.exists()
    with pytest.raises(ExportGone):
        fetch_export(rights, asked)


# Restriction


def test_a_restricted_person_is_not_written_to(rights: Actor, known: Customer) -> None:
    restrict_person(rights, known.pk)
    assert is_restricted(known.pk)
    verdict = may_contact(channel="mail", to="a@example.com", purpose="case_reply", customer_id=known.pk)
    assert not verdict.allowed
    lift_restriction(rights, known.pk)
    assert not is_restricted(known.pk)


# Erasure


def erased(actor: Actor, customer: Customer) -> Erasure:
    made = erase_person(actor, customer.pk, confirmed="erase")
    running = claim_about(f"erasure:{made}")
    assert running is not None
    carry_out(running)
    return Erasure.objects.get(id=made)


def test_an_erasure_is_confirmed_by_a_word(rights: Actor, known: Customer) -> None:
    with pytest.raises(NotConfirmed):
        erase_person(rights, known.pk, confirmed="yes")
    assert Customer.objects.exists()


def test_no_row_of_any_table_names_an_erased_person(rights: Actor, known: Customer) -> None:
    open_vault(rights, f"signal:{heard().pk}", reason="王小明 asked to be called")
    copied(rights, known)
    row = erased(rights, known)
    assert row.touched["customers.people"]["done"]
    assert list(folder().glob("*.zip")) == []
    tales = ("王小明", "M-1'", "13812345678", "上菜太慢")
    left = [
        f"{model._meta.label}: {found!r}"
        for model in apps.get_models()
        if model._meta.managed
        for found in model._default_manager.all().values_list()
        if any(tale in repr(found) for tale in tales)
    ]
    assert left == []


def test_while_readers_may_be_at_old_files_the_certificate_says_so(rights: Actor, known: Customer) -> None:
    row = erased(rights, known)
    found = certificate_of(rights, row.pk)
    assert found.state == "running"
    assert not found.touched["measure.lake"].get("done")
    assert found.job is not None
    assert found.job.state == "waiting"


def test_a_person_is_erased_once(rights: Actor, known: Customer) -> None:
    erase_person(rights, known.pk, confirmed="ERASE")
    with pytest.raises(AlreadyUnderWay):
        erase_person(rights, known.pk, confirmed="ERASE")


def test_a_later_record_of_the_same_key_is_a_new_person(rights: Actor, known: Customer) -> None:
    erased(rights, known)
    accept_signals(
        Actor.system("lin"),
        [
            SignalDraft(
                source="crm", source_id="s2", unit="E1", customer=CustomerDraft(value="M-1"), text="又来了"
            )
        ],
    )
    assert Customer.objects.get().pk != known.pk


def test_the_certificate_names_nobody(
    lin: User, rights: Actor, known: Customer, signed_in: Callable[[User], Client]
) -> None:
    row = erased(rights, known)
    client = signed_in(lin)
    for address in ("", "/html", "/json"):
        page = client.get(f"/customers/erasures/{row.pk}{address}")
        assert page.status_code == 200
        assert row.number in page.content.decode()
        assert "王小明" not in page.content.decode()
        assert str(known.pk) not in page.content.decode()


def test_every_page_of_rights_opens(
    lin: User, rights: Actor, known: Customer, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    asked = open_request(rights, known.pk, "correct", note="name is spelt wrong")
    for address in (
        "/customers/requests",
        "/customers/requests?state=done",
        f"/customers/requests/{asked}",
        f"/customers/{known.pk}/rights",
        f"/customers/{known.pk}/erase",
    ):
        assert client.get(address).status_code == 200, address
    answer = client.post(f"/customers/{known.pk}/erase", {"word": "no"})
    assert answer.status_code == 422
    assert client.post(f"/customers/{known.pk}/rights", {"wish": "restrict"}).status_code == 302
    assert is_restricted(known.pk)
