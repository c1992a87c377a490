"""What sources' rows say of people: who is new, who is one, who never is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.receive_profiles import Profile, Settled, receive_profiles
from zhiyin.customers.actions.recognise_customers import Known, recognise_customers
from zhiyin.customers.models import Customer, Identity, Merge, Suggestion, Told
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event

pytestmark = pytest.mark.django_db
CRM = Actor.system("crm")
NUMBER, OTHER = ("customer_number", "crm", "K1"), ("customer_number", "crm", "K2")
PHONE, MAIL = ("mobile", "", "13800138001"), ("email", "", "wang@example.com")
A, B = ("openid", "app-a", "o1xx9Aq7"), ("openid", "app-b", "o1xx9Aq7")
UNION, SECOND_UNION = ("unionid", "open", "u9Kq1"), ("unionid", "open", "u9Kq2")
DEVICE = ("device", "", "d-77f1")
T1, T2, T3 = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3))


def row(
    *keys: tuple[str, str, str], source: str = "crm", at: datetime | None = None, **fields: Any
) -> Profile:
    return Profile(keys, fields, source, at, "row 1")


def receive(*rows: Profile) -> list[Settled]:
    return receive_profiles(CRM, rows)


def person(*key: str) -> int | None:
    """The person that somebody heard under this key alone would be."""
    kind, scope, value = key
    found = recognise_customers(CRM, [Known(kind, value, scope=scope)])
    return next((Customer.objects.get(id=one.id).person_id for one in found.values()), None)


def test_a_row_about_somebody_new_makes_one_customer_with_all_keys() -> None:
    (settled,) = receive(row(NUMBER, PHONE, MAIL, name="王芳", tier="gold", city="上海"))
    customer = Customer.objects.get()
    assert settled == Settled("new", customer.pk, customer.pk)
    assert (customer.name, customer.tier, customer.attributes) == ("王芳", "gold", {"city": "上海"})
    assert Identity.objects.filter(customer=customer).count() == 3


def test_a_new_key_beside_a_known_one_joins_the_person_with_its_reason() -> None:
    (first,) = receive(row(NUMBER, name="王芳"))
    (second,) = receive(row(NUMBER, PHONE))
    assert second.person_id == first.person_id == person(*PHONE)
    merge = Merge.objects.get()
    assert (merge.rule, merge.evidence["source"], merge.evidence["reference"]) == (
        "stated_together",
        "crm",
        "row 1",
    )


def test_two_known_customers_stated_together_are_one_and_the_oldest_survives() -> None:
    (phone,) = receive(row(PHONE))
    receive(row(NUMBER))
    receive(row(NUMBER, PHONE))
    assert person(*NUMBER) == person(*PHONE) == phone.customer_id


def test_the_same_row_again_changes_nothing() -> None:
    receive(row(NUMBER), row(PHONE), row(NUMBER, PHONE, name="王芳"))
    before = (Customer.objects.count(), Identity.objects.count(), Merge.objects.count())
    receive(row(NUMBER, PHONE, name="王芳"))
    assert (Customer.objects.count(), Identity.objects.count(), Merge.objects.count()) == before


def test_the_same_openid_of_two_apps_is_two_keys() -> None:
    receive(row(A), row(B))
    assert person(*A) != person(*B)


def test_openids_that_state_one_unionid_are_one_person() -> None:
    receive(row(A, UNION, source="app-a"), row(B, UNION, source="app-b"))
    assert person(*A) == person(*B)
    assert Merge.objects.get().rule == "same_unionid"


def test_two_unionids_on_one_person_are_asked_about_and_not_joined() -> None:
    receive(row(NUMBER, UNION))
    receive(row(NUMBER, SECOND_UNION))
    assert person(*UNION) != person(*SECOND_UNION)
    question = Suggestion.objects.get()
    assert [(one["code"], one["for"]) for one in question.evidence] == [
        ("stated_together", True),
        ("two_keys", False),
    ]


def test_two_customer_numbers_with_one_phone_make_it_many_peoples_and_stay_two() -> None:
    receive(row(NUMBER, PHONE, name="王芳"))
    receive(row(OTHER, PHONE, name="李雷"))
    assert person(*NUMBER) != person(*OTHER)
    assert person(*PHONE) is None
    assert not Merge.objects.filter(undone_at__isnull=True).exists()


def test_a_phone_that_joined_two_lets_them_go_when_a_second_number_states_it() -> None:
    receive(row(NUMBER), row(PHONE))
    receive(row(NUMBER, PHONE))
    receive(row(OTHER, PHONE))
    assert len({person(*NUMBER), person(*OTHER)}) == 2
    merge = Merge.objects.get()
    assert (merge.undone_why, merge.undone_by) == ("shared_key", "")
    assert merge.undone_at is not None


def test_what_another_key_holds_together_stays_when_the_phone_is_many_peoples() -> None:
    receive(row(NUMBER), row(PHONE, MAIL))
    receive(row(NUMBER, PHONE, MAIL))
    receive(row(OTHER, PHONE))
    assert person(*NUMBER) == person(*MAIL)


def test_an_address_under_three_names_is_many_peoples() -> None:
    receive(row(MAIL, name="王芳"), row(MAIL, name="李雷"))
    assert person(*MAIL) is not None
    receive(row(MAIL, name="韩梅"))
    assert person(*MAIL) is None


def test_masked_names_and_forms_of_address_are_no_other_names() -> None:
    receive(
        row(MAIL, name="王芳"), row(MAIL, name="王女士"), row(MAIL, name="王*"), row(MAIL, name="匿名用户")
    )
    assert person(*MAIL) is not None


def test_a_phone_of_another_name_joins_nobody_and_people_are_asked() -> None:
    receive(row(PHONE, name="李雷"), row(NUMBER, name="王芳"))
    receive(row(NUMBER, PHONE, name="王芳"))
    assert person(*NUMBER) != person(*PHONE)
    assert [one["code"] for one in Suggestion.objects.get().evidence] == ["stated_together", "different_name"]
    assert Customer.objects.get(id=person(*PHONE)).name == "李雷"


@pytest.mark.parametrize(
    "key",
    [
        ("mobile", "", "138****8001"),
        ("customer_number", "crm", "王女士"),
        ("customer_number", "crm", "阳光灿烂的日子"),
        ("mobile", "", "6.22E+18"),
        ("customer_number", "crm", "000000"),
        ("mobile", "", "13800138000,,4321"),
        ("email", "", "***@example.com"),
    ],
)
def test_what_tells_nobody_is_no_key(key: tuple[str, str, str]) -> None:
    assert receive(row(key, name="王芳")) == [Settled("nobody")]
    assert recognise_customers(CRM, [Known(key[0], key[2], "王芳")]) == {}
    assert not Customer.objects.exists()


def test_a_device_makes_nobody_known_and_joins_nobody() -> None:
    receive(row(DEVICE))
    receive(row(DEVICE, NUMBER))
    assert person(*DEVICE) != person(*NUMBER)
    assert not Customer.objects.get(id=person(*DEVICE)).is_known
    assert [one["code"] for one in Suggestion.objects.get().evidence] == ["stated_with_device"]


def test_a_device_seen_with_two_people_is_many_peoples_and_nobody_is_asked() -> None:
    receive(row(DEVICE, NUMBER), row(DEVICE, OTHER))
    assert person(*DEVICE) is None
    assert not Suggestion.objects.filter(state="open").exists()


def test_older_news_of_a_source_do_not_replace_newer_ones() -> None:
    receive(row(NUMBER, at=T2, tier="gold"))
    receive(row(NUMBER, at=T1, tier="silver"))
    assert Customer.objects.get().tier == "gold"


def test_the_newest_word_of_any_source_holds_and_all_are_kept() -> None:
    receive(row(NUMBER, at=T1, tier="gold"), row(NUMBER, at=T3, tier="silver", source="shop"))
    receive(row(NUMBER, at=T2, tier="bronze"))
    assert Customer.objects.get().tier == "silver"
    assert {source: said[0] for source, said in Told.objects.get().said["tier"].items()} == {
        "crm": "bronze",
        "shop": "silver",
    }


def test_a_person_has_what_was_said_of_all_its_customers() -> None:
    receive(row(NUMBER, at=T1, name="王芳", tier="gold"), row(PHONE, at=T2, language="zh", tier="silver"))
    receive(row(NUMBER, PHONE, at=T3))
    found = Customer.objects.get(id=person(*NUMBER))
    assert (found.name, found.tier, found.language) == ("王芳", "silver", "zh")


def test_what_happened_is_journalled_by_ids_alone() -> None:
    receive(row(NUMBER), row(PHONE))
    first, second = Customer.objects.order_by("created_at", "id").values_list("id", flat=True)
    receive(row(NUMBER, PHONE, name="王芳"))
    events = {event.name: event.data for event in Event.objects.all()}
    root = Customer.objects.get(id=first).person_id
    gone = ({first, second} - {root}).pop()
    assert events["customers.joined"] == {"customers": [root], "gone": [gone], "moved": [gone]}
    assert set(events) == {"customers.met", "customers.told", "customers.joined"}


def test_a_birthday_that_is_no_day_is_left_out() -> None:
    receive(row(NUMBER, born_on="31.02.1990"), row(OTHER, born_on="1990-02-28"))
    assert [one.born_on and one.born_on.isoformat() for one in Customer.objects.order_by("born_on")] in (
        [None, "1990-02-28"],
        ["1990-02-28", None],
    )


def test_who_may_not_bring_in_feedback_brings_in_nobody() -> None:
    with pytest.raises(Forbidden):
        receive_profiles(Actor("user", "1", "x"), [row(NUMBER)])


def test_the_door_for_signals_counts_names_as_well() -> None:
    for name in ("王芳", "李雷", "韩梅"):
        found = recognise_customers(CRM, [Known("mobile", "13800138001", name)])
    assert found == {}
    assert Identity.objects.get().is_shared


def test_what_came_in_before_a_phone_was_many_peoples_keeps_its_customer() -> None:
    (before,) = recognise_customers(CRM, [Known("mobile", "13800138001", "王芳")]).values()
    recognise_customers(CRM, [Known("mobile", "13800138001", "李雷"), Known("mobile", "13800138001", "韩梅")])
    assert Customer.objects.get().pk == before.id


def test_a_number_inside_a_name_or_a_remark_is_masked_as_everywhere() -> None:
    profile = Profile(
        [("customer_number", "", "M-77")], {"name": "张三13800138000", "remark": "打 13900139000 找她"}, "crm"
    )
    receive_profiles(CRM, [profile])
    person = Customer.objects.get()
    assert "13800138000" not in person.name
    assert "13900139000" not in str(person.attributes)
