"""Segments: made, changed, asked about as they are and as they were; lists that people keep."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests.people import met
from zhiyin.accounts.actor import Actor, Grant
from zhiyin.customers.actions import refresh_segments as refreshing
from zhiyin.customers.actions.change_list import change_list, undo_list_change
from zhiyin.customers.actions.delete_segment import delete_segment
from zhiyin.customers.actions.refresh_segments import refresh_segments
from zhiyin.customers.actions.save_segment import SegmentContent, save_segment
from zhiyin.customers.actions.switch_segment import switch_segment
from zhiyin.customers.errors import (
    NoChangeToUndo,
    NoSuchSegment,
    NotAList,
    SegmentInUse,
    UnusableSegment,
)
from zhiyin.customers.models import Customer, Identity, Membership, Segment, Standing
from zhiyin.customers.queries.pasted_keys import customers_by_keys, keys_in
from zhiyin.customers.queries.segment_order import circle, ordered
from zhiyin.customers.queries.segments import (
    end_of,
    history,
    list_segments,
    members,
    overlaps,
    preview,
    read_segment,
    segments_of,
    size_at,
)
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event
from zhiyin.journal.record import record
from zhiyin.search.errors import BadCondition

pytestmark = pytest.mark.django_db

LIN = Actor("user", "1", "Lin", (Grant("administrator", ""),))
AN = Actor("user", "2", "An", (Grant("analyst", ""),))
MEI = Actor("user", "3", "Mei", (Grant("manager", "00010001"),))
Made = Callable[..., list[int]]


@pytest.fixture
def people(db: None) -> list[int]:
    """Ten persons; the first five are gold, the first of them most likely to leave."""
    for key in range(1, 11):
        Customer.objects.create(id=key, person_id=key, name=f"N{key}", tier="gold" if key < 6 else "")
        Standing.objects.create(customer_id=key, nps=key, churn_risk=1 / key)
    return list(range(1, 11))


def made(code: str, criteria: str = "", **fields: str) -> Segment:
    kind = "criteria" if criteria else "list"
    content = SegmentContent(code=code, name=fields.get("name", code), criteria=criteria, kind=kind)
    save_segment(LIN, content=content)
    while deliver_pending():
        pass
    return Segment.objects.get(code=code)


def inside(code: str) -> list[int]:
    return [one.id for one in members(LIN, code).members]


def errors_of(**fields: str) -> dict[str, str]:
    content = SegmentContent(**{"code": "new-one", "name": "New", "criteria": "nps <= 6", **fields})
    with pytest.raises(UnusableSegment) as caught:
        save_segment(LIN, content=content)
    found: dict[str, str] = caught.value.data["errors"]
    return found


def test_a_segment_is_filled_when_it_is_saved(people: list[int]) -> None:
    segment = made("gold", 'tier == "gold" && nps <= 3')
    assert inside("gold") == [1, 2, 3]
    assert segment.size == 3
    assert segment.refreshed_at is not None


def test_a_changed_condition_lets_people_in_and_out(people: list[int]) -> None:
    made("low", "nps <= 3")
    save_segment(
        LIN, content=SegmentContent(code="low", name="Low", criteria="nps >= 3 && nps <= 4"), code="low"
    )
    while deliver_pending():
        pass
    assert inside("low") == [3, 4]
    told = Event.objects.filter(name="customers.segment_changed").latest("id")
    assert (sorted(told.data["entered"]), sorted(told.data["left"])) == ([4], [1, 2])


def test_looking_again_changes_nothing_and_says_nothing(people: list[int]) -> None:
    made("low", "nps <= 3")
    rows, events = list(Membership.objects.order_by("id").values()), Event.objects.count()
    assert refresh_segments(LIN) == {}
    assert (list(Membership.objects.order_by("id").values()), Event.objects.count()) == (rows, events)


@pytest.mark.django_db(
    transaction=True
)  # as a worker has it: a statement that failed ends no transaction around it
def test_a_refresh_that_fails_leaves_nothing_behind_that_the_next_one_stumbles_over(
    people: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = made("low", "nps <= 3")
    Standing.objects.filter(customer_id=4).update(nps=1)
    with monkeypatch.context() as broken:
        broken.setattr(refreshing, "people_for", lambda *_, **__: Customer.objects.extra(where=["no_column"]))
        with pytest.raises(DatabaseError, match="no_column"):
            refresh_segments(LIN, segments=[segment.id])
    refresh_segments(LIN, segments=[segment.id])
    assert inside("low") == [1, 2, 3, 4]


def test_a_condition_that_can_hold_for_nobody_makes_an_empty_segment(people: list[int]) -> None:
    made("none", "age in [0.5]")
    assert inside("none") == []


def test_a_condition_with_a_fault_is_told_with_its_place(people: list[int], in_english: None) -> None:
    assert "character 1" in errors_of(criteria="npps <= 6")["criteria"]
    assert "Perhaps you mean nps." in errors_of(criteria="npps <= 6")["criteria"]


def test_a_code_is_taken_once(people: list[int], in_english: None) -> None:
    made("gold", 'tier == "gold"')
    assert "code" in errors_of(code="gold")
    assert "code" in errors_of(code="new")
    assert "code" in errors_of(code="Gold!")


def test_segments_cannot_ask_about_each_other_in_a_circle(people: list[int], in_english: None) -> None:
    made("one", "nps <= 3")
    made("two", 'any(segments, code == "one")')
    made("three", 'any(segments, code in ["two", "two"])')
    content = SegmentContent(code="one", name="one", criteria='!any(segments, code == "three")')
    with pytest.raises(UnusableSegment) as caught:
        save_segment(LIN, content=content, code="one")
    assert "one → three → two → one" in caught.value.data["errors"]["criteria"]


def test_a_segment_cannot_ask_about_itself(people: list[int]) -> None:
    made("one", "nps <= 3")
    with pytest.raises(UnusableSegment):
        save_segment(
            LIN, content=SegmentContent(code="one", name="one", criteria="any(segments, true)"), code="one"
        )


def test_the_order_has_each_segment_after_those_it_asks_about() -> None:
    asks = {"a": {"b", "c"}, "b": {"c"}, "c": set(), "d": {"a", "gone"}}
    order = ordered(asks)
    assert all(
        order.index(other) < order.index(code) for code in asks for other in asks[code] if other in asks
    )
    assert circle("a", asks) == []
    assert circle("c", {**asks, "c": {"d"}}) == ["c", "d", "a", "c"]


def test_a_segment_follows_one_that_it_asks_about(people: list[int]) -> None:
    made("low", "nps <= 3")
    made("low_gold", 'any(segments, code == "low") && tier == "gold"')
    Standing.objects.filter(customer_id=3).update(nps=9)
    low = Segment.objects.get(code="low")
    assert len(refresh_segments(LIN, segments=[low.id])) == 2
    assert inside("low_gold") == [1, 2]


def test_a_segment_that_is_off_stays_as_it_is(people: list[int]) -> None:
    made("low", "nps <= 3")
    switch_segment(LIN, code="low", on=False)
    Standing.objects.update(nps=1)
    refresh_segments(LIN)
    assert inside("low") == [1, 2, 3]
    switch_segment(LIN, code="low", on=True)
    while deliver_pending():
        pass
    assert inside("low") == people


def test_one_that_others_ask_about_is_neither_switched_off_nor_deleted(people: list[int]) -> None:
    made("low", "nps <= 3")
    made("other", '!any(segments, code == "low")')
    for refused in (
        lambda: switch_segment(LIN, code="low", on=False),
        lambda: delete_segment(LIN, code="low"),
    ):
        with pytest.raises(SegmentInUse) as caught:
            refused()
        assert caught.value.data["segments"] == "other"


def test_a_deleted_segment_is_gone_with_its_history(people: list[int]) -> None:
    made("low", "nps <= 3")
    delete_segment(LIN, code="low")
    assert not Membership.objects.exists()
    with pytest.raises(NoSuchSegment):
        read_segment(LIN, "low")


def test_who_was_in_it_can_be_asked_as_it_was(people: list[int]) -> None:
    segment = made("low", "nps <= 3")
    began = timezone.now() - timedelta(days=10)
    Membership.objects.filter(segment=segment).update(since=began)
    Membership.objects.filter(segment=segment, customer_id=2).update(until=began + timedelta(days=5))
    asked = began + timedelta(days=4)
    assert [one.id for one in members(LIN, "low", as_of=asked).members] == [1, 2, 3]
    assert inside("low") == [1, 3]
    assert (size_at(LIN, "low", asked), size_at(LIN, "low")) == (3, 2)
    assert size_at(LIN, "low", began - timedelta(seconds=1)) == 0
    assert [code for code, _, _ in segments_of(2, asked)] == ["low"]
    assert segments_of(2) == []


def test_days_tell_who_came_and_left_and_how_many_were_in_it_at_their_end(
    people: list[int], at_noon: datetime
) -> None:
    segment = made("low", "nps <= 3")
    Membership.objects.filter(segment=segment).update(since=at_noon - timedelta(days=3))
    Membership.objects.filter(segment=segment, customer_id=1).update(until=at_noon - timedelta(days=1))
    days = history(LIN, "low", days=5)
    assert [(day.entered, day.left, day.size) for day in days] == [
        (0, 0, 0), (3, 0, 3), (0, 0, 3), (0, 1, 2), (0, 0, 2)
    ]  # fmt: skip


def test_a_day_ends_in_the_organisations_zone() -> None:
    end = end_of(datetime(2026, 3, 1).date())
    assert end is not None
    assert end.isoformat() == "2026-03-01T23:59:59.999999+08:00"
    assert end_of((timezone.now() + timedelta(days=2)).date()) is None


def test_joining_people_takes_nothing_from_the_past(people: list[int]) -> None:
    made("low", "nps <= 3")
    asked = timezone.now()
    Customer.objects.filter(id=3).update(person_id=1)
    record(LIN, "customers.joined", {"customers": [1, 3]})
    while deliver_pending():
        pass
    assert [one.id for one in members(LIN, "low", as_of=asked).members] == [1, 2]
    assert [code for code, _, _ in segments_of(1, asked)] == ["low"]
    Customer.objects.filter(id=3).update(person_id=3)
    assert [one.id for one in members(LIN, "low", as_of=asked).members] == [1, 2, 3]


def test_a_preview_counts_shares_and_overlaps(people: list[int]) -> None:
    made("gold", 'tier == "gold"')
    found = preview(LIN, "nps >= 4 && nps <= 7")
    assert (found.size, found.people, found.share) == (4, 10, 0.4)
    (one,) = found.overlaps
    assert (one.code, one.both, one.jaccard) == ("gold", 2, 2 / 7)
    assert {person.id for person in found.sample} == {4, 5, 6, 7}
    with pytest.raises(BadCondition):
        preview(LIN, "npps > 3")


def test_segments_are_compared_with_each_other(people: list[int]) -> None:
    made("gold", 'tier == "gold"')
    made("low", "nps <= 3")
    made("high", "nps >= 9")
    assert [(one.code, one.both, one.jaccard) for one in overlaps(LIN, "low")] == [("gold", 3, 3 / 5)]


def test_who_may_only_see_scores_sees_counts_and_nobodys_name(people: list[int]) -> None:
    made("gold", 'tier == "gold"')
    assert [(row.code, row.size, row.may_change) for row in list_segments(AN)] == [("gold", 5, False)]
    for refused in (lambda: members(AN, "gold"), lambda: preview(AN, "nps > 3")):
        with pytest.raises(Forbidden):
            refused()


def test_a_manager_of_a_part_does_not_see_the_whole(people: list[int]) -> None:
    made("gold", 'tier == "gold"')
    content = SegmentContent(code="x", name="x", criteria="nps > 3")
    for refused in (
        lambda: list_segments(MEI),
        lambda: members(MEI, "gold"),
        lambda: save_segment(MEI, content=content),
        lambda: change_list(MEI, code="gold", add=[1]),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_people_are_put_on_a_list_and_taken_off(people: list[int]) -> None:
    made("guests")
    assert change_list(LIN, code="guests", add=[1, 2, 2, 99]) == (2, 0)
    assert change_list(LIN, code="guests", add=[2, 3], remove=[1]) == (1, 1)
    assert inside("guests") == [2, 3]
    assert read_segment(LIN, "guests").size == 2


def test_the_last_change_of_a_list_is_taken_back_once(people: list[int]) -> None:
    made("guests")
    change_list(LIN, code="guests", add=[1, 2])
    change_list(LIN, code="guests", add=[3], remove=[1])
    assert undo_list_change(LIN, code="guests") == (1, 1)
    assert inside("guests") == [1, 2]
    with pytest.raises(NoChangeToUndo):
        undo_list_change(LIN, code="guests")


def test_a_list_names_whom_it_was_given_however_they_are_joined_and_parted(people: list[int]) -> None:
    made("guests")
    change_list(LIN, code="guests", add=[7])
    Customer.objects.filter(id=7).update(person_id=1)
    assert inside("guests") == [1]
    assert change_list(LIN, code="guests", add=[1]) == (0, 0)
    Customer.objects.filter(id=7).update(person_id=7)
    assert inside("guests") == [7]


def test_taking_a_person_off_takes_all_of_them_off(people: list[int]) -> None:
    made("guests")
    change_list(LIN, code="guests", add=[1, 7])
    Customer.objects.filter(id=7).update(person_id=1)
    assert read_segment(LIN, "guests").size == 1
    change_list(LIN, code="guests", remove=[1])
    assert inside("guests") == []


def test_a_segment_that_asks_about_a_list_follows_it_at_once(people: list[int]) -> None:
    made("guests")
    made("golden", 'any(segments, code == "guests") && tier == "gold"')
    change_list(LIN, code="guests", add=[2, 8])
    assert inside("golden") == [2]


def test_a_segment_by_condition_takes_nobody_by_hand(people: list[int]) -> None:
    made("gold", 'tier == "gold"')
    with pytest.raises(NotAList):
        change_list(LIN, code="gold", add=[9])


def test_pasted_keys_are_the_first_cells_of_lines() -> None:
    text = 'a@x.cn,王\n"b@x.cn"\t1\n\n c@x.cn \r\na@x.cn\n13800000000；x'
    assert keys_in(text) == ["a@x.cn", "b@x.cn", "c@x.cn", "13800000000"]


def test_keys_find_their_customers_and_those_of_nobody_are_told(db: None) -> None:
    one = met("mobile", "138 0000 0001")
    shared = met("mobile", "13800000002")
    Identity.objects.filter(customer=shared).update(is_shared=True)
    found = customers_by_keys(LIN, kind="mobile", values=["+86 13800000001", "13800000002", "13800000003"])
    assert found.customers == (one.id,)
    assert (found.unknown, found.shared) == (("13800000003",), ("13800000002",))
    found = customers_by_keys(LIN, kind="customer", values=[str(one.id), "7", "x"])
    assert (found.customers, found.unknown) == ((one.id,), ("7", "x"))


def test_a_number_is_found_whatever_stands_in_the_field_for_its_system(db: None) -> None:
    one = met("mobile", "13800000001")
    assert customers_by_keys(LIN, kind="mobile", values=["13800000001"], scope="crm").customers == (one.id,)
    other = met("customer_number", "K1", scope="crm")
    found = customers_by_keys(LIN, kind="customer_number", values=["K1"], scope=" crm ")
    assert found.customers == (other.id,)


def test_a_key_that_is_written_in_two_ways_is_unknown_in_neither(db: None) -> None:
    one = met("mobile", "13800138000")
    found = customers_by_keys(LIN, kind="mobile", values=["138 0013 8000", "13800138000"])
    assert (found.customers, found.unknown) == ((one.id,), ())


def test_members_come_in_pages(people: list[int]) -> None:
    made("all", "nps >= 1")
    first = members(LIN, "all", limit=4)
    second = members(LIN, "all", limit=4, after=first.next or 0)
    third = members(LIN, "all", limit=4, after=second.next or 0)
    assert [len(page.members) for page in (first, second, third)] == [4, 4, 2]
    assert third.next is None
