"""Joining, undoing, splitting, keeping apart: each with its reason, each to be taken back, nothing overwritten."""

from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import actor_for
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.customers.actions.correct_profile import correct_profile
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.keep_apart import allow_again, keep_apart
from zhiyin.customers.actions.mark_shared_key import mark_shared_key
from zhiyin.customers.actions.receive_profiles import Profile, receive_profiles
from zhiyin.customers.actions.split_customer import split_customer
from zhiyin.customers.actions.undo_merge import restore_merge, undo_merge
from zhiyin.customers.errors import AlreadyOnePerson, AlreadyUndone, NothingToPart
from zhiyin.customers.models import Apart, Customer, Identity, Membership, Merge, Segment, Standing
from zhiyin.customers.queries.persons import address_of, history_of, keys_of, nodes_of, persons_of, read_merge
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event

pytestmark = pytest.mark.django_db
LIN = Actor.system("林岚")
NUMBER, PHONE = ("customer_number", "crm", "K1"), ("mobile", "", "13800138001")
MAIL = ("email", "", "wang@example.com")


def person_of(customer: Customer) -> int:
    return Customer.objects.get(id=customer.pk).person_id


@pytest.fixture
def two() -> tuple[Customer, Customer]:
    return (
        met("customer_number", "K1", scope="crm", name="王芳", tier="gold"),
        met("mobile", "13800138001", name="王小芳"),
    )


def test_joining_two_makes_one_person_and_the_oldest_survives(two: tuple[Customer, Customer]) -> None:
    first, second = two
    join_customers(LIN, left=second.pk, right=first.pk)
    assert person_of(first) == person_of(second) == first.pk
    assert persons_of([first.pk, second.pk]) == {first.pk: first.pk, second.pk: first.pk}
    assert sorted(nodes_of([first.pk])[first.pk]) == sorted([first.pk, second.pk])


def test_who_is_known_survives_a_device_that_is_older() -> None:
    device = met("device", "d-77f1", is_known=False)
    known = met("customer_number", "K1")
    join_customers(LIN, left=device.pk, right=known.pk)
    assert person_of(device) == known.pk


def test_undoing_restores_names_and_tiers_also_of_customers_met_before_sources_were_kept(
    two: tuple[Customer, Customer],
) -> None:
    first, second = two
    merge = join_customers(LIN, left=first.pk, right=second.pk)
    assert Customer.objects.get(id=first.pk).name == "王小芳"  # the newest word
    undo_merge(LIN, merge_id=merge.pk)
    assert [(c.name, c.tier, c.person_id) for c in Customer.objects.order_by("created_at")] == [
        ("王芳", "gold", first.pk),
        ("王小芳", "", second.pk),
    ]


def test_what_came_in_after_the_merge_goes_with_the_customer_it_came_in_for(
    two: tuple[Customer, Customer],
) -> None:
    first, second = two
    merge = join_customers(LIN, left=first.pk, right=second.pk)
    receive_profiles(LIN, [Profile([PHONE], {"tier": "silver"}, "shop")])
    assert Customer.objects.get(id=first.pk).tier == "silver"
    undo_merge(LIN, merge_id=merge.pk)
    assert [c.tier for c in Customer.objects.order_by("created_at")] == ["gold", "silver"]


def test_no_rule_joins_again_what_a_person_parted(two: tuple[Customer, Customer]) -> None:
    first, second = two
    merge = join_customers(LIN, left=first.pk, right=second.pk)
    undo_merge(LIN, merge_id=merge.pk, why="two people")
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    assert person_of(first) != person_of(second)
    with pytest.raises(AlreadyUndone):
        undo_merge(LIN, merge_id=merge.pk)


def test_an_undone_merge_is_made_again_with_its_reason() -> None:
    receive_profiles(LIN, [Profile([NUMBER], {}, "crm"), Profile([PHONE], {}, "shop")])
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    merge = Merge.objects.get()
    undo_merge(LIN, merge_id=merge.pk)
    again = restore_merge(LIN, merge_id=merge.pk)
    assert (again.rule, again.evidence["source"], again.evidence["again"]) == (
        "stated_together",
        "crm",
        merge.pk,
    )
    assert not Apart.objects.exists()
    with pytest.raises(AlreadyOnePerson):
        restore_merge(LIN, merge_id=merge.pk)


def test_kept_apart_nobody_joins_them_until_that_is_taken_back(two: tuple[Customer, Customer]) -> None:
    first, second = two
    kept = keep_apart(LIN, left=first.pk, right=second.pk, why="mother and daughter")
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    assert person_of(first) != person_of(second)
    allow_again(LIN, apart_id=kept.pk)
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {"name": "王小芳"}, "crm")])
    assert person_of(first) == person_of(second)


def test_a_split_gives_keys_of_one_row_to_a_person_of_their_own() -> None:
    (settled,) = receive_profiles(LIN, [Profile([NUMBER, PHONE, MAIL], {"name": "王芳"}, "crm")])
    assert settled.person_id is not None
    phone = Identity.objects.get(kind="mobile")
    new = split_customer(LIN, person_id=settled.person_id, identity_ids=[phone.pk], why="her mother's")
    assert new != settled.person_id
    assert [key.kind for key in keys_of(LIN, new)] == ["mobile"]
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    assert new == Customer.objects.get(id=new).person_id
    (step,) = [step for step in history_of(LIN, new) if step.kind == "merge"]
    assert (step.remedy, step.undone_words) == ("restore", "her mother's")
    restore_merge(LIN, merge_id=step.id)
    assert Customer.objects.get(id=new).person_id == settled.person_id


@pytest.mark.parametrize("keys", [[], ["customer_number", "mobile"]])
def test_a_split_needs_keys_on_both_sides(keys: list[str]) -> None:
    (settled,) = receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    ids = list(Identity.objects.filter(kind__in=keys).values_list("id", flat=True))
    with pytest.raises(NothingToPart):
        split_customer(LIN, person_id=settled.person_id or 0, identity_ids=ids)


def test_a_key_marked_as_many_peoples_parts_what_it_joined_and_joins_it_again_when_that_was_wrong() -> None:
    receive_profiles(LIN, [Profile([NUMBER], {}, "crm"), Profile([PHONE], {}, "shop")])
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    phone = Identity.objects.get(kind="mobile")
    mark_shared_key(LIN, identity_id=phone.pk, shared=True)
    assert Customer.objects.values("person_id").distinct().count() == 2
    mark_shared_key(LIN, identity_id=phone.pk, shared=False)
    assert Customer.objects.values("person_id").distinct().count() == 1


def test_a_correction_wins_over_newer_words_of_sources_and_can_be_taken_back() -> None:
    (settled,) = receive_profiles(LIN, [Profile([NUMBER], {"name": "王方", "city": "上海"}, "crm")])
    who = settled.customer_id or 0
    correct_profile(LIN, customer_id=who, fields={"name": "王芳", "city": "杭州"})
    receive_profiles(LIN, [Profile([NUMBER], {"name": "王房"}, "crm")])
    assert (Customer.objects.get().name, Customer.objects.get().attributes) == ("王芳", {"city": "杭州"})
    correct_profile(LIN, customer_id=who, fields={"name": None, "city": ""})
    assert (Customer.objects.get().name, Customer.objects.get().attributes) == ("王房", {"city": "上海"})


def test_who_is_a_person_no_longer_stands_nowhere_and_leaves_segments_by_criteria(
    two: tuple[Customer, Customer],
) -> None:
    first, second = two
    criteria = Segment.objects.create(code="a", name="a")
    by_hand = Segment.objects.create(code="b", name="b", kind="list")
    for segment in (criteria, by_hand):
        Membership.objects.create(segment=segment, customer=second, since=timezone.now())
    Standing.objects.create(customer=second, signals=3)
    join_customers(LIN, left=first.pk, right=second.pk)
    assert not Standing.objects.exists()
    assert Membership.objects.get(until__isnull=True).segment == by_hand


def test_the_address_of_a_person_is_the_newest_own_one_of_all_its_customers(
    two: tuple[Customer, Customer],
) -> None:
    first, second = two
    met("email", "old@example.com", customer=first)
    met("email", "new@example.com", customer=second)
    join_customers(LIN, left=first.pk, right=second.pk)
    assert address_of(first.pk, "email") == address_of(second.pk, "email") == "new@example.com"
    Identity.objects.filter(customer=second, kind="email").update(is_shared=True)
    assert address_of(second.pk, "email") == "old@example.com"
    assert address_of(None, "email") == ""


def test_a_merge_is_explained_by_who_each_side_is_without_the_other(in_english: None) -> None:
    receive_profiles(
        LIN, [Profile([NUMBER], {"name": "王芳"}, "crm"), Profile([PHONE], {"tier": "gold"}, "shop")]
    )
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {"name": "王芳"}, "crm", reference="file 7, row 12")])
    view = read_merge(LIN, Merge.objects.get().pk)
    sides = sorted([view.left, view.right], key=lambda side: side.name)
    assert [(side.name, side.tier, [key.kind for key in side.keys]) for side in sides] == [
        ("", "gold", ["mobile"]),
        ("王芳", "", ["customer_number"]),
    ]
    assert view.step.words == "A row of a source states keys of both together"
    assert (view.step.source, view.step.reference, view.kinds) == (
        "crm",
        "file 7, row 12",
        ("customer_number", "mobile"),
    )


def test_deciding_needs_the_whole_organisation(two: tuple[Customer, Customer], mei: User) -> None:
    first, second = two
    for act in (
        lambda actor: join_customers(actor, left=first.pk, right=second.pk),
        lambda actor: keep_apart(actor, left=first.pk, right=second.pk),
        lambda actor: undo_merge(actor, merge_id=1),
        lambda actor: restore_merge(actor, merge_id=1),
        lambda actor: split_customer(actor, person_id=first.pk, identity_ids=[1]),
        lambda actor: mark_shared_key(actor, identity_id=1, shared=True),
        lambda actor: allow_again(actor, apart_id=1),
    ):
        with pytest.raises(Forbidden):
            act(actor_for(mei))


def test_the_journal_names_decisions_by_ids_alone(two: tuple[Customer, Customer]) -> None:
    first, second = two
    merge = join_customers(LIN, left=first.pk, right=second.pk, why="王芳 told us")
    undo_merge(LIN, merge_id=merge.pk, why="王芳 was wrong")
    told: dict[str, Any] = {event.name: event.data for event in Event.objects.all()}
    assert {
        "customers.merged",
        "customers.joined",
        "customers.merge_undone",
        "customers.parted",
    } <= told.keys()
    assert "王芳" not in str(told)
