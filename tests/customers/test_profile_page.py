"""Changing what is held of a customer, on the page."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.people import met
from zhiyin.accounts.models import User
from zhiyin.customers.models import Customer, ImportantDate, Interest, Preference

pytestmark = pytest.mark.django_db

Page = Callable[[User], Client]


@pytest.fixture
def wang() -> Customer:
    return met("mobile", "13812345678", name="王芳", tier="gold")


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ({"code": "language", "language": "en"}, "en"),
        ({"code": "channel", "channel": "sms"}, "sms"),
        ({"code": "hours", "start": "09:00", "until": "18:00"}, {"from": "09:00", "until": "18:00"}),
        ({"code": "not_on_days", "days": "14-16, 28"}, {"days": [14, 15, 16, 28]}),
        ({"code": "not_on_days", "days": "14–16、28"}, {"days": [14, 15, 16, 28]}),
        ({"code": "drink", "text": "茶"}, "茶"),
    ],
)
def test_a_wish_is_written_down(
    wang: Customer, lin: User, signed_in: Page, sent: dict[str, str], value: object
) -> None:
    response = signed_in(lin).post(f"/customers/{wang.pk}/profile/preference", sent)
    assert response.status_code == 302
    assert Preference.objects.get().value == value


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"code": "not_on_days", "days": "soon"}, "preference_days"),
        ({"code": "not_on_days", "days": "40"}, "preference_days"),
        ({"code": "hours", "start": "09:00"}, "preference_start"),
        ({"code": "language"}, "preference_language"),
        ({"code": "drink"}, "preference_text"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    wang: Customer, lin: User, signed_in: Page, sent: dict[str, str], field: str
) -> None:
    response = signed_in(lin).post(f"/customers/{wang.pk}/profile/preference", sent)
    assert response.status_code == 422
    assert f'id="{field}-error"' in response.content.decode()
    assert not Preference.objects.exists()


def test_a_lunar_birthday_is_written_down(wang: Customer, lin: User, signed_in: Page) -> None:
    client = signed_in(lin)
    sent = {"kind": "birthday", "month": "6", "day": "15", "is_lunar": "on", "is_leap_month": "on"}
    assert client.post(f"/customers/{wang.pk}/profile/date", sent).status_code == 302
    assert ImportantDate.objects.get().is_leap_month
    assert "the leap month 6 by the moon" in client.get(f"/customers/{wang.pk}/profile").content.decode()


def test_a_correction_keeps_what_was_not_touched(wang: Customer, lin: User, signed_in: Page) -> None:
    client = signed_in(lin)
    sent = {"name": "王方", "tier": "gold", "born_on": "1990-02-03"}
    assert client.post(f"/customers/{wang.pk}/profile/correction", sent).status_code == 302
    wang.refresh_from_db()
    assert (wang.name, wang.tier, str(wang.born_on)) == ("王方", "gold", "1990-02-03")


def test_taking_away_asks_first(wang: Customer, lin: User, signed_in: Page) -> None:
    client = signed_in(lin)
    client.post(f"/customers/{wang.pk}/profile/interest", {"name": "茶"})
    address = f"/customers/{wang.pk}/profile/interest/{Interest.objects.get().pk}/remove"
    assert "茶" in client.get(address).content.decode()
    assert Interest.objects.exists()
    assert client.post(address).status_code == 302
    assert not Interest.objects.exists()
    assert client.get(address).status_code == 404
