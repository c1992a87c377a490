"""The map that an installation starts with, and names of touchpoints met in data."""

import pytest

from zhiyin.accounts.actor import Actor
from zhiyin.journeys.actions import receive_touchpoints as receiving
from zhiyin.journeys.actions.install_defaults import install_defaults
from zhiyin.journeys.actions.receive_touchpoints import receive_touchpoints
from zhiyin.journeys.models import Factor, Touchpoint

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("intake")


def test_the_defaults_are_installed_once_and_changes_stay() -> None:
    install_defaults(SYSTEM)
    Touchpoint.objects.filter(code="queue").update(name="等位")
    Touchpoint.objects.filter(code="hotline").delete()
    install_defaults(SYSTEM)
    assert Factor.objects.count() == 6
    assert Touchpoint.objects.get(code="queue").name == "等位"
    assert not Touchpoint.objects.filter(code="hotline").exists()


def test_a_touchpoint_is_found_by_code_and_by_its_names() -> None:
    install_defaults(SYSTEM)
    queue = Touchpoint.objects.get(code="queue").pk
    assert receive_touchpoints(SYSTEM, ["queue", "排队等候", "Queue"]) == dict.fromkeys(
        ["queue", "排队等候", "Queue"], queue
    )


def test_an_unknown_name_becomes_a_touchpoint_once() -> None:
    first = receive_touchpoints(SYSTEM, ["试衣间", "Fitting room"])
    assert receive_touchpoints(SYSTEM, ["试衣间", "Fitting room"]) == first
    assert set(Touchpoint.objects.values_list("name", flat=True)) == {"试衣间", "Fitting room"}
    assert Touchpoint.objects.filter(code="fitting_room").exists()


def test_a_column_of_something_else_does_not_flood_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_MADE", 3)
    found = receive_touchpoints(SYSTEM, [f"第{n}号" for n in range(10)])
    assert len(found) == Touchpoint.objects.count() == 3
