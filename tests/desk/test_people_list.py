"""The list of customers: found, narrowed, in order, page by page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import Organisation, actor_for
from tests.desk.test_person_page import said
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.customers.models import Customer, Identity, Membership, Segment, Standing
from zhiyin.desk.queries.people import PeopleFilters, list_people, tiers_in_use
from zhiyin.journal.errors import BadCursor, Forbidden

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
Page = Callable[[User], Client]


def somebody(name: str, *, days: int | None = None, tier: str = "", **standing: Any) -> Customer:
    person = Customer.objects.create(name=name, tier=tier)
    if days is not None or standing:
        heard = timezone.now() - timedelta(days=days) if days is not None else None
        Standing.objects.create(customer=person, last_heard_at=heard, **standing)
    return person


def names(actor: Actor = SYSTEM, **filters: Any) -> list[str]:
    return [row.name for row in list_people(actor, PeopleFilters(**filters)).people]


def test_a_person_is_found_by_the_beginning_of_the_name() -> None:
    for name in ("王芳", "王方平", "李芳", "Wang Fang"):
        somebody(name)
    assert names(search="王") == ["王方平", "王芳"]
    assert names(search="wang f") == ["Wang Fang"]
    assert names(search="芳") == []


@pytest.mark.parametrize(
    ("kind", "value", "asked"),
    [
        ("mobile", "13812345678", "+86 138 1234 5678"),
        ("mobile", "+13055551234", "+1 305 555 1234"),
        ("email", "fang@example.com", "Fang@Example.com"),
        ("customer_number", "M-100", "M-100"),
    ],
)
def test_a_person_is_found_by_a_whole_key_however_it_is_written(kind: str, value: str, asked: str) -> None:
    met(kind, value, name="王芳")
    assert names(search=asked) == ["王芳"]
    assert names(search=asked[:-1]) == []


def test_a_key_of_one_system_is_found_with_and_without_it() -> None:
    met("customer_number", "10086", scope="crm", name="王芳")
    assert names(search="10086") == ["王芳"]
    assert names(search="crm:10086") == ["王芳"]
    assert names(search="erp:10086") == []


def test_a_key_that_many_share_finds_nobody() -> None:
    met("mobile", "13812345678", name="王芳")
    Identity.objects.update(is_shared=True)
    assert names(search="13812345678") == []


def test_joined_records_are_one_line_and_found_by_the_key_of_either() -> None:
    elder = met("customer_number", "M-100", name="王芳")
    younger = met("mobile", "13812345678")
    Customer.objects.filter(pk=younger.pk).update(person_id=elder.pk)
    assert names() == ["王芳"]
    assert names(search="13812345678") == ["王芳"]


def test_who_was_heard_last_stands_first_and_who_never_was_last() -> None:
    somebody("never")
    somebody("long ago", days=90)
    somebody("today", days=0)
    assert names() == ["today", "long ago", "never"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("value", ["rich", "poor", "unknown"]), ("risk", ["poor", "rich", "unknown"])],
)
def test_the_order_is_chosen(sort: str, expected: list[str]) -> None:
    somebody("unknown")
    somebody("poor", value=10, churn_risk=0.8)
    somebody("rich", value=1000, churn_risk=0.1)
    assert names(sort=sort) == expected


def test_the_list_is_narrowed_by_tier_value_silence_risk_and_segment() -> None:
    gold = somebody("gold", days=200, tier="gold", value_tier="high", churn_risk=0.6)
    somebody("plain", days=1, tier="ordinary", value_tier="low", churn_risk=0.1)
    segment = Segment.objects.create(code="tea", name="喝茶的人")
    Membership.objects.create(segment=segment, customer=gold, since=timezone.now())
    for filters in (
        {"tier": "gold"},
        {"value_tier": "high"},
        {"unheard_days": 90},
        {"risk": 0.5},
        {"segment": "tea"},
    ):
        assert names(**filters) == ["gold"], filters


def test_who_has_left_a_segment_is_not_in_it() -> None:
    person = somebody("gone")
    segment = Segment.objects.create(code="tea", name="喝茶的人")
    Membership.objects.create(segment=segment, customer=person, since=timezone.now(), until=timezone.now())
    assert names(segment="tea") == []


@pytest.mark.parametrize("sort", ["heard", "value", "risk", "name"])
def test_pages_follow_each_other_without_a_gap_or_a_double(sort: str) -> None:
    moment = timezone.now()
    for number in range(11):
        person = somebody(f"n{number % 4}")
        if number % 3:
            Standing.objects.create(
                customer=person, last_heard_at=moment, value=number % 2, churn_risk=number % 2
            )
    seen: list[int] = []
    cursor = ""
    for _round in range(10):
        page = list_people(SYSTEM, PeopleFilters(sort=sort), cursor=cursor, limit=3)
        seen += [row.id for row in page.people]
        cursor = page.older
        if not cursor:
            break
    assert sorted(seen) == sorted(Customer.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("cursor", ["x", "~", "~x", "2026-01-01~5", "nan~~", "-1~-1"])
def test_a_damaged_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        list_people(SYSTEM, PeopleFilters(), cursor=cursor)


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [
        ("heard", "0001-01-01T00:00:00+14:00~5"),
        ("heard", "9999-12-31T23:59:59-14:00~5"),
        ("heard", "~9999999999999999999"),
        ("value", "1.0~9999999999999999999"),
        ("name", "a~9223372036854775808"),
    ],
)
def test_a_cursor_that_no_database_can_hold_is_refused(sort: str, cursor: str) -> None:
    with pytest.raises(BadCursor):
        list_people(SYSTEM, PeopleFilters(sort=sort), cursor=cursor)


def test_a_manager_sees_the_people_met_at_their_units_alone(organisation: Organisation, mei: User) -> None:
    said(somebody("ours", days=1), organisation.east_one, "好")
    said(somebody("theirs", days=1), organisation.west_one, "好")
    said(somebody("hidden", days=1), organisation.east_one, "好", identity="confidential")
    assert names(actor_for(mei)) == ["ours"]
    assert names(actor_for(mei), search="theirs") == []


def test_the_list_takes_the_permission(fang: User) -> None:
    with pytest.raises(Forbidden):
        list_people(actor_for(fang), PeopleFilters())


def test_a_page_asks_the_same_number_of_questions_for_one_and_for_thirty() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            list_people(SYSTEM, PeopleFilters(), limit=30)
        return len(queries)

    somebody("one", days=1)
    few = asked()
    for number in range(40):
        somebody(f"n{number}", days=number)
    assert asked() <= few <= 4


def test_no_page_counts_through_everybody(lin: User, signed_in: Page) -> None:
    somebody("one", days=1)
    with CaptureQueriesContext(connection) as queries:
        signed_in(lin).get("/customers/")
    counted = [query["sql"] for query in queries if "COUNT(" in query["sql"] and "customers_" in query["sql"]]
    assert counted == []


def test_the_tiers_in_use_are_offered() -> None:
    for tier in ("gold", "", "vip", "gold"):
        somebody("x", tier=tier)
    assert tiers_in_use() == ["gold", "vip"]


def test_an_empty_list_says_what_to_do(lin: User, signed_in: Page) -> None:
    page = signed_in(lin).get("/customers/").content.decode()
    assert "Nobody is known yet" in page
    assert "/listen/imports/new" in page


def test_a_search_without_a_match_can_be_cleared(lin: User, signed_in: Page) -> None:
    somebody("one")
    page = signed_in(lin).get("/customers/?q=zzz").content.decode()
    assert "Nobody fits this." in page


def test_the_list_stands_in_the_navigation_for_who_may_see_it(lin: User, fang: User, signed_in: Page) -> None:
    assert 'href="/customers/"' in signed_in(lin).get("/settings/").content.decode()
    assert 'href="/customers/"' not in signed_in(fang).get("/settings/").content.decode()
