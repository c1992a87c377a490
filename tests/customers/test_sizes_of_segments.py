"""The size of a segment goes with its members, without counting them all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.refresh_segments import refresh_segments
from zhiyin.customers.actions.save_segment import SegmentContent, save_segment
from zhiyin.customers.actions.sort_people import sort_people
from zhiyin.customers.models import Customer, Membership, Segment, Standing
from zhiyin.customers.rules.memberships import begin, end, resize

pytestmark = pytest.mark.django_db
LIN = Actor.system("lin")


@pytest.fixture
def low() -> Segment:
    """Of ten persons those who gave 1, 2 and 3."""
    for key in range(1, 11):
        Customer.objects.create(id=key, person_id=key)
        Standing.objects.create(customer_id=key, nps=key)
    save_segment(LIN, content=SegmentContent(code="low", name="low", criteria="nps <= 3"))
    refresh_segments(LIN)
    return Segment.objects.get()


def size() -> int:
    now = Membership.objects.filter(until__isnull=True).count()
    assert Segment.objects.get().size == now
    return now


def test_who_moves_changes_the_size_and_nobody_else_is_counted(low: Segment) -> None:
    Standing.objects.filter(customer_id=2).update(nps=9)
    Standing.objects.filter(customer_id__in=[4, 5]).update(nps=0)
    with CaptureQueriesContext(connection) as asked:
        assert sort_people(LIN, people=[2, 4, 5, 6]) == 3
    assert not [one for one in asked.captured_queries if "COUNT(" in one["sql"]]
    assert size() == 4


def test_joining_two_members_makes_the_segment_one_smaller_at_once(low: Segment) -> None:
    join_customers(LIN, left=1, right=2)
    assert size() == 2


def test_memberships_that_ended_long_ago_are_not_looked_at_again(low: Segment) -> None:
    join_customers(LIN, left=1, right=2)
    Segment.objects.update(size=77)  # whatever it is: nothing of it changes
    sort_people(LIN, people=[Customer.objects.get(id=1).person_id])
    assert Segment.objects.get().size == 77


def test_only_who_was_not_in_it_yet_enters_and_only_who_was_leaves(low: Segment) -> None:
    now = timezone.now()
    assert begin(low.pk, [3, 4, 5], now) == 2
    assert end(low.pk, [5, 6], now) == 1
    assert (begin(low.pk, [], now), end(low.pk, [], now)) == (0, 0)


def test_a_size_that_went_astray_is_never_below_nothing_and_mended_by_a_refresh(low: Segment) -> None:
    resize({low.pk: -9})
    assert Segment.objects.get().size == 0
    refresh_segments(LIN)
    assert size() == 3
