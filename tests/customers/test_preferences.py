"""What customers want, in a form that processes honour."""

from datetime import datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Organisation
from tests.people import met
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.customers.actions.remove_interest import remove_interest
from zhiyin.customers.actions.remove_preference import remove_preference
from zhiyin.customers.actions.save_interest import save_interest
from zhiyin.customers.actions.save_preference import save_preference
from zhiyin.customers.errors import BadDetails, NoSuchCustomer, NoSuchDetail
from zhiyin.customers.models import Customer, Interest, Preference
from zhiyin.customers.preference_values import Preferences, checked, gathered
from zhiyin.customers.queries.profiles import (
    interests_of,
    preferences_of,
    preferences_of_many,
    wishes_of,
)
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event

SYSTEM = Actor.system("test")


@pytest.fixture
def wang(db: None) -> Customer:
    return met("mobile", "13812345678", name="王芳")


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("language", "zh-Hans"),
        ("channel", "sms"),
        ("hours", {"from": "09:00", "until": "18:00"}),
        ("hours", {"from": "22:00", "until": "06:00"}),
        ("not_on_days", {"days": [14, 15, 16]}),
        ("drink", "茶"),
    ],
)
def test_a_value_of_its_kind_is_kept(code: str, value: Any) -> None:
    assert checked(code, value) == value


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("language", "Chinese please"),
        ("channel", "pigeon"),
        ("hours", {"from": "9", "until": "18:00"}),
        ("hours", {"from": "09:00", "until": "09:00"}),
        ("hours", "09:00-18:00"),
        ("not_on_days", {"days": [0]}),
        ("not_on_days", {"days": [32]}),
        ("not_on_days", {"days": []}),
        ("not_on_days", {"days": [True]}),
        ("not_on_days", {"days": list(range(1, 32))}),
        ("drink", ""),
        ("drink", "茶" * 201),
        ("food", {"days": [1]}),
        ("language", None),
    ],
)
def test_a_value_that_no_process_could_honour_is_refused(code: str, value: Any) -> None:
    with pytest.raises(BadDetails):
        checked(code, value)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    ),
    st.sampled_from(Preference.CODES),
)
def test_any_value_is_kept_or_refused_and_what_is_kept_can_be_read(value: Any, code: str) -> None:
    try:
        kept = checked(code, value)
    except BadDetails:
        return
    assert gathered([(code, kept)]) != Preferences()


def test_days_on_which_books_are_closed_speak_against_contact() -> None:
    closing = gathered([("not_on_days", {"days": [14, 15, 16]})])
    assert closing.against(datetime(2026, 11, 15, 10)) == "not_on_this_day"
    assert closing.against(datetime(2026, 11, 17, 10)) == ""


@pytest.mark.parametrize(
    ("start", "until", "hour", "reason"),
    [
        ("09:00", "18:00", 8, "outside_hours"),
        ("09:00", "18:00", 9, ""),
        ("09:00", "18:00", 18, "outside_hours"),
        ("22:00", "06:00", 23, ""),
        ("22:00", "06:00", 5, ""),
        ("22:00", "06:00", 12, "outside_hours"),
    ],
)
def test_hours_are_honoured_also_past_midnight(start: str, until: str, hour: int, reason: str) -> None:
    preferences = Preferences(hours=(time.fromisoformat(start), time.fromisoformat(until)))
    assert preferences.against(datetime(2026, 11, 22, hour)) == reason


def test_of_a_language_a_person_has_one_and_of_drinks_several(wang: Customer) -> None:
    save_preference(SYSTEM, customer_id=wang.pk, code="language", value="en")
    save_preference(SYSTEM, customer_id=wang.pk, code="language", value="zh-Hans")
    save_preference(SYSTEM, customer_id=wang.pk, code="drink", value="茶")
    save_preference(SYSTEM, customer_id=wang.pk, code="drink", value="水")
    assert preferences_of(wang.pk) == Preferences(
        language="zh-Hans", wishes=(("drink", "水"), ("drink", "茶"))
    )


def test_the_newest_word_of_joined_records_holds(wang: Customer) -> None:
    other = met("email", "fang@example.com")
    save_preference(SYSTEM, customer_id=wang.pk, code="channel", value="sms")
    save_preference(SYSTEM, customer_id=other.pk, code="channel", value="mail")
    Customer.objects.filter(pk=other.pk).update(person_id=wang.pk)
    assert preferences_of(wang.pk).channel == "mail"
    assert [wish.holds for wish in wishes_of(wang.pk)] == [True, False]
    assert preferences_of_many([wang.pk, 1])[wang.pk].channel == "mail"


def test_a_wish_has_its_source_and_time(wang: Customer) -> None:
    saved = save_preference(
        SYSTEM, customer_id=wang.pk, code="seat", value="靠窗", note="生日", source="preference_centre"
    )
    (wish,) = wishes_of(wang.pk)
    assert (wish.source, wish.at, wish.note, wish.words) == ("preference_centre", saved.at, "生日", "靠窗")


def test_the_journal_says_what_kind_changed_and_never_what_it_says(wang: Customer) -> None:
    save_preference(SYSTEM, customer_id=wang.pk, code="food", value="花生过敏")
    event = Event.objects.get(name="customers.preference_saved")
    assert event.data == {"customer": str(wang.pk), "code": "food"}
    assert event.subject == f"customer:{wang.pk}"


def test_a_wish_is_taken_away_once(wang: Customer) -> None:
    saved = save_preference(SYSTEM, customer_id=wang.pk, code="drink", value="茶")
    remove_preference(SYSTEM, customer_id=wang.pk, preference_id=saved.pk)
    assert wishes_of(wang.pk) == []
    with pytest.raises(NoSuchDetail):
        remove_preference(SYSTEM, customer_id=wang.pk, preference_id=saved.pk)


def test_the_wish_of_somebody_else_is_out_of_reach(wang: Customer) -> None:
    other = met("email", "li@example.com")
    saved = save_preference(SYSTEM, customer_id=other.pk, code="drink", value="茶")
    with pytest.raises(NoSuchDetail):
        save_preference(SYSTEM, customer_id=wang.pk, code="drink", value="水", preference_id=saved.pk)


def test_who_was_met_elsewhere_is_not_changed(wang: Customer, organisation: Organisation) -> None:
    manager = Actor("user", "1", "m", (Grant("manager", organisation.east.path),))
    with pytest.raises(NoSuchCustomer):
        save_preference(manager, customer_id=wang.pk, code="drink", value="茶")


def test_reading_alone_does_not_let_change(wang: Customer) -> None:
    reader = Actor("user", "1", "r", (Grant("administrator", "", frozenset({"personal.read"})),))
    with pytest.raises(Forbidden):
        save_interest(reader, customer_id=wang.pk, name="茶")


def test_an_interest_is_kept_once_and_taken_away_everywhere(wang: Customer) -> None:
    other = met("email", "fang@example.com")
    save_interest(SYSTEM, customer_id=other.pk, name="茶")
    save_interest(SYSTEM, customer_id=wang.pk, name="  茶 ")
    Customer.objects.filter(pk=other.pk).update(person_id=wang.pk)
    (liking,) = interests_of(wang.pk)
    remove_interest(SYSTEM, customer_id=wang.pk, interest_id=liking.id)
    assert not Interest.objects.exists()
