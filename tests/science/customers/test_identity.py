"""What tells who somebody is, what names say, who survives, what a profile is, what speaks for two being one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.customers.evidence import Facts, evidence, score, traits, worth_asking
from zhiyin.science.customers.kinds import KINDS, is_key
from zhiyin.science.customers.names import names_agree, real_name
from zhiyin.science.customers.persons import Node, components, persons, sides, survivor
from zhiyin.science.customers.profiles import profile, take_back, tell

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("王芳", "王 芳", True),
        ("Ｗang Fang", "WANG FANG", True),
        ("王芳", "李芳", False),
        ("王女士", "王芳", True),
        ("王女士", "李芳", False),
        ("王*", "王芳", True),
        ("张**", "王芳", False),
        ("匿名用户", "王芳", True),
        ("", "王芳", True),
        ("Wang Fang", "王芳", False),
        ("欧阳先生", "欧阳锋", True),
    ],
)
def test_two_names_may_be_one_persons_or_cannot(one: str, other: str, agree: bool) -> None:
    assert names_agree(one, other) is names_agree(other, one) is agree


@pytest.mark.parametrize("name", ["王女士", "张**", "微信用户", "张先生", "客户", "", "王", "某某"])
def test_masked_names_and_forms_of_address_name_nobody(name: str) -> None:
    assert real_name(name) == ""


def test_a_device_joins_nobody_and_a_phone_only_when_names_agree() -> None:
    assert [kind for kind, one in KINDS.items() if not one.joins] == ["device"]
    assert [kind for kind, one in KINDS.items() if one.joins and not one.sure] == ["mobile", "email"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("mobile", "138****1234"),
        ("mobile", "6.22E+18"),
        ("mobile", "13812345678转8021"),
        ("email", "z***@qq.com"),
        ("wecom", "微信用户"),
        ("openid", "  "),
        ("nickname", "阳光"),
        ("customer_number", "test"),
    ],
)
def test_what_tells_nobody_is_no_key(kind: str, value: str) -> None:
    assert not is_key(kind, value)


def test_the_known_survive_before_devices_then_the_oldest_then_the_smallest() -> None:
    old_device = Node(1, False, NOON)
    known, younger, twin = Node(9, True, NOON), Node(2, True, NOON + timedelta(1)), Node(8, True, NOON)
    assert survivor([old_device, younger]) == 2
    assert survivor([younger, known]) == 9
    assert survivor([known, twin]) == 8


edges = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20)


@given(edges)
def test_parts_cover_everybody_once_and_no_edge_leaves_one(joined: list[tuple[int, int]]) -> None:
    parts = components(range(13), joined)
    assert sorted(node for part in parts for node in part) == list(range(13))
    place = {node: number for number, part in enumerate(parts) for node in part}
    assert all(place[one] == place[other] for one, other in joined)


@given(edges, st.randoms(use_true_random=False))
def test_the_order_of_merges_does_not_matter(joined: list[tuple[int, int]], dice: Any) -> None:
    nodes = {key: Node(key, key % 3 > 0, NOON + timedelta(key % 4)) for key in range(13)}
    shuffled = list(joined)
    dice.shuffle(shuffled)
    assert persons(nodes, joined) == persons(nodes, shuffled)


def test_both_sides_of_a_merge_are_who_they_are_without_it() -> None:
    assert sides([1, 2, 3, 4], [(1, 2), (3, 4)], 2, 3) == ([1, 2], [3, 4])


def test_the_newest_word_holds_a_correction_wins_and_nothing_is_lost() -> None:
    said: dict[str, Any] = {}
    assert tell(said, "crm", {"tier": "gold", "name": ""}, "2026-01-02")
    assert not tell(said, "crm", {"tier": "silver"}, "2026-01-01")
    assert tell(said, "shop", {"tier": "bronze"}, "2026-01-03")
    assert profile([said]) == {"tier": "bronze"}
    tell(said, "person", {"tier": "platinum"}, "2025-01-01")
    assert profile([said]) == {"tier": "platinum"}
    assert take_back(said, "person", ["tier", "name"])
    assert profile([said]) == {"tier": "bronze"}
    assert said["tier"]["crm"] == ["gold", "2026-01-02"]


news = st.lists(
    st.tuples(st.sampled_from(["crm", "shop"]), st.sampled_from(["gold", "silver"]), st.integers(10, 30)),
    max_size=8,
    unique_by=lambda one: (one[0], one[2]),
)


@given(news, st.randoms(use_true_random=False))
def test_the_order_in_which_news_arrive_does_not_matter(told: list[tuple[str, str, int]], dice: Any) -> None:
    def said(order: list[tuple[str, str, int]]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for source, tier, day in order:
            tell(kept, source, {"tier": tier}, f"2026-01-{day}")
        return kept

    shuffled = list(told)
    dice.shuffle(shuffled)
    assert said(told) == said(shuffled)


def person(number: int, name: str, *keys: tuple[str, str, str], born_on: str = "") -> Facts:
    return Facts(number, name, born_on, "", keys)


def test_a_person_is_looked_for_by_a_whole_name_with_something_else() -> None:
    mobile, mail = ("mobile", "", "13800138001"), ("email", "", "wangfang@example.com")
    assert traits(person(1, "王女士", mobile, mail, born_on="1990-02-28")) == []
    assert [code for code, _text in traits(person(1, "王芳", mobile, mail, born_on="1990-02-28"))] == [
        "birthday",
        "last_digits",
        "mailbox_name",
    ]


def test_evidence_against_outweighs_and_a_name_alone_is_not_worth_asking() -> None:
    assert not worth_asking(evidence(person(1, "王芳"), person(2, "王芳")))
    born = evidence(person(1, "王芳", born_on="1990-02-28"), person(2, "王芳", born_on="1990-02-28"))
    assert worth_asking(born)
    numbers = [("customer_number", "crm", "K1")], [("customer_number", "crm", "K2")]
    two = evidence(
        person(1, "王芳", *numbers[0], born_on="1990-02-28"),
        person(2, "王芳", *numbers[1], born_on="1990-02-28"),
    )
    assert [one.code for one in two if not one.speaks_for] == ["two_keys"]
    assert score(two) < score(born)
    other = evidence(person(1, "王芳", born_on="1990-02-28"), person(2, "李雷", born_on="1990-02-28"))
    assert not worth_asking(other)
