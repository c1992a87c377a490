"""What is taken back is as it was before: whatever was decided in between, in whatever order."""

import pytest

from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.keep_apart import allow_again, keep_apart
from zhiyin.customers.actions.mark_shared_key import mark_shared_key
from zhiyin.customers.actions.receive_profiles import Profile, receive_profiles
from zhiyin.customers.actions.settle_persons import settle_persons
from zhiyin.customers.actions.split_customer import split_customer
from zhiyin.customers.actions.undo_merge import restore_merge, undo_merge
from zhiyin.customers.models import Apart, Customer, Identity, Merge

pytestmark = pytest.mark.django_db
LIN = Actor.system("林岚")
NUMBER, PHONE = ("customer_number", "crm", "K1"), ("mobile", "", "13800138001")
OTHER_PHONE = ("mobile", "", "13800138002")


def people() -> int:
    return Customer.objects.values("person_id").distinct().count()


def the(kind: str) -> Identity:
    return Identity.objects.get(kind=kind)


@pytest.fixture
def joined_by_a_row() -> Merge:
    receive_profiles(LIN, [Profile([NUMBER], {}, "crm"), Profile([PHONE], {}, "shop")])
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    return Merge.objects.get()


def test_a_key_that_is_one_persons_after_all_joins_again_though_a_person_had_joined_and_parted_them_since(
    joined_by_a_row: Merge,
) -> None:
    phone = the("mobile")
    mark_shared_key(LIN, identity_id=phone.pk, shared=True)
    by_hand = join_customers(LIN, left=joined_by_a_row.left_id, right=joined_by_a_row.right_id)
    mark_shared_key(LIN, identity_id=phone.pk, shared=False)
    mark_shared_key(LIN, identity_id=phone.pk, shared=True)
    undo_merge(LIN, merge_id=by_hand.pk)
    allow_again(LIN, apart_id=Apart.objects.get().pk)
    assert people() == 2
    mark_shared_key(LIN, identity_id=phone.pk, shared=False)
    assert people() == 1


def test_a_key_that_is_one_persons_after_all_joins_again_what_was_made_again_and_taken_back_meanwhile(
    joined_by_a_row: Merge,
) -> None:
    phone = the("mobile")
    mark_shared_key(LIN, identity_id=phone.pk, shared=True)
    again = restore_merge(LIN, merge_id=joined_by_a_row.pk)
    undo_merge(LIN, merge_id=again.pk)
    mark_shared_key(LIN, identity_id=phone.pk, shared=False)
    assert people() == 2  # somebody said since that they are two
    mark_shared_key(LIN, identity_id=phone.pk, shared=True)
    allow_again(LIN, apart_id=Apart.objects.get().pk)
    mark_shared_key(LIN, identity_id=phone.pk, shared=False)
    assert people() == 1


def test_a_merge_that_needs_two_keys_is_made_again_only_when_both_are_one_persons() -> None:
    receive_profiles(LIN, [Profile([PHONE], {}, "shop"), Profile([OTHER_PHONE], {}, "shop")])
    receive_profiles(LIN, [Profile([PHONE, OTHER_PHONE], {}, "crm")])
    first, second = Identity.objects.order_by("id")
    for key in (first, second):
        mark_shared_key(LIN, identity_id=key.pk, shared=True)
    mark_shared_key(LIN, identity_id=first.pk, shared=False)
    assert people() == 2
    mark_shared_key(LIN, identity_id=second.pk, shared=False)
    assert people() == 1
    mark_shared_key(LIN, identity_id=first.pk, shared=True)
    assert people() == 2


@pytest.mark.parametrize("undo", ["undo", "split"])
def test_what_was_said_against_two_being_one_is_said_again_when_their_merge_ends(undo: str) -> None:
    a = met("customer_number", "K1", scope="crm")
    a2 = met("mobile", "13800138001")
    b = met("email", "wang@example.com")
    join_customers(LIN, left=a.pk, right=a2.pk)
    kept = keep_apart(LIN, left=a2.pk, right=b.pk, why="mother and daughter")
    merge = join_customers(LIN, left=a.pk, right=b.pk)
    assert not Apart.objects.exists()
    if undo == "undo":
        undo_merge(LIN, merge_id=merge.pk)
    else:
        split_customer(LIN, person_id=a.pk, identity_ids=[the("email").pk])
    again = Apart.objects.get(left_id=kept.left_id, right_id=kept.right_id)
    assert (again.by, again.at, again.why) == (kept.by, kept.at, "mother and daughter")
    made = restore_merge(LIN, merge_id=merge.pk)
    assert not Apart.objects.exists()
    undo_merge(LIN, merge_id=made.pk)
    assert Apart.objects.filter(left_id=kept.left_id, right_id=kept.right_id).exists()


def test_the_profile_of_a_person_forgets_what_a_deleted_customer_said() -> None:
    first = met("customer_number", "K1", scope="crm", tier="gold")
    second = met("mobile", "13800138001", name="王芳")
    join_customers(LIN, left=first.pk, right=second.pk)
    assert Customer.objects.get(id=first.pk).name == "王芳"
    second.delete()
    settle_persons(LIN, [first.pk])
    left = Customer.objects.get()
    assert (left.name, left.tier) == ("", "gold")


def test_a_split_is_taken_back_from_any_of_its_cuts_whatever_was_joined_since() -> None:
    a = met("customer_number", "K1", scope="crm")
    b = met("mobile", "13800138001")
    c = met("email", "wang@example.com")
    for one in (b, c):
        join_customers(LIN, left=a.pk, right=one.pk)
    keys = [the("mobile").pk, the("email").pk]
    split_customer(LIN, person_id=a.pk, identity_ids=keys)
    held = Merge.objects.get(evidence__has_key="split")
    undo_merge(LIN, merge_id=held.pk)
    join_customers(LIN, left=b.pk, right=c.pk)
    last_cut = Merge.objects.filter(evidence__has_key="cut_by").latest("id")
    again = restore_merge(LIN, merge_id=last_cut.pk)
    assert again.evidence["again"] == last_cut.pk
    assert people() == 1


@pytest.mark.parametrize("at_once", [True, False])
def test_names_are_held_against_the_newest_name_in_one_batch_as_in_several(at_once: bool) -> None:
    rows = [
        Profile([NUMBER], {"name": "王芳"}, "crm"),
        Profile([PHONE], {"name": "王芳"}, "shop"),
        Profile([PHONE], {"name": "李雷"}, "shop"),
        Profile([NUMBER, PHONE], {"name": "王芳"}, "crm"),
    ]
    for batch in [rows] if at_once else [[row] for row in rows]:
        receive_profiles(LIN, batch)
    assert people() == 2


def test_a_key_that_a_split_gave_away_holds_the_others_together_no_more_and_does_again_when_taken_back() -> (
    None
):
    mail = ("email", "", "wang@example.com")
    receive_profiles(LIN, [Profile([PHONE, mail], {}, "shop"), Profile([NUMBER], {}, "crm")])
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    person, phone = Customer.objects.values_list("person_id", flat=True)[0], the("mobile")
    split_customer(LIN, person_id=person, identity_ids=[phone.pk])
    mark_shared_key(LIN, identity_id=phone.pk, shared=True)
    assert people() == 2  # who split them keeps the number and the address together
    mark_shared_key(LIN, identity_id=phone.pk, shared=False)
    restore_merge(LIN, merge_id=Merge.objects.filter(evidence__one_row=True).get().pk)
    assert people() == 1
    mark_shared_key(LIN, identity_id=phone.pk, shared=True)
    phone.refresh_from_db()
    assert (
        people() == 2
    )  # as without the split: one row stated phone and mail, the phone alone led to the number
    assert the("email").customer.person_id == phone.customer.person_id


def test_a_key_that_becomes_shared_parts_nothing_of_one_row_that_was_split_and_put_together_again() -> None:
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    person = Customer.objects.get().person_id
    split_customer(LIN, person_id=person, identity_ids=[the("customer_number").pk])
    restore_merge(LIN, merge_id=Merge.objects.get().pk)
    mark_shared_key(LIN, identity_id=the("mobile").pk, shared=True)
    assert people() == 1


def test_a_split_is_taken_back_from_a_merge_that_it_ended_within_one_of_its_sides() -> None:
    mail = ("email", "", "wang@example.com")
    receive_profiles(LIN, [Profile([PHONE, mail], {}, "shop"), Profile([NUMBER], {}, "crm")])
    receive_profiles(LIN, [Profile([NUMBER, PHONE], {}, "crm")])
    person = Customer.objects.values_list("person_id", flat=True)[0]
    split_customer(LIN, person_id=person, identity_ids=[the("mobile").pk])
    within = Merge.objects.filter(evidence__has_key="cut_by").exclude(evidence__has_key="one_row").get()
    assert the("email").customer.person_id == the("customer_number").customer.person_id
    again = restore_merge(LIN, merge_id=within.pk)
    assert again.evidence["again"] == within.pk
    assert people() == 1


def test_a_split_is_taken_back_whole_after_another_split_of_one_of_its_sides_was_taken_back() -> None:
    known = met("customer_number", "K1", scope="crm")
    receive_profiles(LIN, [Profile([PHONE, ("openid", "app", "o1")], {}, "shop")])
    joined = join_customers(LIN, left=known.pk, right=the("mobile").customer_id)
    away = [the("customer_number").pk, the("mobile").pk]
    split_customer(LIN, person_id=known.pk, identity_ids=away)
    first = Merge.objects.filter(evidence__has_key="cut_by").latest("id")
    split_customer(LIN, person_id=known.pk, identity_ids=[the("mobile").pk])
    second = Merge.objects.filter(evidence__has_key="cut_by").latest("id")
    assert people() == 3
    for cut in (second, first):
        restore_merge(LIN, merge_id=cut.pk)
    assert people() == 1
    undo_merge(LIN, merge_id=Merge.objects.get(evidence__again=joined.pk).pk)
    assert people() == 2
    assert the("mobile").customer.person_id == the("openid").customer.person_id
