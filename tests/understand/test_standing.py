"""Where people stand follows what is heard of them and what they do, and so do the segments they are in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Answer, Event, Signal
from zhiyin.customers.actions.save_segment import SegmentContent, save_segment
from zhiyin.customers.models import Customer, Membership, Segment, Standing
from zhiyin.journal import models as journal
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.record import record
from zhiyin.understand.actions.bring_up_to_date import bring_up_to_date
from zhiyin.understand.models import Reading

pytestmark = pytest.mark.django_db

note_when = import_module("zhiyin.understand.migrations.0004_when_scored").note_when

KEEPER = Actor.system("test")
NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
Hear = Callable[..., Signal]


@pytest.fixture
def hear(organisation: Organisation) -> Hear:
    def make(customer: int, day: int, mood: float | None = None, **scores: Any) -> Signal:
        key = Signal.objects.count() + 1
        extra = {name: scores.pop(name) for name in ("identity", "population", "text") if name in scores}
        at = NOON + timedelta(days=day)
        signal = Signal.objects.create(
            id=key, kind="survey", channel="web", source="s", source_id=str(key), content_hash=b"", occurred_at=at,
            received_at=at, unit=organisation.east_one, unit_path=organisation.east_one.path, customer_id=customer,
            **extra,
        )  # fmt: skip
        for construct, value in scores.items():
            Answer.objects.create(signal=signal, item=construct, construct=construct, value=value)
        if mood is not None:
            Reading.objects.create(signal=signal, revision=1, analyser="a/1", sentiment=mood, read_at=at)
        return signal

    return make


def did(customer: int, kind: str, day: float, amount: float | None = None, product: str = "") -> Event:
    key = Event.objects.count() + 1
    return Event.objects.create(
        id=key, kind=kind, occurred_at=NOON + timedelta(days=day), received_at=NOON, customer_id=customer, source="s",
        source_id=str(key), amount=amount, product=product,
    )  # fmt: skip


def customer(key: int, person: int | None = None) -> int:
    Customer.objects.create(id=key, person_id=person or key)
    return key


def standing(key: int) -> Standing:
    return Standing.objects.get(customer_id=key)


def deliver() -> None:
    while deliver_pending():
        pass


def segment(code: str, criteria: str) -> Segment:
    save_segment(KEEPER, content=SegmentContent(code=code, name=code, criteria=criteria))
    deliver()
    return Segment.objects.get(code=code)


def inside(code: str) -> set[int]:
    rows = Membership.objects.filter(segment__code=code, until__isnull=True)
    return set(rows.values_list("customer_id", flat=True))


def test_the_latest_score_of_each_kind_counts(hear: Hear) -> None:
    one = customer(1)
    hear(one, 1, nps=2, csat=5)
    hear(one, 3, nps=9)
    hear(one, 2, nps=0)
    bring_up_to_date(KEEPER, customers=[one])
    found = standing(one)
    assert (found.nps, found.csat, found.ces, found.signals) == (9, 5, None, 3)
    assert (found.first_heard_at, found.last_heard_at) == (NOON + timedelta(days=1), NOON + timedelta(days=3))


def test_a_score_keeps_its_own_day_when_more_is_heard_without_one(hear: Hear) -> None:
    one = customer(1)
    hear(one, 1, csat=5)
    hear(one, 3, nps=9)
    hear(one, 7, text="words alone")
    bring_up_to_date(KEEPER, customers=[one])
    found = standing(one)
    assert (found.csat_at, found.nps_at) == (NOON + timedelta(days=1), NOON + timedelta(days=3))
    assert (found.ces_at, found.last_heard_at) == (None, NOON + timedelta(days=7))


def test_scores_noted_before_their_day_was_kept_get_it_from_what_was_said(hear: Hear) -> None:
    one, other = customer(1), customer(2)
    part = customer(3, person=one)
    hear(one, 1, nps=9)
    hear(part, 3, nps=4)
    hear(part, 6, nps=1, identity="confidential")
    bring_up_to_date(KEEPER, customers=[one, other])
    right = standing(one).nps_at
    Standing.objects.update(nps_at=None)
    note_when(apps, None)
    assert (standing(one).nps_at, standing(other).nps_at) == (right, None)


def test_a_mood_is_that_of_the_latest_words(hear: Hear) -> None:
    one = customer(1)
    hear(one, 1, mood=-0.8)
    hear(one, 2, mood=0.4)
    hear(one, 3)
    bring_up_to_date(KEEPER, customers=[one])
    assert standing(one).sentiment == 0.4


def test_purchases_are_days_and_refunds_lower_what_was_spent(hear: Hear) -> None:
    one = customer(1)
    did(one, "paid", 0, 100, "tea")
    did(one, "paid", 0.1, 20, "cup")
    did(one, "paid", 3, 50, "tea")
    did(one, "refunded", 4, -20)
    did(one, "viewed", 9)
    bring_up_to_date(KEEPER, customers=[one])
    found = standing(one)
    assert (found.purchases, found.spent, found.refunds, found.products) == (2, 150, 1, 2)
    assert (found.first_bought_at, found.last_bought_at) == (NOON, NOON + timedelta(days=3))


def test_what_was_said_in_confidence_or_by_staff_is_in_nobodys_standing(hear: Hear) -> None:
    one = customer(1)
    hear(one, 1, nps=1, identity="confidential")
    hear(one, 2, nps=3, population="staff")
    bring_up_to_date(KEEPER, customers=[one])
    assert (standing(one).signals, standing(one).nps) == (0, None)


def test_customers_that_are_one_person_stand_as_one(hear: Hear) -> None:
    one, other = customer(1), customer(2, person=1)
    hear(one, 1, nps=2)
    hear(other, 2, nps=9)
    did(other, "paid", 1, 30)
    Standing.objects.create(customer_id=other, signals=1)
    bring_up_to_date(KEEPER, customers=[other])
    assert (standing(one).nps, standing(one).signals, standing(one).spent) == (9, 2, 30)
    assert not Standing.objects.filter(customer_id=other).exists()


def test_what_models_said_stays_when_facts_change(hear: Hear) -> None:
    one = customer(1)
    Standing.objects.create(customer_id=one, churn_risk=0.7, rfm_group="champion", churn_reasons=["late"])
    hear(one, 1, nps=2)
    bring_up_to_date(KEEPER, customers=[one])
    found = standing(one)
    assert (found.churn_risk, found.rfm_group, found.churn_reasons, found.nps) == (
        0.7,
        "champion",
        ["late"],
        2,
    )


def test_the_same_again_changes_nothing(hear: Hear) -> None:
    one = customer(1)
    hear(one, 1, nps=2)
    segment("unhappy", "nps <= 6")
    bring_up_to_date(KEEPER, customers=[one])
    rows = list(Standing.objects.values()), list(Membership.objects.values())
    events = journal.Event.objects.count()
    bring_up_to_date(KEEPER, customers=[one])
    assert (list(Standing.objects.values()), list(Membership.objects.values())) == rows
    assert journal.Event.objects.count() == events


def test_everybodys_standing_can_be_found_anew(hear: Hear) -> None:
    for key in (1, 2, 3):
        hear(customer(key), 1, nps=key)
    assert bring_up_to_date(KEEPER) == 3
    assert [standing(key).nps for key in (1, 2, 3)] == [1, 2, 3]


def test_only_who_manages_all_customers_may(hear: Hear) -> None:
    with pytest.raises(Forbidden):
        bring_up_to_date(Actor("user", "1", "x"), customers=[])


def test_a_score_puts_its_customer_into_a_segment(hear: Hear) -> None:
    one, other = customer(1), customer(2)
    segment("unhappy", "nps <= 6")
    signals = [hear(one, 1, nps=3).pk, hear(other, 1, nps=8).pk]
    record(KEEPER, "collect.signals_accepted", {"signals": signals, "wordless": signals})
    deliver()
    assert inside("unhappy") == {one}
    told = journal.Event.objects.filter(name="customers.segment_changed").latest("id")
    assert (told.data["entered"], told.data["left"]) == ([one], [])


def test_words_are_read_before_they_move_anybody(hear: Hear) -> None:
    one = customer(1)
    segment("sad", "sentiment < 0")
    signal = hear(one, 1, text="等了一个小时，太差了，再也不来")
    record(KEEPER, "collect.signals_accepted", {"signals": [signal.pk], "wordless": []})
    deliver()
    assert inside("sad") == {one}


def test_a_purchase_takes_a_customer_out_of_a_segment_and_the_past_stays(db: None) -> None:
    one = customer(1)
    segment("fresh", "purchases == 0")
    assert inside("fresh") == {one}
    did(one, "paid", 0, 10)
    record(KEEPER, "collect.events_accepted", {"customers": [one]})
    deliver()
    assert inside("fresh") == set()
    row = Membership.objects.get(segment__code="fresh")
    assert row.until is not None
    assert row.since < row.until
    assert Segment.objects.get(code="fresh").size == 0


def test_joined_customers_leave_their_place_to_the_person_and_find_it_again_when_parted(hear: Hear) -> None:
    one, other = customer(1), customer(2)
    hear(other, 1, nps=2)
    bring_up_to_date(KEEPER)
    segment("unhappy", "nps <= 6")
    assert inside("unhappy") == {other}
    Customer.objects.filter(id=other).update(person_id=one)
    record(KEEPER, "customers.joined", {"customers": [one, other]})
    deliver()
    assert inside("unhappy") == {one}
    Customer.objects.filter(id=other).update(person_id=other)
    record(KEEPER, "customers.parted", {"customers": [one, other]})
    deliver()
    assert inside("unhappy") == {other}
    assert Membership.objects.filter(customer=other).count() == 2


def test_segments_that_ask_about_each_other_follow_in_order(hear: Hear) -> None:
    one = customer(1)
    segment("z_first", "nps <= 6")
    segment("b_second", 'any(segments, code == "z_first") && purchases == 0')
    segment("a_third", '!any(segments, code == "b_second")')
    assert inside("a_third") == {one}
    heard = [hear(one, 1, nps=3).pk]
    record(KEEPER, "collect.signals_accepted", {"signals": heard, "wordless": heard})
    deliver()
    assert (inside("z_first"), inside("b_second"), inside("a_third")) == ({one}, {one}, set())


def test_what_one_customer_does_costs_the_same_however_many_there_are(
    hear: Hear, django_assert_max_num_queries: Any
) -> None:
    for key in range(1, 40):
        hear(customer(key), 1, nps=3)
    bring_up_to_date(KEEPER)
    segment("unhappy", "nps <= 6")
    segment("buyers", "purchases > 0")
    did(7, "paid", 0, 10)
    with django_assert_max_num_queries(40):
        bring_up_to_date(KEEPER, customers=[7])
    assert inside("buyers") == {7}


def test_members_come_in_when_time_passes(db: None) -> None:
    from zhiyin.customers.reactions import follow_time

    one = customer(1)
    Standing.objects.create(customer_id=one, last_bought_at=timezone.now() - timedelta(days=29, hours=23))
    lapsed = segment("lapsed", 'last_bought_at < ago("30d")')
    assert lapsed.follows_time
    assert inside("lapsed") == set()
    Standing.objects.update(last_bought_at=timezone.now() - timedelta(days=30, hours=1))
    follow_time()
    assert inside("lapsed") == {one}


def test_the_size_counts_nobody_twice_after_a_merge(hear: Hear) -> None:
    from zhiyin.customers.models import Merge
    from zhiyin.customers.rules.persons import settle

    for key in (1, 2):
        hear(customer(key), key, nps=2)
    bring_up_to_date(KEEPER)
    segment("unhappy", "nps <= 6")
    Merge.objects.create(left_id=1, right_id=2, rule="person", by="x")
    change = settle([1, 2])
    record(
        KEEPER, "customers.joined", {"customers": change.joined, "gone": change.gone, "moved": change.moved}
    )
    deliver()
    assert Segment.objects.get(code="unhappy").size == len(inside("unhappy")) == 1


def test_whose_data_is_restricted_is_in_no_segment_until_that_is_lifted(hear: Hear) -> None:
    from zhiyin.customers.actions.restrict_person import lift_restriction, restrict_person

    one = customer(1)
    hear(one, 1, nps=2)
    bring_up_to_date(KEEPER)
    segment("unhappy", "nps <= 6")
    restrict_person(KEEPER, one)
    deliver()
    assert inside("unhappy") == set()
    lift_restriction(KEEPER, one)
    deliver()
    assert inside("unhappy") == {one}
