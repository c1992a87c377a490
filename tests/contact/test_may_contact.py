"""The one door: what stands in the way, in which order, and what an answer passes."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.people import met, opted_out
from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.queue_message import queue_message
from zhiyin.contact.models import ContactRule, Hold, Message
from zhiyin.contact.rules import Verdict, explain, may_contact
from zhiyin.contact.rules.hours import Quiet, next_open
from zhiyin.contact.sending import outbox
from zhiyin.customers.models import Consent, Customer, Preference, Purpose, Restriction

SYSTEM = Actor.system("test")
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # twelve o'clock in Shanghai
NIGHT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # half past eleven in the evening
Ask = Callable[..., Verdict]


@pytest.fixture
def wang(db: None) -> Customer:
    """A customer who has agreed to surveys."""
    customer = met("email", "wang@example.com", name="王女士")
    purpose, _ = Purpose.objects.get_or_create(code="survey", defaults={"basis": "consent"})
    Consent.objects.create(customer=customer, purpose=purpose, state="given", source="staff")
    return customer


@pytest.fixture
def ask(wang: Customer) -> Ask:
    def put(**changes: Any) -> Verdict:
        asked: dict[str, Any] = {
            "channel": "mail",
            "to": "wang@example.com",
            "purpose": "survey",
            "customer_id": wang.pk,
            "at": NOON,
        }
        return may_contact(**{**asked, **changes})

    return put


def joined(customer: Customer) -> Customer:
    """Another key's customer who is the same person."""
    return Customer.objects.create(person_id=customer.pk)


def sent(customer: Customer, **changes: Any) -> Message:
    fields: dict[str, Any] = {
        "channel": "mail",
        "to_address": "wang@example.com",
        "body": "x",
        "purpose": "survey",
        "key": f"sent:{Message.objects.count()}",
        "state": "sent",
        "customer_id": customer.pk,
        "claimed_at": NOON - timedelta(days=1),
    }
    return Message.objects.create(**{**fields, **changes})


def test_somebody_who_agreed_may_be_written_to(ask: Ask) -> None:
    assert ask() == Verdict(True)


@pytest.mark.parametrize(
    ("channel", "to", "reason"),
    [
        ("mail", " ", "no_address"),
        ("mail", "nobody", "bad_address"),
        ("sms", "138****1234", "bad_address"),
        ("sms", "王女士", "bad_address"),
    ],
)
def test_an_address_must_be_one_that_the_channel_takes(ask: Ask, channel: str, to: str, reason: str) -> None:
    assert ask(channel=channel, to=to).reason == reason


def test_a_number_is_opted_out_however_it_is_written(ask: Ask) -> None:
    opted_out("mobile", "13800138000")
    assert ask(channel="sms", to="+86 138-0013-8000").reason == "opted_out"


def test_an_opt_out_of_any_key_silences_the_whole_person_answers_included(ask: Ask, wang: Customer) -> None:
    opted_out("customer", str(joined(wang).pk))
    assert ask().reason == "opted_out"
    assert ask(purpose="case_reply").reason == "opted_out"


def test_restricted_data_is_used_for_nothing_while_it_lasts(ask: Ask, wang: Customer) -> None:
    Restriction.objects.create(customer=joined(wang), by="x", since=NOON - timedelta(days=1))
    assert ask(purpose="case_reply").reason == "restricted"
    Restriction.objects.update(until=NOON)
    assert ask(purpose="case_reply").allowed


def test_an_open_complaint_of_another_key_holds_everything_but_the_answer(ask: Ask, wang: Customer) -> None:
    Hold.objects.create(customer_id=joined(wang).pk, reason="open_case", about="case:1")
    assert ask().reason == "on_hold"
    assert ask(purpose="case_reply").allowed


def test_without_consent_nothing_but_an_answer_leaves(ask: Ask) -> None:
    assert ask(purpose="marketing").reason == "no_consent"
    assert ask(purpose="case_reply").allowed


def test_consent_withdrawn_after_the_decision_stops_it_at_the_claim(wang: Customer, way: Any) -> None:
    way("mail")
    message = queue_message(
        SYSTEM,
        channel="mail",
        to="wang@example.com",
        subject="",
        body="x",
        purpose="survey",
        key="k",
        customer_id=wang.pk,
    )
    assert message.state == "waiting"
    Consent.objects.create(
        customer=wang, purpose=Purpose.objects.get(code="survey"), state="withdrawn", source="staff"
    )
    assert not outbox.send_next()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("refused", "no_consent")


def test_a_cap_counts_all_keys_and_channels_of_the_person(ask: Ask, wang: Customer) -> None:
    ContactRule.objects.create(most=2, within_days=7)
    sent(wang)
    assert ask().allowed
    sent(joined(wang), channel="sms", to_address="13800138000", state="unknown")
    assert ask().reason == "cap_reached"
    assert ask(at=NOON + timedelta(days=6, hours=1)).allowed


def test_a_cap_of_one_channel_counts_that_channel_alone(ask: Ask, wang: Customer) -> None:
    ContactRule.objects.create(most=1, within_days=7, channel="sms")
    sent(wang, channel="sms", to_address="13800138000")
    assert ask().allowed
    assert ask(channel="sms", to="13800138000").reason == "cap_reached"


def test_answers_count_in_no_cap_and_pass_it_unless_a_rule_names_them(ask: Ask, wang: Customer) -> None:
    ContactRule.objects.create(most=1, within_days=7)
    sent(wang, purpose="case_reply")
    assert ask().allowed
    sent(wang)
    assert ask(purpose="case_reply").allowed
    ContactRule.objects.create(most=1, within_days=7, purpose="case_reply")
    assert ask(purpose="case_reply").reason == "cap_reached"


def test_what_was_refused_or_failed_counts_in_no_cap(ask: Ask, wang: Customer) -> None:
    ContactRule.objects.create(most=1, within_days=7)
    sent(wang, state="refused")
    sent(wang, state="failed")
    assert ask().allowed


def test_a_rule_that_is_suspended_holds_nobody(ask: Ask, wang: Customer) -> None:
    ContactRule.objects.create(most=1, within_days=7, is_active=False)
    sent(wang)
    assert ask().allowed


def test_the_cap_is_counted_in_one_query(
    wang: Customer, django_assert_num_queries: Callable[[int], Any]
) -> None:
    from zhiyin.contact.rules.caps import exceeded, rules_for

    for days in (1, 7, 30):
        ContactRule.objects.create(most=days, within_days=days)
    rules = rules_for("mail", "survey")
    with django_assert_num_queries(1):
        exceeded(rules, wang.pk, NOON)


def test_quiet_hours_postpone_to_the_morning_in_the_organisations_zone(ask: Ask) -> None:
    ContactRule.objects.create(quiet_from=time(21), quiet_until=time(9))
    assert ask().until is None
    verdict = ask(at=NIGHT)
    assert (verdict.allowed, verdict.reason) == (True, "quiet_hours")
    assert verdict.until == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert ask(at=NIGHT, purpose="case_reply").until is None


def test_a_customers_own_hours_and_days_are_kept(ask: Ask, wang: Customer) -> None:
    """ "We close our books from the 14th to the 16th", and only in the afternoon."""
    Preference.objects.create(
        customer=joined(wang), code="hours", value={"from": "14:00", "until": "18:00"}, source="x"
    )
    assert ask().until == datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    Preference.objects.create(customer=wang, code="not_on_days", value={"days": [23, 24]}, source="x")
    assert ask().until == datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


def test_an_answer_by_mail_wakes_nobody_but_an_sms_keeps_to_their_hours(ask: Ask, wang: Customer) -> None:
    Preference.objects.create(
        customer=wang, code="hours", value={"from": "14:00", "until": "18:00"}, source="x"
    )
    assert ask(purpose="case_reply").until is None
    assert ask(purpose="case_reply", channel="sms", to="13800138000").until is not None


def test_hours_that_leave_no_moment_are_told(ask: Ask) -> None:
    ContactRule.objects.create(quiet_from=time(8), quiet_until=time(20))
    ContactRule.objects.create(quiet_from=time(19), quiet_until=time(9))
    assert (ask().allowed, ask().reason) == (False, "never_open")


def test_a_message_at_night_waits_and_leaves_in_the_morning(
    wang: Customer, way: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ContactRule.objects.create(quiet_from=time(21), quiet_until=time(9))
    way("mail")
    monkeypatch.setattr(timezone, "now", lambda: NIGHT)
    message = queue_message(
        SYSTEM,
        channel="mail",
        to="wang@example.com",
        subject="",
        body="x",
        purpose="survey",
        key="k",
        customer_id=wang.pk,
    )
    assert (message.state, message.reason) == ("waiting", "quiet_hours")
    assert not outbox.send_next()
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    outbox.send_next()
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_message_that_comes_to_be_due_at_night_is_postponed_at_the_claim(wang: Customer, way: Any) -> None:
    way("mail")
    queue_message(
        SYSTEM,
        channel="mail",
        to="wang@example.com",
        subject="",
        body="x",
        purpose="survey",
        key="k",
        customer_id=wang.pk,
    )
    Message.objects.update(not_before=None)
    ContactRule.objects.create(quiet_from=time(21), quiet_until=time(9))
    assert outbox.claim_next(NIGHT) is None
    message = Message.objects.get()
    assert (message.state, message.reason, message.attempts) == ("waiting", "quiet_hours", 0)
    assert message.not_before == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_the_second_of_two_waiting_messages_finds_the_cap_used_up(wang: Customer, way: Any) -> None:
    way("mail")
    for key in ("a", "b"):
        queue_message(
            SYSTEM,
            channel="mail",
            to="wang@example.com",
            subject="",
            body="x",
            purpose="survey",
            key=key,
            customer_id=wang.pk,
        )
    ContactRule.objects.create(most=1, within_days=7)
    assert outbox.claim_next(timezone.now()) is not None
    assert outbox.claim_next(timezone.now()) is None
    assert sorted(Message.objects.values_list("state", "reason")) == [
        ("refused", "cap_reached"),
        ("sending", ""),
    ]


def test_every_check_is_explained_also_behind_the_first_objection(wang: Customer) -> None:
    opted_out("email", "wang@example.com")
    Hold.objects.create(customer_id=wang.pk, reason="open_case", about="case:1")
    found = dict(
        explain(channel="mail", to="wang@example.com", purpose="survey", customer_id=wang.pk, at=NOON)
    )
    assert {name for name, verdict in found.items() if verdict} == {"opt_out", "hold"}


clocks = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(
    st.lists(st.tuples(clocks, clocks), max_size=3), st.frozensets(st.integers(1, 31), max_size=10), clocks
)
def test_the_moment_found_is_open_and_none_before_it_is(
    hours: list[tuple[time, time]], days_off: frozenset[int], clock: time
) -> None:
    quiet = [Quiet(since, until) for since, until in hours]
    at = datetime.combine(datetime(2026, 2, 27), clock)
    found = next_open(at, quiet, days_off)

    def is_open(moment: datetime) -> bool:
        return moment.day not in days_off and all(window.end_of(moment) is None for window in quiet)

    edges = {at} | {
        datetime.combine(at.date() + timedelta(days=day), clock)
        for day in range(62)
        for clock in (time(0), *(until for _, until in hours))
    }
    first = min((edge for edge in edges if edge >= at and is_open(edge)), default=None)
    assert found == first
