"""Random histories of purchases, joins, partings, lists, restrictions and erasures: segments are what their conditions
say, and what a day looked like stays so."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Event
from zhiyin.customers.actions.change_list import change_list, undo_list_change
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.restrict_person import lift_restriction, restrict_person
from zhiyin.customers.actions.save_segment import SegmentContent, save_segment
from zhiyin.customers.actions.undo_merge import restore_merge, undo_merge
from zhiyin.customers.criteria import people_for, read_criteria
from zhiyin.customers.models import Customer, Membership, Merge, Segment
from zhiyin.customers.queries.persons import persons_of
from zhiyin.customers.queries.rights import persons_nodes
from zhiyin.customers.queries.segments import members, read_segment, size_at
from zhiyin.customers.rights import forget_customers
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import ZhiyinError
from zhiyin.journal.record import record

pytestmark = pytest.mark.django_db
LIN = Actor.system("lin")
START = datetime(2026, 1, 1, tzinfo=UTC)
CONDITIONS = {
    "buyers": "purchases >= 2",
    "good": 'purchases >= 1 && any(segments, code == "chosen")',
    "others": '!any(segments, code == "good" || code == "chosen")',
}
WHAT = ["buy", "join", "undo", "restore", "list", "unlist", "undo_list", "restrict", "lift", "erase"]
steps = st.lists(
    st.tuples(st.sampled_from(WHAT), st.integers(0, 99), st.integers(0, 99)), min_size=4, max_size=14
)


@contextmanager
def nothing_is_kept() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def pick(queryset: Any, at: int) -> Any:
    found = list(queryset.order_by("id"))
    return found[at % len(found)] if found else None


def take(what: str, first: int, second: int) -> None:
    one, other = pick(Customer.objects.all(), first), pick(Customer.objects.all(), second)
    if one is None:
        return
    if what == "buy":
        number, day = Event.objects.count() + 1, START + timedelta(days=second)
        Event.objects.create(
            id=number, kind="paid", occurred_at=day, received_at=day, customer=one, source="till", source_id=str(number)
        )  # fmt: skip
        record(LIN, "collect.events_accepted", {"customers": [one.pk]})
    elif what == "join" and one != other:
        join_customers(LIN, left=one.pk, right=other.pk)
    elif what == "undo" and (merge := pick(Merge.objects.filter(undone_at__isnull=True), first)):
        undo_merge(LIN, merge_id=merge.pk)
    elif what == "restore" and (merge := pick(Merge.objects.filter(undone_at__isnull=False), first)):
        restore_merge(LIN, merge_id=merge.pk)
    elif what in ("list", "unlist"):
        change_list(LIN, code="chosen", **{"add" if what == "list" else "remove": [one.pk]})
    elif what == "undo_list":
        undo_list_change(LIN, code="chosen")
    elif what == "restrict":
        restrict_person(LIN, one.pk)
    elif what == "lift":
        lift_restriction(LIN, one.pk)
    elif what == "erase":
        nodes = list(Customer.objects.filter(person_id=one.person_id).values_list("id", flat=True))
        Event.objects.filter(customer_id__in=nodes).delete()
        forget_customers(persons_nodes(nodes))


def check() -> None:
    for code, condition in CONDITIONS.items():
        wanted = set(people_for(read_criteria(condition)).values_list("id", flat=True))
        current = Membership.objects.filter(segment__code=code, until__isnull=True)
        assert sorted(current.values_list("customer_id", flat=True)) == sorted(wanted), code
        assert {one.id for one in members(LIN, code).members} == wanted
        assert Segment.objects.get(code=code).size == len(wanted), code
    listed = Membership.objects.filter(segment__code="chosen", until__isnull=True)
    people = set(persons_of(listed.values_list("customer_id", flat=True)).values())
    assert {one.id for one in members(LIN, "chosen").members} == people
    assert read_segment(LIN, "chosen").size == size_at(LIN, "chosen") == len(people)
    assert Segment.objects.get(code="chosen").size == len(people)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps)
@example([("list", 0, 0), ("list", 1, 0), ("join", 0, 1), ("buy", 0, 0), ("undo", 0, 0), ("undo_list", 0, 0)])
@example([("buy", 0, 1), ("buy", 1, 2), ("join", 0, 1), ("restrict", 1, 0), ("undo", 0, 0), ("lift", 1, 0)])
@example([("list", 0, 0), ("buy", 0, 1), ("join", 0, 1), ("erase", 1, 0), ("list", 0, 0), ("restrict", 0, 0)])
def test_segments_are_what_their_conditions_say_whatever_happened(
    history: list[tuple[str, int, int]],
) -> None:
    with nothing_is_kept():
        for number in range(5):
            met("customer_number", f"K{number}")
        save_segment(LIN, content=SegmentContent(code="chosen", name="chosen", kind="list"))
        for code, condition in CONDITIONS.items():
            save_segment(LIN, content=SegmentContent(code=code, name=code, criteria=condition))
        drain()
        was: dict[tuple[str, datetime], int] = {}
        for what, first, second in history:
            with suppress(ZhiyinError), transaction.atomic():
                take(what, first, second)
            drain()
            check()
            if what == "erase":  # who was erased is in no day's number any more
                was.clear()
            for (code, moment), size in was.items():
                assert size_at(LIN, code, moment) == size, (code, "changed afterwards")
            moment = timezone.now()
            was.update({(code, moment): size_at(LIN, code, moment) for code in (*CONDITIONS, "chosen")})


def drain() -> None:
    while deliver_pending():
        pass
