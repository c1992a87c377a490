"""Random histories of rows, sightings, merges, undos, splits and erasures: persons are what the merges in force say."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.correct_profile import correct_profile
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.keep_apart import allow_again, keep_apart
from zhiyin.customers.actions.mark_shared_key import mark_shared_key
from zhiyin.customers.actions.receive_profiles import Profile, receive_profiles
from zhiyin.customers.actions.recognise_customers import Known, recognise_customers
from zhiyin.customers.actions.settle_persons import settle_persons
from zhiyin.customers.actions.split_customer import split_customer
from zhiyin.customers.actions.undo_merge import restore_merge, undo_merge
from zhiyin.customers.errors import AlreadyOnePerson
from zhiyin.customers.models import Apart, Customer, Identity, Merge, Told

pytestmark = pytest.mark.django_db
LIN = Actor.system("林岚")
START = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = [
    *(("customer_number", "crm", f"K{i}") for i in range(1, 4)),
    *(("mobile", "", f"1380013800{i}") for i in range(1, 4)),
    ("email", "", "wang1@example.com"),
    ("openid", "app-a", "oA7"),
    ("openid", "app-b", "oA7"),
    ("unionid", "open", "u1"),
    ("device", "", "d-77f1"),
]  # fmt: skip
NAMES = ["", "", "王芳", "李雷"]

number = st.integers(0, 2**16)
rows = st.builds(
    lambda keys, name, tier, day: Profile(
        keys, {"name": name, "tier": tier}, "crm", START + timedelta(days=day), "row"
    ),
    st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True),
    st.sampled_from(NAMES),
    st.sampled_from(["", "gold", "silver"]),
    st.integers(0, 5),
)
decisions = st.tuples(
    st.sampled_from(["join", "undo", "restore", "split", "apart", "allow", "share", "own", "correct"]),
    number,
    number,
)
steps = rows | st.sampled_from(KEYS) | decisions | st.tuples(st.just("erase"), number, number)
few = settings(
    derandomize=True,
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@contextmanager
def nothing_is_kept() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def pick(queryset: Any, at: int) -> Any:
    found = list(queryset)
    return found[at % len(found)] if found else None


def kept_apart() -> set[tuple[int, int]]:
    """Who is said to be different people."""
    return set(Apart.objects.values_list("left_id", "right_id"))


def undo_pair(merge: Merge, said: bool) -> None:
    """The merge of these two that is in force: a merge that was made again is a new one.

    Undoing a merge says more than that it was wrong: that the two are different people, which no rule may join. Who
    takes a join back altogether takes that word back, too, unless it was `said` before (so does `decide_suggestions`).
    """
    held = Merge.objects.filter(left_id=merge.left_id, right_id=merge.right_id, undone_at__isnull=True)
    undo_merge(LIN, merge_id=held.latest("id").pk)
    if not said:
        allow_pair(*pair_of(merge.left_id, merge.right_id))


def pair_of(left: int, right: int) -> tuple[int, int]:
    return min(left, right), max(left, right)


def allow_pair(left: int, right: int) -> None:
    allow_again(LIN, apart_id=Apart.objects.get(left_id=left, right_id=right).pk)


def restore_pair(merge: Merge) -> None:
    """The merge of these two that was undone last."""
    undone = Merge.objects.filter(left_id=merge.left_id, right_id=merge.right_id, undone_at__isnull=False)
    restore_merge(LIN, merge_id=undone.latest("id").pk)


def restore_split(cut: Merge) -> None:
    """The split that parted these two last: a merge that held one side of a later split together is no cut."""
    cuts = Merge.objects.filter(left_id=cut.left_id, right_id=cut.right_id, undone_at__isnull=False)
    restore_merge(LIN, merge_id=cuts.filter(evidence__has_key="cut_by").latest("id").pk)


def split_again(keys: list[int], said: set[tuple[int, int]]) -> None:
    """Splitting says that the two are different people, too; where that word had been taken back, it goes again."""
    person = Identity.objects.get(id=keys[0]).customer.person_id
    split_customer(LIN, person_id=person, identity_ids=keys)
    for pair in kept_apart() - said:
        allow_pair(*pair)


def decide(step: tuple[str, int, int]) -> Callable[[], object] | None:
    """Carry out a person's decision; what takes it back, None where there was nothing to decide."""
    what, one, other = step
    people = Customer.objects.order_by("created_at", "id")
    before = kept_apart()
    if what in ("join", "apart"):
        left, right = pick(people, one), pick(people, other)
        if left is None or left.person_id == right.person_id:
            return None
        if what == "join":
            merge = join_customers(LIN, left=left.pk, right=right.pk)
            return lambda: undo_pair(merge, pair_of(left.pk, right.pk) in before)
        if pair_of(left.pk, right.pk) in before:
            return None
        keep_apart(LIN, left=left.pk, right=right.pk)
        return lambda: allow_pair(*pair_of(left.pk, right.pk))
    if what == "undo":
        merge = pick(Merge.objects.filter(undone_at__isnull=True).order_by("id"), one)
        if merge is None:
            return None
        undo_merge(LIN, merge_id=merge.pk)
        return lambda: restore_pair(merge)
    if what == "restore":
        return _restore(pick(Merge.objects.filter(undone_at__isnull=False).order_by("id"), one), before)
    if what == "allow":
        kept = pick(Apart.objects.order_by("id"), one)
        if kept is not None:
            allow_again(LIN, apart_id=kept.pk)
            return lambda: keep_apart(LIN, left=kept.left_id, right=kept.right_id)
        return None
    if what in ("share", "own"):
        key = pick(
            Identity.objects.filter(is_shared=what == "own", kind__in=("mobile", "email")).order_by("id"), one
        )
        if key is None:
            return None
        mark_shared_key(LIN, identity_id=key.pk, shared=what == "share")
        return lambda: mark_shared_key(LIN, identity_id=key.pk, shared=what == "own")
    if what == "correct":
        who = pick(people, one)
        if who is None or "person" in str(
            Told.objects.filter(customer__person_id=who.person_id).values_list("said")
        ):
            return None
        correct_profile(LIN, customer_id=who.pk, fields={"tier": "platinum"})
        return lambda: correct_profile(LIN, customer_id=who.pk, fields={"tier": None})
    return _split(one, other)


def _restore(merge: Merge | None, before: set[tuple[int, int]]) -> Callable[[], object] | None:
    if merge is None:
        return None
    person = Customer.objects.get(id=merge.left_id).person_id
    keys = list(Identity.objects.filter(customer__person_id=person).values_list("id", flat=True))
    try:
        again = restore_merge(LIN, merge_id=merge.pk)
    except AlreadyOnePerson:
        return None
    if "cut_by" in merge.evidence:  # that took a whole split back: its opposite is to split
        return lambda: split_again(keys, before)
    return lambda: undo_pair(again, pair_of(again.left_id, again.right_id) in before)


def _split(one: int, other: int) -> Callable[[], object] | None:
    held = defaultdict(list)
    for key in Identity.objects.order_by("id"):
        held[key.customer.person_id].append(key.pk)
    # by their keys: persons' numbers are drawn by lot, and the same history is to be the same again
    several = sorted(
        ((person, keys) for person, keys in held.items() if len(keys) > 1), key=lambda one: one[1]
    )
    if not several:
        return None
    person, keys = several[one % len(several)]
    chosen = [key for place, key in enumerate(keys) if other >> place & 1] or keys[:1]
    if len(chosen) == len(keys):
        chosen = chosen[1:]
    newest = max(Merge.objects.values_list("id", flat=True), default=0)
    before = set(Merge.objects.filter(undone_at__isnull=True).values_list("id", flat=True))
    split_customer(LIN, person_id=person, identity_ids=chosen)
    cut = Merge.objects.filter(id__in=before, undone_at__isnull=False) | Merge.objects.filter(
        id__gt=newest, undone_at__isnull=False
    )
    first = cut.order_by("id")[0]
    return lambda: restore_split(first)


def take(step: Any) -> None:
    if isinstance(step, Profile):
        receive_profiles(LIN, [step])
    elif step[0] == "erase":
        gone = pick(Customer.objects.order_by("created_at", "id"), step[1])
        if gone is not None:
            others = list(Customer.objects.filter(person_id=gone.person_id).exclude(id=gone.pk))
            gone.delete()
            settle_persons(LIN, [one.pk for one in others])
    elif len(step) == 3 and isinstance(step[1], int):
        decide(step)
    else:
        kind, scope, value = step
        recognise_customers(LIN, [Known(kind, value, scope=scope)])


def walked(start: int, edges: dict[int, set[int]]) -> frozenset[int]:
    """The model: everything that can be reached from a customer along merges in force."""
    seen, ahead = {start}, [start]
    while ahead:
        for node in edges[ahead.pop()] - seen:
            seen.add(node)
            ahead.append(node)
    return frozenset(seen)


def check() -> None:
    customers = {one.pk: one for one in Customer.objects.all()}
    told = {one.customer_id: one.said for one in Told.objects.all()}
    keys = {key.pk: key for key in Identity.objects.all()}
    edges: dict[int, set[int]] = defaultdict(set)
    for merge in Merge.objects.filter(undone_at__isnull=True):
        edges[merge.left_id].add(merge.right_id)
        edges[merge.right_id].add(merge.left_id)
        if merge.rule != "person":
            assert any(
                all(any(key in keys and not keys[key].is_shared for key in side) for side in link)
                for link in merge.evidence["links"]
            ) or merge.evidence.get("again"), "a merge stands on keys that many people share"
    for one in customers.values():
        group = walked(one.pk, edges)
        root = min((customers[node] for node in group), key=lambda c: (not c.is_known, c.created_at, c.pk))
        assert one.person_id == root.pk
        best: dict[str, Any] = {}
        for node in group:
            for field, sources in told.get(node, {}).items():
                for source, (value, at) in sources.items():
                    best[field] = max(best.get(field, (False,)), (source == "person", at, source, value))
        if any(node in told for node in group):
            assert root.name == (best["name"][3] if "name" in best else "")
            assert root.tier == (best["tier"][3] if "tier" in best else "")
    for kept in Apart.objects.all():
        assert customers[kept.left_id].person_id != customers[kept.right_id].person_id
    by_hand = Merge.objects.filter(undone_at__isnull=True, rule="person").exists()
    again = Merge.objects.filter(undone_at__isnull=True, evidence__has_key="again").exists()
    if not by_hand and not again:
        numbers = [
            (customers[key.customer_id].person_id, key.kind, key.scope)
            for key in keys.values()
            if key.kind in ("customer_number", "unionid", "openid") and not key.is_shared
        ]
        assert len(numbers) == len(set(numbers)), "no rule gives one person two numbers of one system"


def seen() -> dict[tuple[str, bytes], Any]:
    """What can be seen of every key: whose it is, whether shared, and that person's profile."""
    people = {one.pk: one for one in Customer.objects.all()}
    return {
        (key.kind, bytes(key.digest)): (
            people[people[key.customer_id].person_id].pk,
            key.is_shared,
            people[people[key.customer_id].person_id].name,
            people[people[key.customer_id].person_id].tier,
        )
        for key in Identity.objects.all()
    }


@few
@given(st.lists(steps, max_size=14))
def test_persons_are_what_the_merges_in_force_say_whatever_happened(history: list[Any]) -> None:
    with nothing_is_kept():
        for step in history:
            take(step)
            check()


@few
@given(
    st.lists(rows | st.sampled_from(KEYS), min_size=2, max_size=8),
    st.lists(decisions, min_size=1, max_size=5),
)
def test_taking_back_the_last_decisions_restores_every_person_and_profile(
    history: list[Any], made: list[tuple[str, int, int]]
) -> None:
    with nothing_is_kept():
        for step in history:
            take(step)
        before = [(seen(), kept_apart())]
        back = []
        for step in made:
            if (undo := decide(step)) is not None:
                back.append(undo)
                before.append((seen(), kept_apart()))
        for undo in reversed(back):
            assert (seen(), kept_apart()) == before.pop()
            undo()
            check()
        assert (seen(), kept_apart()) == before.pop()


later = st.lists(
    st.tuples(st.sampled_from(KEYS[:9]), st.sampled_from(["bronze", "iron"]), st.integers(6, 9)), max_size=5
)


@few
@given(st.lists(rows, min_size=1, max_size=8), number, number, later)
def test_a_merge_undone_after_later_data_leaves_what_would_be_without_it(
    history: list[Profile], one: int, other: int, since: list[tuple[Any, str, int]]
) -> None:
    def go_on() -> None:
        for key, tier, day in since:
            receive_profiles(
                LIN, [Profile([key], {"tier": tier}, "shop", START + timedelta(days=day), "row")]
            )

    def people() -> Any:
        return sorted((kind, digest, *told[1:]) for (kind, digest), told in seen().items())

    with nothing_is_kept():
        receive_profiles(LIN, history)
        nodes = Customer.objects.order_by("created_at", "id")
        left, right = pick(nodes, one), pick(nodes, other)
        if left is None or left.person_id == right.person_id:
            return
        with nothing_is_kept():
            go_on()
            without = people()
        merge = join_customers(LIN, left=left.pk, right=right.pk)
        go_on()
        undo_merge(LIN, merge_id=merge.pk)
        assert people() == without
        check()


@few
@given(st.lists(rows, min_size=1, max_size=8), st.integers(1, 8))
def test_rows_in_one_batch_or_in_several_say_the_same(history: list[Profile], size: int) -> None:
    def persons() -> Any:
        people = defaultdict(set)
        for key in Identity.objects.select_related("customer"):
            people[key.customer.person_id].add((key.kind, bytes(key.digest), key.is_shared))
        roots = {one.pk: one for one in Customer.objects.all()}
        return sorted(
            (sorted(keys, key=repr), roots[person].name, roots[person].tier)
            for person, keys in people.items()
        )

    with nothing_is_kept():
        receive_profiles(LIN, history)
        at_once = persons()
    with nothing_is_kept():
        for start in range(0, len(history), size):
            receive_profiles(LIN, history[start : start + size])
        assert persons() == at_once


sure = st.builds(
    lambda keys, day: Profile(keys, {"tier": f"t{day}"}, "crm", START + timedelta(days=day), "row"),
    st.sampled_from(
        [KEYS[:1] + KEYS[3:4], KEYS[3:4] + KEYS[6:7], KEYS[7:8] + KEYS[9:10], KEYS[8:10], KEYS[:1]]
    ),
    st.integers(0, 50),
)


@few
@given(
    st.lists(sure, min_size=1, max_size=8, unique_by=lambda one: one.at), st.randoms(use_true_random=False)
)
def test_where_nothing_contradicts_the_order_of_rows_does_not_matter(
    history: list[Profile], dice: Any
) -> None:
    def persons() -> Any:
        people = defaultdict(set)
        for key in Identity.objects.select_related("customer"):
            people[key.customer.person_id].add(bytes(key.digest))
        roots = {one.pk: one.tier for one in Customer.objects.all()}
        return sorted((sorted(keys), roots[person]) for person, keys in people.items())

    with nothing_is_kept():
        for one in history:
            receive_profiles(LIN, [one])
        in_order = persons()
    shuffled = list(history)
    dice.shuffle(shuffled)
    with nothing_is_kept():
        for one in shuffled:
            receive_profiles(LIN, [one])
        assert persons() == in_order
