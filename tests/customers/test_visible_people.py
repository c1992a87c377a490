"""Who sees which person."""

import pytest

from tests.conftest import Organisation
from tests.people import met
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.collect.actions.accept_signals import CustomerDraft, SignalDraft, accept_signals
from zhiyin.customers.errors import NoSuchCustomer
from zhiyin.customers.models import Customer
from zhiyin.customers.queries.people import person_for, visible_people
from zhiyin.journal.errors import Forbidden

SYSTEM = Actor.system("test")


def _manager(path: str) -> Actor:
    return Actor("user", "1", "manager", (Grant("manager", path),))


def _heard(unit: str, key: str) -> Customer:
    accept_signals(
        SYSTEM,
        [
            SignalDraft(
                source_id=f"{unit}{key}",
                unit=unit,
                text="好",
                customer=CustomerDraft(value=key),
            )
        ],
    )
    return Customer.objects.latest("created_at")


def test_a_manager_sees_the_people_who_were_heard_at_their_unit(organisation: Organisation) -> None:
    mine = _heard(organisation.east_one.code, "M-1")
    _heard(organisation.west_one.code, "M-2")
    assert list(visible_people(_manager(organisation.east_one.path))) == [mine]


def test_the_whole_organisation_sees_everybody(organisation: Organisation) -> None:
    met("mobile", "13800138000")
    assert visible_people(SYSTEM).count() == 1


def test_who_was_heard_under_a_joined_key_is_seen_as_one_person(organisation: Organisation) -> None:
    mine = _heard(organisation.east_one.code, "M-1")
    elder = met("mobile", "13800138000")
    Customer.objects.filter(id=mine.id).update(person_id=elder.id)
    assert list(visible_people(_manager(organisation.east_one.path))) == [elder]
    assert person_for(_manager(organisation.east_one.path), mine.id) == elder


def test_a_person_met_elsewhere_is_as_good_as_absent(organisation: Organisation) -> None:
    other = _heard(organisation.west_one.code, "M-2")
    with pytest.raises(NoSuchCustomer):
        person_for(_manager(organisation.east_one.path), other.id)


def test_confidential_words_show_nobody(organisation: Organisation) -> None:
    known = _heard(organisation.west_one.code, "M-1")
    accept_signals(
        SYSTEM,
        [
            SignalDraft(
                source_id="c",
                unit=organisation.east_one.code,
                text="好",
                identity="confidential",
                customer=CustomerDraft(value="M-1"),
            )
        ],
    )
    assert list(visible_people(SYSTEM)) == [known]
    assert not visible_people(_manager(organisation.east_one.path)).exists()


def test_it_takes_the_permission(organisation: Organisation) -> None:
    with pytest.raises(Forbidden):
        visible_people(Actor("user", "1", "reader", (Grant("readonly", ""),)))
