"""A restored backup forgets exactly those who were erased: not whom it still takes for the same person."""

from pathlib import Path
from typing import Any

import pytest

from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.customers import erasure_list
from zhiyin.customers.actions.erase_person import erase_again
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.save_interest import save_interest
from zhiyin.customers.models import Customer, Erasure, Interest
from zhiyin.customers.queries.rights import person_in_full
from zhiyin.journal.delivery import deliver_pending

pytestmark = pytest.mark.django_db
TEAM = Actor.system("team")


@pytest.fixture(autouse=True)
def data_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    settings.LAKE = tmp_path / "lake"


@pytest.fixture
def wang() -> Customer:
    return met("email", "wang@example.com", name="王芳")


@pytest.fixture
def li(wang: Customer) -> Customer:
    """Taken for Wang when the backup was made."""
    customer = met("email", "li@example.com", name="李强")
    save_interest(TEAM, customer_id=customer.pk, name="tea")
    join_customers(TEAM, left=wang.pk, right=customer.pk)
    while deliver_pending():
        pass
    return Customer.objects.get(id=customer.pk)


def erased_since(*customers: Customer) -> dict[str, Any]:
    """As the list holds it: the merge was undone after the backup was made, and then these alone were erased."""
    return {
        "number": "E20261122-AAAAAAAA",
        "asked_at": "2026-11-22T08:00:00+00:00",
        "by": "lin",
        "customer_ids": [str(one.pk) for one in customers],
    }


def test_whom_the_backup_takes_for_an_erased_person_stays(wang: Customer, li: Customer) -> None:
    assert len(person_in_full(li.pk).customer_ids) == 2
    erase_again([erased_since(wang)])
    left = Customer.objects.get()
    assert (left.pk, left.person_id, left.name) == (li.pk, li.pk, "李强")
    assert Interest.objects.get().customer_id == li.pk
    assert Erasure.objects.get().customer_ids == [str(wang.pk)]
    assert [one["customer_ids"] for one in erasure_list.read_list()] == [[str(wang.pk)]]


def test_an_erased_person_goes_whole(wang: Customer, li: Customer) -> None:
    erase_again([erased_since(wang, li)])
    assert not Customer.objects.exists()
