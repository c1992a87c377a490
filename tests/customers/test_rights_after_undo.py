"""What somebody said while they were taken for somebody else is still theirs after the mistake is undone."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.contact.rules import may_contact
from zhiyin.customers.actions.install_purposes import install_purposes
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.open_request import open_request
from zhiyin.customers.actions.opt_out import opt_in_again, opt_out_address, opt_out_person
from zhiyin.customers.actions.restrict_person import lift_restriction, restrict_person
from zhiyin.customers.actions.undo_merge import undo_merge
from zhiyin.customers.actions.write_down_consent import write_down_consent
from zhiyin.customers.models import Customer, Merge, RightsRequest
from zhiyin.customers.preference_links import token_for
from zhiyin.customers.queries.consents import consent_for, is_opted_out
from zhiyin.customers.queries.profiles import preferences_of
from zhiyin.customers.queries.rights import is_restricted, person_in_full, persons_ids
from zhiyin.customers.rights import _requests

pytestmark = pytest.mark.django_db
TEAM = Actor.system("team")


@pytest.fixture
def wang(db: None) -> Customer:
    install_purposes(TEAM)
    return met("email", "wang@example.com", name="王芳", created_at=datetime(2025, 1, 1, tzinfo=UTC))


@pytest.fixture
def li(wang: Customer) -> Customer:
    """Taken for Wang, and absorbed."""
    customer = met("email", "li@example.com", name="李强", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    join_customers(TEAM, left=wang.pk, right=customer.pk)
    return customer


def undo() -> None:
    undo_merge(TEAM, merge_id=Merge.objects.get().pk)


def page_of(customer: Customer) -> str:
    return f"/p/{token_for(customer.pk)}"


def test_a_withdrawal_on_ones_own_page_stays_ones_own(client: Client, wang: Customer, li: Customer) -> None:
    for one in (wang, li):
        write_down_consent(TEAM, customer_id=one.pk, purpose="survey", state="given")
    client.post(page_of(li), {"wish": "save", "allowed": ["profiling"]})
    assert not consent_for(wang.pk, "survey", "mail").allowed
    undo()
    assert not consent_for(li.pk, "survey", "mail").allowed
    assert consent_for(wang.pk, "survey", "mail").allowed


def test_hours_told_on_ones_own_page_stay_ones_own(client: Client, wang: Customer, li: Customer) -> None:
    client.post(page_of(li), {"wish": "reach", "channel": "sms", "from": "09:00", "until": "18:00"})
    assert preferences_of(wang.pk).hours is not None
    undo()
    assert preferences_of(li.pk).channel == "sms"
    assert preferences_of(wang.pk).hours is None


def test_a_request_to_be_erased_stays_with_who_asked(client: Client, wang: Customer, li: Customer) -> None:
    client.post(page_of(li), {"wish": "erase"})
    undo()
    asked = RightsRequest.objects.get().customer_id
    assert asked is not None
    assert persons_ids(asked) == [li.pk]


def test_the_same_asked_by_two_links_of_one_person_is_one_request(
    client: Client, wang: Customer, li: Customer
) -> None:
    client.post(page_of(li), {"wish": "export"})
    client.post(page_of(wang), {"wish": "export"})
    assert RightsRequest.objects.count() == 1


def test_an_undone_merge_frees_nobody_from_a_restriction(wang: Customer, li: Customer) -> None:
    restrict_person(TEAM, li.pk)
    restrict_person(TEAM, wang.pk)
    assert len(list(_requests(person_in_full(wang.pk)))) == 1
    undo()
    assert is_restricted(li.pk)
    assert is_restricted(wang.pk)
    lift_restriction(TEAM, li.pk)
    assert not is_restricted(li.pk)
    assert is_restricted(wang.pk)


def test_who_asks_for_restriction_while_taken_for_somebody_restricted_stays_so(wang: Customer) -> None:
    restrict_person(TEAM, wang.pk)
    li = met("email", "li@example.com", name="李强")
    join_customers(TEAM, left=wang.pk, right=li.pk)
    open_request(TEAM, li.pk, "restrict")
    restrict_person(TEAM, li.pk)
    assert RightsRequest.objects.get().state == "done"
    undo()
    assert is_restricted(li.pk)
    assert is_restricted(wang.pk)


def test_an_opt_out_of_the_absorbed_holds_while_merged_and_after(wang: Customer, li: Customer) -> None:
    undo()
    opt_out_person(TEAM, customer_id=li.pk, reason="asked_staff")
    join_customers(TEAM, left=wang.pk, right=li.pk)
    assert is_opted_out(wang.pk)
    undo_merge(TEAM, merge_id=Merge.objects.get(undone_at__isnull=True).pk)
    assert is_opted_out(li.pk)
    assert not is_opted_out(wang.pk)


def test_whoever_may_be_written_to_again_is_reached_at_their_own_addresses(wang: Customer) -> None:
    """One click in a letter silences the address as well; the way back must open both, or the page lies."""
    write_down_consent(TEAM, customer_id=wang.pk, purpose="survey", state="given")
    opt_out_address(TEAM, kind="email", value="wang@example.com", reason="unsubscribed")
    opt_out_person(TEAM, customer_id=wang.pk, reason="unsubscribed")
    opt_in_again(TEAM, customer_id=wang.pk)
    asked = {"channel": "mail", "to": "Wang@example.com", "purpose": "survey", "customer_id": wang.pk}
    assert may_contact(**asked).reason != "opted_out"  # type: ignore[arg-type]


def test_a_mailbox_that_is_gone_stays_silenced_when_its_owner_comes_back(wang: Customer) -> None:
    opt_out_address(TEAM, kind="email", value="wang@example.com", reason="bounced")
    opt_out_person(TEAM, customer_id=wang.pk, reason="unsubscribed")
    opt_in_again(TEAM, customer_id=wang.pk)
    asked = {"channel": "mail", "to": "wang@example.com", "purpose": "survey", "customer_id": wang.pk}
    assert may_contact(**asked).reason == "opted_out"  # type: ignore[arg-type]


def test_whose_address_alone_is_silenced_sees_so_on_their_page_and_can_take_it_back(
    client: Client, wang: Customer
) -> None:
    opt_out_address(TEAM, kind="email", value="wang@example.com", reason="unsubscribed")
    page = client.get(page_of(wang)).content.decode()
    assert 'value="resume"' in page
    assert 'value="stop"' in page  # one address is not all of them
    client.post(page_of(wang), {"wish": "resume"})
    assert 'value="resume"' not in client.get(page_of(wang)).content.decode()
