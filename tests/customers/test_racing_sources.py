"""Two sources that say something of the same people at the same moment."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_events import EventDraft, PersonKey, accept_events
from zhiyin.customers.actions.receive_profiles import Profile, receive_profiles
from zhiyin.customers.models import Customer, Identity, Merge

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer: nothing to race"),
]
TEAM = Actor.system("team")


def bought(phone: str) -> EventDraft:
    who = PersonKey(kind="mobile", value=phone)
    return EventDraft(
        source_id=phone, kind="paid", occurred_at=datetime(2026, 1, 1, tzinfo=UTC), customer=who, amount=5
    )


def at_once(*works: Callable[[], Any]) -> list[BaseException]:
    """Run these in threads of their own; what they raised."""
    start = threading.Barrier(len(works))
    raised: list[BaseException] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            start.wait()
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def row(*keys: tuple[str, str, str], source: str) -> Profile:
    return Profile(keys, {}, source, None, "row")


@pytest.mark.parametrize("round", range(3))
def test_two_files_that_share_keys_make_each_person_once(round: int) -> None:
    phones = [f"1380013{one:04}" for one in range(40)]
    crm = [
        row(("customer_number", "crm", f"M{phone}"), ("mobile", "", phone), source="crm") for phone in phones
    ]
    till = [row(("mobile", "", phone), ("openid", "wxA", f"o{phone}"), source="pos") for phone in phones]
    shop = [
        row(("openid", "wxA", f"o{phone}"), ("unionid", "open", f"u{phone}"), source="shop")
        for phone in phones
    ]
    assert not at_once(
        lambda: receive_profiles(TEAM, crm),
        lambda: receive_profiles(TEAM, till[::-1]),
        lambda: receive_profiles(TEAM, shop),
    )
    people = set(Customer.objects.values_list("person_id", flat=True))
    assert len(people) == 40
    assert Identity.objects.count() == 160
    assert not Merge.objects.filter(undone_at__isnull=False).exists()


def test_feedback_and_a_file_that_meet_the_same_people_lose_neither() -> None:
    phones = [f"1380013{one:04}" for one in range(60)]

    def heard() -> None:
        for phone in phones:
            accept_events(TEAM, [bought(phone)], source="till")

    crm = [
        row(("customer_number", "crm", f"M{phone}"), ("mobile", "", phone), source="crm") for phone in phones
    ]
    assert not at_once(heard, lambda: [receive_profiles(TEAM, [one]) for one in reversed(crm)])
    assert len(set(Customer.objects.values_list("person_id", flat=True))) == 60
