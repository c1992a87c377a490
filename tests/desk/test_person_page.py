"""The page of one customer: everything heard and done, of all records of a person, as far as the reader may see it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import Organisation, actor_for, person
from tests.people import met, opted_out
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.accounts.models import Unit, User
from zhiyin.act.models import Case
from zhiyin.collect.models import Answer, Event, Signal
from zhiyin.contact.models import Message
from zhiyin.customers.actions.correct_profile import correct_profile
from zhiyin.customers.actions.save_preference import save_preference
from zhiyin.customers.models import (
    Consent,
    Customer,
    Membership,
    Merge,
    Purpose,
    Restriction,
    Segment,
    Standing,
)
from zhiyin.customers.preference_values import Preferences
from zhiyin.customers.queries.people import person_for
from zhiyin.desk.pages.person import _may_manage
from zhiyin.desk.queries.operations import operations
from zhiyin.desk.queries.person import matters_now, read_person
from zhiyin.desk.queries.timeline import timeline
from zhiyin.desk.queries.timeline.records import Looking
from zhiyin.journal.models import Event as Happening

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("test")
NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
Page = Callable[[User], Client]


def said(customer: Customer, unit: Unit, words: str, *, hours: float = 1, **fields: Any) -> Signal:
    number = Signal.objects.count() + 1
    at = NOW - timedelta(hours=hours)
    signal = Signal.objects.create(
        **{
            "id": number,
            "kind": "survey",
            "channel": "sms",
            "source": "test",
            "source_id": str(number),
            "content_hash": b"",
            "occurred_at": at,
            "received_at": at,
            "unit": unit,
            "unit_path": unit.path,
            "customer": customer,
            "text": words,
            **fields,
        }
    )
    return signal


def did(customer: Customer, kind: str, unit: Unit | None = None, *, hours: float = 1, **fields: Any) -> Event:
    number = Event.objects.count() + 1
    at = NOW - timedelta(hours=hours)
    return Event.objects.create(
        **{
            "id": number,
            "kind": kind,
            "occurred_at": at,
            "received_at": at,
            "customer": customer,
            "unit": unit,
            "unit_path": unit.path if unit else "",
            "source": "test",
            "source_id": str(number),
            **fields,
        }
    )


def scored(signal: Signal, value: float, construct: str = "nps") -> None:
    Answer.objects.create(signal=signal, item=construct, construct=construct, value=value)


@pytest.fixture
def wang(organisation: Organisation) -> Customer:
    """王芳, known by a customer number and, joined later, by a mobile."""
    elder = met("customer_number", "M-100", name="王芳", tier="gold")
    younger = met("mobile", "13812345678")
    Merge.objects.create(left=elder, right=younger, rule="person", by="林岚")
    Customer.objects.filter(pk=younger.pk).update(person_id=elder.pk)
    return elder


@pytest.fixture
def younger(wang: Customer) -> Customer:
    return Customer.objects.get(person_id=wang.pk, is_known=True, name="")


def titles(actor: Actor, who: Customer, **chosen: Any) -> list[str]:
    return [entry.kind for entry in timeline(actor, who, **chosen).entries]


def test_records_of_both_joined_customers_stand_on_one_page(
    wang: Customer, younger: Customer, organisation: Organisation
) -> None:
    said(wang, organisation.east_one, "第一句")
    said(younger, organisation.west_one, "第二句", hours=2)
    entries = timeline(SYSTEM, wang, group="heard").entries
    assert [entry.text for entry in entries] == ["第一句", "第二句"]


def test_the_id_of_a_joined_record_leads_to_the_person(
    wang: Customer, younger: Customer, lin: User, signed_in: Page
) -> None:
    response = signed_in(lin).get(f"/customers/{younger.pk}")
    assert response.status_code == 302
    assert response["location"] == f"/customers/{wang.pk}"


def test_everything_heard_done_and_given_stands_in_the_order_of_time(
    wang: Customer, organisation: Organisation, lin: User
) -> None:
    unit = organisation.east_one
    said(wang, unit, "好", hours=1)
    did(wang, "paid", unit, hours=2, amount=Decimal("12.50"), product="茶")
    Case.objects.create(
        unit=unit,
        unit_path=unit.path,
        customer_id=wang.pk,
        opened_at=NOW - timedelta(hours=3),
        due_at=NOW,
        title="排队",
    )
    message = Message.objects.create(
        channel="mail",
        to_address="w@example.com",
        body="x",
        purpose="case_reply",
        customer_id=wang.pk,
        key="1",
    )
    Message.objects.filter(pk=message.pk).update(created_at=NOW - timedelta(hours=4))
    purpose = Purpose.objects.create(code="test-purpose")
    Consent.objects.create(
        customer=wang, purpose=purpose, state="given", source="staff", at=NOW - timedelta(hours=5)
    )
    segment = Segment.objects.create(code="tea", name="喝茶的人")
    Membership.objects.create(segment=segment, customer=wang, since=NOW - timedelta(hours=6))
    kinds = titles(actor_for(lin), wang)
    assert [kind for kind in kinds if kind != "merge"] == [
        "signal",
        "event",
        "case",
        "message",
        "consent",
        "joined_segment",
    ]


def test_the_timeline_is_walked_to_its_end_without_a_gap_or_a_double(
    wang: Customer, organisation: Organisation
) -> None:
    unit = organisation.east_one
    for number in range(7):
        said(wang, unit, f"句{number}", hours=1)  # all at one moment
        did(wang, "paid", unit, hours=1, amount=1)
    seen, cursor = [], ""
    for _round in range(20):
        page = timeline(SYSTEM, wang, cursor=cursor, limit=3)
        seen += [(entry.kind, entry.id) for entry in page.entries]
        cursor = page.older
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 15  # with the joining
    assert sum(kind == "signal" for kind, _id in seen) == 7


def test_confidential_and_anonymous_voices_never_appear(
    wang: Customer, organisation: Organisation, lin: User, signed_in: Page
) -> None:
    unit = organisation.east_one
    said(wang, unit, "公开的话")
    secret = said(wang, unit, "悄悄话", identity="confidential")
    said(wang, unit, "匿名的话", identity="anonymous")
    case = Case.objects.create(
        signal=secret,
        unit=unit,
        unit_path=unit.path,
        customer_id=wang.pk,
        opened_at=NOW,
        due_at=NOW,
        title="密",
    )
    Message.objects.create(
        channel="mail",
        to_address="w@example.com",
        subject="关于密",
        body="x",
        purpose="case_reply",
        about=f"case:{case.pk}",
        customer_id=wang.pk,
        key="1",
    )
    page = signed_in(lin).get(f"/customers/{wang.pk}").content.decode()
    assert "公开的话" in page
    assert not any(words in page for words in ("悄悄话", "匿名的话", "密</", "关于密"))


def test_a_manager_reads_only_what_was_said_and_done_at_their_units(
    wang: Customer, organisation: Organisation, mei: User
) -> None:
    said(wang, organisation.east_one, "东区的话")
    said(wang, organisation.west_one, "西区的话")
    did(wang, "paid", organisation.east_one, product="东茶")
    did(wang, "paid", organisation.west_one, product="西茶")
    did(wang, "paid", None, product="网上的茶")
    texts = {entry.text for entry in timeline(actor_for(mei), wang).entries}
    assert {"东区的话", "东茶"} <= texts
    assert not texts & {"西区的话", "西茶", "网上的茶"}


def test_a_person_met_elsewhere_is_not_found(
    wang: Customer, organisation: Organisation, mei: User, signed_in: Page
) -> None:
    said(wang, organisation.west_one, "西区的话")
    assert signed_in(mei).get(f"/customers/{wang.pk}").status_code == 404


def test_the_page_needs_the_permission_to_see_who_a_customer_is(
    wang: Customer, organisation: Organisation, fang: User, signed_in: Page
) -> None:
    said(wang, organisation.east_one, "好")
    assert signed_in(fang).get(f"/customers/{wang.pk}").status_code == 403


def test_contact_points_are_masked(wang: Customer, lin: User, signed_in: Page) -> None:
    page = signed_in(lin).get(f"/customers/{wang.pk}").content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page


def test_contact_points_are_shown_for_a_reason_that_is_kept(
    wang: Customer, lin: User, signed_in: Page
) -> None:
    response = signed_in(lin).post(f"/customers/{wang.pk}/reveal", {"reason": "call_back"})
    assert "13812345678" in response.content.decode()
    assert "no-store" in response["cache-control"]
    kept = Happening.objects.get(name="customers.revealed")
    assert kept.data["reason"] == "call_back"
    assert "13812345678" not in str(kept.data)


def test_without_a_reason_nothing_is_shown(wang: Customer, lin: User, signed_in: Page) -> None:
    response = signed_in(lin).post(f"/customers/{wang.pk}/reveal", {"reason": "curious"})
    assert response.status_code == 422
    assert "13812345678" not in response.content.decode()
    assert not Happening.objects.filter(name="customers.revealed").exists()


def test_each_field_says_who_told_it_and_a_correction_wins(wang: Customer) -> None:
    correct_profile(SYSTEM, customer_id=wang.pk, fields={"name": "王方", "industry": "茶"})
    facts = {fact.field: fact for fact in read_person(SYSTEM, wang.pk).facts}
    assert facts["name"].value == "王方"
    assert facts["name"].source == "person"
    assert facts["name"].since is not None
    assert facts["industry"].value == "茶"


def test_what_matters_at_this_moment_stands_on_top(in_english: None) -> None:
    closing = Preferences(not_on_days=frozenset({14, 15, 16}))
    assert matters_now(closing, datetime(2026, 11, 15, 10, 0)) == [
        "Not today: the customer wants no contact on day 15."
    ]
    assert matters_now(closing, datetime(2026, 11, 17, 10, 0)) == []


def test_wishes_of_the_customer_stand_on_the_page(wang: Customer, lin: User, signed_in: Page) -> None:
    save_preference(
        SYSTEM,
        customer_id=wang.pk,
        code="not_on_days",
        value={"days": [14, 15, 16]},
        note="closes books",
    )
    page = signed_in(lin).get(f"/customers/{wang.pk}").content.decode()
    assert "day 14–16 of the month" in page
    assert "closes books" in page


def test_restrictions_and_opt_outs_are_told_first(wang: Customer, lin: User, signed_in: Page) -> None:
    Restriction.objects.create(customer=wang, by="林岚")
    opted_out("customer", str(wang.pk))
    page = signed_in(lin).get(f"/customers/{wang.pk}").content.decode()
    assert "kept and used for nothing" in page
    assert "wants no messages" in page


def test_what_no_model_can_say_is_not_guessed(wang: Customer, lin: User, signed_in: Page) -> None:
    page = signed_in(lin).get(f"/customers/{wang.pk}").content.decode()
    assert page.count("not enough data") >= 5


def test_a_value_tier_is_explained_with_its_range(wang: Customer, in_english: None) -> None:
    Standing.objects.create(
        customer=wang, value=1200, value_low=900, value_high=1600, value_tier="high", purchases=7
    )
    person = read_person(SYSTEM, wang.pk)
    assert person.value_tier_label == "High"
    assert "900 to 1,600" in person.value_tier_why
    assert "7 days with a purchase" in person.value_tier_why


def test_who_refuses_automated_judgement_is_not_judged(wang: Customer) -> None:
    Standing.objects.create(customer=wang, value_tier="high", churn_risk=0.4)
    profiling, _made = Purpose.objects.get_or_create(code="profiling", defaults={"basis": "objection"})
    Consent.objects.create(customer=wang, purpose=profiling, state="withdrawn", source="staff")
    person = read_person(SYSTEM, wang.pk)
    assert person.objected
    assert person.value_tier == ""
    assert person.judgements == []


def test_scores_stand_beside_what_happened_in_the_same_month(
    wang: Customer, organisation: Organisation, in_english: None
) -> None:
    unit = organisation.east_one
    scored(said(wang, unit, "", occurred_at=datetime(2026, 9, 3, tzinfo=UTC)), 9)
    scored(said(wang, unit, "", occurred_at=datetime(2026, 11, 3, tzinfo=UTC)), 4)
    did(wang, "paid", unit, occurred_at=datetime(2026, 10, 5, tzinfo=UTC), amount=80)
    did(wang, "refunded", unit, occurred_at=datetime(2026, 10, 6, tzinfo=UTC), amount=-30)
    did(
        wang,
        "served",
        unit,
        occurred_at=datetime(2026, 10, 6, tzinfo=UTC),
        attributes={"waited_minutes": 40},
    )
    found = operations(Looking(SYSTEM, wang.pk, (wang.pk,)), today=date(2026, 11, 22))
    november, october, september = found.months
    assert (november.nps.value, november.nps.n, september.nps.value) == (4, 1, 9)
    assert (october.purchases, october.refunds, october.visits, october.spent) == (1, 1, 1, 50)
    assert (october.waited.value, october.waited.n) == (40, 1)
    assert october.nps.value is None
    assert found.finding == (
        "Would recommend: 4 of 10 in November 2026, 9 before that. Since then: 1 purchase, 1 visit, 1 refund."
    )


def test_a_page_asks_the_same_number_of_questions_however_much_there_is(
    wang: Customer, organisation: Organisation, lin: User
) -> None:
    actor = actor_for(lin)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read_person(actor, wang.pk)
            timeline(actor, person_for(actor, wang.pk))
        return len(queries)

    said(wang, organisation.east_one, "好")
    did(wang, "paid", organisation.east_one, amount=1)
    few = asked()
    for number in range(20):
        said(wang, organisation.east_one, "好", hours=number)
        did(wang, "paid", organisation.east_one, hours=number, amount=1)
    assert asked() <= few
    assert few <= 60


def test_only_pages_that_open_are_linked_beside_the_person(
    wang: Customer, organisation: Organisation, lin: User, signed_in: Page
) -> None:
    said(wang, organisation.east_one, "好")
    part = person("part", "部分", ("administrator", organisation.east))
    for reader, sees_rights in ((lin, True), (part, False)):
        client = signed_in(reader)
        linked = [url for _words, url in client.get(f"/customers/{wang.pk}").context["beside"]]
        assert any(url.endswith("/rights") for url in linked) == sees_rights
        assert {client.get(url).status_code for url in linked} == {200}


def test_who_manages_other_people_is_offered_no_change_of_this_one(
    wang: Customer, organisation: Organisation
) -> None:
    said(wang, organisation.east_one, "好")
    reads = Grant("manager", organisation.east.path, frozenset({"personal.read"}))
    elsewhere = Actor("user", "1", "x", (reads, Grant("manager", organisation.west.path)))
    assert person_for(elsewhere, wang.pk)
    assert not _may_manage(elsewhere, wang.pk)
    assert _may_manage(Actor("user", "1", "x", (Grant("manager", organisation.east.path),)), wang.pk)


def test_a_damaged_link_to_a_later_page_is_told(wang: Customer, lin: User, signed_in: Page) -> None:
    reader = signed_in(lin)
    for mark in (
        "x",
        "0001-01-01T00:00:00%2B14:00~1~5",
        "2026-01-01T00:00:00Z~1~9999999999999999999",
        "2026-01-01~1~5",
    ):
        assert reader.get(f"/customers/{wang.pk}?after={mark}").status_code == 422


def test_a_joining_and_its_undoing_stand_in_the_timeline(wang: Customer) -> None:
    Merge.objects.update(undone_at=timezone.now(), undone_why="两个人")
    Customer.objects.update(person_id=wang.pk)
    assert {"merge", "parting"} <= set(titles(SYSTEM, wang, group="profile"))


def test_the_risk_of_leaving_comes_with_its_reasons_in_words(wang: Customer, in_english: None) -> None:
    Standing.objects.create(
        customer=wang,
        churn_risk=0.42,
        churn_reasons=[
            {"feature": "silence", "value": 93},
            {"feature": "contract", "value": "monthly"},
            {"feature": "age", "value": None},
        ],
        next_products=[
            {"product": "红茶", "because": "绿茶", "share": 0.34, "n": 50, "times_usual": 2.0, "days": 90}
        ],
    )
    told = {one.code: one for one in read_person(SYSTEM, wang.pk).judgements}
    assert told["churn"].words == "42%"
    assert told["churn"].reasons == (
        "Last bought 93 days ago",
        "«contract: monthly»",
        "First purchase not known",
    )
    assert told["next"].reasons == (
        "红茶: 34% of 50 customers who bought 绿茶 took it within 90 days, 2.0 times as many as usual",
    )
    assert told["loyalty"].words == ""
