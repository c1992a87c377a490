"""What is indexed is found again by its words, on SQLite and PostgreSQL alike."""

import pytest
from django.db import connection

from zhiyin.search import index

pytestmark = pytest.mark.django_db

TEXTS = {
    1: "申请退款三天了，空调也坏了",
    2: "Refund took too long, waited 40 minutes",
    3: "味道很好，下次还来",
}


@pytest.fixture(autouse=True)
def indexed(db: None) -> None:
    index.put("signal", index.prepare(TEXTS.items()))


def found(query: str) -> set[int]:
    """The ids that the condition stands for."""
    condition = index.matching("signal", query)
    ((_, wanted),) = condition.children
    if isinstance(wanted, list):
        return set(wanted)
    with connection.cursor() as cursor:
        cursor.execute(wanted.sql, wanted.params)
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("退款", {1}),
        ("空调", {1}),
        ("refund", {2}),
        ("REFUND long", {2}),
        ("味道很好", {3}),
        ("退款 味道", set()),
        ("40", {2}),
        ("好", {3}),
        ("，。！", set()),
        ("'; DROP TABLE x; --", set()),
    ],
)
def test_words_find_their_texts(query: str, ids: set[int]) -> None:
    assert found(query) == ids


def test_a_changed_text_is_found_by_its_new_words_only() -> None:
    index.put("signal", index.prepare([(1, "换了新的")]), replaced=[1])
    assert found("退款") == set()
    assert found("新的") == {1}


def test_what_was_removed_is_not_found() -> None:
    index.remove("signal", [1])
    assert found("退款") == set()


def test_a_common_word_is_told_from_a_rare_one() -> None:
    assert index.is_common("signal", "退款", most=0)
    assert not index.is_common("signal", "退款", most=1)
