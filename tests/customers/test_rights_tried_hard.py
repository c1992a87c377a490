"""Rights of a person under unkind circumstances: asked twice, joined, restricted, over the API, by whoever may not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.models import Signal
from zhiyin.customers.actions.change_list import change_list
from zhiyin.customers.actions.erase_person import erase_person
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.restrict_person import lift_restriction, restrict_person
from zhiyin.customers.actions.save_segment import SegmentContent, save_segment
from zhiyin.customers.errors import AlreadyUnderWay, NoSuchCustomer
from zhiyin.customers.models import Customer, Erasure, Segment
from zhiyin.customers.queries.segments import members
from zhiyin.jobs.actions.claim import claim_about
from zhiyin.jobs.worker import carry_out
from zhiyin.journal.delivery import deliver_pending

LIN = Actor.system("lin")


@pytest.fixture(autouse=True)
def data_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.LAKE = tmp_path / "lake"


@pytest.fixture
def two(organisation: Organisation) -> list[Customer]:
    for number in ("M-1", "M-2"):
        who = CustomerDraft(value=number)
        accept_signals(LIN, [SignalDraft(source="crm", source_id=number, unit="E1", customer=who, text="好")])
    drain()
    return list(Customer.objects.order_by("created_at", "id"))


def drain() -> None:
    while deliver_pending():
        pass


def carried_out(erasure: int) -> Erasure:
    running = claim_about(f"erasure:{erasure}")
    assert running is not None
    carry_out(running)
    return Erasure.objects.get(id=erasure)


def test_an_erasure_asked_for_twice_is_one(two: list[Customer]) -> None:
    made = erase_person(LIN, two[0].pk, confirmed="erase")
    with pytest.raises(AlreadyUnderWay):
        erase_person(LIN, two[0].pk, confirmed="erase")
    assert carried_out(made).touched["customers.people"]["done"]
    with pytest.raises(NoSuchCustomer):
        erase_person(LIN, two[0].pk, confirmed="erase")


def test_whoever_is_joined_while_the_erasure_waits_goes_as_well(two: list[Customer]) -> None:
    made = erase_person(LIN, two[0].pk, confirmed="erase")
    join_customers(LIN, left=two[0].pk, right=two[1].pk)
    assert carried_out(made).touched["customers.people"]["done"]
    assert not Customer.objects.exists()
    assert not Signal.objects.exists()


def test_a_segment_is_smaller_by_whom_was_erased(two: list[Customer]) -> None:
    save_segment(LIN, content=SegmentContent(code="heard", name="heard", criteria="voices >= 1"))
    drain()
    assert Segment.objects.get().size == 2
    carried_out(erase_person(LIN, two[0].pk, confirmed="erase"))
    assert Segment.objects.get().size == 1


def test_who_is_restricted_leaves_segments_and_comes_back(two: list[Customer]) -> None:
    save_segment(LIN, content=SegmentContent(code="heard", name="heard", criteria="voices >= 1"))
    drain()
    restrict_person(LIN, two[0].pk)
    drain()
    assert [one.id for one in members(LIN, "heard").members] == [two[1].pk]
    lift_restriction(LIN, two[0].pk)
    drain()
    assert {one.id for one in members(LIN, "heard").members} == {two[0].pk, two[1].pk}


def test_a_restricted_person_on_a_list_is_used_by_no_condition(two: list[Customer]) -> None:
    save_segment(LIN, content=SegmentContent(code="chosen", name="chosen", kind="list"))
    change_list(LIN, code="chosen", add=[two[0].pk])
    content = SegmentContent(code="in-it", name="in it", criteria='any(segments, code == "chosen")')
    save_segment(LIN, content=content)
    restrict_person(LIN, two[0].pk)
    drain()
    assert members(LIN, "in-it").members == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("erasures", {"confirmed": "ERASE"}),
        ("exports", {}),
        ("requests", {"kind": "export"}),
    ],
)
def test_who_may_not_is_refused_over_the_api(
    two: list[Customer], lin: User, path: str, body: dict[str, str]
) -> None:
    _, key = create_api_key(actor_for(lin), label="shop", role="manager", unit_id=None, scopes=[])
    program = Client(headers={"authorization": f"Bearer {key}"})
    asked = json.dumps({**body, "customer_id": str(two[0].pk)})
    answer = program.post(f"/api/v1/privacy/{path}", asked, content_type="application/json")
    assert answer.status_code == 403, answer.content
    assert not Erasure.objects.exists()


def test_the_page_says_that_somebody_is_restricted(
    two: list[Customer], lin: User, signed_in: Callable[[User], Client], in_english: None
) -> None:
    restrict_person(LIN, two[0].pk)
    page = signed_in(lin).get(f"/customers/{two[0].pk}", headers={"accept-language": "en"})
    assert "it is kept and used for nothing" in page.content.decode()
