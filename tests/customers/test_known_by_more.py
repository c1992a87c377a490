"""Who came with a list and was met since stays when the list is taken back: their records are still theirs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from tests.conftest import Organisation
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.act.models import Case
from zhiyin.contact.models import Hold, Inbound, Message
from zhiyin.customers.actions.open_request import open_request
from zhiyin.customers.actions.opt_out import opt_out_person
from zhiyin.customers.actions.take_back_profiles import forget_customers
from zhiyin.customers.models import Customer, Vaulted
from zhiyin.customers.rights_registry import naming_customers

pytestmark = pytest.mark.django_db
TEAM = Actor.system("team")


def message(key: int, _: Organisation) -> object:
    return Message.objects.create(
        channel="mail", to_address="w@example.com", body="您好", purpose="survey", key="k1", customer_id=key
    )


def inbound(key: int, _: Organisation) -> object:
    return Inbound.objects.create(channel="mail", external_id="i1", customer_id=key, text="不要了")


def hold(key: int, _: Organisation) -> object:
    return Hold.objects.create(customer_id=key, reason="open_case", about="case:1")


def case(key: int, organisation: Organisation) -> object:
    unit, now = organisation.east_one, timezone.now()
    return Case.objects.create(
        unit=unit, unit_path=unit.path, customer_id=key, opened_at=now, due_at=now + timedelta(days=1)
    )


def original(key: int, _: Organisation) -> object:
    return Vaulted.objects.create(
        subject="signal:1", customer_id=key, sealed=b"x", expires_at=timezone.now() + timedelta(days=1)
    )


def request(key: int, _: Organisation) -> object:
    return open_request(TEAM, key, "export")


def opted_out(key: int, _: Organisation) -> object:
    return opt_out_person(TEAM, customer_id=key, reason="asked_staff")


@pytest.mark.parametrize("record", [message, inbound, hold, case, original, request, opted_out])
def test_who_is_named_by_a_record_stays(
    record: Callable[[int, Organisation], object], organisation: Organisation
) -> None:
    named, nobody = met("mobile", "13800138001"), met("mobile", "13800138002")
    record(named.pk, organisation)
    assert forget_customers(TEAM, [named.pk, nobody.pk]) == 1
    assert Customer.objects.get() == named


def test_every_model_that_names_a_customer_by_number_is_known() -> None:
    def names(model: type[Model]) -> bool:
        return any(field.name == "customer_id" for field in model._meta.concrete_fields)

    missing = {model for model in apps.get_models() if names(model)} - set(naming_customers())
    assert missing == set()
