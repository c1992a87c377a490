"""Who is one person, as real exports and real families put it to the test."""

from typing import Any

import pytest

from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.receive_profiles import Profile, Settled, receive_profiles
from zhiyin.customers.actions.recognise_customers import Known, recognise_customers
from zhiyin.customers.actions.undo_merge import undo_merge
from zhiyin.customers.keys import normal
from zhiyin.customers.models import Customer, Merge, Suggestion

pytestmark = pytest.mark.django_db
TEAM = Actor.system("team")


def row(*keys: tuple[str, str, str], source: str = "crm", **fields: Any) -> Profile:
    return Profile(keys, fields, source, None, "row 1")


def receive(*rows: Profile) -> list[Settled]:
    return receive_profiles(TEAM, rows)


def person(*key: str) -> int | None:
    kind, scope, value = key
    found = recognise_customers(TEAM, [Known(kind, value, scope=scope)])
    return next((Customer.objects.get(id=one.id).person_id for one in found.values()), None)


@pytest.mark.parametrize(
    "written",
    [
        "+86 138 0013 8001",
        "+86-138-0013-8001",
        "0086 13800138001",
        "8613800138001",
        "(+86)13800138001",
        "１３８００１３８００１",
        "＋８６１３８００１３８００１",
        "138-0013-8001",
        "013800138001",
        "\u200b13800138001\u202c",
        "138\u00a00013\u00a08001",
    ],
)
def test_a_mobile_number_is_one_however_it_is_written(written: str) -> None:
    (known,) = receive(row(("mobile", "", "13800138001"), name="王芳"))
    (again,) = receive(row(("mobile", "", written), name="王芳", source="pos"))
    assert again == Settled("known", known.customer_id, known.person_id)
    assert person("mobile", "", written) == known.person_id


def test_an_address_is_one_in_capitals_and_two_with_a_dot() -> None:
    (known,) = receive(row(("email", "", "Wang.Fang@Gmail.com")))
    assert person("email", "", "wang.fang@gmail.com") == known.person_id
    assert person("email", "", "wang.fang@GMAIL.COM ") == known.person_id
    assert person("email", "", "wangfang@gmail.com") != known.person_id
    assert person("email", "", "wang.fang+shop@gmail.com") != known.person_id


def test_crm_then_till_then_mini_program_is_one_person_and_the_oldest_id_survives() -> None:
    (crm,) = receive(row(("customer_number", "crm", "M10086"), ("mobile", "", "13800138001"), name="王芳"))
    receive(row(("mobile", "", "138 0013 8001"), ("openid", "wxA", "oA-1"), source="pos"))
    receive(row(("openid", "wxA", "oA-1"), ("unionid", "open", "uX1"), source="mini"))
    receive(row(("openid", "wxB", "oB-9"), ("unionid", "open", "uX1"), source="shop"))
    keys = [
        ("customer_number", "crm", "M10086"),
        ("mobile", "", "13800138001"),
        ("openid", "wxA", "oA-1"),
        ("openid", "wxB", "oB-9"),
        ("unionid", "open", "uX1"),
    ]
    assert {person(*key) for key in keys} == {crm.customer_id}


def test_the_same_unionid_of_two_platforms_is_two_people() -> None:
    receive(
        row(("openid", "wxA", "oA-1"), ("unionid", "open-1", "uX1")),
        row(("openid", "wxB", "oB-9"), ("unionid", "open-2", "uX1")),
    )
    assert person("openid", "wxA", "oA-1") != person("openid", "wxB", "oB-9")


def test_a_family_phone_without_names_keeps_two_members_of_one_shop_apart() -> None:
    receive(
        row(("customer_number", "crm", "M1"), ("mobile", "", "13800138001")),
        row(("customer_number", "crm", "M2"), ("mobile", "", "13800138001")),
    )
    assert person("customer_number", "crm", "M1") != person("customer_number", "crm", "M2")
    assert person("mobile", "", "13800138001") is None


def test_a_family_phone_in_any_order_of_rows_ends_the_same() -> None:
    rows = [
        row(("mobile", "", "13800138001"), name="王芳"),
        row(("customer_number", "crm", "M1"), ("mobile", "", "13800138001"), name="王芳"),
        row(("customer_number", "crm", "M2"), ("mobile", "", "13800138001"), name="李强"),
        row(("mobile", "", "13800138001"), ("openid", "wxA", "oA-1"), name="李强"),
    ]
    receive(*reversed(rows))
    receive(*rows)
    assert person("customer_number", "crm", "M1") != person("customer_number", "crm", "M2")
    assert person("openid", "wxA", "oA-1") != person("customer_number", "crm", "M1")


@pytest.mark.parametrize("nickname", ["微信用户", "  微信用户 ", "匿名", "王女士"])
def test_a_nickname_joins_nobody_and_asks_nobody(nickname: str) -> None:
    receive(
        row(("openid", "wxA", "oA-1"), name=nickname),
        row(("openid", "wxA", "oA-2"), name=nickname),
        row(("customer_number", "crm", nickname), name=nickname),
    )
    assert Customer.objects.count() == 2
    assert not Merge.objects.exists()
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    "masked", ["138****1234", "138＊＊＊＊1234", "138XXXX1234", "138…1234", "w***@example.com"]
)
def test_a_masked_contact_point_is_no_key(masked: str) -> None:
    kind = "email" if "@" in masked else "mobile"
    (settled,) = receive(row((kind, "", masked), name="王芳"))
    assert settled.status == "nobody"
    assert person(kind, "", masked) is None


def test_undoing_one_of_two_merges_after_later_data_gives_back_what_each_said() -> None:
    a, b, c = (met("customer_number", f"M{one}", scope="crm") for one in "123")
    first = join_customers(TEAM, left=a.pk, right=b.pk)
    join_customers(TEAM, left=b.pk, right=c.pk)
    receive(
        row(("customer_number", "crm", "M1"), name="王芳", tier="gold"),
        row(("customer_number", "crm", "M2"), name="李强", tier="silver"),
        row(("customer_number", "crm", "M3"), city="上海"),
    )
    undo_merge(TEAM, merge_id=first.pk)
    a, b, c = (Customer.objects.get(pk=one.pk) for one in (a, b, c))
    assert (a.person_id, a.name, a.tier, a.attributes) == (a.pk, "王芳", "gold", {})
    assert (b.person_id, c.person_id) == (b.pk, b.pk)
    assert (b.name, b.tier, b.attributes) == ("李强", "silver", {"city": "上海"})


def test_the_same_import_again_does_not_join_what_was_parted() -> None:
    rows = [
        row(("customer_number", "crm", "M1")),
        row(("mobile", "", "13800138001")),
        row(("customer_number", "crm", "M1"), ("mobile", "", "13800138001")),
    ]
    receive(*rows)
    undo_merge(TEAM, merge_id=Merge.objects.get().pk)
    receive(*rows)
    receive(row(("customer_number", "crm", "M1"), ("mobile", "", "13800138001"), source="pos"))
    assert person("customer_number", "crm", "M1") != person("mobile", "", "13800138001")
    assert not Suggestion.objects.filter(state="open").exists()


@pytest.mark.parametrize(
    "written", ["+1 305 555 1234", "001-305-555-1234", "(+1) 305 555 1234", "＋13055551234"]
)
def test_a_number_of_another_country_is_none_of_the_mainland(written: str) -> None:
    (ours,) = receive(row(("mobile", "", "13055551234"), name="王芳"))
    (foreign,) = receive(row(("mobile", "", "+13055551234"), name="Ann Lee"))
    (again,) = receive(row(("mobile", "", written), name="Ann Lee", source="pos"))
    assert foreign.person_id != ours.person_id
    assert again.person_id == foreign.person_id
    assert person("mobile", "", written) == foreign.person_id


@pytest.mark.parametrize("number", ["+85291234567", "+886912345678", "+85366123456", "+13055551234"])
def test_a_number_of_another_country_stays_itself(number: str) -> None:
    assert normal("mobile", number) == number
    assert normal("mobile", f"00{number[1:]}") == number
