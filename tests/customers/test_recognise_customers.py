"""Who it is, by the keys that sources know them by."""

import pytest

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.recognise_customers import Known, normal, recognise_customers
from zhiyin.customers.models import Customer, Identity
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event

SYSTEM = Actor.system("intake")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("mobile", "+86 138-0013-8000", "13800138000"),
        ("mobile", "008613800138000", "13800138000"),
        ("mobile", "无", "无"),
        ("email", " Zhang@Example.COM ", "zhang@example.com"),
        ("customer_number", " M01 ", "M01"),
    ],
)
def test_a_key_is_kept_in_one_form(kind: str, value: str, expected: str) -> None:
    assert normal(kind, value) == (kind, "", expected)


@pytest.mark.django_db
def test_who_is_new_is_made_once_with_a_random_key() -> None:
    found = recognise_customers(SYSTEM, [Known("mobile", "13800138000"), Known("mobile", "+8613800138000")])
    assert len(found) == Customer.objects.count() == Identity.objects.count() == 1
    again = recognise_customers(SYSTEM, [Known("mobile", "13800138000")])
    assert again == found
    assert next(iter(found.values())).id > 1_000_000


@pytest.mark.django_db
def test_the_same_value_of_another_kind_is_another_customer() -> None:
    recognise_customers(SYSTEM, [Known("mobile", "13800138000"), Known("customer_number", "13800138000")])
    assert Customer.objects.count() == 2


@pytest.mark.django_db
def test_a_new_tier_replaces_the_old_and_a_name_is_only_filled_in() -> None:
    recognise_customers(SYSTEM, [Known("email", "a@example.com", "", "silver")])
    recognise_customers(SYSTEM, [Known("email", "a@example.com", "张三", "gold")])
    found = recognise_customers(SYSTEM, [Known("email", "a@example.com", "李四")])
    customer = Customer.objects.get()
    assert (customer.name, customer.tier) == ("张三", "gold")
    assert found["email", "", "a@example.com"].tier == "gold"


@pytest.mark.django_db
def test_meeting_customers_is_journalled_by_their_keys_alone() -> None:
    recognise_customers(SYSTEM, [Known("email", "a@example.com", "张三")])
    event = Event.objects.get(name="customers.met")
    assert event.data == {"customers": [Customer.objects.get().pk]}


@pytest.mark.django_db
def test_who_may_not_bring_in_feedback_recognises_nobody() -> None:
    with pytest.raises(Forbidden):
        recognise_customers(Actor("user", "1", "x"), [Known("email", "a@example.com")])
