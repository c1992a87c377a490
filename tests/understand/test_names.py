"""Names that texts are read with: set by people, found in what customers say."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event
from zhiyin.understand.actions.read_signals import read_signals
from zhiyin.understand.actions.save_names import save_names
from zhiyin.understand.errors import UnusableNames
from zhiyin.understand.models import Reading
from zhiyin.understand.queries import analyser
from zhiyin.understand.queries.names import read_names
from zhiyin.understand.queries.rereading import versions

SYSTEM = Actor.system("test")


def heard(unit: str, text: str) -> list[tuple[str, str]]:
    """(code, words) of what is named in this text said at that unit."""
    settled = accept_signals(SYSTEM, [SignalDraft(unit=unit, text=text)]).settled
    ids = [one.id for one in settled if one.id]
    read_signals(SYSTEM, signals=ids)
    found = Reading.objects.get(signal_id=ids[0]).annotations
    return [(one["code"], text[one["start"] : one["end"]]) for one in found if one["kind"] == "named"]


def test_names_are_found_from_the_moment_they_are_set(organisation: Organisation, lin: User) -> None:
    assert heard("E1", "办了星光卡，去了好锅家") == []
    save_names(actor_for(lin), names={"competitors": ["好锅家"], "products": [" 星光卡 "]}, staff=[])
    assert heard("E1", "又办了星光卡，又去了好锅家") == [("product", "星光卡"), ("competitor", "好锅家")]


def test_staff_with_a_unit_are_found_there_and_below_only(organisation: Organisation, lin: User) -> None:
    save_names(actor_for(lin), names={}, staff=[("小蝶", "东区"), ("Yuki", "")])
    assert heard("E1", "小蝶很热情") == [("staff_praised", "小蝶")]
    assert heard("W1", "小蝶很热情") == []
    assert heard("W1", "Yuki很热情") == [("staff_praised", "Yuki")]


def test_other_names_mean_another_analyser_so_that_everything_can_be_read_again(
    organisation: Organisation, lin: User
) -> None:
    heard("E1", "去了好锅家")
    before = analyser.name()
    save_names(actor_for(lin), names={"competitors": ["好锅家"]}, staff=[])
    assert analyser.name() != before
    assert versions(actor_for(lin)).by_others == 1
    save_names(actor_for(lin), names={}, staff=[])
    assert analyser.name() == before


def test_the_journal_tells_how_many_names_changed_and_none_of_them(
    organisation: Organisation, lin: User
) -> None:
    save_names(actor_for(lin), names={"own": ["知行", "知 行"]}, staff=[("王小丽", "E1")])
    save_names(actor_for(lin), names={"own": ["知行", "知 行"]}, staff=[("王小丽", "E1")])
    told = [event.data for event in Event.objects.filter(name="understand.names_saved")]
    assert told == [{"changed": {"own": {"added": 2, "removed": 0}, "staff": {"added": 1, "removed": 0}}}]


@pytest.mark.parametrize(
    ("names", "staff", "wrong"),
    [
        ({"competitors": ["锅"]}, [], "competitors"),
        ({"products": ["x" * 61]}, [], "products"),
        ({"competitors": ["好锅家"], "own": ["好锅家"]}, [], "own"),
        ({}, [("王小丽", "nowhere")], "staff"),
    ],
)
def test_names_that_cannot_be_used_are_told_by_list(
    organisation: Organisation,
    lin: User,
    names: dict[str, list[str]],
    staff: list[tuple[str, str]],
    wrong: str,
) -> None:
    with pytest.raises(UnusableNames) as found:
        save_names(actor_for(lin), names=names, staff=staff)
    assert list(found.value.data["errors"]) == [wrong]
    assert read_names(actor_for(lin)).changed_at is None


def test_only_who_manages_settings_sees_and_changes_names(organisation: Organisation, mei: User) -> None:
    with pytest.raises(Forbidden):
        read_names(actor_for(mei))
    with pytest.raises(Forbidden):
        save_names(actor_for(mei), names={}, staff=[])


def test_lists_are_pasted_on_the_page(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    pasted = {"competitors": "好锅家\r\n海蓝, Blue Lagoon", "staff": "王小丽\tE1\r\n张三，西一店\r\nYuki"}
    assert client.post("/settings/names", pasted).status_code == 302
    kept = read_names(actor_for(lin))
    assert kept.competitors == ("好锅家", "海蓝", "Blue Lagoon")
    assert [(one.name, one.unit_code) for one in kept.staff] == [
        ("王小丽", "E1"),
        ("张三", "W1"),
        ("Yuki", ""),
    ]
    page = client.get("/settings/names").content.decode()
    assert "王小丽, E1" in page
    refused = client.post("/settings/names", {"staff": "王小丽, nowhere"})
    assert refused.status_code == 422
    assert "There is no unit “nowhere”." in refused.content.decode()


def test_programs_set_and_read_the_lists(
    organisation: Organisation, lin: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lin)
    body = {"competitors": ["好锅家"], "staff": [{"name": "王小丽", "unit": "E1"}]}
    told = client.put("/api/v1/names", body, content_type="application/json").json()
    assert told["staff"] == [
        {"name": "王小丽", "unit": str(organisation.east_one.pk), "unit_label": "东一店"}
    ]
    assert client.get("/api/v1/names").json()["competitors"] == ["好锅家"]
    again = {"staff": told["staff"][:1]}
    again["staff"][0].pop("unit_label")
    assert client.put("/api/v1/names", again, content_type="application/json").status_code == 200
