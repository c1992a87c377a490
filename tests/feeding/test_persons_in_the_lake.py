"""Whoever is one person answers as one: the lake's respondents follow merges and their undoing."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.feeding.conftest import Accept
from tests.people import met
from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.join_customers import join_customers
from zhiyin.customers.actions.undo_merge import undo_merge
from zhiyin.journal.delivery import deliver_pending
from zhiyin.measure.feeding import feeder
from zhiyin.measure.feeding.feeder import feed_pending
from zhiyin.measure.feeding.rebuilding import rebuild

pytestmark = pytest.mark.django_db
LIN = Actor.system("林岚")


def catch_up() -> None:
    while deliver_pending():
        pass
    while feed_pending():
        pass


def test_respondents_are_persons_and_follow_a_merge_and_its_undoing(
    accept: Accept, rows: Callable[[str], list[dict[str, Any]]]
) -> None:
    first, second = met("customer_number", "K1"), met("mobile", "13800138001")
    accept(1, customer=first)
    accept(2, customer=second)
    accept(3)

    def respondents() -> dict[int, int]:
        catch_up()
        return {row["signal_id"]: row["respondent"] for row in rows("signals")}

    assert respondents() == {1: first.pk, 2: second.pk, 3: 3}
    merge = join_customers(LIN, left=first.pk, right=second.pk)
    assert respondents() == {1: first.pk, 2: first.pk, 3: 3}
    rebuild(feeder.lake())
    assert respondents() == {1: first.pk, 2: first.pk, 3: 3}
    undo_merge(LIN, merge_id=merge.pk)
    assert respondents() == {1: first.pk, 2: second.pk, 3: 3}
